import { type RecordChunk } from '../record'
import { CHECKED_FROM, CODEC_MASK, HEADER_BYTES, LOG_APPEND_TIME, type BatchHeader } from './batches'
import { crc32c } from './crc32c'
import { batchesOf } from './decode'
import { encodeOneBatch, type BatchRecord } from './encode'
import { RecordCursor } from './record-cursor'

/** One record batch to be sent to one partition. */
export interface OutgoingBatch {
  readonly partition: number
  readonly bytes: Buffer
  readonly records: number
}

/** A batch of fewer messages in fewer bytes is joined with others: each batch is a request of its own. */
const SMALL_RECORDS = 500
const SMALL_BYTES = 64 << 10
/** Messages that are joined into one batch: a broker takes 1 MiB by default. */
const JOINED_RECORDS = 5_000
const JOINED_BYTES = 900_000
/** All that wait to be joined, over all partitions. */
const WAITING_BYTES = 16 << 20

interface Waiting {
  readonly records: BatchRecord[]
  bytes: number
}

/**
 * Makes of chunks the batches that send their messages again, in the order of each partition: batches of a good size as
 * the producer compressed them, small ones joined and not compressed. Messages of aborted transactions and markers are
 * left out. What the broker had stamped keeps its timestamps, as if the producer had given them.
 */
export class Resender {
  readonly #maxBytes: number
  readonly #waiting = new Map<number, Waiting>()
  #waitingBytes = 0

  /** `maxBytes`: the largest batch that the topic takes. A single message that is larger is made into one all the same. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The batches that are full. Throws BATCH_CORRUPT, RECORDS_TOO_OLD. */
  *add(chunk: RecordChunk): Generator<OutgoingBatch> {
    const { partition } = chunk
    for (const { header, content } of batchesOf(chunk)) {
      if (content !== 'records') continue
      const records = this.#recordsToJoin(chunk, header)
      if (records) for (const record of records) yield* this.#join(partition, record)
      else {
        yield* this.#sendWaiting(partition)
        yield { partition, bytes: unowned(chunk.bytes, header), records: header.count }
      }
    }
    // What waits is views: it must not keep a large chunk in memory.
    if (chunk.bytes.length >= SMALL_BYTES) yield* this.#sendWaiting(partition)
    if (this.#waitingBytes > WAITING_BYTES) yield* this.end()
  }

  /** What still waits to be joined. */
  *end(): Generator<OutgoingBatch> {
    for (const partition of [...this.#waiting.keys()]) yield* this.#sendWaiting(partition)
  }

  /** Null for a batch that is sent as it is. */
  #recordsToJoin(chunk: RecordChunk, header: BatchHeader): BatchRecord[] | null {
    const size = header.end - header.start
    const asItIs = canBeSentAsItIs(chunk, header) && size <= this.#maxBytes
    if (asItIs && (header.count >= SMALL_RECORDS || size >= SMALL_BYTES)) return null
    const records = recordsOf(chunk, header)
    return asItIs && records.some((r) => encodedSize(r) > this.#maxBytes) ? null : records
  }

  *#join(partition: number, record: BatchRecord): Generator<OutgoingBatch> {
    const size = encodedSize(record)
    let waiting = this.#waiting.get(partition)
    const most = Math.min(JOINED_BYTES, this.#maxBytes)
    if (waiting && (waiting.records.length >= JOINED_RECORDS || waiting.bytes + size > most)) {
      yield* this.#sendWaiting(partition)
      waiting = undefined
    }
    if (!waiting) this.#waiting.set(partition, (waiting = { records: [], bytes: 0 }))
    waiting.records.push({ ...record, offset: BigInt(waiting.records.length) })
    waiting.bytes += size
    this.#waitingBytes += size
  }

  *#sendWaiting(partition: number): Generator<OutgoingBatch> {
    const waiting = this.#waiting.get(partition)
    if (!waiting) return
    this.#waiting.delete(partition)
    this.#waitingBytes -= waiting.bytes
    yield { partition, bytes: encodeOneBatch(waiting.records), records: waiting.records.length }
  }
}

/** The least that a topic must take in one batch so that every message of the chunk can be sent again. */
export function bytesToResend(chunk: RecordChunk): number {
  let most = 0
  for (const { header, content } of batchesOf(chunk)) {
    if (content !== 'records') continue
    const single = recordsOf(chunk, header).reduce((n, r) => Math.max(n, encodedSize(r)), 0)
    const least = canBeSentAsItIs(chunk, header) ? Math.min(single, header.end - header.start) : single
    most = Math.max(most, least)
  }
  return most
}

/** Whether every record of the batch belongs to the chunk and has its own timestamp; a broker takes no gaps. */
const canBeSentAsItIs = (
  chunk: RecordChunk,
  { baseOffset, lastOffset, count, attributes }: BatchHeader,
): boolean =>
  baseOffset >= chunk.from &&
  lastOffset < chunk.to &&
  BigInt(count) === lastOffset - baseOffset + 1n &&
  (attributes & LOG_APPEND_TIME) === 0

/** The batch as a producer without transactions sends it: offsets from 0, the body as it is. */
function unowned(bytes: Buffer, { start, end, attributes }: BatchHeader): Buffer {
  const batch = Buffer.from(bytes.subarray(start, end))
  batch.writeBigInt64BE(0n, 0) // base offset
  batch.writeInt32BE(-1, 12) // leader epoch
  batch.writeInt16BE(attributes & CODEC_MASK, 21)
  batch.fill(0xff, 43, 57) // producer, its epoch, its sequence: -1 each
  batch.writeUInt32BE(crc32c(batch, CHECKED_FROM), 17)
  return batch
}

function recordsOf(chunk: RecordChunk, header: BatchHeader): BatchRecord[] {
  const records: BatchRecord[] = []
  const cursor = new RecordCursor(chunk, header)
  while (cursor.next()) records.push(cursor.record())
  return records
}

/** At most the size of a batch that holds this record alone. */
export const encodedSize = ({
  key,
  value,
  headers,
}: Pick<BatchRecord, 'key' | 'value' | 'headers'>): number =>
  headers.reduce(
    (n, [name, v]) => n + NUMBER + Buffer.byteLength(name) + NUMBER + (v?.length ?? 0),
    HEADER_BYTES + RECORD_BYTES + (key?.length ?? 0) + (value?.length ?? 0),
  )

/** At most the bytes of a 32-bit varint; and of what a record holds besides its contents. */
const NUMBER = 5
const RECORD_BYTES = 5 * NUMBER + 10 + 1
