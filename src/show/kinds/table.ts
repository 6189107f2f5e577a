import { captionLine } from '../../chart/caption'
import { type Label } from '../../provenance'
import { type Column, type Table } from '../../table'
import { counted, phrase, type Lang } from '../../words'
import { cellText, NOTHING } from '../numbers'
import { capped, type CellView, type ColumnHead, type View } from '../view'

const ROWS = { head: 10, tail: 5 }
const MOST_COLUMNS = 20

/** Rows as they are: the first and the last, with the types and how many values are missing under the names. */
export function tableView(table: Table, label: Label | undefined, lang: Lang): View {
  const columns = table.columns.slice(0, MOST_COLUMNS)
  const hidden = table.columns.slice(MOST_COLUMNS).map((c) => c.name)
  const numbers = Array.from({ length: table.length }, (_, i) => i)
  return [
    {
      block: 'table',
      title: phrase('show.shape', lang, {
        rows: counted(table.length, 'row', lang),
        columns: counted(table.columns.length, 'column', lang),
      }),
      ...(label ? { source: captionLine(label, lang) } : {}),
      columns: [{ label: '#', numeric: true }, ...columns.map((c) => head(c, lang))],
      rows: capped(
        numbers,
        ROWS,
        (i) => [String(i), ...columns.map((c) => cell(c, i, lang))],
        (left) => counted(left, 'moreRows', lang),
      ),
      notes:
        hidden.length > 0 ? [`${counted(hidden.length, 'moreColumns', lang)}: ${hidden.join(', ')}`] : [],
    },
  ]
}

const isNumeric = ({ type }: Column): boolean => type === 'integer' || type === 'number'

function head(column: Column, lang: Lang): ColumnHead {
  const missing = column.values.reduce<number>((n, v) => (v === null ? n + 1 : n), 0)
  const detail =
    phrase(`show.${column.type}`, lang) + (missing > 0 ? ` · ${counted(missing, 'missing', lang)}` : '')
  return { label: column.name, detail, numeric: isNumeric(column) }
}

function cell(column: Column, i: number, lang: Lang): CellView {
  const value = column.values[i] ?? null
  return value === null ? { text: NOTHING, tone: 'quiet' } : cellText(value, column.type, lang)
}
