import { closest, distance } from 'fastest-levenshtein'
import { carnetError } from '../errors'
import { type Column } from '../table'

/** What a question needs of a `Table`: its columns, and how many rows they have. */
export interface Columnar {
  readonly columns: readonly Column[]
  readonly length: number
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

const fold = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
