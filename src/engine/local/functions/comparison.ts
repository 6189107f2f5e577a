import { compareCells, isMissing } from '../../../query'
import { type Cell } from '../../../table'
import { type ColumnFunction } from './function'
import { cellsOf, type Doubles, FALSE, OPEN, TRUE, truths, type Vector } from '../vector'
import { foldedFor } from './fold'

type Sign = '=' | '!=' | '>' | '>=' | '<' | '<='

/** Below, at, or above zero as the comparison has it. */
const HOLDS: Readonly<Record<Sign, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '!=': (sign) => sign !== 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
}

const compares =
  (sign: Sign): ColumnFunction =>
  ([a, b], node) =>
    compare(sign, foldedFor(a, node), foldedFor(b, node))

export const comparison: Readonly<Record<Sign, ColumnFunction>> = {
  '=': compares('='),
  '!=': compares('!='),
  '>': compares('>'),
  '>=': compares('>='),
  '<': compares('<'),
  '<=': compares('<='),
}

/** Numbers, bigints and moments by value, exactly; text by code point; false before true. */
export function compare(sign: Sign, a: Vector, b: Vector): Vector {
  if (a.form === 'doubles' && b.form === 'doubles') return compareDoubles(sign, a, b)
  const [left, right] = [cellsOf(a), cellsOf(b)]
  const found = new Uint8Array(left.length)
  const holds = HOLDS[sign]
  const isEquality = sign === '=' || sign === '!='
  for (let i = 0; i < found.length; i++) {
    const x = left[i]
    const y = right[i]
    if (isMissing(x) || isMissing(y)) found[i] = OPEN
    else found[i] = holds(isEquality ? difference(x, y) : compareCells(x, y)) ? TRUE : FALSE
  }
  return truths(found)
}

/** 0 for equals; a bigint may equal a number. */
const difference = (x: NonNullable<Cell>, y: NonNullable<Cell>): number =>
  x === y || (typeof x !== typeof y && compareCells(x, y) === 0) ? 0 : 1

function compareDoubles(sign: Sign, { values: a }: Doubles, { values: b }: Doubles): Vector {
  const found = new Uint8Array(a.length)
  const holds = HOLDS[sign]
  for (let i = 0; i < found.length; i++) {
    const x = a[i]
    const y = b[i]
    found[i] = x !== x || y !== y ? OPEN : holds(x < y ? -1 : x > y ? 1 : 0) ? TRUE : FALSE
  }
  return truths(found)
}
