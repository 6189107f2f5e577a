import { isSafe } from '../../../query'
import { type Cell } from '../../../table'
import { grown } from '../grow'
import { cellsOf, type Vector } from '../vector'
import { type Accumulator } from './accumulator'
import { over, type Pair, sumOf } from './exact'

/** What is lost is put back before it grows beyond what is exact for whole numbers. */
const MOST_LOW = 2 ** 52

/** Of each group, side by side, so that a row touches one line of the cache: how many values, their sum, what it lost. */
const [N, HIGH, LOW, WIDTH] = [0, 1, 2, 4]

/**
 * Sums, with what each addition loses kept beside: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
 * endlicher Summen", ZAMM 54 (1974) 39–51; as good as twice the precision (Ogita, Rump & Oishi, "Accurate Sum and Dot
 * Product", SIAM J. Sci. Comput. 26 (2005) 1955–1988). So the order of rows is not seen in a figure, and the sum of
 * whole numbers is exact, bigints included.
 */
export class Sums implements Accumulator<Sums> {
  #state: Float64Array = new Float64Array(0)

  add(input: Vector, groups: Uint32Array, size: number): void {
    this.#state = grown(this.#state, size * WIDTH)
    if (input.form === 'doubles') this.#addNumbers(input.values, groups)
    else
      cellsOf(input).forEach((v, i) => {
        if (v !== null) this.#addWhole(BigInt(v), groups[i])
      })
  }

  merge(other: Sums, into: Uint32Array, size: number): void {
    this.#state = grown(this.#state, size * WIDTH)
    into.forEach((g, i) => {
      const from = other.#state.subarray(i * WIDTH, (i + 1) * WIDTH)
      this.#put(g, from[N], from[HIGH], from[LOW])
    })
  }

  /** How many values there are. */
  n(g: number): number {
    return this.#state[g * WIDTH + N] ?? 0
  }

  /** The total as an exact pair; its high part alone where it is infinite. */
  total(g: number): Pair {
    const [high, low] = [this.#state[g * WIDTH + HIGH], this.#state[g * WIDTH + LOW]]
    return Number.isFinite(high) ? sumOf(high, low) : { high, low: 0 }
  }

  /** Null where there is no value. */
  sum(g: number, isWhole: boolean): Cell {
    if (this.n(g) === 0) return null
    const { high, low } = this.total(g)
    if (!isWhole || Number.isSafeInteger(high)) return known(high)
    const exact = BigInt(high) + BigInt(low)
    return isSafe(exact) ? Number(exact) : exact
  }

  mean(g: number): number | null {
    const n = this.n(g)
    if (n === 0) return null
    const total = this.total(g)
    // Beyond this a product of halves overflows, and there are no digits to win.
    return known(Math.abs(total.high) < 1e290 ? over(total, n).high : total.high / n)
  }

  #addNumbers(values: Float64Array, groups: Uint32Array): void {
    const state = this.#state
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value !== value) continue
      const at = groups[i] * WIDTH
      state[at + N]++
      // As sumOf in exact.ts, written out.
      const before = state[at + HIGH]
      const after = before + value
      const part = after - before
      const lost = state[at + LOW] + (before - (after - part) + (value - part))
      state[at + HIGH] = after
      state[at + LOW] = lost
      if (lost > MOST_LOW || lost < -MOST_LOW) this.#put(groups[i], 0, 0, 0)
    }
  }

  #addWhole(value: bigint, g: number): void {
    const nearest = Number(value)
    this.#put(g, 1, nearest, Number(value - BigInt(nearest)))
  }

  #put(g: number, n: number, high: number, low: number): void {
    const at = g * WIDTH
    const sum = sumOf(this.#state[at + HIGH], high)
    const { high: all, low: rest } = Number.isFinite(sum.high)
      ? sumOf(sum.high, sum.low + (this.#state[at + LOW] + low))
      : { high: sum.high, low: 0 }
    this.#state[at + N] += n
    this.#state[at + HIGH] = all
    this.#state[at + LOW] = rest
  }
}

/** No figure is null, never NaN; and never -0. */
export const known = (value: number): number | null => (Number.isNaN(value) ? null : value + 0)
