import { type KafkaRecord } from '../record'
import { type Origin, type Origins } from './outcome'

/** Origins as columns of numbers: some 20 bytes a row. */
export class OriginColumns implements Origins {
  readonly #topic: string
  readonly #partitions: number[] = []
  readonly #timestamps: number[] = []
  #offsets: BigInt64Array

  /** `expected` rows fit without growing. */
  constructor(topic: string, expected: number) {
    this.#topic = topic
    this.#offsets = new BigInt64Array(Math.max(expected, 16))
  }

  get length(): number {
    return this.#partitions.length
  }

  add({ partition, offset, timestamp }: KafkaRecord): void {
    const index = this.#partitions.length
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
    return { topic: this.#topic, partition, offset, timestamp }
  }

  *[Symbol.iterator](): Generator<Origin> {
    for (let i = 0; i < this.length; i++) {
      const origin = this.at(i)
      if (origin) yield origin
    }
  }
}
