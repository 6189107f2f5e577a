import { type Cell } from '../../table'
import { listed } from './dictionary'
import { KeyIndex } from './key-index'
import { PairTable } from './pairs'
import { type Vector } from './vector'

/** Numbers the groups of rows that have the same keys, in order of appearance. Without keys all rows are one group. */
export class GroupIndex {
  readonly #keys: readonly KeyIndex[]
  /** Each pairs what the keys so far are numbered with the number of one more key. */
  readonly #pairs: readonly PairTable[]

  constructor(keys: number) {
    this.#keys = Array.from({ length: keys }, () => new KeyIndex())
    this.#pairs = Array.from({ length: Math.max(0, keys - 1) }, () => new PairTable())
  }

  get size(): number {
    return this.#pairs.at(-1)?.size ?? this.#keys[0]?.keys.length ?? 1
  }

  /** For each of `length` rows the number of its group. */
  add(keys: readonly Vector[], length: number): Uint32Array {
    const numbers = keys.map((vector, k) => this.#keys[k].add(vector))
    return this.#combine(numbers, length)
  }

  /** For each group of another index its number in this one. */
  merge(other: GroupIndex): Uint32Array {
    const maps = this.#keys.map((k, i) => k.merge(other.#keys[i]))
    const numbers = maps.map((map, k) =>
      Uint32Array.from({ length: other.size }, (_, g) => map[other.#keyNumber(g, k)]),
    )
    return this.#combine(numbers, other.size)
  }

  /** The value of key `k` of a group. */
  key(group: number, k: number): Cell {
    return this.#keys[k].keys[this.#keyNumber(group, k)]
  }

  /** The numbers of the groups in the order in which they are listed. */
  listed(): Uint32Array {
    if (this.#keys.length === 1) return listed(this.#keys[0].keys)
    const ranks = this.#keys.map(ranksOf)
    const groups = Uint32Array.from({ length: this.size }, (_, g) => g)
    const numbers = ranks.map((rank, k) => groups.map((g) => rank[this.#keyNumber(g, k)]))
    return groups.sort((a, b) => {
      for (const number of numbers) if (number[a] !== number[b]) return number[a] - number[b]
      return 0
    })
  }

  #combine(numbers: readonly Uint32Array[], length: number): Uint32Array {
    if (numbers.length === 0) return new Uint32Array(length)
    return numbers.reduce((groups, more, i) => {
      const pairs = this.#pairs[i - 1]
      for (let row = 0; row < length; row++) groups[row] = pairs.number(groups[row], more[row])
      return groups
    })
  }

  /** The number of the value that key `k` has in a group. */
  #keyNumber(group: number, k: number): number {
    let number = group
    for (let i = this.#pairs.length - 1; i >= k; i--) number = this.#pairs[i].first(number)
    return k === 0 ? number : this.#pairs[k - 1].second(number)
  }
}

/** For each key its place among the keys in order. */
function ranksOf({ keys }: KeyIndex): Uint32Array {
  const ranks = new Uint32Array(keys.length)
  listed(keys).forEach((k, rank) => (ranks[k] = rank))
  return ranks
}
