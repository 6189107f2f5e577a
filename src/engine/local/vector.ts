import { type Cell, type Column, type ColumnType } from '../../table'
import { isMissing, isSafe } from '../../query'

/** The values of one column over a block of rows, in the form that is quickest to compute with. */
export type Vector = Doubles | Cells | Truths

/** Numbers and moments; NaN is missing. Whole numbers all lie within 2^53. */
export interface Doubles {
  readonly form: 'doubles'
  readonly type: 'integer' | 'number' | 'timestamp'
  readonly values: Float64Array
}

/** Texts, days, and whole numbers of which one is beyond 2^53 (a bigint). */
export interface Cells {
  readonly form: 'cells'
  readonly type: 'text' | 'date' | 'integer'
  readonly values: readonly Cell[]
}

/** Conditions: 0 is false, 1 true, 2 missing. */
export interface Truths {
  readonly form: 'truths'
  readonly type: 'boolean'
  readonly values: Uint8Array
}

export const FALSE = 0
export const TRUE = 1
export const OPEN = 2

export const doubles = (type: Doubles['type'], values: Float64Array): Doubles => ({
  form: 'doubles',
  type,
  values,
})
export const cells = (type: Cells['type'], values: readonly Cell[]): Cells => ({
  form: 'cells',
  type,
  values,
})
export const truths = (values: Uint8Array): Truths => ({ form: 'truths', type: 'boolean', values })

/** The cells from row `start` to `end` (excluded) as a vector of that type. */
export function toVector(
  type: ColumnType,
  { values }: Pick<Column, 'values'>,
  start: number,
  end: number,
): Vector {
  if (type === 'boolean') return toTruths(values, start, end)
  const isWhole = start === 0 && end === values.length
  if (type === 'text' || type === 'date') return cells(type, isWhole ? values : values.slice(start, end))
  return toDoubles(type, values, start, end) ?? cells('integer', values.slice(start, end))
}

/** Null where there is a bigint that no double holds. */
function toDoubles(
  type: Doubles['type'],
  values: readonly Cell[],
  start: number,
  end: number,
): Doubles | null {
  const numbers = new Float64Array(end - start)
  for (let i = start; i < end; i++) {
    const value = values[i]
    if (typeof value === 'number') numbers[i - start] = value
    else if (typeof value !== 'bigint') numbers[i - start] = NaN
    else if (type === 'integer' && !isSafe(value)) return null
    else numbers[i - start] = Number(value)
  }
  return doubles(type, numbers)
}

function toTruths(values: readonly Cell[], start: number, end: number): Truths {
  const found = new Uint8Array(end - start)
  for (let i = start; i < end; i++)
    found[i - start] = isMissing(values[i]) ? OPEN : values[i] === true ? TRUE : FALSE
  return truths(found)
}

/** The cells of a vector, as tables hold them. */
export function cellsOf(vector: Vector): readonly Cell[] {
  if (vector.form === 'cells') return vector.values
  const found = new Array<Cell>(vector.values.length)
  if (vector.form === 'doubles')
    for (let i = 0; i < found.length; i++) found[i] = Number.isNaN(vector.values[i]) ? null : vector.values[i]
  else
    for (let i = 0; i < found.length; i++)
      found[i] = vector.values[i] === OPEN ? null : vector.values[i] === TRUE
  return found
}

/** The rows of a vector that are named, in that order. */
export function gather(vector: Vector, rows: Uint32Array): Vector {
  const n = rows.length
  switch (vector.form) {
    case 'cells': {
      const found = new Array<Cell>(n)
      for (let i = 0; i < n; i++) found[i] = vector.values[rows[i]]
      return cells(vector.type, found)
    }
    case 'doubles': {
      const found = new Float64Array(n)
      for (let i = 0; i < n; i++) found[i] = vector.values[rows[i]]
      return doubles(vector.type, found)
    }
    case 'truths': {
      const found = new Uint8Array(n)
      for (let i = 0; i < n; i++) found[i] = vector.values[rows[i]]
      return truths(found)
    }
  }
}

/** A vector that holds one value throughout. */
export function constant(type: ColumnType, value: NonNullable<Cell>, length: number): Vector {
  if (typeof value === 'boolean') return truths(new Uint8Array(length).fill(value ? TRUE : FALSE))
  if (typeof value === 'number') return doubles(type as Doubles['type'], new Float64Array(length).fill(value))
  return cells(type as Cells['type'], new Array<Cell>(length).fill(value))
}

/** Numbers as doubles, whatever their form: a bigint as the nearest one. */
export function toNumbers(vector: Vector): Float64Array {
  if (vector.form === 'doubles') return vector.values
  const cells = cellsOf(vector)
  const numbers = new Float64Array(cells.length)
  for (let i = 0; i < numbers.length; i++) numbers[i] = cells[i] === null ? NaN : Number(cells[i])
  return numbers
}
