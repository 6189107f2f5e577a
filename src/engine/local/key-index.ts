import { type Cell } from '../../table'
import { key } from './functions/choice'
import { cellsOf, type Vector } from './vector'

/** Whole numbers below this are looked up in an array. */
const SMALL = 1 << 16

/**
 * Numbers the different values of a column in order of appearance. Values are told apart as values: `1` and `'1'`, ''
 * and a missing one, `constructor` and any other text. -0 is 0; missing values are one value.
 */
export class KeyIndex {
  readonly keys: Cell[] = []
  readonly #numbers = new Map<Cell, number>()
  /** For small whole numbers: their number plus 1. */
  readonly #small = new Uint32Array(SMALL)

  /** For each row the number of its value. */
  add(vector: Vector): Uint32Array {
    if (vector.form === 'doubles') return this.#addDoubles(vector.values)
    const found = new Uint32Array(vector.values.length)
    const values = cellsOf(vector)
    for (let i = 0; i < found.length; i++) found[i] = this.#number(values[i])
    return found
  }

  /** For each value of another index its number in this one. */
  merge(other: KeyIndex): Uint32Array {
    return Uint32Array.from(other.keys, (k) => this.#number(k))
  }

  #addDoubles(values: Float64Array): Uint32Array {
    const found = new Uint32Array(values.length)
    for (let i = 0; i < found.length; i++) {
      const value = values[i]
      const small = value >= 0 && value < SMALL && value === (value | 0) ? this.#small[value] : 0
      found[i] = small > 0 ? small - 1 : this.#number(value !== value ? null : value)
    }
    return found
  }

  #number(value: Cell): number {
    let number = this.#numbers.get(value)
    if (number !== undefined) return number
    const normal = key(value)
    number = this.#numbers.get(normal)
    if (number === undefined) {
      number = this.keys.push(normal) - 1
      this.#numbers.set(normal, number)
      if (typeof normal === 'number' && normal >= 0 && normal < SMALL && normal === (normal | 0))
        this.#small[normal] = number + 1
    }
    return number
  }
}
