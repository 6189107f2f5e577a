import { type KafkaRecord } from '../record'
import { type Origin, type Origins } from './outcome'

/** What many rows have in common. */
interface Place {
  readonly topic: string
  readonly partition: number
  readonly format: string
}

/** Origins as columns of numbers: 24 bytes a row. */
export class OriginColumns implements Origins {
  /** Each place once where its rows come together. */
  readonly #places: Place[] = []
  #last: Place = { topic: '', partition: -1, format: '' }
  #length = 0
  #placeOf: Uint32Array
  #indexes: Uint32Array
  #offsets: BigInt64Array
  #timestamps: Float64Array

  /** `expected` rows fit without growing. */
  constructor(expected: number) {
    const size = Math.max(expected, 16)
    this.#placeOf = new Uint32Array(size)
    this.#indexes = new Uint32Array(size)
    this.#offsets = new BigInt64Array(size)
    this.#timestamps = new Float64Array(size)
  }

  get length(): number {
    return this.#length
  }

  /** The next row: the one of that index within the message. */
  add({ topic, partition, offset, timestamp }: KafkaRecord, index: number, format: string): void {
    const i = this.#length++
    if (i === this.#offsets.length) this.#grow(i * 2)
    const last = this.#last
    if (last.partition !== partition || last.topic !== topic || last.format !== format) {
      this.#last = { topic, partition, format }
      this.#places.push(this.#last)
    }
    this.#placeOf[i] = this.#places.length - 1
    this.#indexes[i] = index
    this.#offsets[i] = offset
    this.#timestamps[i] = timestamp
  }

  at(i: number): Origin | undefined {
    if (!(i >= 0 && i < this.#length)) return undefined
    const { topic, partition, format } = this.#places[this.#placeOf[i]]
    return {
      topic,
      partition,
      offset: this.#offsets[i],
      index: this.#indexes[i],
      timestamp: this.#timestamps[i],
      format,
    }
  }

  *[Symbol.iterator](): Generator<Origin> {
    for (let i = 0; i < this.length; i++) {
      const origin = this.at(i)
      if (origin) yield origin
    }
  }

  #grow(size: number): void {
    this.#placeOf = grown(new Uint32Array(size), this.#placeOf)
    this.#indexes = grown(new Uint32Array(size), this.#indexes)
    this.#offsets = grown(new BigInt64Array(size), this.#offsets)
    this.#timestamps = grown(new Float64Array(size), this.#timestamps)
  }
}

function grown<A extends { set(from: A): void }>(larger: A, from: A): A {
  larger.set(from)
  return larger
}
