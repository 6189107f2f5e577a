import { batchesOf } from '../../kafka/decode'
import { RecordCursor } from '../../kafka/record-cursor'
import { type OffsetRange, type RecordChunk } from '../../record'
import { placeOf } from './summary'

/** The messages of one partition, counted. */
export interface PartitionSurvey extends OffsetRange {
  readonly messages: number
  readonly tombstones: number
  readonly keyless: number
  /** Of keys, values and headers, without compression. */
  readonly bytes: number
  /** Of the record batches that hold them, as they lie in the capture. */
  readonly stored: number
  /** Of the key, value and headers of the largest message. */
  readonly largest: number
  /** The least and the greatest, milliseconds since 1970; null where no message has one. */
  readonly firstTimestamp: number | null
  readonly lastTimestamp: number | null
}

type Counts = { -readonly [K in keyof PartitionSurvey]: PartitionSurvey[K] }

/** Counts the messages of chunks as they pass, by partition. */
export class Survey {
  readonly #counts = new Map<string, Counts>()

  /** `ranges` are what was read: a partition without messages has its line too. */
  constructor(ranges: readonly OffsetRange[]) {
    for (const range of ranges) this.#counts.set(placeOf(range), nothingOf(range))
  }

  /** Throws BATCH_CORRUPT, RECORDS_TOO_OLD. */
  add(chunk: RecordChunk): void {
    const counts = this.#counts.get(placeOf(chunk)) ?? nothingOf(chunk)
    this.#counts.set(placeOf(chunk), counts)
    for (const { header, content } of batchesOf(chunk)) {
      if (content !== 'records') continue
      counts.stored += header.end - header.start
      const cursor = new RecordCursor(chunk, header)
      while (cursor.next()) count(counts, cursor)
    }
  }

  get partitions(): readonly PartitionSurvey[] {
    return [...this.#counts.values()]
  }
}

function nothingOf({ topic, partition, from, to }: OffsetRange): Counts {
  const none = { messages: 0, tombstones: 0, keyless: 0, bytes: 0, stored: 0, largest: 0 }
  return { topic, partition, from, to, ...none, firstTimestamp: null, lastTimestamp: null }
}

function count(counts: Counts, { key, value, bytes, timestamp }: RecordCursor): void {
  counts.messages++
  if (value === null) counts.tombstones++
  if (key === null) counts.keyless++
  counts.bytes += bytes
  if (bytes > counts.largest) counts.largest = bytes
  if (timestamp === -1) return
  const { firstTimestamp, lastTimestamp } = counts
  if (firstTimestamp === null || timestamp < firstTimestamp) counts.firstTimestamp = timestamp
  if (lastTimestamp === null || timestamp > lastTimestamp) counts.lastTimestamp = timestamp
}
