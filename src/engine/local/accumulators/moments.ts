import { grown } from '../grow'
import { cellsOf, type Vector } from '../vector'
import { type Accumulator } from './accumulator'
import { minus, over, type Pair, pair, plus, productOf, SPLITTER, sumOf, times } from './exact'
import { known, Sums } from './sums'

/** Of each group, side by side: its first value, whether there is one, the sum of squares and what it lost. */
const [SHIFT, BEGUN, SQUARES, LOW, WIDTH] = [0, 1, 2, 3, 4]

/**
 * Sums, and sums of the squares of what lies between each value and the first of its group, in twice the precision. The
 * first value is near enough to the mean, or far out enough itself, that nothing cancels; so the variance is right to
 * the last digits that the values have, in one pass and in any order. Chan, Golub & LeVeque, "Algorithms for Computing
 * the Sample Variance", The American Statistician 37 (1983) 242–247 (shifted data).
 */
export class Moments implements Accumulator<Moments> {
  readonly sums = new Sums()
  #state: Float64Array = new Float64Array(0)

  add(input: Vector, groups: Uint32Array, size: number): void {
    this.sums.add(input, groups, size)
    this.#state = grown(this.#state, size * WIDTH)
    if (input.form === 'doubles') this.#addNumbers(input.values, groups)
    else
      cellsOf(input).forEach((v, i) => {
        if (v !== null) this.#addWhole(BigInt(v), groups[i])
      })
  }

  merge(other: Moments, into: Uint32Array, size: number): void {
    this.#state = grown(this.#state, size * WIDTH)
    into.forEach((g, i) => {
      if (other.#state[i * WIDTH + BEGUN] !== 1) return
      this.#put(g, other.#squaresFrom(i, this.#shift(g, other.#state[i * WIDTH + SHIFT])))
    })
    this.sums.merge(other.sums, into, size)
  }

  /**
   * The variance, with the squares divided by n − `less`; null for too few values, for infinite ones, and where squares
   * leave the range of doubles (values apart by more than 10^150).
   */
  variance(g: number, less: 0 | 1): number | null {
    const n = this.sums.n(g)
    if (n <= less) return null
    const moved = this.#moved(g)
    const squares = minus(this.#squares(g), over(times(moved, moved), n))
    const found = over(squares, n - less).high
    return Number.isFinite(found) ? known(Math.max(0, found)) : null
  }

  #addNumbers(values: Float64Array, groups: Uint32Array): void {
    const state = this.#state
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value !== value) continue
      const at = groups[i] * WIDTH
      if (state[at + BEGUN] === 0) {
        state[at + BEGUN] = 1
        state[at + SHIFT] = value
      }
      // As sumOf and productOf in exact.ts, written out: the distance and what it loses, its square and what that loses,
      // the sum of squares and what that loses.
      const from = state[at + SHIFT]
      const distance = value - from
      const back = distance - value
      const distanceLow = value - (distance - back) - (from + back)
      const square = distance * distance
      const upper = distance * SPLITTER - (distance * SPLITTER - distance)
      const lower = distance - upper
      const squareLow = lower * lower - (square - upper * upper - 2 * upper * lower)
      const before = state[at + SQUARES]
      const after = before + square
      const part = after - before
      state[at + SQUARES] = after
      state[at + LOW] += before - (after - part) + (square - part) + (squareLow + 2 * distance * distanceLow)
    }
  }

  #addWhole(value: bigint, g: number): void {
    const distance = value - BigInt(this.#shift(g, Number(value)))
    const nearest = Number(distance)
    this.#put(g, squareOf({ high: nearest, low: Number(distance - BigInt(nearest)) }))
  }

  /** The value that the distances of a group are taken from: `first` where it has none yet. */
  #shift(g: number, first: number): number {
    const at = g * WIDTH
    if (this.#state[at + BEGUN] === 0) {
      this.#state[at + BEGUN] = 1
      this.#state[at + SHIFT] = first
    }
    return this.#state[at + SHIFT]
  }

  #put(g: number, squares: Pair): void {
    const { high, low } = plus(this.#squares(g), squares)
    this.#state[g * WIDTH + SQUARES] = high
    this.#state[g * WIDTH + LOW] = low
  }

  #squares(g: number): Pair {
    return sumOf(this.#state[g * WIDTH + SQUARES], this.#state[g * WIDTH + LOW])
  }

  /** The sum of the distances. */
  #moved(g: number): Pair {
    return minus(this.sums.total(g), productOf(this.sums.n(g), this.#state[g * WIDTH + SHIFT]))
  }

  /** The sum of squares of the distances to another value. */
  #squaresFrom(g: number, value: number): Pair {
    const step = sumOf(this.#state[g * WIDTH + SHIFT], -value)
    if (step.high === 0) return this.#squares(g)
    const crossed = times(times(pair(2), step), this.#moved(g))
    return plus(plus(this.#squares(g), crossed), times(pair(this.sums.n(g)), squareOf(step)))
  }
}

const squareOf = (value: Pair): Pair => times(value, value)
