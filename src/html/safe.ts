const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** HTML that is safe to put into a page: made by `safe`, which escapes whatever is not HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | readonly Part[]

/**
 * Builds HTML: every value is escaped, but those that are `Html` themselves; lists are joined, null is nothing.
 */
export function safe(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(
    parts.map((part, i) => part + (i < values.length ? render(values[i] ?? null) : '')).join(''),
  )
}

function render(value: Part): string {
  if (value === null) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c)
}

/** The text of a style element is ours alone, and holds nothing to escape. */
export const styleElement = (css: string): Html => new Html(`<style>${css}</style>\n`)
