/** What a collection is doing. */
export type CollectState = 'reading' | 'waiting' | 'unreachable' | 'stopped'

/** How far a collection has come in one partition. */
export interface CollectPosition {
  readonly partition: number
  /** The next offset to read. */
  readonly next: bigint
  /** Where the partition ended when it was last looked at. */
  readonly end: bigint
}

/** How far a collection has come. Counts are of this collection, from when it began. */
export interface CollectProgress {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly state: CollectState
  /** Messages that are stored: rows, rejects, tombstones and empty ones. */
  readonly messages: number
  /** Rows that the messages became. */
  readonly rows: number
  /** Messages, or rows within one, that could not become rows. */
  readonly rejects: number
  /** Bytes of record batches, as the brokers keep them. */
  readonly bytes: number
  /** Messages a second, over the last ten seconds. */
  readonly rate: number
  /**
   * Offsets between the positions and the ends that were there at the last look: how far behind it is. Null before the
   * first look.
   */
  readonly lag: number | null
  readonly positions: readonly CollectPosition[]
}

/** The span over which a rate is taken. */
const SPAN_MS = 10_000
/** Within the first second a rate would jump: it is taken as a whole one. */
const LEAST_MS = 1000
/** Marks are so far apart, at least. */
const MARK_MS = 250

/** Messages a second over the last ten seconds. Times are in milliseconds of a clock that does not jump. */
export class Rate {
  readonly #marks: { readonly at: number; readonly count: number }[]

  constructor(began: number) {
    this.#marks = [{ at: began, count: 0 }]
  }

  /** So many messages in all, at that time. */
  mark(at: number, count: number): void {
    const [before, last] = this.#marks.slice(-2)
    if (last && at - before.at < MARK_MS) this.#marks.pop()
    this.#marks.push({ at, count })
    // The newest mark before the span stays: the span begins at it.
    while (this.#marks.length > 1 && this.#marks[1].at <= at - SPAN_MS) this.#marks.shift()
  }

  /** At that time. */
  at(now: number): number {
    const marks = this.#marks
    const base = marks.findLast((m) => m.at <= now - SPAN_MS) ?? marks[0]
    const span = Math.max(LEAST_MS, Math.min(SPAN_MS, now - base.at))
    return ((marks[marks.length - 1].count - base.count) * 1000) / span
  }
}
