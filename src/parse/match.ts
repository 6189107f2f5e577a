import { fold } from './fold'

/** Names that are remembered: enough for any honest topic, few enough that a hostile one cannot fill the memory. */
const REMEMBERED = 10_000

/** A longer name is looked up exactly alone: folding it would cost more than it can be worth. */
const LONGEST_FOLDED = 256

/** Finds the field that a name in a message means: by its exact name, or by its folded one. */
export class FieldMatcher {
  readonly #seen = new Map<string, number>()
  readonly #folded = new Map<string, number>()

  constructor(names: readonly string[]) {
    names.forEach((name, index) => {
      this.#seen.set(name, index)
      const folded = fold(name)
      if (folded !== '') this.#folded.set(folded, index)
    })
  }

  /** The index of the field; -1 where the name is none of the schema's. */
  indexOf(name: string): number {
    return this.#seen.get(name) ?? this.#lookUp(name)
  }

  #lookUp(name: string): number {
    if (name.length > LONGEST_FOLDED) return -1
    const index = this.#folded.get(fold(name)) ?? -1
    if (this.#seen.size < REMEMBERED) this.#seen.set(name, index)
    return index
  }
}
