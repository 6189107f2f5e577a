import { type OffsetRange, type RecordChunk } from '../record'
import { batchesOf } from './decode'
import { RecordCursor } from './record-cursor'
import { keyOf, type Place } from './selection'

/** Messages of one partition in order of offset: where each stands, and its timestamp. */
export interface Window {
  readonly offsets: bigint[]
  readonly times: number[]
}

/** The messages of one partition from its end towards its beginning, a window at a time. */
export interface Tail {
  readonly range: OffsetRange
  /** The messages before the last window; null where there are none left. */
  earlier(): Promise<Window | null>
}

/**
 * For each partition where the newest `count` messages of all of them together begin: merged from the ends by
 * timestamp, so that what is taken of a partition is always its last messages. Of equal timestamps the first partition's
 * comes first.
 */
export async function newestOf(tails: readonly Tail[], count: number): Promise<(place: Place) => bigint> {
  const ends = tails.map((tail) => new TailEnd(tail))
  let open: TailEnd[] = []
  for (const end of ends) if (await end.load()) open.push(end)
  for (let left = count; left > 0 && open.length; left--) {
    const newest = open.reduce((a, b) => (b.time > a.time ? b : a))
    newest.take()
    if (newest.empty && !(await newest.load())) open = open.filter((end) => end !== newest)
  }
  const starts = new Map(ends.map((end) => [keyOf(end.tail.range), end.start]))
  return (place) => starts.get(keyOf(place)) ?? 0n
}

class TailEnd {
  /** Where what was taken begins. */
  start: bigint
  #window: Window = { offsets: [], times: [] }

  constructor(readonly tail: Tail) {
    this.start = tail.range.to
  }

  get empty(): boolean {
    return this.#window.offsets.length === 0
  }
  /** The timestamp of the last message that was not taken. */
  get time(): number {
    return this.#window.times[this.#window.times.length - 1]
  }

  take(): void {
    this.#window.times.pop()
    this.start = this.#window.offsets.pop() ?? this.start
  }

  /** False where there are no messages left. */
  async load(): Promise<boolean> {
    while (this.empty) {
      const window = await this.tail.earlier()
      if (!window) return false
      this.#window = window
    }
    return true
  }
}

/** Adds the messages of a chunk to a window. */
export function addToWindow({ offsets, times }: Window, chunk: RecordChunk): void {
  for (const { header, content } of batchesOf(chunk)) {
    if (content !== 'records') continue
    const cursor = new RecordCursor(chunk, header)
    while (cursor.next()) {
      offsets.push(cursor.offset)
      times.push(cursor.timestamp)
    }
  }
}
