import { now } from '../clock'
import { carnetError } from '../errors'
import { frameLabel, isFrame } from '../frame'
import { isOfTopics, labelOf, type Provenance } from '../provenance'
import { byPlace, type OffsetRange } from '../record'
import { isUnreachable } from '../source/fallback'
import { type Source } from '../source/source'

/**
 * How what was read stands to what is there now: nothing new since; messages have come since; the topic now ends before
 * what was read (it was made anew, or cut); it is of another cluster; or nobody could be asked.
 */
export type FreshnessState = 'current' | 'grown' | 'shrunk' | 'other-cluster' | 'unreachable' | 'replay'

/** The stamp of figures: of which offsets they are made, and by how much the topics have grown since. */
export interface Freshness {
  readonly kind: 'freshness'
  readonly state: FreshnessState
  /** What the figures are made of. */
  readonly provenance: Provenance
  /** When the topics were looked at, ISO 8601 in UTC. */
  readonly checkedAt: string
  /**
   * Offsets beyond those that were read, over all partitions: as many messages, or somewhat fewer (markers of transactions
   * and compacted messages have offsets too). Null where nobody could be asked.
   */
  readonly grown: bigint | null
  /** By partition, in their order; also those that were added since, and those that are gone. */
  readonly partitions: readonly PartitionFreshness[]
  /** Why the broker could not be asked, where it could not. */
  readonly reason: string | null
}

export interface PartitionFreshness {
  readonly topic: string
  readonly partition: number
  /** The offset after the last one that the figures are made of; null for a partition that was not read. */
  readonly read: bigint | null
  /** Where it begins and ends now; null where it is no longer there. */
  readonly start: bigint | null
  readonly end: bigint | null
}

/**
 * Asks how far the topics have grown since figures were made. `of` is what `read`, `parse`, `groupStats`, a question or a
 * chart returned, or its provenance. A broker that cannot be reached is an answer, not an error. Throws
 * PROVENANCE_UNKNOWN for what does not say which messages it is made of, and what the broker refuses.
 */
export async function freshness(of: object, kafka: Source): Promise<Freshness> {
  const provenance = provenanceOf(of)
  const stamp = { kind: 'freshness' as const, provenance, checkedAt: now().toISOString() }
  const unknown = { grown: null, partitions: [] }
  if (kafka.kind === 'replay') return { ...stamp, ...unknown, state: 'replay', reason: null }
  try {
    const extents = await Promise.all(
      provenance.topics.map(async (topic) => ({ topic, ...(await kafka.extent(topic)) })),
    )
    const there = extents.flatMap((e) =>
      e.partitions.map(({ partition, start, end }) => ({ topic: e.topic, partition, from: start, to: end })),
    )
    const partitions = compared(provenance.ranges, there)
    const clusters = new Set(extents.map((e) => e.clusterId))
    const isOther =
      provenance.clusterId !== null && !clusters.has(null) && !clusters.has(provenance.clusterId)
    const grown = partitions.reduce((sum, p) => sum + growthOf(p), 0n)
    const state = isOther
      ? 'other-cluster'
      : partitions.some(isShrunk)
        ? 'shrunk'
        : grown > 0n
          ? 'grown'
          : 'current'
    return { ...stamp, state, grown, partitions, reason: null }
  } catch (e) {
    if (!isUnreachable(e)) throw e
    return { ...stamp, ...unknown, state: 'unreachable', reason: e.what }
  }
}

function compared(read: readonly OffsetRange[], there: readonly OffsetRange[]): PartitionFreshness[] {
  const isAt = (a: OffsetRange) => (b: OffsetRange) => a.topic === b.topic && a.partition === b.partition
  const gone = read.filter((r) => !there.some(isAt(r)))
  return [...there, ...gone].sort(byPlace).map((place) => {
    const { topic, partition } = place
    const now = there.find(isAt(place))
    return {
      topic,
      partition,
      read: read.find(isAt(place))?.to ?? null,
      start: now?.from ?? null,
      end: now?.to ?? null,
    }
  })
}

/** Offsets of a partition beyond those that were read; all of them where nothing of it was. */
function growthOf({ read, start, end }: PartitionFreshness): bigint {
  if (start === null || end === null) return 0n
  const from = read === null || read < start ? start : read
  return end > from ? end - from : 0n
}

const isShrunk = ({ read, end }: PartitionFreshness): boolean => read !== null && (end === null || end < read)

/** Throws PROVENANCE_UNKNOWN. */
function provenanceOf(of: object): Provenance {
  const own = of as {
    kind?: unknown
    provenance?: Provenance | null
    label?: { provenance?: Provenance | null }
  }
  const found =
    own.kind === 'provenance'
      ? (of as Provenance)
      : isFrame(of)
        ? frameLabel(of).provenance
        : (labelOf(of)?.provenance ?? own.provenance ?? own.label?.provenance)
  if (found && isOfTopics(found)) return found
  throw carnetError('PROVENANCE_UNKNOWN', {
    of: found
      ? `rows of ${found.topics.join(', ')}, which is no topic`
      : 'a value that does not say where it comes from',
  })
}
