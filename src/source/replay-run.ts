import { planRanges } from '../kafka/plan'
import { keyOf, type Selection } from '../kafka/selection'
import { type ReadPart, Sieve } from '../kafka/sieve'
import { type ReadPlan, type ReadProgress, type ReadSummary, type StopReason } from '../reading'
import { type OffsetRange, type RecordChunk } from '../record'
import { offsetsIn } from './capture/summary'
import { byPlace, captureFinder, clipped, type Held } from './held'

/** What a replay goes through: the plan of the same read on a cluster, as far as the capture was meant to hold it. */
interface ReplayPlan {
  readonly there: readonly OffsetRange[]
  readonly ranges: readonly OffsetRange[]
  readonly expired: number
  readonly notes: readonly string[]
}

/** The read of a capture: the same selection, on what it holds, in the same order as on a cluster. */
export class ReplayRun {
  readonly #held: Held
  readonly #topics: readonly string[]
  readonly #selection: Selection
  readonly #sieve: Sieve
  readonly #counts = { records: 0, skipped: 0, control: 0, aborted: 0 }
  /** The next offset of each partition. */
  readonly #done = new Map<string, bigint>()
  #plan: ReplayPlan = { there: [], ranges: [], expired: 0, notes: [] }

  constructor(held: Held, topics: readonly string[], selection: Selection) {
    this.#held = held
    this.#topics = topics
    this.#selection = selection
    this.#sieve = new Sieve(selection)
  }

  /** Throws OFFSET_BEYOND_END, and as going through the chunks does. */
  async plan(): Promise<ReadPlan> {
    const { summary } = this.#held.manifest
    const there = this.#chosen(summary.there)
    const finder = captureFinder(this.#held)
    const { ranges, expired, notes } = await planRanges(there, this.#selection, finder)
    const meant = byPlace(summary.plan)
    const plan = ranges.map((r) => within(r, meant.get(keyOf(r)) ?? r))
    this.#plan = { there, ranges: plan, expired, notes: [...notes, ...this.#notHeld(ranges, meant)] }
    for (const r of plan) this.#done.set(keyOf(r), r.from)
    const { limit, where } = this.#selection
    const held = plan.map((r) => within(r, this.#heldOf(r)))
    return { topics: this.#topics, there, plan: held, limit, where: where?.words ?? null }
  }

  /** Goes through the planned ranges, until they end, the limit is reached, or the signal aborts. */
  async go(
    take: (part: ReadPart) => Promise<void>,
    signal: AbortSignal,
    onProgress: (progress: ReadProgress) => void = () => {},
  ): Promise<void> {
    const { limit, bytes } = this.#selection
    const inOrder = limit !== Infinity || bytes !== Infinity
    const ranges = this.#plan.ranges.map((r) => within(r, this.#heldOf(r)))
    const passes = inOrder ? ranges.filter((r) => r.to > r.from).map((r) => [r]) : [ranges]
    for (const pass of passes) {
      await this.#pass(pass, take, signal, onProgress)
      if (this.#sieve.full || signal.aborted) return
      // Past the last chunk there may be offsets that hold nothing.
      for (const r of pass) this.#done.set(keyOf(r), r.to)
    }
  }

  async #pass(
    ranges: readonly OffsetRange[],
    take: (part: ReadPart) => Promise<void>,
    signal: AbortSignal,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<void> {
    const wanted = byPlace(ranges)
    const [only] = ranges
    if (this.#sieve.full || signal.aborted) return
    for await (const whole of this.#held.chunks()) {
      if (signal.aborted) return
      const chunk = clipped(whole, wanted.get(keyOf(whole)))
      if (!chunk) continue
      const part = this.#sieve.take(this.#selection.committed ? chunk : withAborted(chunk))
      await take(part)
      this.#done.set(keyOf(chunk), part.chunk.to)
      for (const kind of ['records', 'skipped', 'control', 'aborted'] as const)
        this.#counts[kind] += part.counts[kind]
      onProgress({
        records: this.#counts.records,
        done: offsetsIn(this.#ranges()),
        planned: offsetsIn(this.#plan.ranges),
      })
      if (this.#sieve.full || (ranges.length === 1 && chunk.to >= only.to)) return
    }
  }

  /** What the replay did. What a capture only counts, as NDJSON does with markers, is counted where all of it was read. */
  summary(interrupted: boolean): ReadSummary {
    const told = this.#held.manifest.summary
    const { there, ranges: plan, expired, notes } = this.#plan
    const ranges = this.#ranges()
    const { records, skipped, control, aborted } = this.#counts
    const whole = this.#selection.committed && sameRanges(ranges, told.ranges)
    const counts = whole
      ? { control: told.control, aborted: told.aborted, missing: told.missing }
      : {
          control,
          aborted,
          missing: Number(offsetsIn(ranges) - BigInt(records + skipped + control + aborted)),
        }
    return {
      there,
      plan,
      ranges,
      stop: this.#stop(interrupted),
      records,
      skipped,
      ...counts,
      expired: this.#selection.from.by === 'offset' ? expired : told.expired,
      notes: [...new Set([...told.notes, ...notes])],
    }
  }

  /** What was gone through until now. */
  #ranges(): OffsetRange[] {
    return this.#plan.ranges.map((r) => ({ ...r, to: this.#doneOf(r) }))
  }

  #stop(interrupted: boolean): StopReason {
    const told = this.#held.manifest.summary
    const { there, ranges: plan } = this.#plan
    if (plan.some((r) => this.#doneOf(r) < within(r, this.#heldOf(r)).to))
      return interrupted ? 'interrupted' : (this.#sieve.full ?? told.stop)
    // All that the capture holds of it was read: it ends as the capture does, where that holds no more.
    if (plan.some((r) => this.#doneOf(r) < r.to)) return told.stop
    const ends = byPlace(there)
    if (plan.every((r) => r.to >= (ends.get(keyOf(r))?.to ?? r.to))) return 'end'
    const { by } = this.#selection.until
    return by === 'end' ? told.stop : by
  }

  /** The partitions that were asked for, in the order of the topics. */
  #chosen(ranges: readonly OffsetRange[]): OffsetRange[] {
    const { partitions } = this.#selection
    return this.#topics.flatMap((topic) =>
      ranges.filter((r) => r.topic === topic && (partitions?.includes(r.partition) ?? true)),
    )
  }

  /** What the capture holds of a partition. */
  #heldOf(range: OffsetRange): OffsetRange {
    const { topic, partition, from } = range
    const held = this.#held.manifest.summary.ranges.find(
      (r) => r.topic === topic && r.partition === partition,
    )
    return held ?? { topic, partition, from, to: from }
  }

  #doneOf(range: OffsetRange): bigint {
    return this.#done.get(keyOf(range)) ?? range.from
  }

  /** Where offsets were asked for that were there when the capture was made, and that it was not to hold. */
  #notHeld(wanted: readonly OffsetRange[], meant: ReadonlyMap<string, OffsetRange>): string[] {
    const { from } = this.#selection
    if (from.by !== 'offset') return []
    return wanted.flatMap((range) => {
      const offset = from.offsets.of(range)
      const held = meant.get(keyOf(range)) ?? range
      if (offset === null || range.from === range.to || (range.from >= held.from && range.from <= held.to))
        return []
      const place = `${range.topic}[${range.partition}]`
      return [`${place}: offset ${range.from} was asked for, and the capture is of ${spanOf(held)}.`]
    })
  }
}

const spanOf = ({ from, to }: OffsetRange): string => (to > from ? `${from}–${to - 1n}` : 'none')

/** The part of a range that lies in another one; an empty one at its edge where none does. */
function within(range: OffsetRange, outer: OffsetRange): OffsetRange {
  const clamp = (offset: bigint): bigint =>
    offset < outer.from ? outer.from : offset > outer.to ? outer.to : offset
  return { ...range, from: clamp(range.from), to: clamp(range.to) }
}

/** With the messages of aborted transactions, as far as the capture holds them. */
const withAborted = (chunk: RecordChunk): RecordChunk => ({ ...chunk, aborted: [] })

function sameRanges(a: readonly OffsetRange[], b: readonly OffsetRange[]): boolean {
  const known = byPlace(b)
  return (
    a.length === b.length &&
    a.every((r) => {
      const other = known.get(keyOf(r))
      return other?.from === r.from && other.to === r.to
    })
  )
}
