import { type RecordChunk } from '../record'
import { wholeBatches } from './batches'
import { type Position } from './position'
import { type FetchedPartition } from './requests/fetch'

/** What one fetch of one partition means for the read. */
export interface FetchedStep {
  readonly position: Position
  /** Its checksums are not checked yet. Null where only offsets without a batch were passed over. */
  readonly chunk: RecordChunk | null
  /** The chunk has no more records than this. */
  readonly atMost: number
  /** The offset that the read has come to. */
  readonly to: bigint
}

/**
 * Moves the position over the whole batches that a fetch brought; null where it brought none. Looks at the headers
 * alone, so that the next fetch can begin at once. Throws BATCH_CORRUPT and RECORDS_TOO_OLD.
 */
export function takeFetched(position: Position, fetched: FetchedPartition): FetchedStep | null {
  const { topic, partition, next: from, end } = position
  const { headers } = wholeBatches(fetched.records, position)
  const wanted = headers.filter((h) => h.lastOffset >= from && h.baseOffset < end)
  const beyond = headers.some((h) => h.lastOffset >= end)
  const last = wanted.at(-1)
  if (!last) return beyond ? passOver(position, end) : null
  const to = beyond ? end : last.lastOffset + 1n
  const bytes = fetched.records.subarray(wanted[0].start, last.end)
  const aborted = fetched.aborted.filter((a) => a.firstOffset <= last.lastOffset)
  return {
    ...passOver(position, to),
    chunk: { topic, partition, from, to, bytes, aborted },
    atMost: wanted.reduce((n, h) => n + h.count, 0),
  }
}

/** Moves the position over offsets that hold nothing. */
export function passOver(position: Position, to: bigint): FetchedStep {
  position.next = to
  position.stalledAt = null
  return { position, chunk: null, atMost: 0, to }
}
