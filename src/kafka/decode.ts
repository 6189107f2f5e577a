import { type AbortedTransaction, type KafkaRecord, type RecordChunk } from '../record'
import { checkedBatches, CONTROL, TRANSACTIONAL, type BatchHeader } from './batches'
import { RecordCursor } from './record-cursor'

/** What a batch holds: messages, a marker at the end of a transaction, or messages of an aborted transaction. */
export type BatchContent = 'records' | 'control' | 'aborted'

/** A batch that reaches into the range of its chunk. */
export interface ChunkBatch {
  readonly header: BatchHeader
  readonly content: BatchContent
}

/**
 * The batches of a chunk with what they hold: the way in for a decoder that makes something else than records.
 * Throws BATCH_CORRUPT (a wrong CRC-32C, a batch cut short) and RECORDS_TOO_OLD.
 */
export function* batchesOf(chunk: RecordChunk): Generator<ChunkBatch> {
  const transactions = new AbortedFilter(chunk.aborted)
  for (const header of checkedBatches(chunk)) {
    if (header.baseOffset >= chunk.to) return
    const content = transactions.contentOf(chunk, header)
    if (header.lastOffset >= chunk.from) yield { header, content }
  }
}

/**
 * The messages of a chunk in order of offset, those of aborted transactions and control records left out. Keys, values
 * and headers are views into the chunk's bytes. Throws as `batchesOf` does.
 */
export function decodeChunk(chunk: RecordChunk): KafkaRecord[] {
  const records: KafkaRecord[] = []
  for (const { header, content } of batchesOf(chunk)) {
    if (content !== 'records') continue
    const cursor = new RecordCursor(chunk, header)
    while (cursor.next()) records.push(cursor.record())
  }
  return records
}

/** Records of a chunk by what they are; only offsets in its range count. */
export type ChunkCounts = Readonly<Record<BatchContent, number>>

/** Counts without decoding: only a batch that the range cuts through is looked into. */
export function countChunk(chunk: RecordChunk): ChunkCounts {
  const counts = { records: 0, control: 0, aborted: 0 }
  for (const { header, content } of batchesOf(chunk)) counts[content] += countBatch(chunk, header)
  return counts
}

function countBatch(chunk: RecordChunk, header: BatchHeader): number {
  if (header.baseOffset >= chunk.from && header.lastOffset < chunk.to) return header.count
  const cursor = new RecordCursor(chunk, header)
  let count = 0
  while (cursor.next()) count++
  return count
}

/**
 * The chunk up to its `limit`th message, its bytes cut after the batch that holds it; the chunk itself where it has no
 * more than that. `limit` is at least 1.
 */
export function firstRecords(chunk: RecordChunk, limit: number): RecordChunk {
  let left = limit
  for (const { header, content } of batchesOf(chunk)) {
    if (content !== 'records') continue
    const count = countBatch(chunk, header)
    if (count < left) {
      left -= count
      continue
    }
    const cursor = new RecordCursor(chunk, header)
    for (; left > 0; left--) cursor.next()
    return { ...chunk, to: cursor.offset + 1n, bytes: chunk.bytes.subarray(0, header.end) }
  }
  return chunk
}

/**
 * Follows the transactions through a chunk, as Kafka's own consumer does: a producer's batches are left out from the
 * first offset of its aborted transaction up to its abort marker.
 */
class AbortedFilter {
  readonly #coming: AbortedTransaction[]
  readonly #active = new Set<bigint>()

  constructor(aborted: readonly AbortedTransaction[]) {
    // Some brokers send the list unsorted.
    this.#coming = [...aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? 1 : -1))
  }

  contentOf(chunk: RecordChunk, header: BatchHeader): BatchContent {
    if (header.attributes & CONTROL) {
      this.#begin(header.lastOffset)
      if (this.#active.has(header.producerId) && isAbortMarker(chunk, header))
        this.#active.delete(header.producerId)
      return 'control'
    }
    if (!(header.attributes & TRANSACTIONAL)) return 'records'
    this.#begin(header.lastOffset)
    return this.#active.has(header.producerId) ? 'aborted' : 'records'
  }

  /** The transactions that have begun by that offset become active. */
  #begin(lastOffset: bigint): void {
    for (let next = this.#coming.at(-1); next && next.firstOffset <= lastOffset; next = this.#coming.at(-1)) {
      this.#active.add(next.producerId)
      this.#coming.pop()
    }
  }
}

/** The key of a control record: a version, then 0 for abort and 1 for commit, 16 bits each. */
function isAbortMarker(chunk: RecordChunk, header: BatchHeader): boolean {
  const cursor = new RecordCursor({ ...chunk, from: header.baseOffset, to: header.lastOffset + 1n }, header)
  if (!cursor.next()) return false
  const { key } = cursor
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0
}
