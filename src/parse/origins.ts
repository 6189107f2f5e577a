import { type KafkaRecord } from '../record'
import { type Origin, type Origins } from './outcome'

/** Origins as columns of numbers: some 20 bytes a row. */
export class OriginColumns implements Origins {
  /** Where each topic begins: rows come topic by topic, or nearly so. */
  readonly #topics: { readonly topic: string; readonly from: number }[] = []
  readonly #partitions: number[] = []
  readonly #timestamps: number[] = []
  #offsets: BigInt64Array

  /** `expected` rows fit without growing. */
  constructor(expected: number) {
    this.#offsets = new BigInt64Array(Math.max(expected, 16))
  }

  get length(): number {
    return this.#partitions.length
  }

  add({ topic, partition, offset, timestamp }: KafkaRecord): void {
    const index = this.#partitions.length
    if (topic !== this.#topics.at(-1)?.topic) this.#topics.push({ topic, from: index })
    if (index === this.#offsets.length) {
      const larger = new BigInt64Array(index * 2)
      larger.set(this.#offsets)
      this.#offsets = larger
    }
    this.#offsets[index] = offset
    this.#partitions.push(partition)
    this.#timestamps.push(timestamp)
  }

  at(index: number): Origin | undefined {
    const partition = this.#partitions[index]
    const offset = this.#offsets[index]
    const timestamp = this.#timestamps[index]
    if (partition === undefined || offset === undefined || timestamp === undefined) return undefined
    return { topic: this.#topicAt(index), partition, offset, timestamp }
  }

  #topicAt(index: number): string {
    let [low, high] = [0, this.#topics.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#topics[middle].from <= index) low = middle
      else high = middle - 1
    }
    return this.#topics[low].topic
  }

  *[Symbol.iterator](): Generator<Origin> {
    for (let i = 0; i < this.length; i++) {
      const origin = this.at(i)
      if (origin) yield origin
    }
  }
}
