import { type Extent } from '../kafka/extent'
import { type KafkaRecord } from '../record'
import { type Source } from '../source/source'
import { fingerprintOf } from '../store/fingerprint'
import { type StoredPosition } from '../store/appending'
import { type Stopping } from './stopping'

/** Whether the messages are those that were stored: `unknown` where none of them is there to be compared. */
export type Likeness = 'same' | 'other' | 'unknown'

/**
 * Reads the last message that was stored of each partition once more, where it is still there, and compares: a topic
 * that was made anew, and has grown beyond the stored positions since, cannot be told by its offsets.
 */
export async function likenessOf(
  source: Source,
  topic: string,
  positions: readonly StoredPosition[],
  extent: Extent,
  stopping: Stopping,
): Promise<Likeness> {
  const lasts = new Map(positions.map((p) => [p.partition, p.last]))
  const looked = extent.partitions.flatMap(({ partition, start, end }) => {
    const last = lasts.get(partition)
    return last && last.offset >= start && last.offset < end ? [{ partition, offset: last.offset }] : []
  })
  if (looked.length === 0) return 'unknown'
  const offsets = (beyond: bigint): Record<number, bigint> =>
    Object.fromEntries(looked.map(({ partition, offset }) => [partition, offset + beyond]))
  const stream = source.stream(topic, {
    partitions: looked.map((l) => l.partition),
    from: { offset: offsets(0n) },
    until: { offset: offsets(1n) },
    ...ASIDE,
    signal: stopping.signal,
  })
  let likeness: Likeness = 'unknown'
  for await (const batch of stream)
    for (const record of batch) {
      const last = lasts.get(record.partition)
      if (last && !isSame(record, last)) return 'other'
      likeness = 'same'
    }
  stopping.check()
  return likeness
}

/** A read of a collection makes no capture, says nothing, and takes no capture in place of a cluster. */
export const ASIDE = { capture: false, quiet: true, replay: 'never' } as const

function isSame(record: KafkaRecord, { timestamp, hash }: NonNullable<StoredPosition['last']>): boolean {
  if (hash !== null) return fingerprintOf(record) === hash
  return (record.timestamp === -1 ? null : record.timestamp) === timestamp
}
