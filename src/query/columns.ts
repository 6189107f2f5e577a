import { closest, distance } from 'fastest-levenshtein'
import { carnetError } from '../errors'
import { type Cell, type Column, type ColumnType } from '../table'

/** What a question needs of a `Table`: its columns, and how many rows they have. */
export interface Columnar {
  readonly columns: readonly Column[]
  readonly length: number
}

/** The rule of missing values, the same everywhere: null, undefined and NaN are missing; '' and 0 are values. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}

/** The column of that name; throws COLUMN_UNKNOWN, with the nearest name there is. */
export function findColumn(table: Columnar, name: string): Column {
  const found = table.columns.find((c) => c.name === name)
  if (!found)
    throw columnUnknown(
      name,
      table.columns.map((c) => c.name),
    )
  return found
}

/** The error for a column that is not there: proposes a name that differs in case, accents or a letter in three. */
export function columnUnknown(column: string, known: readonly string[]): Error {
  const folded = known.map(fold)
  const best = folded.length > 0 ? folded.indexOf(closest(fold(column), folded)) : -1
  const near = known[best]
  const isNear =
    near !== undefined && distance(fold(column), fold(near)) <= Math.max(1, Math.floor(column.length / 3))
  return carnetError('COLUMN_UNKNOWN', { column, known, ...(isNear ? { near } : {}) })
}

/** The values of a column of numbers as doubles, missing ones as NaN; throws COLUMN_NOT_NUMERIC for any other type. */
export function numbersOf(column: Column): Float64Array {
  if (column.type !== 'integer' && column.type !== 'number') {
    const row = column.values.findIndex((v) => typeof v === 'string')
    const text = row < 0 ? null : String(column.values[row])
    throw carnetError('COLUMN_NOT_NUMERIC', { column: column.name, type: column.type, row, text })
  }
  const numbers = new Float64Array(column.values.length)
  for (let i = 0; i < numbers.length; i++) {
    const value = column.values[i]
    numbers[i] = isMissing(value) ? NaN : Number(value)
  }
  return numbers
}

/** What a value is, in the words of column types; `null` for a missing one. */
export function typeOfCell(value: Cell | Date): ColumnType | null {
  if (isMissing(value)) return null
  if (value instanceof Date) return 'timestamp'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'bigint' || Number.isInteger(value) ? 'integer' : 'number'
}

const fold = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
