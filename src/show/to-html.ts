import { visible } from '../chart/visible'
import { barsHtml, partBar, shareBars } from './bars-html'
import { Html, safe, styleElement } from '../html/safe'
import { sortingScript, sortingStyle } from './sorting'
import { style } from './style'
import {
  type Block,
  type CellView,
  type CodeBlock,
  type ColumnHead,
  type Excerpt,
  type FactsBlock,
  type PartView,
  type RowView,
  type TableBlock,
  type Tone,
  type View,
} from './view'

/** Longest text of a cell; what is longer ends in `…`. */
const LONGEST = 300

/** A view as HTML: one element, with its style. */
export function toHtml(view: View): Html {
  const sorting = view.some((b) => b.block === 'table' && b.sortable)
    ? [styleElement(sortingStyle), new Html(`<script>${sortingScript}</script>`)]
    : []
  return safe`<div class="carnet">${styleElement(style)}${view.map(blockHtml)}${sorting}</div>`
}

function blockHtml(block: Block): Html {
  switch (block.block) {
    case 'table':
      return tableHtml(block)
    case 'facts':
      return factsHtml(block)
    case 'line':
      return safe`<p${classes(toneClass(block.tone))}>${visible(block.text)}</p>\n`
    case 'code':
      return codeHtml(block)
    case 'bars':
      return barsHtml(block)
  }
}

/** Sorting finds its tables by it. */
const SORTABLE = new Html(' data-carnet-sortable=""')

function tableHtml({ title, source, columns, rows, sortable = false, notes = [] }: TableBlock): Html {
  const name = visible(title)
  const more = source === undefined ? null : safe`<br><small>${visible(source)}</small>`
  return safe`<div class="carnet-scroll" role="group" aria-label="${name}" tabindex="0">
<table class="carnet-table"${sortable ? SORTABLE : null}><caption><b>${name}</b>${more}</caption>
<thead><tr>${columns.map(headHtml)}</tr></thead>
<tbody>${rows.map((row) => rowHtml(row, columns))}
</tbody></table>
</div>
${notes.map((note) => safe`<p><small>${visible(note)}</small></p>\n`)}`
}

function headHtml({ label, detail, numeric }: ColumnHead): Html {
  const more = detail === undefined ? null : safe`<br><small>${visible(detail)}</small>`
  return safe`<th scope="col"${classes(numeric && 'carnet-number')}>${visible(label)}${more}</th>`
}

function rowHtml(row: RowView, columns: readonly ColumnHead[]): Html {
  if ('gap' in row)
    return safe`\n<tr><td class="carnet-gap" colspan="${columns.length}">${visible(row.gap)}</td></tr>`
  return safe`\n<tr>${row.map((cell, i) => cellHtml(cell, columns[i]?.numeric === true, i === 0))}</tr>`
}

function cellHtml(cell: CellView, numeric: boolean, first: boolean): Html {
  const [content, tone] = contentHtml(cell)
  const attributes = [orderOf(cell), classes(numeric && 'carnet-number', tone)]
  return first ? safe`<th scope="row"${attributes}>${content}</th>` : safe`<td${attributes}>${content}</td>`
}

/** What rows are ordered by, where that is not the text. */
function orderOf(cell: CellView): Html | null {
  if (typeof cell === 'string' || !('value' in cell) || cell.value === undefined) return null
  return safe` data-order="${cell.value === null ? '' : String(cell.value)}"`
}

function contentHtml(cell: CellView): [content: Html, tone: string | false] {
  if (typeof cell === 'string') return [safe`${shortened(cell)}`, false]
  if ('mark' in cell) return [excerptHtml(cell), false]
  if ('shares' in cell) return [shareBars(cell.shares, cell.text), false]
  if ('part' in cell) return [partHtml(cell), false]
  return [safe`${shortened(cell.text)}`, toneClass(cell.tone)]
}

const partHtml = ({ part, text }: PartView): Html =>
  safe`<span style="white-space:nowrap">${partBar(part)} ${shortened(text)}</span>`

/** The message around the bad place, marked; a mark behind the last character stands on a blank. */
function excerptHtml({ text, mark }: Excerpt): Html {
  if (mark === null) return safe`<code>${visible(text)}</code>`
  const [bad = ' '] = text.slice(mark)
  const [before, after] = [text.slice(0, mark), text.slice(mark + bad.length)]
  return safe`<code>${visible(before)}<mark>${visible(bad)}</mark>${visible(after)}</code>`
}

/** Line ends stay; everything else that would not be seen is. */
function codeHtml({ title, code }: CodeBlock): Html {
  const lines = code.trimEnd().split('\n').map(visible).join('\n')
  return safe`<p><b>${visible(title)}</b></p>
<div class="carnet-scroll" tabindex="0" role="group" aria-label="${visible(title)}"><pre><code>${lines}</code></pre></div>
`
}

function factsHtml({ title, facts }: FactsBlock): Html {
  const rows = facts.map(
    ([name, value]) => safe`\n<tr><th scope="row">${visible(name)}</th><td>${shortened(value)}</td></tr>`,
  )
  return safe`<table class="carnet-table carnet-facts"><caption><b>${visible(title)}</b></caption>
<tbody>${rows}
</tbody></table>
`
}

const shortened = (text: string): string =>
  visible(text.length > LONGEST ? `${Array.from(text.slice(0, LONGEST)).slice(0, -1).join('')}…` : text)

const toneClass = (tone: Tone | undefined): string | false => tone !== undefined && `carnet-${tone}`

function classes(...names: readonly (string | false | undefined)[]): Html | null {
  const given = names.filter((name) => name)
  return given.length === 0 ? null : safe` class="${given.join(' ')}"`
}
