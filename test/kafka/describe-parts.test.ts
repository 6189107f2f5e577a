import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeChunk } from '../../src/kafka/encode'
import { buckets, countsBetween, MOST_BUCKETS } from '../../src/kafka/describe-rate'
import { Profiler, type SampleProfile, sampleRanges } from '../../src/kafka/describe-sample'
import { skewOf } from '../../src/kafka/describe-partitions'
import { type KafkaRecord, type OffsetRange, type RecordChunk } from '../../src/record'

const range = (partition: number, from: number, to: number): OffsetRange => ({
  topic: 'message',
  partition,
  from: BigInt(from),
  to: BigInt(to),
})

describe('the offsets of a sample', () => {
  const lengths = (ranges: readonly OffsetRange[]): number[] => ranges.map((r) => Number(r.to - r.from))

  test.each<[string, OffsetRange[], number, number[]]>([
    ['the end of one', [range(0, 0, 100)], 10, [10]],
    ['even parts', [range(0, 0, 100), range(1, 0, 100)], 10, [5, 5]],
    ['a short one gives to the others', [range(0, 0, 100), range(1, 7, 9), range(2, 0, 100)], 11, [5, 2, 4]],
    ['all there is', [range(0, 0, 3), range(1, 5, 5)], 10, [3, 0]],
    ['fewer than partitions', [range(0, 0, 9), range(1, 0, 9), range(2, 0, 9)], 2, [1, 1, 0]],
    ['none wanted', [range(0, 0, 9)], 0, [0]],
    ['no partition', [], 10, []],
  ])('%s', (_name, whole, count, expected) => {
    expect(lengths(sampleRanges(whole, count))).toEqual(expected)
  })

  test('they are the last ones, and as many as there are', () => {
    const ranges = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { maxLength: 8 })
    fc.assert(
      fc.property(ranges, fc.nat(200), (list, count) => {
        const whole = list.map(([from, length], p) => range(p, from, from + length))
        const sample = sampleRanges(whole, count)
        sample.forEach((s, i) => {
          expect(s.to).toBe(whole[i].to)
          expect(s.from).toBeGreaterThanOrEqual(whole[i].from)
        })
        const sum = (rs: readonly OffsetRange[]) => lengths(rs).reduce((a, b) => a + b, 0)
        expect(sum(sample)).toBe(Math.min(count, sum(whole)))
      }),
    )
  })
})

describe('the profile of a sample', () => {
  const record = (
    offset: number,
    key: string | null,
    value: string | Buffer | null,
    headers: [string, Buffer | null][] = [],
  ): Omit<KafkaRecord, 'partition'> => ({
    topic: 'message',
    timestampType: 'CreateTime',
    offset: BigInt(offset),
    key: key === null ? null : Buffer.from(key),
    value: typeof value === 'string' ? Buffer.from(value) : value,
    timestamp: 1_000 + offset,
    headers,
  })
  const chunk = (partition: number, records: Omit<KafkaRecord, 'partition'>[]): RecordChunk =>
    encodeChunk(
      'message',
      partition,
      records.map((r) => ({ ...r, partition })),
    )

  function profileOf(chunks: readonly RecordChunk[], ranges: readonly OffsetRange[]): SampleProfile {
    const profiler = new Profiler(ranges)
    for (const chunk of chunks) profiler.add(chunk)
    return profiler.profile()
  }

  test('what is in it', () => {
    const chunks = [
      chunk(0, [
        record(0, 'before the sample', 'x'),
        record(1, 'a', '{"n":1}', [
          ['trace', null],
          ['trace', Buffer.from('1')],
          ['__proto__', null],
        ]),
        record(2, 'a', null),
        record(3, null, '{}', [['trace', null]]),
      ]),
      chunk(1, [record(7, 'constructor', Buffer.from([0, 0, 0, 0, 9, 1])), record(8, 'é', '')]),
    ]
    expect(profileOf(chunks, [range(0, 1, 4), range(1, 7, 9)])).toEqual({
      messages: 5,
      ranges: [range(0, 1, 4), range(1, 7, 9)],
      formats: [
        { name: 'json object', messages: 2 },
        { name: 'empty', messages: 1 },
        { name: 'schema registry', messages: 1 },
        { name: 'tombstone', messages: 1 },
      ],
      schemaIds: [{ name: 9, messages: 1 }],
      keys: { nulls: 1, distinct: 3, sizes: { min: 1, median: 1.5, max: 11 } },
      values: { nulls: 1, sizes: { min: 0, median: 4, max: 7 } },
      headers: [
        { name: 'trace', messages: 2 },
        { name: '__proto__', messages: 1 },
      ],
      codecs: [{ name: 'none', messages: 5 }],
      timestampTypes: [{ name: 'CreateTime', messages: 5 }],
      outOfOrder: 0,
    })
  })

  test('times that go back', () => {
    const at = (offset: number, timestamp: number) => ({ ...record(offset, null, 'x'), timestamp })
    const chunks = [
      chunk(0, [at(0, 50), at(1, 40), at(2, 60)]),
      chunk(0, [at(3, 55), at(4, 60)]),
      chunk(1, [at(0, 10)]),
    ]
    expect(profileOf(chunks, [range(0, 0, 5), range(1, 0, 1)]).outOfOrder).toBe(2)
  })

  test('of nothing', () => {
    expect(profileOf([], [range(0, 5, 5)])).toMatchObject({
      messages: 0,
      formats: [],
      keys: { nulls: 0, distinct: 0, sizes: null },
      values: { nulls: 0, sizes: null },
    })
  })

  test('chunks of other topics and partitions do not count', () => {
    const other = { ...chunk(0, [record(0, 'a', 'x')]), topic: 'other' }
    expect(profileOf([other, chunk(3, [record(0, 'a', 'x')])], [range(0, 0, 9)]).messages).toBe(0)
  })
})

describe('the rate over time', () => {
  test.each<[string, number, number, ReturnType<typeof buckets>]>([
    ['one moment', 5, 5, { from: 5, bucketMs: 1, count: 1 }],
    ['a second', 1_000, 1_999, { from: 1_000, bucketMs: 50, count: 20 }],
    ['an hour', 3_600_000, 7_199_999, { from: 3_600_000, bucketMs: 300_000, count: 12 }],
    ['one hour too many', 5_400_000, 91_000_000, { from: 0, bucketMs: 7_200_000, count: 13 }],
    [
      'nanoseconds taken for milliseconds',
      0,
      1.7e18,
      { from: 0, bucketMs: 365 * 86_400_000 * 2 ** 22, count: 13 },
    ],
  ])('%s', (_name, first, last, expected) => {
    expect(buckets(first, last)).toEqual(expected)
  })

  test('any range has few parts of one width that hold it', () => {
    const time = fc.oneof(fc.nat(10_000_000), fc.nat(), fc.maxSafeNat())
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)]
        const { from, bucketMs, count } = buckets(first, last)
        expect(count).toBeLessThanOrEqual(MOST_BUCKETS)
        expect(from % bucketMs).toBe(0)
        expect(from).toBeLessThanOrEqual(first)
        expect(from + count * bucketMs).toBeGreaterThan(last)
      }),
    )
  })

  test('counts between borders', () => {
    // The second partition has no record after the second border; the third is empty.
    const borders = [
      [0n, 4n, 4n, 10n],
      [5n, 6n, -1n, 8n],
      [3n, -1n, -1n, 3n],
    ]
    expect(countsBetween(borders, 3)).toEqual([5, 2, 6])
    expect(countsBetween([[2n, 9n]], 1)).toEqual([7])
    expect(countsBetween([], 2)).toEqual([0, 0])
  })

  test('borders that moved meanwhile never make a count wrong', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(-1n, 50n), { minLength: 3, maxLength: 9 }), ([a, b, ...inner]) => {
        const [start, end] = a < b ? [a, b] : [b, a]
        const counts = countsBetween([[start, ...inner, end]], inner.length + 1)
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0)
        expect(counts.reduce((x, y) => x + y, 0)).toBe(Number(end - start))
      }),
    )
  })
})

test('the skew', () => {
  const messages = (...counts: (number | null)[]) =>
    counts.map((n, partition) => ({ partition, messages: n }))
  expect(skewOf(messages(10, 30, 0))).toEqual({ largest: 1, share: 0.75, maxToMean: 2.25 })
  expect(skewOf(messages(5, 5))).toEqual({ largest: 0, share: 0.5, maxToMean: 1 })
  expect(skewOf(messages(0, 0))).toBeNull()
  expect(skewOf(messages(1, null))).toBeNull()
  expect(skewOf([])).toBeNull()
})
