/**
 * The nouns of Kafka. Offsets are `bigint`: they are 64-bit on the wire and stay exact beyond 2^53.
 */

export type TimestampType = 'CreateTime' | 'LogAppendTime'

/** A header as it was sent: names may repeat, values are bytes or null. */
export type Header = readonly [name: string, value: Buffer | null]

/** One message of a topic. `value === null` is a tombstone; a zero-length value is an empty message. */
export interface KafkaRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Milliseconds since 1970-01-01T00:00:00Z; -1 where the producer gave none. */
  readonly timestamp: number
  readonly timestampType: TimestampType
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
}

/** Where a message stands: unique within a cluster. */
export interface Coordinates {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** Offsets `from` (included) to `to` (excluded) of one partition. */
export interface OffsetRange {
  readonly topic: string
  readonly partition: number
  readonly from: bigint
  readonly to: bigint
}

/** A transaction that was aborted: its records from `firstOffset` up to its abort marker are not data. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: bigint
}

/**
 * What one fetch of one partition brought: whole record batches, byte for byte as the broker keeps them (compressed as
 * the producer left them, with their CRC). Captures keep chunks verbatim, so that a replay and a live read go through
 * the same decoder. The first batch may begin before `from` and the last may go beyond `to`: only offsets with
 * `from <= offset < to` belong to the chunk.
 */
export interface RecordChunk extends OffsetRange {
  readonly bytes: Buffer
  /** Every aborted transaction that touches this chunk, by first offset; the chunk can be decoded by itself. */
  readonly aborted: readonly AbortedTransaction[]
}

/** The order of partitions: by topic, then by number. */
export function byPlace(a: Omit<Coordinates, 'offset'>, b: Omit<Coordinates, 'offset'>): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
}

/** `message[0] 0–9`, the last offset included, as people read it; `message[0] none` for an empty range. */
export function rangeText(range: OffsetRange): string {
  const span = range.to > range.from ? `${range.from}–${range.to - 1n}` : 'none'
  return `${range.topic}[${range.partition}] ${span}`
}
