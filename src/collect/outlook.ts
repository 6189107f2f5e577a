import { type Extent, type PartitionExtent } from '../kafka/extent'
import { type NewGap, type StoredPosition } from '../store/appending'

/** What a look at a topic says of the positions that are stored. */
export interface Outlook {
  /** Partitions that have no position yet. */
  readonly unknown: readonly PartitionExtent[]
  /** Offsets after the position that were deleted before they were read. */
  readonly expired: readonly NewGap[]
  /**
   * Partitions that end before their position, or that are gone: the topic was made anew, or cut. None of it is certain
   * while a cluster settles.
   */
  readonly cut: readonly StoredPosition[]
  /** Partitions with offsets that were not read yet. */
  readonly open: readonly PartitionExtent[]
}

/** Compares what is stored with what is there. */
export function outlookOf(positions: readonly StoredPosition[], { partitions }: Extent): Outlook {
  const stored = new Map(positions.map((p) => [p.partition, p]))
  const there = new Map(partitions.map((p) => [p.partition, p]))
  const nextOf = ({ partition, start }: PartitionExtent): bigint => stored.get(partition)?.next ?? start
  return {
    unknown: partitions.filter((p) => !stored.has(p.partition)),
    expired: partitions
      .filter((p) => nextOf(p) < p.start)
      .map((p) => ({ partition: p.partition, from: nextOf(p), to: p.start, reason: 'expired' })),
    cut: positions.filter(({ partition, next }) => next > (there.get(partition)?.end ?? -1n)),
    open: partitions.filter((p) => nextOf(p) < p.end),
  }
}
