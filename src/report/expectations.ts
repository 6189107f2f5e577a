import { type CodeCell } from './nbformat'

/**
 * The texts that a cell's output must contain, by its metadata `expect`, and does not: what a notebook promises its readers
 * is checked at each run. Any form of an output counts; tags of HTML do not.
 */
export function missedTexts({ metadata, outputs }: CodeCell): string[] {
  const { expect } = metadata
  if (!Array.isArray(expect)) return []
  const wanted = expect.filter((text): text is string => typeof text === 'string')
  if (wanted.length === 0) return []
  const said = outputs.flatMap((output) => {
    if (output.output_type === 'stream') return [output.text]
    if (output.output_type === 'error') return [`${output.ename}: ${output.evalue}`]
    return Object.entries(output.data).flatMap(([mime, value]) =>
      typeof value !== 'string'
        ? []
        : mime === 'text/html'
          ? [withoutTags(value)]
          : mime.startsWith('text/')
            ? [value]
            : [],
    )
  })
  return wanted.filter((text) => !said.some((s) => s.includes(text)))
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const withoutTags = (html: string): string =>
  html.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name])
