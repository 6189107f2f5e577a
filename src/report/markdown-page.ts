import { type Lang, phrase } from '../words'
import { withoutAnsi } from './ansi'
import { reportTitle, type ReportFacts } from './document'
import { readFacts } from './facts'
import { codeOf, type Cell, type Notebook, type Output } from './nbformat'
import { summaryLines } from './summary'

/** A picture that stands beside a report in Markdown. */
export interface Picture {
  /** Its file name. */
  readonly name: string
  readonly bytes: Buffer
}

/** A report as Markdown, for a repository or a wiki: prose, code, outputs as text, pictures beside it. */
export interface MarkdownPage {
  readonly text: string
  readonly pictures: readonly Picture[]
}

const PICTURES = {
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
} as const

/** `name` is that of the file without its ending: pictures are called after it. */
export function markdownPage(notebook: Notebook, facts: ReportFacts, name: string): MarkdownPage {
  const { lang } = facts
  const title = reportTitle(notebook, facts)
  const pictures: Picture[] = []
  const add = (bytes: Buffer, ending: string): string => {
    const picture = { name: `${name}-${pictures.length + 1}.${ending}`, bytes }
    pictures.push(picture)
    return picture.name
  }
  const language = codeOf(notebook) === '' ? '' : 'ts'
  const parts = notebook.cells.map((cell) => cellText(cell, facts, language, add)).filter((t) => t !== '')
  const [first = ''] = parts
  const heading = first.startsWith(`# ${title}`) ? [] : [`# ${title}`]
  const summary = summaryLines(readFacts(notebook), lang).map((line) => `- ${escaped(line)}`)
  const about = [
    `*${phrase('report.date', lang)}: ${facts.date.toISOString()} · ${phrase('report.source', lang)}: ${escaped(facts.sourceLabel)}*`,
    ...(summary.length > 0 ? [`**${phrase('summary.title', lang)}**`, summary.join('\n')] : []),
  ]
  const [lead, ...rest] = heading.length > 0 ? [heading[0], ...parts] : splitLead(parts)
  return { text: `${[lead, ...about, ...rest].filter(Boolean).join('\n\n')}\n`, pictures }
}

/** The title, which stands before what the page says of itself, and what comes after it. */
function splitLead([first = '', ...rest]: readonly string[]): string[] {
  const end = first.indexOf('\n')
  return end < 0 ? [first, ...rest] : [first.slice(0, end), first.slice(end).trim(), ...rest]
}

function cellText(
  cell: Cell,
  { lang, hideCode }: ReportFacts,
  language: string,
  add: (bytes: Buffer, ending: string) => string,
): string {
  const source = cell.source.trim()
  if (cell.cell_type !== 'code') return cell.cell_type === 'markdown' ? source : fenced(source, '')
  const outputs = cell.outputs.map((output) => outputText(output, lang, add))
  const code = source === '' || hideCode ? [] : [fenced(source, language)]
  return [...code, ...outputs].filter((t) => t !== '').join('\n\n')
}

function outputText(output: Output, lang: Lang, add: (bytes: Buffer, ending: string) => string): string {
  if (output.output_type === 'stream') return fenced(withoutAnsi(output.text).trimEnd(), 'text')
  if (output.output_type === 'error') return fenced(`${output.ename}: ${withoutAnsi(output.evalue)}`, 'text')
  const { data } = output
  const plain = data['text/plain']
  const alt = typeof plain === 'string' ? plain.trim().split('\n')[0] : phrase('report.figure', lang)
  for (const [mime, ending] of Object.entries(PICTURES)) {
    const value = data[mime]
    if (typeof value !== 'string') continue
    const bytes = mime === 'image/svg+xml' ? Buffer.from(value) : Buffer.from(value, 'base64')
    return `![${escaped(alt).replace(/[[\]]/g, '\\$&')}](${encodeURI(add(bytes, ending))})`
  }
  const markdown = data['text/markdown']
  if (typeof markdown === 'string') return markdown.trim()
  return typeof plain === 'string' && plain.trim() !== '' ? fenced(plain.trimEnd(), 'text') : ''
}

/** A fence that is longer than any in the text. */
function fenced(text: string, language: string): string {
  if (text === '') return ''
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** Text that Markdown shows as it is. */
const escaped = (text: string): string => text.replace(/[\\`*_<>&]/g, (c) => `\\${c}`)
