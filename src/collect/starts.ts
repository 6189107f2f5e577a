import { type Extent } from '../kafka/extent'
import { type OffsetRange } from '../record'
import { type Source } from '../source/source'
import { ASIDE } from './last-messages'
import { type CollectRequest } from './options'
import { type Stopping } from './stopping'

/** Where each partition of a topic begins that is collected for the first time: empty ranges at those offsets. */
export async function startsOf(
  source: Source,
  topic: string,
  from: CollectRequest['from'],
  { partitions }: Extent,
  stopping: Stopping,
): Promise<OffsetRange[]> {
  const at = (partition: number, offset: bigint): OffsetRange => ({
    topic,
    partition,
    from: offset,
    to: offset,
  })
  if (from === 'beginning') return partitions.map((p) => at(p.partition, p.start))
  if (from === 'end') return partitions.map((p) => at(p.partition, p.end))
  let planned: readonly OffsetRange[] = []
  // A read of nothing finds where it would begin.
  const stream = source.stream(topic, {
    from,
    limit: 0,
    partitions: partitions.map((p) => p.partition),
    ...ASIDE,
    signal: stopping.signal,
    onPlan: ({ plan }) => (planned = plan),
  })
  for await (const batch of stream) void batch
  stopping.check()
  return planned.map((r) => at(r.partition, r.from))
}
