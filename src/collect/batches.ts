import { type Provenance } from '../provenance'
import { type ReadSummary } from '../reading'
import { type OffsetRange } from '../record'
import { type Batch, makeBatch } from '../source/batch'

/** Where messages come from, as far as a batch without any can say. */
export type BatchOrigin = Pick<Provenance, 'clusterId' | 'readAt' | 'origin'>

/** A batch without messages: ranges that hold none, or where a collection begins. */
export function emptyBatch(topic: string, ranges: readonly OffsetRange[], origin: BatchOrigin): Batch {
  const missing = Number(ranges.reduce((n, r) => n + (r.to - r.from), 0n))
  const summary: ReadSummary = {
    there: ranges,
    plan: ranges,
    ranges,
    stop: 'part',
    records: 0,
    skipped: 0,
    control: 0,
    aborted: 0,
    missing,
    expired: 0,
    notes: [],
  }
  const provenance: Provenance = {
    kind: 'provenance',
    topics: [topic],
    ...origin,
    ranges,
    messages: 0,
    capture: null,
  }
  return makeBatch({ topics: [topic], summary, provenance, chunks: [] })
}

/** The range of a batch of a stream, which is of one partition. */
export const rangeOf = (batch: Batch): OffsetRange => batch.summary.ranges[0]

/** The batch as one that begins earlier, at an offset from which on nothing is there before its messages. */
export function beginningAt(batch: Batch, from: bigint): Batch {
  const { topics, summary, provenance, chunks, schemas } = batch
  const range = rangeOf(batch)
  if (from === range.from) return batch
  const ranges = [{ ...range, from }]
  const missing = summary.missing + Number(range.from - from)
  return makeBatch({
    topics,
    summary: { ...summary, there: ranges, plan: ranges, ranges, missing },
    provenance: { ...provenance, ranges },
    chunks,
    schemas,
  })
}
