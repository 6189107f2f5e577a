import { type OffsetRange, type RecordChunk, type TimestampType } from '../record'
import { CODEC_MASK, type BatchHeader } from './batches'
import { codecOf } from './codecs'
import { batchesOf } from './decode'
import { formatOf, schemaIdOf, type ValueFormat } from './describe-format'
import { RecordCursor } from './record-cursor'

/** What the last messages of a topic look like. Every list has the most frequent first. */
export interface SampleProfile {
  /** Messages looked at. */
  readonly messages: number
  /** The offsets that they were taken from. */
  readonly ranges: readonly OffsetRange[]
  readonly formats: readonly Share<ValueFormat>[]
  /** The schemas of a registry that values name, by their ids. */
  readonly schemaIds: readonly Share<number>[]
  readonly keys: {
    readonly nulls: number
    readonly distinct: number
    readonly sizes: Sizes | null
  }
  readonly values: {
    /** Tombstones. */
    readonly nulls: number
    readonly sizes: Sizes | null
  }
  /** Names of headers, with the messages that carry one. */
  readonly headers: readonly Share<string>[]
  /** Compression of the batches: `none`, `gzip`, `snappy`, `lz4`, `zstd`. */
  readonly codecs: readonly Share<string>[]
  readonly timestampTypes: readonly Share<TimestampType>[]
  /** Messages with an earlier timestamp than one before them in their partition: what is told by time is rough then. */
  readonly outOfOrder: number
}

/** A thing found, and the messages that have it. */
export interface Share<T> {
  readonly name: T
  readonly messages: number
}

/** Bytes, of those that are not null. */
export interface Sizes {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** The last `count` offsets of a topic, in even parts of its partitions; what one has too few of, the others give. */
export function sampleRanges(whole: readonly OffsetRange[], count: number): OffsetRange[] {
  const sizes = [...whole].sort((a, b) => Number(lengthOf(a) - lengthOf(b)))
  const from = new Map<OffsetRange, bigint>()
  let left = BigInt(count)
  sizes.forEach((range, i) => {
    // Rounded up, so that every partition is looked into.
    const parts = BigInt(sizes.length - i)
    const part = (left + parts - 1n) / parts
    const taken = lengthOf(range) < part ? lengthOf(range) : part
    from.set(range, range.to - taken)
    left -= taken
  })
  return whole.map((range) => ({ ...range, from: from.get(range) ?? range.from }))
}

const lengthOf = ({ from, to }: OffsetRange): bigint => (to > from ? to - from : 0n)

/** Describes the messages of some offsets, chunk by chunk. */
export class Profiler {
  readonly #ranges: readonly OffsetRange[]
  #messages = 0
  readonly #formats = new Map<ValueFormat, number>()
  readonly #schemaIds = new Map<number, number>()
  readonly #keys = new Set<string>()
  readonly #keySizes: number[] = []
  readonly #valueSizes: number[] = []
  readonly #headers = new Map<string, number>()
  readonly #codecs = new Map<string, number>()
  readonly #timestampTypes = new Map<TimestampType, number>()
  /** By partition. */
  readonly #newest = new Map<number, number>()
  #outOfOrder = 0

  constructor(ranges: readonly OffsetRange[]) {
    this.#ranges = ranges
  }

  /** Only its messages in the ranges count. Throws BATCH_CORRUPT, RECORDS_TOO_OLD. */
  add(chunk: RecordChunk): void {
    const range = this.#ranges.find((r) => r.topic === chunk.topic && r.partition === chunk.partition)
    if (!range) return
    const from = chunk.from > range.from ? chunk.from : range.from
    const to = chunk.to < range.to ? chunk.to : range.to
    if (from >= to) return
    const part = { ...chunk, from, to }
    for (const { header, content } of batchesOf(part)) if (content === 'records') this.#addBatch(part, header)
  }

  #addBatch(chunk: RecordChunk, header: BatchHeader): void {
    const codec = codecOf(header.attributes & CODEC_MASK)?.name ?? 'none'
    const cursor = new RecordCursor(chunk, header)
    while (cursor.next()) {
      const { key, value, headers, timestamp, timestampType } = cursor.record()
      this.#messages++
      countOne(this.#formats, formatOf(value))
      const schemaId = value && schemaIdOf(value)
      if (schemaId !== null) countOne(this.#schemaIds, schemaId)
      if (key) {
        this.#keys.add(key.toString('latin1'))
        this.#keySizes.push(key.length)
      }
      if (value) this.#valueSizes.push(value.length)
      for (const name of new Set(headers.map(([name]) => name))) countOne(this.#headers, name)
      countOne(this.#codecs, codec)
      countOne(this.#timestampTypes, timestampType)
      const newest = this.#newest.get(chunk.partition) ?? timestamp
      if (timestamp < newest) this.#outOfOrder++
      else this.#newest.set(chunk.partition, timestamp)
    }
  }

  profile(): SampleProfile {
    return {
      messages: this.#messages,
      ranges: this.#ranges,
      formats: shares(this.#formats),
      schemaIds: shares(this.#schemaIds),
      keys: {
        nulls: this.#messages - this.#keySizes.length,
        distinct: this.#keys.size,
        sizes: sizesOf(this.#keySizes),
      },
      values: { nulls: this.#messages - this.#valueSizes.length, sizes: sizesOf(this.#valueSizes) },
      headers: shares(this.#headers),
      codecs: shares(this.#codecs),
      timestampTypes: shares(this.#timestampTypes),
      outOfOrder: this.#outOfOrder,
    }
  }
}

function countOne<T>(counts: Map<T, number>, name: T): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function shares<T>(counts: ReadonlyMap<T, number>): Share<T>[] {
  const list = [...counts].map(([name, messages]) => ({ name, messages }))
  return list.sort((a, b) => b.messages - a.messages || (a.name < b.name ? -1 : 1))
}

function sizesOf(sizes: readonly number[]): Sizes | null {
  if (sizes.length === 0) return null
  const sorted = Float64Array.from(sizes).sort()
  const middle = sorted.length >> 1
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  return { min: sorted[0], median, max: sorted[sorted.length - 1] }
}
