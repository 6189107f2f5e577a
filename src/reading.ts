import { type OffsetRange } from './record'

/** Why a bounded read ended: at the end that was there when it began, at the limit asked for, or stopped by the user. */
export type StopReason = 'end' | 'limit' | 'interrupted'

/** What a bounded read did, for people and for the run's records. */
export interface ReadSummary {
  /** What was there when the read began: log start and end of every partition. */
  readonly plan: readonly OffsetRange[]
  /** What was read: up to (excluded) the next offset of each partition. */
  readonly ranges: readonly OffsetRange[]
  readonly stop: StopReason
  /** Records delivered. */
  readonly records: number
  /** Control records (transaction markers): seen, counted, not delivered. */
  readonly control: number
  /** Records of aborted transactions: seen, counted, not delivered. */
  readonly aborted: number
  /** Offsets within `ranges` that hold no record (compacted, deleted, or never written). */
  readonly missing: number
  /** Sentences about anything out of the ordinary: retries, offsets that expired while reading. */
  readonly notes: readonly string[]
}
