import { setImmediate as nextTurn } from 'node:timers/promises'
import { type OffsetRange } from '../record'
import { type NewGap } from '../store/appending'
import { beginningAt, rangeOf } from './batches'
import { ASIDE } from './last-messages'
import { type CollectLog } from './log'
import { type Stopping } from './stopping'
import { type CollectTally } from './tally'
import { type CollectJob, type CollectWriter } from './writer'

export interface ReadNew {
  readonly job: CollectJob
  readonly writer: CollectWriter
  readonly stopping: Stopping
  readonly tally: CollectTally
  readonly log: CollectLog
  /** Is called after each transaction. */
  readonly onStored: () => void
}

/**
 * Reads what these partitions hold beyond their positions, a transaction for each batch; the next batch is fetched
 * meanwhile. Throws Stopped after the transaction in which it was stopped.
 */
export async function readNew(
  { job, writer, stopping, tally, log, onStored }: ReadNew,
  partitions: readonly number[],
): Promise<void> {
  const { source, topic, request } = job
  const next = new Map(writer.positions.map((p) => [p.partition, p.next]))
  const stream = source.stream(topic, {
    partitions,
    from: { positions: partitions.map((p) => ({ topic, partition: p, offset: next.get(p) ?? 0n })) },
    ...(request.limit < Infinity && { limit: request.limit - tally.messages }),
    ...ASIDE,
    signal: stopping.signal,
  })
  for await (const batch of stream) {
    const range = rangeOf(batch)
    const at = next.get(range.partition) ?? range.from
    const gaps = await expiredWithin({ job, stopping }, { ...range, from: at, to: range.from })
    const whole = beginningAt(batch, gaps[0]?.to ?? at)
    const { parsed, counts } = await writer.add(whole, gaps)
    next.set(range.partition, range.to)
    log.gaps(gaps)
    tally.added(whole, parsed, counts)
    onStored()
    // A turn for what else waits: signals, timers, other connections.
    await nextTurn()
    stopping.check()
  }
  // Of a read that was cut nobody knows whether the last batch came through.
  stopping.check()
  const { summary } = stream
  for (const note of summary?.notes ?? []) log.tell(note)
  // After the last message there may be offsets that hold none: transaction markers, what a compaction left out.
  const empty = (summary?.ranges ?? []).map((r) => ({ ...r, from: next.get(r.partition) ?? r.from }))
  for (const range of empty.filter((r) => r.to > r.from)) {
    const gaps = await expiredWithin({ job, stopping }, range)
    if (gaps.length > 0) writer.skip(gaps)
    log.gaps(gaps)
    await writer.passOver([{ ...range, from: gaps[0]?.to ?? range.from }])
    tally.moved(range)
  }
}

/** Of offsets that turned out to hold no message: those that were deleted while they were to be read. */
async function expiredWithin(
  { job: { source, topic }, stopping }: Pick<ReadNew, 'job' | 'stopping'>,
  { partition, from, to }: OffsetRange,
): Promise<NewGap[]> {
  if (to <= from) return []
  const { partitions } = await stopping.unless(source.extent(topic))
  const start = partitions.find((p) => p.partition === partition)?.start ?? from
  return start > from ? [{ partition, from, to: start < to ? start : to, reason: 'expired' }] : []
}
