import MarkdownIt from 'markdown-it'
import { highlight } from './code'
import { cleanText, escapeHtml } from './escape'
import { mathToHtml } from './math'
import { type MimeBundle } from './nbformat'
import { type Page } from './page'

type Parser = MarkdownIt.MarkdownIt
type Token = MarkdownIt.Token

/** A heading of the notebook's prose, for the table of contents. */
export interface Heading {
  readonly level: number
  readonly id: string
  /** Its text, without links. */
  readonly html: string
}

/** Pictures that a markdown cell carries along: file name → MIME type → base64. */
export type Attachments = Readonly<Record<string, MimeBundle>>

export interface Prose {
  readonly html: string
  readonly headings: readonly Heading[]
}

/** What the rules of one rendering share; it travels in the parser's environment under this name. */
interface Context {
  readonly page: Page
  readonly attachments: Attachments
  readonly headings: Heading[]
  /** Said of a picture that is not in the file. */
  readonly notIncluded: string
}

const contextOf = (env: MarkdownIt.Env | undefined): Context => env?.context as Context

/** An id for a heading: `Âge par filière` is `age-par-filiere`; letters of every script stay. */
export function slug(text: string): string {
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return plain || 'section'
}

const md = makeParser()

/**
 * Markdown as HTML. HTML inside it is text; `$…$`, `$$…$$` and `\begin{…}` are mathematics; pictures are shown where
 * the cell carries them along (`attachment:`) or they are data, else named: nothing is loaded.
 */
export function renderMarkdown(
  source: string,
  page: Page,
  notIncluded: string,
  attachments: Attachments = {},
): Prose {
  const context: Context = { page, attachments, headings: [], notIncluded }
  const html = md.render(cleanText(source), { context })
  return { html, headings: context.headings }
}

/** The leading `# heading` of a markdown text and what comes after it; null where it does not begin with one. */
export function leadingTitle(source: string): { title: string; html: string; rest: string } | null {
  const tokens = md.parse(source, {})
  const [open, inline] = tokens
  if (open?.type !== 'heading_open' || open.tag !== 'h1' || !inline || !open.map) return null
  return {
    ...headingText(inline),
    rest: source
      .split(/\r\n?|\n/)
      .slice(open.map[1])
      .join('\n'),
  }
}

/** The first heading of a markdown text, of any level, as plain text; null where it has none. */
export function firstHeading(source: string): string | null {
  const tokens = md.parse(source, {})
  const at = tokens.findIndex((t) => t.type === 'heading_open')
  const inline = tokens[at + 1]
  return at < 0 || !inline ? null : headingText(inline).title
}

function headingText(inline: Token): { title: string; html: string } {
  const children = (inline.children ?? []).filter((t) => !/^(?:link_|image$)/.test(t.type))
  const title = children
    .map((t) => (t.type === 'softbreak' ? ' ' : t.content))
    .join('')
    .trim()
  return { title, html: md.renderer.renderInline(children, md.options, {}) }
}

function makeParser(): Parser {
  const parser: Parser = new MarkdownIt({ html: false, linkify: true, typographer: false })
  parser.inline.ruler.after('escape', 'math', inlineMath)
  parser.block.ruler.before('fence', 'math_block', blockMath, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  })
  const { rules } = parser.renderer
  rules.math = (tokens, i) => mathToHtml(tokens[i]?.content ?? '', false)
  rules.math_block = (tokens, i) => `<div class="math">${mathToHtml(tokens[i]?.content ?? '', true)}</div>\n`
  rules.heading_open = (tokens, i, _options, env) => {
    const { page, headings } = contextOf(env)
    const open = tokens[i]
    const inline = tokens[i + 1]
    if (!open || !inline) return ''
    const { title, html } = headingText(inline)
    const id = page.id(slug(title))
    headings.push({ level: Number(open.tag.slice(1)), id, html })
    return `<${open.tag} id="${escapeHtml(id)}">`
  }
  rules.link_open = (tokens, i, options, _env, self) => {
    const token = tokens[i]
    if (!String(token?.attrGet('href') ?? '').startsWith('#')) token?.attrSet('rel', 'noopener noreferrer')
    return self.renderToken(tokens, i, options)
  }
  rules.image = (tokens, i, _options, env) => {
    const token = tokens[i]
    return token ? picture(token, contextOf(env)) : ''
  }
  rules.fence = (tokens, i) => {
    const token = tokens[i]
    const language = token?.info.trim().split(/\s+/)[0] ?? ''
    return codeBlock(token?.content ?? '', language)
  }
  rules.code_block = (tokens, i) => codeBlock(tokens[i]?.content ?? '', '')
  rules.table_open = () => '<div class="scroll" tabindex="0"><table>\n'
  rules.table_close = () => '</table></div>\n'
  return parser
}

const codeBlock = (code: string, language: string): string =>
  `<pre class="code"><code>${highlight(code.replace(/\n$/, ''), language)}</code></pre>\n`

function picture(token: Token, context: Context): string {
  const source = String(token.attrGet('src') ?? '')
  const data = source.startsWith('attachment:')
    ? attached(decodeURIComponent(source.slice('attachment:'.length)), context.attachments)
    : source.startsWith('data:image/')
      ? source
      : null
  if (data !== null) return `<img src="${escapeHtml(data)}" alt="${escapeHtml(token.content)}">`
  const name = `${token.content ? `${token.content}, ` : ''}${context.notIncluded} ${source}`
  return `<span class="notice">[${escapeHtml(name)}]</span>`
}

/** A picture of the cell as a data URL; base64 may be written in lines. */
function attached(name: string, attachments: Attachments): string | null {
  const forms = Object.hasOwn(attachments, name) ? attachments[name] : undefined
  for (const [type, data] of Object.entries(forms ?? {})) {
    const lines: readonly unknown[] = Array.isArray(data) ? data : [data]
    if (!/^image\/[\w.+-]+$/.test(type) || !lines.every((l) => typeof l === 'string')) continue
    return `data:${type};base64,${lines.join('').replace(/\s/g, '')}`
  }
  return null
}

/**
 * `$…$` within a line of prose. As in Pandoc, a dollar opens before a character that is no blank and closes after one,
 * and not before a digit, so that `$5 and $6` are prices. `$$…$$` inside a paragraph is mathematics too.
 */
function inlineMath(state: MarkdownIt.StateInline, silent: boolean): boolean {
  const { src, pos } = state
  if (src[pos] !== '$') return false
  const fence = src[pos + 1] === '$' ? '$$' : '$'
  const start = pos + fence.length
  const end = closingDollar(src, start, fence)
  if (end < 0) return false
  const tex = src.slice(start, end)
  if (fence === '$' && (/^\s|\s$/.test(tex) || /\d/.test(src[end + 1] ?? ''))) return false
  if (!silent) state.push('math', 'math', 0).content = tex
  state.pos = end + fence.length
  return true
}

/** Where the closing dollars are, a backslash before a dollar making it a character of the TeX; -1 for nowhere. */
function closingDollar(src: string, from: number, fence: string): number {
  for (let i = from; i < src.length; i++) {
    if (src[i] === '\\') i++
    else if (src.startsWith(fence, i)) return i > from ? i : -1
  }
  return -1
}

const BEGIN = /^\\begin\{([a-zA-Z]+\*?)\}/

/** `$$` on a line of its own, or `\begin{…}`, up to its end: mathematics on lines of its own. */
function blockMath(
  state: MarkdownIt.StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const lines = (to: number): string => state.getLines(startLine, to, state.blkIndent, false)
  const first = lines(startLine + 1).trim()
  const environment = BEGIN.exec(first)?.[1]
  const closing = environment === undefined ? '$$' : `\\end{${environment}}`
  if (environment === undefined && !first.startsWith('$$')) return false
  const openLength = environment === undefined ? 2 : 0
  for (let line = startLine; line < endLine; line++) {
    const text = lines(line + 1).trim()
    const body = text.slice(openLength)
    if (!body.endsWith(closing)) continue
    const tex = environment === undefined ? body.slice(0, -2) : body
    if (tex.trim() === '') continue
    if (environment === undefined && tex.includes('$$')) return false
    if (silent) return true
    const token = state.push('math_block', 'math', 0)
    token.content = tex.trim()
    token.map = [startLine, line + 1]
    state.line = line + 1
    return true
  }
  return false
}
