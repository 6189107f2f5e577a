import { isMissing, isSafe } from '../../../query'
import { type Cell } from '../../../table'
import {
  cells,
  type Cells,
  cellsOf,
  doubles,
  FALSE,
  OPEN,
  TRUE,
  truths,
  type Truths,
  type Vector,
} from '../vector'
import { compare } from './comparison'
import { logic } from './logic'

export const choice = {
  /** One of the others. Of a missing value it stays open. */
  in: ([first, ...others]: readonly Vector[]): Truths => {
    // The others are values: the same in every row.
    const wanted = new Set(others.map((v) => key(cellsOf(v)[0])))
    return judged(first, (value) => wanted.has(key(value)))
  },
  between: ([value, low, high]: readonly Vector[]): Vector =>
    logic.and([compare('>=', value, low), compare('<=', value, high)]),
  'is missing': ([value]: readonly Vector[]): Truths =>
    truths(Uint8Array.from(cellsOf(value), (v) => (isMissing(v) ? TRUE : FALSE))),
  'if missing': ([value, other]: readonly Vector[]): Vector => {
    const otherwise = cellsOf(other)
    return vectorLike(
      value,
      other,
      cellsOf(value).map((v, i) => (isMissing(v) ? otherwise[i] : v)),
    )
  },
}

/** A condition on the values that are there. */
export function judged(vector: Vector, holds: (value: NonNullable<Cell>) => boolean): Truths {
  return truths(Uint8Array.from(cellsOf(vector), (v) => (isMissing(v) ? OPEN : holds(v) ? TRUE : FALSE)))
}

/** One key for equal values: a small bigint is the number that it equals, and -0 is 0. */
export function key(value: Cell): Cell {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value
  return value === 0 ? 0 : value
}

function vectorLike(a: Vector, b: Vector, values: readonly Cell[]): Vector {
  if (a.form === 'truths')
    return truths(Uint8Array.from(values, (v) => (isMissing(v) ? OPEN : v ? TRUE : FALSE)))
  if (a.form === 'cells' || b.form === 'cells') return cells(a.type as Cells['type'], values)
  const type = a.type === (b.type as typeof a.type) ? a.type : 'number'
  return doubles(
    type,
    Float64Array.from(values, (v) => (v === null ? NaN : Number(v))),
  )
}
