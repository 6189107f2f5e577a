import { carnetError } from '../errors'
import { type OffsetRange } from '../record'
import {
  type EndRule,
  keyOf,
  type NamedOffsets,
  type Place,
  type Selection,
  type StartRule,
} from './selection'

/** What a plan must know of the messages themselves; a cluster and a capture answer differently. */
export interface Finder {
  /**
   * For each partition the offset of its first record with that timestamp or a later one; null where there is none,
   * undefined where nothing is known of its records.
   */
  atTime(ranges: readonly OffsetRange[], time: number): Promise<(place: Place) => bigint | null | undefined>
  /** For each partition where the newest `count` messages of the ranges together begin. */
  newest(ranges: readonly OffsetRange[], count: number): Promise<(place: Place) => bigint>
}

/** What a read sets out to go through. */
export interface Plan {
  readonly ranges: readonly OffsetRange[]
  /** Offsets that were asked for and lie before the log start. */
  readonly expired: number
  readonly notes: readonly string[]
}

/**
 * Narrows what is there to what was asked for: first where each partition ends, then where it begins.
 * Throws OFFSET_BEYOND_END.
 */
export async function planRanges(
  there: readonly OffsetRange[],
  { from, until }: Pick<Selection, 'from' | 'until'>,
  finder: Finder,
): Promise<Plan> {
  const endOf = await endsOf(there, until, finder)
  const ending = there.map((range) => ({ ...range, to: within(range, endOf(range)) }))
  const startOf = await startsOf(there, ending, from, finder)
  const ranges = ending.map((range, i) => {
    const start = within(there[i], startOf(range))
    return { ...range, from: start, to: range.to > start ? range.to : start }
  })
  const gone = from.by === 'offset' ? expiredOf(there, from.offsets) : []
  return {
    ranges,
    expired: Number(gone.reduce((n, r) => n + (r.to - r.from), 0n)),
    notes: gone.map(
      ({ topic, partition, from: first, to }) =>
        `${topic}[${partition}]: ${to - first} messages expired before they could be read (offsets ${first}–${to - 1n}).`,
    ),
  }
}

const within = ({ from, to }: OffsetRange, offset: bigint): bigint =>
  offset < from ? from : offset > to ? to : offset

async function endsOf(
  there: readonly OffsetRange[],
  until: EndRule,
  finder: Finder,
): Promise<(range: OffsetRange) => bigint> {
  if (until.by === 'end') return (range) => range.to
  if (until.by === 'offset') return (range) => until.offsets.of(range) ?? range.to
  const found = await finder.atTime(there, until.time)
  return (range) => found(range) ?? range.to
}

async function startsOf(
  there: readonly OffsetRange[],
  ending: readonly OffsetRange[],
  from: StartRule,
  finder: Finder,
): Promise<(range: OffsetRange) => bigint> {
  switch (from.by) {
    case 'beginning':
      return (range) => range.from
    case 'offset':
      requireReached(there, from.offsets)
      return (range) => from.offsets.of(range) ?? range.from
    case 'time': {
      const found = await finder.atTime(there, from.time)
      return (range) => {
        const offset = found(range)
        return offset === undefined ? range.from : (offset ?? range.to)
      }
    }
    case 'last':
      return finder.newest(ending, from.count)
  }
}

/** An offset beyond the end is an error; one that stands for all partitions, only where none of them reaches it. */
function requireReached(there: readonly OffsetRange[], offsets: NamedOffsets): void {
  const beyond = there.filter((range) => (offsets.of(range) ?? 0n) > range.to)
  if (!beyond.length || (offsets.forAll && beyond.length < there.length)) return
  const { topic, partition, to } = beyond[0]
  const offset = String(offsets.of(beyond[0]))
  throw carnetError('OFFSET_BEYOND_END', { topic, partition, offset, end: String(to) })
}

/** What was asked for and lies before the log start, by partition. */
function expiredOf(there: readonly OffsetRange[], offsets: NamedOffsets): OffsetRange[] {
  return there.flatMap((range) => {
    const wanted = offsets.of(range)
    return wanted !== null && wanted < range.from ? [{ ...range, from: wanted, to: range.from }] : []
  })
}

/**
 * The first partition that was named and that a topic does not have; null where all are there. An offset of a partition
 * that is not read at all does not matter.
 */
export function unknownPlace(
  there: readonly Place[],
  { partitions, from, until }: Pick<Selection, 'partitions' | 'from' | 'until'>,
): Place | null {
  const rules = [from, until].flatMap((rule) => (rule.by === 'offset' ? rule.offsets.partitions : []))
  const named = [...(partitions ?? []), ...rules.filter((p) => partitions?.includes(p) ?? true)]
  const known = new Set(there.map(keyOf))
  for (const topic of new Set(there.map((r) => r.topic)))
    for (const partition of named) if (!known.has(keyOf({ topic, partition }))) return { topic, partition }
  return null
}
