import { decodeChunk } from '../kafka/decode'
import { type Provenance } from '../provenance'
import { type ReadSummary } from '../reading'
import { type KafkaRecord, type RecordChunk } from '../record'
import { NO_SCHEMAS, type Schemas } from '../registry/schema'

/**
 * The messages of one bounded read, live or replayed: raw chunks, decoded when asked for. Iterating gives the records
 * in order of topic (as they were asked for), partition, offset; every iteration gives the same records.
 */
export interface Batch extends Iterable<KafkaRecord> {
  readonly kind: 'batch'
  readonly topics: readonly string[]
  readonly length: number
  readonly summary: ReadSummary
  readonly provenance: Provenance
  readonly chunks: readonly RecordChunk[]
  /** The schemas that its messages name, as far as a registry was asked for them. */
  readonly schemas?: Schemas
  /** All records, decoded once and kept. */
  records(): readonly KafkaRecord[]
}

/** What a batch is made of. */
export interface BatchParts {
  readonly topics: readonly string[]
  readonly summary: ReadSummary
  readonly provenance: Provenance
  /** In any order. */
  readonly chunks: readonly RecordChunk[]
  readonly schemas?: Schemas
}

/** Makes the batch of one read. Nothing is decoded until its records are asked for. */
export function makeBatch(parts: BatchParts): Batch {
  return new ChunkBatch(parts)
}

class ChunkBatch implements Batch {
  readonly kind = 'batch'
  readonly topics: readonly string[]
  readonly summary: ReadSummary
  readonly provenance: Provenance
  readonly chunks: readonly RecordChunk[]
  readonly schemas: Schemas
  #records: readonly KafkaRecord[] | undefined

  constructor({ topics, summary, provenance, chunks, schemas = NO_SCHEMAS }: BatchParts) {
    this.topics = topics
    this.summary = summary
    this.provenance = provenance
    this.schemas = schemas
    this.chunks = [...chunks].sort(
      (a, b) =>
        topics.indexOf(a.topic) - topics.indexOf(b.topic) ||
        a.partition - b.partition ||
        (a.from < b.from ? -1 : 1),
    )
  }

  get length(): number {
    return this.summary.records
  }

  records(): readonly KafkaRecord[] {
    return (this.#records ??= [...this.#decoded()])
  }

  [Symbol.iterator](): Iterator<KafkaRecord> {
    return this.#records ? this.#records[Symbol.iterator]() : this.#decoded()
  }

  /** One chunk at a time, so that a pass over a large batch holds few records at once. */
  *#decoded(): Generator<KafkaRecord> {
    for (const chunk of this.chunks) yield* decodeChunk(chunk)
  }
}
