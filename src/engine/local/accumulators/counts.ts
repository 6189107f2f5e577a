import { grown } from '../grow'
import { OPEN, type Vector } from '../vector'
import { type Accumulator } from './accumulator'

/** The number of rows. */
export class Rows implements Accumulator<Rows> {
  #rows: Float64Array = new Float64Array(0)

  add(_input: Vector, groups: Uint32Array, size: number): void {
    const rows = (this.#rows = grown(this.#rows, size))
    for (const g of groups) rows[g]++
  }

  merge(other: Rows, into: Uint32Array, size: number): void {
    const rows = (this.#rows = grown(this.#rows, size))
    into.forEach((g, i) => (rows[g] += other.rows(i)))
  }

  rows(g: number): number {
    return this.#rows[g] ?? 0
  }
}

/** The numbers of values that are there, and that are missing. */
export class Counts implements Accumulator<Counts> {
  /** Of each group, side by side: there, missing. */
  #counts: Float64Array = new Float64Array(0)

  add(input: Vector, groups: Uint32Array, size: number): void {
    const counts = (this.#counts = grown(this.#counts, size * 2))
    const n = groups.length
    switch (input.form) {
      case 'doubles':
        for (let i = 0; i < n; i++) counts[groups[i] * 2 + (Number.isNaN(input.values[i]) ? 1 : 0)]++
        break
      case 'truths':
        for (let i = 0; i < n; i++) counts[groups[i] * 2 + (input.values[i] === OPEN ? 1 : 0)]++
        break
      case 'cells':
        for (let i = 0; i < n; i++) counts[groups[i] * 2 + (input.values[i] === null ? 1 : 0)]++
        break
    }
  }

  merge(other: Counts, into: Uint32Array, size: number): void {
    const counts = (this.#counts = grown(this.#counts, size * 2))
    into.forEach((g, i) => {
      counts[g * 2] += other.present(i)
      counts[g * 2 + 1] += other.missing(i)
    })
  }

  present(g: number): number {
    return this.#counts[g * 2] ?? 0
  }

  missing(g: number): number {
    return this.#counts[g * 2 + 1] ?? 0
  }
}
