import { batchesOf } from '../kafka/decode'
import { addToWindow, newestOf, type Window } from '../kafka/newest'
import { type Finder } from '../kafka/plan'
import { RecordCursor } from '../kafka/record-cursor'
import { keyOf, type Place } from '../kafka/selection'
import { type OffsetRange, type RecordChunk } from '../record'
import { type OpenCapture } from './capture/capture'

/** What a replay needs of a capture, in memory or on the disk. */
export type Held = Pick<OpenCapture, 'manifest' | 'chunks' | 'sha256'>

/** The part of a chunk that lies in the range; null where none does. */
export function clipped(chunk: RecordChunk, range: OffsetRange | undefined): RecordChunk | null {
  if (!range) return null
  const from = chunk.from > range.from ? chunk.from : range.from
  const to = chunk.to < range.to ? chunk.to : range.to
  if (to <= from) return null
  return from === chunk.from && to === chunk.to ? chunk : { ...chunk, from, to }
}

/** Ranges by their partition. */
export function byPlace(ranges: readonly OffsetRange[]): Map<string, OffsetRange> {
  return new Map(ranges.map((r) => [keyOf(r), r]))
}

/** Finds times and newest messages among those that a capture holds, by going through all of them. */
export function captureFinder(held: Held): Finder {
  return {
    atTime: (_ranges, time) => firstAtTime(held, time),
    newest: (ranges, count) => newestHeld(held, ranges, count),
  }
}

interface Found {
  /** Whether the capture holds anything before it. */
  readonly isFirst: boolean
  readonly offset: bigint
}

/** A capture that begins with the message looked for begins where it begins, gaps included: as when it was read. */
async function firstAtTime(held: Held, time: number): Promise<(place: Place) => bigint | null | undefined> {
  const ranges = byPlace(held.manifest.summary.ranges)
  const seen = new Set<string>()
  const found = new Map<string, Found>()
  for await (const chunk of held.chunks()) {
    const place = keyOf(chunk)
    if (found.has(place)) continue
    for (const { header } of batchesOf(chunk)) {
      if (header.maxTimestamp < time) {
        if (header.count) seen.add(place)
        continue
      }
      const cursor = new RecordCursor(chunk, header)
      while (cursor.next()) {
        if (cursor.timestamp >= time) {
          found.set(place, { isFirst: !seen.has(place), offset: cursor.offset })
          break
        }
        seen.add(place)
      }
      if (found.has(place)) break
    }
  }
  return (place) => {
    const there = found.get(keyOf(place))
    if (!there) return seen.has(keyOf(place)) ? null : undefined
    return there.isFirst ? (ranges.get(keyOf(place))?.from ?? there.offset) : there.offset
  }
}

/** Where a capture holds no more than `count`, it may be because the read went no further: each partition from its start. */
async function newestHeld(
  held: Held,
  ranges: readonly OffsetRange[],
  count: number,
): Promise<(place: Place) => bigint> {
  const wanted = byPlace(ranges)
  let total = 0
  const windows = new Map<string, Window>(ranges.map((r) => [keyOf(r), { offsets: [], times: [] }]))
  for await (const chunk of held.chunks()) {
    const part = clipped(chunk, wanted.get(keyOf(chunk)))
    const window = windows.get(keyOf(chunk))
    if (!part || !window) continue
    total -= window.offsets.length
    addToWindow(window, part)
    total += window.offsets.length
    // No more than `count` of a partition can be among the newest.
    const surplus = window.offsets.length - count
    if (surplus <= count) continue
    window.offsets.splice(0, surplus)
    window.times.splice(0, surplus)
  }
  if (total <= count) return (place) => wanted.get(keyOf(place))?.from ?? 0n
  const tails = ranges.map((range) => {
    let window = windows.get(keyOf(range)) ?? null
    return {
      range,
      earlier: async () => {
        const once = window
        window = null
        return once
      },
    }
  })
  return newestOf(tails, count)
}
