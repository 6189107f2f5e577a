import { carnetError } from '../errors'
import { compareGroups } from '../query'
import { nearNames } from '../config/near'
import { type Cell, type Table } from '../table'

/** A group of figures: its value, or its values by the columns that the figures are grouped by. */
export type GroupOf = Cell | Readonly<Record<string, Cell>>

/** One column of a group, and the value that its rows have there. */
export interface GroupKey {
  readonly column: string
  readonly value: Cell
}

const NAMED = 8

/**
 * The group that is asked for, by those of the key columns that were given. Throws FIGURE_KEY_UNKNOWN, and
 * FIGURE_GROUP_UNKNOWN where the figures have no such line.
 */
export function groupIn(
  figures: Table,
  keys: readonly string[],
  asked: GroupOf | undefined,
): readonly GroupKey[] {
  const wanted = keysOf(keys, asked)
  if (wanted.length === 0) return wanted
  const columns = wanted.map(({ column }) => figures.column(column).values)
  for (let i = 0; i < figures.length; i++)
    if (wanted.every(({ value }, k) => isSame(columns[k][i], value))) return wanted
  throw unknown(wanted, columns)
}

/** Whether two cells are of one group: 1 and 1n are. */
export const isSame = (a: Cell, b: Cell): boolean =>
  a === b || (a !== null && b !== null && isNumber(a) && isNumber(b) && compareGroups(a, b) === 0)

const isNumber = (cell: Cell): boolean => typeof cell === 'number' || typeof cell === 'bigint'

function keysOf(keys: readonly string[], asked: GroupOf | undefined): GroupKey[] {
  if (asked === undefined) return []
  if (asked === null || typeof asked !== 'object') {
    if (keys.length === 1) return [{ column: keys[0], value: asked }]
    if (keys.length === 0)
      throw carnetError('FIGURE_GROUP_UNKNOWN', { group: text(asked), known: [], near: [] })
    throw carnetError('FIGURE_KEY_UNKNOWN', { key: text(asked), keys })
  }
  return Object.entries(asked).map(([column, value]) => {
    if (!keys.includes(column)) throw carnetError('FIGURE_KEY_UNKNOWN', { key: column, keys })
    return { column, value }
  })
}

function unknown(wanted: readonly GroupKey[], columns: readonly (readonly Cell[])[]): Error {
  const lines = columns[0].map((_, i) => wanted.map((_w, k) => columns[k][i]))
  const known = [...new Set(lines.map((line) => line.map(text).join(', ')))]
  const group = wanted.map((w) => text(w.value)).join(', ')
  return carnetError('FIGURE_GROUP_UNKNOWN', {
    group,
    known: known.length > NAMED ? [...known.slice(0, NAMED), '…'] : known,
    near: nearNames(group, known),
  })
}

const text = (cell: Cell): string => (typeof cell === 'string' ? JSON.stringify(cell) : String(cell))
