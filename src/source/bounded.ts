import { type ReadPart } from '../kafka/sieve'
import { type Provenance } from '../provenance'
import { type ReadSummary } from '../reading'
import { type RecordChunk } from '../record'
import { type Schemas } from '../registry/schema'
import { type Batch, makeBatch } from './batch'

/** What a read did, once it has ended. */
export interface ReadEnd {
  readonly summary: ReadSummary
  readonly provenance: Provenance
  /** Those of all its messages. */
  readonly schemas?: Schemas
}

/**
 * A read that has yet to begin. Hands over a batch for each chunk; the next one waits until it is taken. Aborting the
 * signal ends it, with what was taken until then.
 */
export type BoundedRead = (
  take: (batch: Batch) => void | Promise<void>,
  signal: AbortSignal,
) => Promise<ReadEnd>

/** What is known of where messages come from before they were read. */
export type Origin = Omit<Provenance, 'ranges' | 'messages' | 'capture'>

/** One chunk as a batch of its own. */
export function batchOfPart({ kept, counts }: ReadPart, origin: Origin, schemas?: Schemas): Batch {
  const { topic, partition, from, to } = kept
  const ranges = [{ topic, partition, from, to }]
  const { records, skipped, control, aborted } = counts
  const missing = Number(to - from - BigInt(records + skipped + control + aborted))
  const summary: ReadSummary = {
    there: ranges,
    plan: ranges,
    ranges,
    stop: 'part',
    ...counts,
    missing,
    expired: 0,
    notes: [],
  }
  const provenance = { ...origin, topics: [topic], ranges, messages: records, capture: null }
  return makeBatch({ topics: [topic], summary, provenance, chunks: [kept], schemas })
}

/** The read as one batch. */
export async function readWhole(
  topics: readonly string[],
  read: BoundedRead,
  signal: AbortSignal,
): Promise<Batch> {
  const chunks: RecordChunk[] = []
  const end = await read((batch) => void chunks.push(...batch.chunks), signal)
  return makeBatch({ topics, ...end, chunks })
}
