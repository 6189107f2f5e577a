import { type Provenance } from '../provenance'
import { type KafkaRecord, type OffsetRange, type RecordChunk } from '../record'

/** Why a bounded read ended. */
export type StopReason = 'end' | 'limit' | 'interrupted'

/** What a read did, for people and for the run's records. */
export interface ReadSummary {
  /** What was there when the read began: log start and end of every partition. */
  readonly plan: readonly OffsetRange[]
  /** What was read: up to (excluded) the next offset of each partition. */
  readonly ranges: readonly OffsetRange[]
  readonly stop: StopReason
  /** Records delivered. */
  readonly records: number
  /** Control records (transaction markers) and records of aborted transactions: seen, counted, not delivered. */
  readonly control: number
  readonly aborted: number
  /** Offsets within `ranges` that hold no record any more (compacted, deleted) or never held one. */
  readonly missing: number
  /** Sentences about anything out of the ordinary: retries, offsets that expired while reading. */
  readonly notes: readonly string[]
}

/**
 * The messages of one bounded read, live or replayed: raw chunks, decoded when asked for. Iterating gives the records
 * in order of partition, then offset; every iteration gives the same records.
 */
export interface Batch extends Iterable<KafkaRecord> {
  readonly topic: string
  readonly length: number
  readonly summary: ReadSummary
  readonly provenance: Provenance
  readonly chunks: readonly RecordChunk[]
  /** All records, decoded once and kept. */
  records(): readonly KafkaRecord[]
}
