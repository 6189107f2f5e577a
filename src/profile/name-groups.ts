import { fold } from '../parse/fold'
import { commonNames } from '../parse/synonyms'

const REMEMBERED = 10_000

/**
 * Names of messages that mean one field: the same but for accents, case and signs, or common names of one thing, unless a
 * row has two of those.
 */
export class NameGroups {
  readonly #apart = new Set<string>()
  readonly #groupOf = new Map<string, number>()
  #count = 0
  /** By name as it is written: folding is dear. */
  readonly #seen = new Map<string, number>()

  /** `rows` are the names of each row. */
  constructor(rows: Iterable<readonly string[]>) {
    const common = new Map<string, readonly string[]>()
    for (const names of rows) {
      const met = new Set<string>()
      for (const name of names) {
        if (!common.has(name) && common.size < REMEMBERED) common.set(name, commonNames(name))
        const others = common.get(name) ?? []
        if (others.length === 0) continue
        for (const other of others)
          if (met.has(other)) for (const n of [other, fold(name)]) this.#apart.add(n)
        met.add(fold(name))
      }
    }
  }

  /** The number of the group of a name; -1 for a name without letters and digits. */
  of(name: string): number {
    const known = this.#seen.get(name)
    if (known !== undefined) return known
    const group = this.#find(fold(name))
    if (this.#seen.size < REMEMBERED) this.#seen.set(name, group)
    return group
  }

  #find(folded: string): number {
    if (folded === '') return -1
    const names = [folded, ...commonNames(folded)].filter((n) => n === folded || !this.#apart.has(n))
    const same = this.#apart.has(folded) ? [folded] : names
    const group = same.map((n) => this.#groupOf.get(n)).find((g) => g !== undefined) ?? this.#count++
    this.#groupOf.set(folded, group)
    return group
  }
}
