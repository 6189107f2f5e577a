import { type Provenance } from '../provenance'
import { type ReadSummary } from '../reading'
import { type KafkaRecord, type RecordChunk } from '../record'

/**
 * The messages of one bounded read, live or replayed: raw chunks, decoded when asked for. Iterating gives the records
 * in order of partition, then offset; every iteration gives the same records.
 */
export interface Batch extends Iterable<KafkaRecord> {
  readonly kind: 'batch'
  readonly topic: string
  readonly length: number
  readonly summary: ReadSummary
  readonly provenance: Provenance
  readonly chunks: readonly RecordChunk[]
  /** All records, decoded once and kept. */
  records(): readonly KafkaRecord[]
}
