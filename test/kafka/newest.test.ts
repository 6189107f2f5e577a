import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newestOf, type Tail, type Window } from '../../src/kafka/newest'

/** Messages by partition, each as its offset and its timestamp. */
type Log = readonly (readonly [offset: number, time: number])[]

const rangeOf = (partition: number, to: number) => ({ topic: 't', partition, from: 0n, to: BigInt(to) })

/** A tail that hands its messages out in windows of that size; every other one is empty, as in a log with gaps. */
function tailOf(partition: number, log: Log, size: number): Tail {
  let end = log.length
  let empty = true
  return {
    range: rangeOf(partition, (log.at(-1)?.[0] ?? -1) + 1),
    earlier: async () => {
      if (end === 0) return null
      empty = !empty
      const part = empty ? [] : log.slice(Math.max(0, end - size), end)
      end -= part.length
      const window: Window = { offsets: part.map(([o]) => BigInt(o)), times: part.map(([, t]) => t) }
      return window
    },
  }
}

const starts = async (logs: readonly Log[], count: number, size = 3): Promise<number[]> => {
  const tails = logs.map((log, p) => tailOf(p, log, size))
  const start = await newestOf(tails, count)
  return logs.map((_, partition) => Number(start({ topic: 't', partition })))
}

describe('the newest messages', () => {
  const even: Log = [0, 2, 4, 6].map((t, i) => [i, t])
  const odd: Log = [1, 3, 5].map((t, i) => [i, t])

  test('are merged by their time', async () => {
    expect(await starts([even, odd], 3)).toEqual([2, 2])
    expect(await starts([even, odd], 5)).toEqual([1, 1])
  })

  test('are all there are, where there are no more', async () => {
    expect(await starts([even, odd], 7)).toEqual([0, 0])
    expect(await starts([even, odd], 100)).toEqual([0, 0])
    expect(await starts([[], odd], 100)).toEqual([0, 0])
    expect(await starts([], 10)).toEqual([])
  })

  test('are none for a count of none', async () => {
    expect(await starts([even, odd], 0)).toEqual([4, 3])
  })

  test('of equal times are those of the first partition', async () => {
    const same: Log = [
      [0, 5],
      [1, 5],
    ]
    expect(await starts([same, same], 2)).toEqual([0, 2])
  })

  test('are the last ones of each partition, however their times run', async () => {
    const backwards: Log = [
      [0, 100],
      [1, 1],
    ]
    expect(await starts([backwards, odd], 2)).toEqual([2, 1])
    expect(await starts([backwards, odd], 4)).toEqual([0, 1])
  })

  test('in number exactly what was asked for, and no left out one newer than all that were taken after it', async () => {
    const log = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(50)), { maxLength: 20 })
      .map((steps) => {
        let offset = -1
        let time = 0
        return steps.map(([gap, later]) => [(offset += gap), (time += later)] as const)
      })
    await fc.assert(
      fc.asyncProperty(
        fc.array(log, { maxLength: 4 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 7 }),
        async (logs, count, size) => {
          const from = await starts(logs, count, size)
          const taken = logs.flatMap((l, p) => l.filter(([o]) => o >= from[p]).map(([, t]) => t))
          const left = logs.flatMap((l, p) => l.filter(([o]) => o < from[p]).map(([, t]) => t))
          expect(taken).toHaveLength(Math.min(count, taken.length + left.length))
          // Times ascend here, so that what was taken is the newest of all.
          expect(Math.max(-1, ...left)).toBeLessThanOrEqual(Math.min(Infinity, ...taken))
        },
      ),
    )
  })
})
