import { carnetError } from '../errors'
import { type Parsed } from '../parse/outcome'
import { type Columnar, columnUnknown, findColumn, isMissing } from '../query'
import { type Cell, type Column, type ColumnType, Table } from '../table'
import { type Frame, isFrame, safeName } from './danfo'

/** What questions can be asked of: a DataFrame, the outcome of `parse`, or its rows. */
export type Rows = Frame | Parsed<object> | Table<object>

/** The name in this frame of a column that may have been renamed on its way in. */
export function resolve(frame: Frame, name: string): string {
  const found = [name, safeName(name)].find((n) => frame.columns.includes(n))
  if (found === undefined) throw columnUnknown(name, frame.columns)
  return found
}

export function columnOf(frame: Frame, name: string): Column {
  const at = frame.columns.indexOf(name)
  const raw = (frame.values as unknown[][]).map((row) => row[at])
  const type = typeOf(raw, frame.dtypes[at])
  return { name, type, values: raw.map((value) => cellOf(value, type)) }
}

/** The type that all the values have; text where they differ; from the dtype where there is no value at all. */
function typeOf(values: readonly unknown[], dtype: string): ColumnType {
  let kind: ColumnType | null = null
  let isWhole = true
  for (const value of values) {
    const own = kindOf(value)
    if (own === null) continue
    if (own !== (kind ??= own)) return 'text'
    isWhole &&= typeof value === 'bigint' || Number.isInteger(value)
  }
  kind ??= KINDS.get(dtype) ?? 'text'
  return kind === 'number' && dtype === 'int32' && isWhole ? 'integer' : kind
}

const KINDS: ReadonlyMap<string, ColumnType> = new Map([
  ['int32', 'number'],
  ['float32', 'number'],
  ['boolean', 'boolean'],
  ['datetime', 'timestamp'],
])

function kindOf(value: unknown): ColumnType | null {
  if (isMissing(value)) return null
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return value instanceof Date ? 'timestamp' : 'text'
}

function cellOf(value: unknown, type: ColumnType): Cell {
  if (isMissing(value)) return null
  if (value instanceof Date) {
    const time = value.getTime()
    if (Number.isNaN(time)) return null
    return type === 'timestamp' ? time : value.toISOString()
  }
  if (type === 'text') return typeof value === 'object' ? JSON.stringify(value) : inText(value as Cell)
  return value as Cell
}

const inText = (value: Cell): string => String(value)

/** The columns of those names, whatever kind of rows they are in. Throws COLUMN_UNKNOWN, ROWS_EXPECTED. */
export function columnsFor(rows: Rows, names: readonly string[]): Table {
  if (isFrame(rows)) return new Table(names.map((name) => columnOf(rows, resolve(rows, name))))
  const table = rowsOf(rows)
  return new Table(names.map((name) => findColumn(table, name)))
}

/** The columns of rows that are no DataFrame. Throws ROWS_EXPECTED. */
export function rowsOf(rows: Parsed<object> | Table<object>): Columnar {
  if (rows instanceof Table) return rows
  const inner: unknown = (rows as { rows?: unknown } | null | undefined)?.rows
  if (inner instanceof Table) return inner
  throw carnetError('ROWS_EXPECTED', { got: nameOf(rows) })
}

const nameOf = (value: unknown): string =>
  Array.isArray(value)
    ? 'an array'
    : value === null || value === undefined
      ? 'nothing'
      : `of type ${typeof value}`
