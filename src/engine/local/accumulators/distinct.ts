import { grown } from '../grow'
import { KeyIndex } from '../key-index'
import { PairTable } from '../pairs'
import { type Vector } from '../vector'
import { type Accumulator } from './accumulator'

/** The number of different values that are there, exactly: every different value of each group is kept. */
export class Distinct implements Accumulator<Distinct> {
  readonly #values = new KeyIndex()
  readonly #seen = new PairTable()
  #counts: Float64Array = new Float64Array(0)

  add(input: Vector, groups: Uint32Array, size: number): void {
    this.#addNumbers(this.#values.add(input), groups, size)
  }

  merge(other: Distinct, into: Uint32Array, size: number): void {
    const values = this.#values.merge(other.#values)
    const pairs = Array.from({ length: other.#seen.size }, (_, i) => i)
    this.#addNumbers(
      Uint32Array.from(pairs, (i) => values[other.#seen.second(i)]),
      Uint32Array.from(pairs, (i) => into[other.#seen.first(i)]),
      size,
    )
  }

  count(g: number): number {
    return this.#counts[g] ?? 0
  }

  #addNumbers(values: Uint32Array, groups: Uint32Array, size: number): void {
    const counts = (this.#counts = grown(this.#counts, size))
    const { keys } = this.#values
    for (let i = 0; i < groups.length; i++) {
      const before = this.#seen.size
      this.#seen.number(groups[i], values[i])
      if (this.#seen.size > before && keys[values[i]] !== null) counts[groups[i]]++
    }
  }
}
