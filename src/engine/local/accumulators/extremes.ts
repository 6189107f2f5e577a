import { compareCells } from '../../../query'
import { type Cell } from '../../../table'
import { key } from '../functions/choice'
import { grown } from '../grow'
import { cellsOf, type Vector } from '../vector'
import { type Accumulator } from './accumulator'

/** The least and the greatest value, of any type. */
export class Extremes implements Accumulator<Extremes> {
  /** Of numbers and moments: least and greatest of each group, side by side; NaN where nothing is there yet. */
  #numbers: Float64Array = new Float64Array(0)
  /** Of everything else: texts, conditions, whole numbers beyond 2^53. */
  readonly #others = new Map<number, { least: NonNullable<Cell>; greatest: NonNullable<Cell> }>()

  add(input: Vector, groups: Uint32Array, size: number): void {
    this.#grow(size)
    if (input.form === 'doubles') this.#addNumbers(input.values, groups)
    else cellsOf(input).forEach((v, i) => this.#put(groups[i], v))
  }

  merge(other: Extremes, into: Uint32Array, size: number): void {
    this.#grow(size)
    into.forEach((g, i) => {
      this.#put(g, other.min(i))
      this.#put(g, other.max(i))
    })
  }

  min(g: number): Cell {
    const [number, other] = [this.#number(g * 2), this.#others.get(g)?.least ?? null]
    return number === null || (other !== null && compareCells(other, number) < 0) ? other : number
  }

  max(g: number): Cell {
    const [number, other] = [this.#number(g * 2 + 1), this.#others.get(g)?.greatest ?? null]
    return number === null || (other !== null && compareCells(other, number) > 0) ? other : number
  }

  #number(at: number): number | null {
    const found = this.#numbers[at] ?? NaN
    return Number.isNaN(found) ? null : found + 0
  }

  #grow(size: number): void {
    const before = this.#numbers.length
    this.#numbers = grown(this.#numbers, size * 2)
    this.#numbers.fill(NaN, before)
  }

  #addNumbers(values: Float64Array, groups: Uint32Array): void {
    const numbers = this.#numbers
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value !== value) continue
      const at = groups[i] * 2
      // Turned round, so that it holds for NaN.
      if (!(numbers[at] <= value)) numbers[at] = value
      if (!(numbers[at + 1] >= value)) numbers[at + 1] = value
    }
  }

  #put(g: number, cell: Cell): void {
    const value = key(cell)
    if (value === null) return
    if (typeof value === 'number') {
      this.#addNumbers(Float64Array.of(value), Uint32Array.of(g))
      return
    }
    const found = this.#others.get(g)
    if (found === undefined) this.#others.set(g, { least: value, greatest: value })
    else if (compareCells(value, found.least) < 0) found.least = value
    else if (compareCells(value, found.greatest) > 0) found.greatest = value
  }
}
