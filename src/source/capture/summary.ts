import { countChunk } from '../../kafka/decode'
import { type ReadSummary } from '../../reading'
import { type OffsetRange, type RecordChunk } from '../../record'

/** Ranges joined by partition: from the first offset of any to the last of any, in order of topic and partition. */
export function joinRanges(ranges: Iterable<OffsetRange>): OffsetRange[] {
  const joined = new Map<string, OffsetRange>()
  for (const { topic, partition, from, to } of ranges) {
    const known = joined.get(`${topic}\0${partition}`)
    joined.set(`${topic}\0${partition}`, {
      topic,
      partition,
      from: known && known.from < from ? known.from : from,
      to: known && known.to > to ? known.to : to,
    })
  }
  return [...joined.values()].sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  )
}

/** The number of offsets in the ranges. */
export function offsetsIn(ranges: readonly OffsetRange[]): bigint {
  return ranges.reduce((n, r) => n + (r.to - r.from), 0n)
}

/** What chunks hold, counted: the summary of a read, or of a part of one, that has none of its own. */
export function summaryOfChunks(
  chunks: readonly RecordChunk[],
  known: Partial<Pick<ReadSummary, 'plan' | 'ranges' | 'notes'>> & Pick<ReadSummary, 'stop'>,
): ReadSummary {
  const { ranges = joinRanges(chunks), plan = ranges, stop, notes = [] } = known
  const sum = { records: 0, control: 0, aborted: 0 }
  for (const chunk of chunks) {
    const counts = countChunk(chunk)
    sum.records += counts.records
    sum.control += counts.control
    sum.aborted += counts.aborted
  }
  const missing = Number(offsetsIn(ranges)) - sum.records - sum.control - sum.aborted
  return { plan, ranges, stop, ...sum, missing, notes }
}
