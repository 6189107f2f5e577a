import { captionLine } from '../../chart/caption'
import { type Label } from '../../provenance'
import { type Columnar } from '../../query'
import { type Cell, type Column, type Table } from '../../table'
import { counted, phrase, type Lang } from '../../words'
import { cellText, NOTHING } from '../numbers'
import { capped, type CellView, type ColumnHead, shownText, type View } from '../view'

const ROWS = { head: 10, tail: 5 }
const MOST_COLUMNS = 20

interface TableOptions {
  readonly shown?: { readonly head: number; readonly tail: number }
  readonly length?: number
  readonly dtypes?: ReadonlyMap<string, string>
}

/**
 * Rows as they are: the first and the last, with the types and how many values are missing under the names. `length` counts
 * all, where the table has the first of them alone; `dtypes` are Danfo's own, of a DataFrame.
 */
export function tableView(
  table: Table,
  label: Label | undefined,
  lang: Lang,
  { shown = ROWS, length = table.length, dtypes }: TableOptions = {},
): View {
  const columns = table.columns.slice(0, MOST_COLUMNS)
  const hidden = table.columns.slice(MOST_COLUMNS).map((c) => c.name)
  const numbers = Array.from({ length: table.length }, (_, i) => i)
  return [
    {
      block: 'table',
      title: shapeText({ ...table, length }, lang) + shownText(table.length, shown, lang),
      sortable: true,
      ...(label ? { source: captionLine(label, lang) } : {}),
      columns: [
        { label: '#', numeric: true },
        ...columns.map((c) => columnHead(c, lang, dtypes?.get(c.name))),
      ],
      rows: [
        ...capped(
          numbers,
          shown,
          (i) => [{ text: String(i), value: i }, ...columns.map((c) => cell(c, i, lang))],
          (left) => counted(left, 'moreRows', lang),
        ),
        ...(length > table.length ? [{ gap: counted(length - table.length, 'moreRows', lang) }] : []),
      ],
      notes:
        hidden.length > 0 ? [`${counted(hidden.length, 'moreColumns', lang)}: ${hidden.join(', ')}`] : [],
    },
  ]
}

export const isNumeric = ({ type }: Column): boolean => type === 'integer' || type === 'number'

/** `4 rows × 5 columns`. */
export const shapeText = ({ length, columns }: Columnar, lang: Lang): string =>
  phrase('show.shape', lang, {
    rows: counted(length, 'row', lang),
    columns: counted(columns.length, 'column', lang),
  })

/** A column's name over its type and how many of its values are missing. */
export function columnHead(column: Column, lang: Lang, dtype?: string): ColumnHead {
  const missing = column.values.reduce<number>((n, v) => (v === null ? n + 1 : n), 0)
  const type = phrase(`show.${column.type}`, lang) + (dtype === undefined ? '' : ` (${dtype})`)
  const detail = type + (missing > 0 ? ` · ${counted(missing, 'missing', lang)}` : '')
  return { label: column.name, detail, numeric: isNumeric(column) }
}

function cell(column: Column, i: number, lang: Lang): CellView {
  const value = column.values[i] ?? null
  if (value === null) return MISSING
  const text = cellText(value, column.type, lang)
  return isNumeric(column) ? ordered(text, value) : text
}

/** A missing value, which is ordered last. */
export const MISSING = { text: NOTHING, tone: 'quiet', value: null } as const

/** A text in place of a number, ordered as that. */
export const ordered = (text: string, value: Cell): CellView =>
  typeof value === 'number' || typeof value === 'bigint' ? { text, value } : text
