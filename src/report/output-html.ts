import { phrase, type Lang } from '../words'
import { ansiToHtml } from './ansi'
import { embedHtml, notIncludedNote } from './embed'
import { cleanText, escapeHtml } from './escape'
import { renderMarkdown } from './markdown'
import { mathToHtml, unwrapTex } from './math'
import { type DisplayOutput, type MimeBundle, type Output, type ResultOutput } from './nbformat'
import { type Page } from './page'

/** Forms of an output, the richest first. A page that loads nothing has no use for others. */
const ORDER = [
  'text/html',
  'image/svg+xml',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'text/markdown',
  'text/latex',
  'application/json',
  'text/plain',
] as const

type Shown = (typeof ORDER)[number]

/** The outputs of one cell as HTML, in their order. */
export function renderOutputs(outputs: readonly Output[], page: Page, lang: Lang): string {
  return joinStreams(outputs)
    .map((output) => renderOutput(output, page, lang))
    .filter((html) => html !== '')
    .join('\n')
}

/** Pieces of one stream that follow each other are one text: a line, or a colour, may go on in the next. */
function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = []
  for (const output of outputs) {
    const last = joined.at(-1)
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name)
      joined[joined.length - 1] = { ...last, text: last.text + output.text }
    else joined.push(output)
  }
  return joined
}

function renderOutput(output: Output, page: Page, lang: Lang): string {
  switch (output.output_type) {
    case 'stream':
      return output.name === 'stderr'
        ? textBlock('stream stderr', phrase('report.stderr', lang), output.text)
        : textBlock('stream', phrase('report.output', lang), output.text)
    case 'error':
      return textBlock('error', phrase('report.error', lang), errorText(output))
    case 'display_data':
    case 'execute_result':
      return renderBundle(output, page, lang)
  }
}

function errorText({ ename, evalue, traceback }: Extract<Output, { output_type: 'error' }>): string {
  return traceback.length > 0 ? traceback.join('\n') : `${ename}: ${evalue}`
}

/** Text as a terminal shows it. It scrolls where it is wide, so the keyboard must be able to reach it. */
function textBlock(kind: string, name: string, text: string): string {
  // The terminal's sequences go first; control characters that remain are shown.
  const html = cleanText(ansiToHtml(text.replace(/\r?\n$/, '')))
  return `<pre class="output ${kind}" tabindex="0" role="group" aria-label="${escapeHtml(name)}">${html}</pre>`
}

function renderBundle(output: DisplayOutput | ResultOutput, page: Page, lang: Lang): string {
  const { data } = output
  const mime = ORDER.find((m) => Object.hasOwn(data, m) && isShowable(m, data[m]))
  if (mime === undefined) return unknownForm(data, lang)
  const value = data[mime]
  const text = typeof value === 'string' ? value : ''
  switch (mime) {
    case 'text/html':
      return htmlBlock(text, page, lang)
    case 'image/svg+xml':
      // As a picture of its own: its ids and styles stay inside it, and its scripts do not run.
      return picture(output, mime, Buffer.from(text, 'utf8').toString('base64'), lang)
    case 'image/png':
    case 'image/jpeg':
    case 'image/gif':
    case 'image/webp':
      return picture(output, mime, text.replace(/[^A-Za-z0-9+/=]/g, ''), lang)
    case 'text/markdown':
      return `<div class="output prose">${renderMarkdown(text, page, phrase('report.notIncluded', lang)).html}</div>`
    case 'text/latex': {
      const { tex, display } = unwrapTex(cleanText(text))
      return `<div class="output math">${mathToHtml(tex, display)}</div>`
    }
    case 'application/json':
      return textBlock('plain', phrase('report.output', lang), JSON.stringify(value, null, 2))
    case 'text/plain':
      return textBlock('plain', phrase('report.output', lang), text)
  }
}

const isShowable = (mime: Shown, value: unknown): boolean =>
  mime === 'application/json' ? value !== undefined : typeof value === 'string'

function htmlBlock(text: string, page: Page, lang: Lang): string {
  const { html, notIncluded } = embedHtml(text, page)
  const note = notIncludedNote(notIncluded, phrase('report.notIncluded', lang))
  // A library, or a second copy of one, is no output to see.
  if (withoutScripts(html) === '') return html.trim() + note
  const reachable = scrollsByItself(html)
    ? ''
    : ` tabindex="0" role="group" aria-label="${escapeHtml(phrase('report.output', lang))}"`
  return `<div class="output html"${reachable}>${html}</div>${note}`
}

const withoutScripts = (html: string): string => html.replace(/<(script|style)\b[^]*?<\/\1>/gi, '').trim()

/** Wide tables scroll, so the keyboard must be able to reach them: in a scrolling element of their own, or in ours. */
function scrollsByItself(html: string): boolean {
  const count = (pattern: RegExp): number => html.match(pattern)?.length ?? 0
  return count(/<table[\s>]/gi) <= count(/\stabindex="0"/gi)
}

function picture(output: DisplayOutput | ResultOutput, mime: Shown, base64: string, lang: Lang): string {
  const plain = output.data['text/plain']
  const alt = typeof plain === 'string' && plain.trim() !== '' ? plain.trim() : phrase('report.figure', lang)
  const size = output.metadata[mime]
  const dimensions = (['width', 'height'] as const)
    .map((side) => [side, sideOf(size, side)] as const)
    .filter(([, pixels]) => pixels !== null)
    .map(([side, pixels]) => ` ${side}="${pixels}"`)
    .join('')
  return `<div class="output picture"><img alt="${escapeHtml(cleanText(alt))}"${dimensions} src="data:${mime};base64,${base64}"></div>`
}

function sideOf(size: unknown, side: 'width' | 'height'): number | null {
  if (typeof size !== 'object' || size === null) return null
  const pixels = (size as Record<string, unknown>)[side]
  return typeof pixels === 'number' && Number.isInteger(pixels) && pixels > 0 ? pixels : null
}

/** Nothing is left out in silence: a form that a page cannot show is named. */
function unknownForm(data: MimeBundle, lang: Lang): string {
  const types = Object.keys(data)
  const text =
    types.length === 0
      ? phrase('report.emptyOutput', lang)
      : phrase('report.unknownOutput', lang, { types: types.join(', ') })
  return `<p class="output notice">${escapeHtml(text)}</p>`
}
