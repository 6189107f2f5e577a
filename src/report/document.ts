import { phrase, type Lang } from '../words'
import { withoutAnsi } from './ansi'
import { highlight } from './code'
import { tableOfContents } from './contents'
import { contentSecurityPolicy } from '../html/csp'
import { htmlDocument } from '../html/document'
import { cleanText, escapeHtml } from './escape'
import { readFacts } from './facts'
import { firstHeading, leadingTitle, renderMarkdown, type Heading } from './markdown'
import { cellHeading, type Cell, type CodeCell, type Notebook } from './nbformat'
import { renderOutputs } from './output-html'
import { originsSection } from './origins'
import { Page } from './page'
import { failureIn } from './run-state'
import { STYLE } from './style'
import { summarySection } from './summary'

/** What a report says of its run, beside the notebook itself. */
export interface ReportFacts {
  readonly lang: Lang
  /** Where the messages came from, in words: `Kafka at broker:9092`, `replay of the capture students.ndjson`; '' for not known. */
  readonly sourceLabel: string
  /** The parameters that were given, as they were typed. */
  readonly parameters: ReadonlyMap<string, string> | readonly (readonly [string, string])[]
  /** When the run was made; shown in UTC. */
  readonly date: Date
  /** Folds the code of every cell away; shown by default. */
  readonly hideCode?: boolean
  /** Instead of the notebook's own title. */
  readonly title?: string
  /** Whether the messages were replayed from a capture; by default, whether the label begins with `replay`. */
  readonly replay?: boolean
}

/** The title of a report: the one asked for, else the notebook's own, else its first heading. */
export function reportTitle(notebook: Notebook, facts: Pick<ReportFacts, 'title' | 'lang'>): string {
  const own = typeof notebook.metadata.title === 'string' ? notebook.metadata.title : ''
  for (const title of [facts.title ?? '', own]) if (title.trim() !== '') return title.trim()
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === 'markdown' ? firstHeading(cell.source) : null
    if (heading) return heading
  }
  return phrase('report.untitled', facts.lang)
}

/** The report as one HTML page that needs nothing but itself. The same notebook and facts give the same page. */
export function renderDocument(notebook: Notebook, facts: ReportFacts): string {
  const page = new Page()
  page.addStyle(STYLE)
  for (const id of ['top', 'contents', 'notebook', 'summary', 'origins']) page.id(id)
  const told = readFacts(notebook)
  const title = cleanText(reportTitle(notebook, facts))
  const { heading, cells } = splitTitle(notebook, title)

  const ids = codeCellIds(cells, page)
  const failedPlace = cells.findIndex(hasFailed)
  const headings: Heading[] = []
  const body = cells
    .map((cell, place) => renderCell(cell, ids[place] ?? '', page, facts, headings, place === failedPlace))
    .filter((html) => html !== '')
    .join('\n')
  const contents = tableOfContents(headings, facts.lang)
  const failure =
    failedPlace < 0 ? '' : failureNote(notebook, failedPlace, ids[failedPlace] ?? '', facts.lang)
  return htmlDocument({
    lang: facts.lang,
    title: escapeHtml(title),
    policy: contentSecurityPolicy(page.scriptHashes, page.styleHashes),
    style: STYLE,
    attributes: ` id="top"${contents === '' ? '' : ' class="with-contents"'}`,
    body: `<a class="skip" href="#notebook">${escapeHtml(phrase('report.skip', facts.lang))}</a>
<header>
<h1>${heading ?? escapeHtml(title)}</h1>
${factList(facts)}
${failure}${summarySection(told, facts.lang)}</header>
${contents}<main id="notebook">
${body}
${originsSection(told, facts.lang)}</main>`,
  })
}

/** The notebook's leading heading becomes that of the page, where it says the same; it is not said twice. */
function splitTitle(notebook: Notebook, title: string): { heading: string | null; cells: readonly Cell[] } {
  const { cells } = notebook
  const [first] = cells
  const leading = first?.cell_type === 'markdown' ? leadingTitle(first.source) : null
  if (!first || !leading || leading.title !== title) return { heading: null, cells }
  return { heading: leading.html, cells: [{ ...first, source: leading.rest }, ...cells.slice(1)] }
}

/** An anchor for every code cell that holds code, by its number among them as in `executeNotebook`: `cell-1` … */
function codeCellIds(cells: readonly Cell[], page: Page): string[] {
  let number = 0
  return cells.map((cell) => (holdsCode(cell) ? page.id(`cell-${++number}`) : ''))
}

const holdsCode = (cell: Cell): boolean => cell.cell_type === 'code' && cell.source.trim() !== ''

/** Whether the run ended at this cell. */
const hasFailed = (cell: Cell): boolean => cell.cell_type === 'code' && failureIn(cell) !== null

function renderCell(
  cell: Cell,
  id: string,
  page: Page,
  facts: ReportFacts,
  headings: Heading[],
  failed: boolean,
): string {
  if (cell.cell_type === 'code') return renderCode(cell, id, page, facts, failed)
  if (cell.source.trim() === '') return ''
  if (cell.cell_type === 'raw') return `<pre class="raw">${escapeHtml(cleanText(cell.source))}</pre>`
  const notIncluded = phrase('report.notIncluded', facts.lang)
  const prose = renderMarkdown(cell.source, page, notIncluded, cell.attachments)
  headings.push(...prose.headings)
  return `<section class="prose">\n${prose.html}</section>`
}

function renderCode(cell: CodeCell, id: string, page: Page, facts: ReportFacts, failed: boolean): string {
  if (!holdsCode(cell)) return renderOutputs(cell.outputs, page, facts.lang)
  const count = `<span class="count">[${cell.execution_count ?? '\u00a0'}]</span>`
  const code = `<pre class="code"><code>${highlight(cleanText(cell.source))}</code></pre>`
  const input = facts.hideCode
    ? `<details><summary>${escapeHtml(phrase('report.code', facts.lang))} ${count}</summary>${code}</details>`
    : `<div class="input">${count}${code}</div>`
  const outputs = renderOutputs(cell.outputs, page, facts.lang)
  return `<section class="cell${failed ? ' failed' : ''}" id="${id}">
${input}
${outputs}</section>`
}

function factList(facts: ReportFacts): string {
  const { lang } = facts
  const replay = facts.replay ?? /^replay\b/i.test(facts.sourceLabel)
  const badge = replay ? `<strong class="badge">${escapeHtml(phrase('report.replay', lang))}</strong> ` : ''
  const parameters = [...facts.parameters]
  const given = parameters.map(
    ([name, value]) =>
      `<span class="parameter"><code>${escapeHtml(cleanText(name))}</code> = <code>${escapeHtml(cleanText(value))}</code></span>`,
  )
  const rows = [
    [
      phrase('report.date', lang),
      `<time datetime="${facts.date.toISOString()}">${escapeHtml(dateText(facts.date, lang))}</time>`,
    ],
    ...(facts.sourceLabel === ''
      ? []
      : [[phrase('report.source', lang), badge + escapeHtml(cleanText(facts.sourceLabel))]]),
    [
      phrase('report.parameters', lang),
      given.length > 0 ? given.join(' ') : escapeHtml(phrase('report.noParameters', lang)),
    ],
  ]
  return `<dl class="facts">
${rows.map(([name, value]) => `<dt>${escapeHtml(name ?? '')}</dt><dd>${value}</dd>`).join('\n')}
</dl>`
}

function dateText(date: Date, lang: Lang): string {
  const locale = lang === 'fr' ? 'fr-FR' : 'en-GB'
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date)
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', hourCycle: 'h23', timeZone: 'UTC' })
  return `${day}, ${time.format(date)} UTC`
}

function failureNote(notebook: Notebook, place: number, id: string, lang: Lang): string {
  const cell = notebook.cells[place]
  const error = cell?.cell_type === 'code' ? cell.outputs.find((o) => o.output_type === 'error') : undefined
  const reason = error ? `${error.ename}: ${withoutAnsi(error.evalue)}` : ''
  const name =
    cellHeading(notebook, place) || phrase('report.cellNumber', lang, { number: id.replace(/\D/g, '') })
  return `<p class="failure"><strong>${escapeHtml(phrase('report.failed', lang))}</strong> <a href="#${id}">${escapeHtml(cleanText(name))}</a>${
    reason === '' ? '' : `<br><code>${escapeHtml(cleanText(reason))}</code>`
  }</p>
`
}
