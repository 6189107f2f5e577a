import { type OffsetRange, type RecordChunk } from '../record'
import { addToWindow, type Tail, type Window } from './newest'
import { keyOf } from './selection'

/** Reads ranges of offsets, of each partition in order. */
export type ReadRanges = (ranges: readonly OffsetRange[], take: (chunk: RecordChunk) => void) => Promise<void>

/** Somewhat more than the even share, so that one look is mostly enough. */
const SPARE = 16
const MOST_OFFSETS = 1n << 17n

/**
 * The tails of partitions on a cluster, from which `count` messages are to be taken. The first windows of all are read
 * at once; earlier ones when they are asked for, each twice as large as the one before.
 */
export async function tailsOf(
  ranges: readonly OffsetRange[],
  count: number,
  read: ReadRanges,
): Promise<Tail[]> {
  const open = ranges.filter((r) => r.to > r.from)
  const share = BigInt(Math.ceil((count * 1.25) / Math.max(1, open.length)) + SPARE)
  const tails = ranges.map(
    (range) => new ClusterTail(range, share < MOST_OFFSETS ? share : MOST_OFFSETS, read),
  )
  if (count > 0)
    await readWindows(
      open.map((r) => tails[ranges.indexOf(r)]),
      read,
    )
  return tails
}

async function readWindows(tails: readonly ClusterTail[], read: ReadRanges): Promise<void> {
  const windows = new Map<string, Window>()
  const ranges = tails.map((tail) => tail.nextRange())
  for (const [i, range] of ranges.entries())
    windows.set(keyOf(range), (tails[i].ready = { offsets: [], times: [] }))
  await read(ranges, (chunk) => {
    const window = windows.get(keyOf(chunk))
    if (window) addToWindow(window, chunk)
  })
}

class ClusterTail implements Tail {
  /** A window that was read and not yet handed out. */
  ready: Window | null = null
  readonly #read: ReadRanges
  /** What was not read yet ends here. */
  #left: bigint
  #size: bigint

  constructor(
    readonly range: OffsetRange,
    size: bigint,
    read: ReadRanges,
  ) {
    this.#left = range.to
    this.#size = size
    this.#read = read
  }

  async earlier(): Promise<Window | null> {
    if (!this.ready && this.#left > this.range.from) await readWindows([this], this.#read)
    const window = this.ready
    this.ready = null
    return window
  }

  /** The next range to read, towards the beginning. */
  nextRange(): OffsetRange {
    const to = this.#left
    const from = to - this.#size > this.range.from ? to - this.#size : this.range.from
    this.#left = from
    this.#size = this.#size * 2n < MOST_OFFSETS ? this.#size * 2n : MOST_OFFSETS
    return { ...this.range, from, to }
  }
}
