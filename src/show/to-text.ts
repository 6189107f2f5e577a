import { visible } from '../chart/visible'
import { partLine, sparkline } from './bars-text'
import {
  type Block,
  type CellView,
  type ColumnHead,
  type FactsBlock,
  type TableBlock,
  type View,
} from './view'
import { clip, padEnd, padStart, width } from './width'

/** Longest cell, in columns of the terminal. */
const LONGEST = 60
const GAP = '  '

/** A view as aligned text, for the terminal and for viewers without HTML. No line ends in blanks. */
export function toText(view: View): string {
  const blocks = view.map(blockText)
  // Lines follow each other, tables stand apart.
  return blocks
    .map((text, i) => (i === 0 ? text : `${apart(view[i - 1], view[i]) ? '\n\n' : '\n'}${text}`))
    .join('')
    .replace(/[^\S\n]+$/gm, '')
}

const apart = (before: Block | undefined, after: Block | undefined): boolean =>
  before?.block !== 'line' || after?.block !== 'line'

function blockText(block: Block): string {
  switch (block.block) {
    case 'table':
      return tableText(block)
    case 'facts':
      return factsText(block)
    case 'line':
      return visible(block.text)
    case 'code':
      return [visible(block.title), '', ...block.code.trimEnd().split('\n').map(visible)].join('\n')
    case 'bars':
      return [
        visible(block.title),
        '',
        sparkline(block.bars.map((b) => b.value)),
        ...block.notes.map(visible),
      ].join('\n')
  }
}

/** One cell as lines: an excerpt has a second one, with a mark under the bad place. */
type Lines = readonly string[]

function tableText({ title, source, columns, rows, notes = [] }: TableBlock): string {
  const heads = columns.map(headLines)
  const body = rows.map((row) => ('gap' in row ? visible(row.gap) : row.map(cellLines)))
  const widths = columns.map((_, i) =>
    Math.max(
      ...(heads[i] ?? []).map(width),
      ...body.flatMap((row) => (typeof row === 'string' ? [] : (row[i] ?? []).map(width))),
    ),
  )
  const lines = [
    visible(title),
    ...(source === undefined ? [] : [visible(source)]),
    '',
    ...rowText(heads, columns, widths),
    widths.map((w) => '─'.repeat(w)).join(GAP),
    ...body.flatMap((row) => (typeof row === 'string' ? [row] : rowText(row, columns, widths))),
    ...notes.map(visible),
  ]
  return lines.join('\n')
}

function headLines({ label, detail }: ColumnHead): Lines {
  return [visible(label), ...(detail === undefined ? [] : [visible(detail)])]
}

function cellLines(cell: CellView): Lines {
  if (typeof cell === 'string') return [clip(visible(cell), LONGEST)]
  if ('shares' in cell) return [sparkline(cell.shares, 1)]
  if ('part' in cell) return [`${partLine(cell.part)} ${visible(cell.text)}`]
  if (!('mark' in cell)) return [clip(visible(cell.text), LONGEST)]
  if (cell.mark === null) return [visible(cell.text)]
  return [visible(cell.text), `${' '.repeat(width(visible(cell.text.slice(0, cell.mark))))}^`]
}

function rowText(
  cells: readonly Lines[],
  columns: readonly ColumnHead[],
  widths: readonly number[],
): string[] {
  const height = Math.max(1, ...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, i) => (columns[i]?.numeric ? padStart : padEnd)(lines[line] ?? '', widths[i] ?? 0))
      .join(GAP),
  )
}

function factsText({ title, facts }: FactsBlock): string {
  const names = facts.map(([name]) => visible(name))
  const widest = Math.max(0, ...names.map(width))
  return [
    visible(title),
    '',
    ...facts.map(([, value], i) => padEnd(names[i] ?? '', widest) + GAP + visible(value)),
  ].join('\n')
}
