import { isSafe } from '../../../query'
import { type Cell } from '../../../table'
import { cells, cellsOf, doubles, toNumbers, type Vector } from '../vector'

interface Operation {
  readonly ofNumbers: (a: number, b: number) => number
  readonly ofWhole: (a: bigint, b: bigint) => bigint | null
}

/** Whole numbers are computed exactly, however large they become; others as doubles. Missing in, missing out. */
export const arithmetic = {
  '+': computed({ ofNumbers: (a, b) => a + b, ofWhole: (a, b) => a + b }),
  '-': computed({ ofNumbers: (a, b) => a - b, ofWhole: (a, b) => a - b }),
  '*': computed({ ofNumbers: (a, b) => a * b, ofWhole: (a, b) => a * b }),
  // What a division leaves has the sign of what is divided, and there is none by 0.
  mod: computed({
    ofNumbers: (a, b) => (b === 0 ? NaN : a % b),
    ofWhole: (a, b) => (b === 0n ? null : a % b),
  }),
  '/': ([a, b]: readonly Vector[]): Vector =>
    doubles(
      'number',
      pairwise(toNumbers(a), toNumbers(b), (x, y) => (y === 0 ? NaN : x / y)),
    ),
  abs: ([a]: readonly Vector[]): Vector =>
    a.form === 'doubles' ? doubles(a.type, a.values.map(Math.abs)) : whole(cellsOf(a).map(sizeOf)),
  floor: rounded(Math.floor),
  ceil: rounded(Math.ceil),
  round: rounded(awayFromZero),
}

function computed({ ofNumbers, ofWhole }: Operation) {
  return ([a, b]: readonly Vector[]): Vector => {
    const isWhole = a.type === 'integer' && b.type === 'integer'
    if (!isWhole) return doubles('number', pairwise(toNumbers(a), toNumbers(b), ofNumbers))
    if (a.form === 'doubles' && b.form === 'doubles') {
      const found = pairwise(a.values, b.values, ofNumbers)
      if (found.every((v) => !(Math.abs(v) > Number.MAX_SAFE_INTEGER))) return doubles('integer', found)
    }
    const [left, right] = [cellsOf(a), cellsOf(b)]
    return whole(
      left.map((x, i) => (x === null || right[i] === null ? null : ofWhole(BigInt(x), BigInt(right[i])))),
    )
  }
}

function pairwise(a: Float64Array, b: Float64Array, compute: (x: number, y: number) => number): Float64Array {
  const found = new Float64Array(a.length)
  for (let i = 0; i < found.length; i++) found[i] = compute(a[i], b[i])
  return found
}

function sizeOf(value: Cell): bigint | null {
  if (value === null) return null
  const exact = BigInt(value)
  return exact < 0n ? -exact : exact
}

/** Whole numbers as a column holds them: bigints only beyond 2^53. */
function whole(values: readonly (bigint | null)[]): Vector {
  return cells(
    'integer',
    values.map((v) => (v !== null && isSafe(v) ? Number(v) : v)),
  )
}

function rounded(round: (value: number) => number) {
  return ([a]: readonly Vector[]): Vector => {
    if (a.form !== 'doubles') return a
    // Plus 0: no -0 comes out. There is no whole number at infinity.
    const found = a.values.map((v) => (Number.isFinite(v) ? round(v) + 0 : NaN))
    if (found.every((v) => !(Math.abs(v) > Number.MAX_SAFE_INTEGER))) return doubles('integer', found)
    return whole(Array.from(found, (v) => (Number.isNaN(v) ? null : BigInt(v))))
  }
}

/** Halves go away from zero, as in SQL. `value - cut` is exact, so that 0.49999999999999994 goes to 0. */
function awayFromZero(value: number): number {
  const cut = Math.trunc(value)
  return Math.abs(value - cut) >= 0.5 ? cut + Math.sign(value) : cut
}
