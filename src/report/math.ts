import temml from 'temml'
import { escapeHtml } from './escape'

/**
 * TeX as MathML, which browsers draw by themselves; the TeX stays inside as an annotation, to be copied. What temml
 * cannot read is shown as it was written.
 */
export function mathToHtml(tex: string, display: boolean): string {
  try {
    return temml.renderToString(tex, {
      displayMode: display,
      annotate: true,
      throwOnError: true,
      trust: false,
    })
  } catch {
    return `<code class="math-error">${escapeHtml(tex)}</code>`
  }
}

/** TeX without the dollars or brackets around it, and whether they ask for a line of its own. */
export function unwrapTex(tex: string): { tex: string; display: boolean } {
  const text = tex.trim()
  const display = /^\$\$([\s\S]*)\$\$$/.exec(text) ?? /^\\\[([\s\S]*)\\\]$/.exec(text)
  if (display) return { tex: display[1] ?? '', display: true }
  const inline = /^\$([\s\S]*)\$$/.exec(text) ?? /^\\\(([\s\S]*)\\\)$/.exec(text)
  return inline ? { tex: inline[1] ?? '', display: false } : { tex: text, display: true }
}
