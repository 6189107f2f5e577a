import { countChunk } from '../../kafka/decode'
import { type ReadSummary } from '../../reading'
import { byPlace, type OffsetRange, type RecordChunk } from '../../record'

/** What stands for one partition of one topic among many. */
export const placeOf = ({ topic, partition }: Pick<OffsetRange, 'topic' | 'partition'>): string =>
  `${topic}\0${partition}`

/** Ranges joined by partition: from the first offset of any to the last of any, in order of topic and partition. */
export function joinRanges(ranges: Iterable<OffsetRange>): OffsetRange[] {
  const joined = new Map<string, OffsetRange>()
  for (const { topic, partition, from, to } of ranges) {
    const place = placeOf({ topic, partition })
    const known = joined.get(place)
    joined.set(place, {
      topic,
      partition,
      from: known && known.from < from ? known.from : from,
      to: known && known.to > to ? known.to : to,
    })
  }
  return [...joined.values()].sort(byPlace)
}

/** The number of offsets in the ranges. */
export function offsetsIn(ranges: readonly OffsetRange[]): bigint {
  return ranges.reduce((n, r) => n + (r.to - r.from), 0n)
}

type Known = Partial<Pick<ReadSummary, 'there' | 'plan' | 'ranges' | 'notes'>> & Pick<ReadSummary, 'stop'>

/** Counts chunks as they pass: the summary of a read, or of a part of one, that has none of its own. */
export class Tally {
  readonly #counts = { records: 0, control: 0, aborted: 0 }
  #ranges: OffsetRange[] = []

  add(chunk: RecordChunk): void {
    const { topic, partition, from, to } = chunk
    const counts = countChunk(chunk)
    this.#counts.records += counts.records
    this.#counts.control += counts.control
    this.#counts.aborted += counts.aborted
    this.#ranges = joinRanges([...this.#ranges, { topic, partition, from, to }])
  }

  /** `ranges` are those of the chunks by default, `plan` and `there` what was read. */
  summary({ ranges = this.#ranges, plan = ranges, there = plan, stop, notes = [] }: Known): ReadSummary {
    const { records, control, aborted } = this.#counts
    const missing = Number(offsetsIn(ranges)) - records - control - aborted
    return { there, plan, ranges, stop, records, skipped: 0, control, aborted, missing, expired: 0, notes }
  }
}

/** What chunks hold, counted. */
export function summaryOfChunks(chunks: Iterable<RecordChunk>, known: Known): ReadSummary {
  const tally = new Tally()
  for (const chunk of chunks) tally.add(chunk)
  return tally.summary(known)
}
