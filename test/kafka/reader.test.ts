import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type ChunkReadOptions, openClient } from '../../src/kafka/client'
import { decodeChunk } from '../../src/kafka/decode'
import { encodeChunk } from '../../src/kafka/encode'
import { type ReadProgress, type ReadSummary } from '../../src/reading'
import { type KafkaRecord } from '../../src/record'
import { type FakeKafka, fakeKafka, type FakePartition } from '../support/fake-kafka'
import { batch } from './batches'

let kafka: FakeKafka | undefined
afterEach(() => kafka?.close())

const record = (offset: bigint, value = `v${offset}`, partition = 0): KafkaRecord => ({
  topic: 't',
  partition,
  offset,
  timestamp: Number(offset % 1_000_000n),
  timestampType: 'CreateTime',
  key: null,
  value: Buffer.from(value),
  headers: [],
})

/** A partition of the topic with these offsets, one batch each; it ends after the last one by default. */
function partitionOf(
  offsets: readonly bigint[],
  more: Partial<FakePartition> = {},
  value?: string,
): FakePartition {
  return {
    start: offsets[0] ?? 0n,
    end: (offsets.at(-1) ?? -1n) + 1n,
    batches: offsets.map((o) => ({
      first: o,
      last: o,
      bytes: encodeChunk('t', 0, [record(o, value)]).bytes,
    })),
    ...more,
  }
}

async function read(
  topics: string | string[],
  options: ChunkReadOptions & { before?: () => void } = {},
): Promise<{ summary: ReadSummary; offsets: [string, number, bigint][] }> {
  const client = openClient(readConfig({ brokers: kafka?.address ?? '' }, {}))
  const offsets: [string, number, bigint][] = []
  try {
    const summary = await client.read(
      topics,
      (chunk) => {
        options.before?.()
        for (const r of decodeChunk(chunk)) offsets.push([r.topic, r.partition, r.offset])
      },
      options,
    )
    return { summary, offsets }
  } finally {
    await client.close()
  }
}

const HUGE = 2n ** 60n + 1n
const LAST = 2n ** 63n - 3n

describe('offsets beyond 2^53', () => {
  const offsets = [HUGE, HUGE + 1n, HUGE + 2n]

  test('come exact', async () => {
    kafka = await fakeKafka({ t: [partitionOf(offsets)] })
    const got = await read('t')
    expect(got.offsets).toEqual(offsets.map((o) => ['t', 0, o]))
    expect(got.summary).toMatchObject({
      there: [{ from: HUGE, to: HUGE + 3n }],
      ranges: [{ from: HUGE, to: HUGE + 3n }],
      missing: 0,
      stop: 'end',
    })
  })

  test('up to the last there is', async () => {
    kafka = await fakeKafka({ t: [partitionOf([LAST, LAST + 1n])] })
    expect((await read('t')).offsets.map(([, , o]) => o)).toEqual([LAST, LAST + 1n])
  })

  test.each<[string, ChunkReadOptions, bigint[]]>([
    ['an offset', { from: { offset: HUGE + 1n } }, offsets.slice(1)],
    [
      'a stored position',
      { from: { positions: [{ topic: 't', partition: 0, offset: HUGE + 2n }] } },
      offsets.slice(2),
    ],
    ['the last ones', { from: { last: 2 } }, offsets.slice(1)],
    ['until an offset', { until: { offset: HUGE + 1n } }, offsets.slice(0, 1)],
  ])('%s', async (_, options, expected) => {
    kafka = await fakeKafka({ t: [partitionOf(offsets)] })
    expect((await read('t', options)).offsets.map(([, , o]) => o)).toEqual(expected)
  })

  test('gaps and what expired are counted as they are', async () => {
    kafka = await fakeKafka({ t: [partitionOf([HUGE, HUGE + 10n])] })
    const { summary } = await read('t', { from: { offset: HUGE - 3n } })
    expect(summary).toMatchObject({ records: 2, missing: 9, expired: 3 })
    expect(summary.notes).toEqual([
      `t[0]: 3 messages expired before they could be read (offsets ${HUGE - 3n}–${HUGE - 1n}).`,
    ])
  })
})

describe('a log that ends in nothing', () => {
  test.each<[string, FakePartition]>([
    ['an empty partition', partitionOf([])],
    ['an empty partition that begins late', partitionOf([], { start: 7n, end: 7n })],
    [
      'an emptied batch at the tail',
      {
        ...partitionOf([0n, 1n], { end: 9n }),
        batches: [
          ...partitionOf([0n, 1n]).batches,
          { first: 2n, last: 8n, bytes: batch({ base: 2n, deltas: [], lastDelta: 6 }) },
        ],
      },
    ],
    [
      'an emptied batch in the middle',
      {
        ...partitionOf([0n], { end: 9n }),
        batches: [
          ...partitionOf([0n]).batches,
          { first: 1n, last: 7n, bytes: batch({ base: 1n, deltas: [], lastDelta: 6 }) },
          ...partitionOf([8n]).batches,
        ],
      },
    ],
  ])('%s', async (_, partition) => {
    kafka = await fakeKafka({ t: [partition] })
    const { summary } = await read('t')
    expect(summary.stop).toBe('end')
    expect(summary.ranges).toEqual(summary.there)
    const { from, to } = summary.ranges[0]
    expect(summary.records + summary.missing).toBe(Number(to - from))
  })
})

describe('a log that changes while it is read', () => {
  const offsets = Array.from({ length: 40 }, (_, i) => BigInt(i))
  const large = 'x'.repeat(1 << 20)

  test('grows: only what was there is read', async () => {
    const log = partitionOf(offsets.slice(0, 5))
    kafka = await fakeKafka({ t: [log] })
    const growing = {
      before: () => {
        log.batches = partitionOf(offsets).batches
        log.end = 40n
      },
    }
    expect((await read('t', growing)).offsets).toHaveLength(5)
  })

  test('loses its head: what is gone is told, the rest is read', async () => {
    const log = partitionOf(offsets, {}, large)
    kafka = await fakeKafka({ t: [log] })
    const { summary, offsets: got } = await read('t', { before: () => (log.start = 36n) })
    expect(got.slice(-4).map(([, , o]) => o)).toEqual(offsets.slice(-4))
    expect(summary.stop).toBe('end')
    expect(summary.records + summary.missing).toBe(40)
    expect(summary.missing).toBeGreaterThan(0)
    expect(summary.notes.join()).toMatch(/^t\[0\]: offsets \d+–35 were deleted before they were read\.$/)
  })

  test('is made anew, shorter: what is gone is told, and the read ends', async () => {
    const log = partitionOf(offsets, {}, large)
    kafka = await fakeKafka({ t: [log] })
    const shorter = (): void => {
      log.end = 2n
      log.batches = log.batches.slice(0, 2)
    }
    const { summary } = await read('t', { before: shorter })
    expect(summary.stop).toBe('end')
    expect(summary.notes.join()).toMatch(/offsets from 2 to 39 are gone: the topic was made anew or cut/)
  })
})

describe('several topics in one read', () => {
  const topics = () => ({
    t: [partitionOf([0n, 1n, 2n]), partitionOf([5n])],
    u: [partitionOf([0n, 1n])],
    empty: [partitionOf([])],
  })

  test('have one plan, and come in one fetch', async () => {
    kafka = await fakeKafka(topics())
    const { summary, offsets } = await read(['u', 't', 'empty'])
    expect(summary.plan.map((r) => [r.topic, r.partition, r.from, r.to])).toEqual([
      ['u', 0, 0n, 2n],
      ['t', 0, 0n, 3n],
      ['t', 1, 5n, 6n],
      ['empty', 0, 0n, 0n],
    ])
    expect(summary).toMatchObject({ records: 6, stop: 'end', missing: 0 })
    expect(offsets).toHaveLength(6)
    expect(kafka.fetches[0].map((f) => [f.topic, f.partition, f.offset])).toEqual([
      ['u', 0, 0n],
      ['t', 0, 0n],
      ['t', 1, 5n],
    ])
  })

  test('have one limit, in the order in which they are named', async () => {
    for (const attempt of [1, 2]) {
      kafka = await fakeKafka(topics())
      const { offsets, summary } = await read(['u', 't'], { limit: 4 })
      expect(offsets, `attempt ${attempt}`).toEqual([
        ['u', 0, 0n],
        ['u', 0, 1n],
        ['t', 0, 0n],
        ['t', 0, 1n],
      ])
      expect(summary.stop).toBe('limit')
      kafka.close()
    }
  })

  test('one of which is not there: it is the one that is named', async () => {
    kafka = await fakeKafka(topics())
    await expect(read(['t', 'v'])).rejects.toMatchObject({ details: { topic: 'v' } })
    expect(kafka.fetches).toEqual([])
  })

  test('a batch that is larger than a fetch comes all the same, whatever topic it is in', async () => {
    const large = partitionOf([0n], {}, 'x'.repeat(9 << 20))
    kafka = await fakeKafka({ t: [large, large], u: [large] })
    expect((await read(['t', 'u'])).offsets.sort()).toEqual([
      ['t', 0, 0n],
      ['t', 1, 0n],
      ['u', 0, 0n],
    ])
  })
})

describe('where a read may begin', () => {
  test('not beyond the end of a partition that was named', async () => {
    kafka = await fakeKafka({ t: [partitionOf([0n, 1n]), partitionOf([0n])] })
    for (const from of [
      { offset: { 1: 2 } },
      { offset: 3 },
      { positions: [{ topic: 't', partition: 1, offset: 2n }] },
    ])
      await expect(read('t', { from })).rejects.toMatchObject({ code: 'OFFSET_BEYOND_END' })
    await expect(read('t', { from: { offset: { 1: 2 } } })).rejects.toMatchObject({
      details: { topic: 't', partition: 1, offset: '2', end: '1' },
    })
  })

  test('at the very end, where nothing is left', async () => {
    kafka = await fakeKafka({ t: [partitionOf([0n, 1n])] })
    expect((await read('t', { from: { offset: 2 } })).summary).toMatchObject({ records: 0, stop: 'end' })
  })

  test('at one offset for all, though some partitions do not reach it', async () => {
    kafka = await fakeKafka({ t: [partitionOf([0n, 1n, 2n]), partitionOf([0n])] })
    expect((await read('t', { from: { offset: 2 } })).offsets).toEqual([['t', 0, 2n]])
  })

  test('not in a partition that is not there', async () => {
    kafka = await fakeKafka({ t: [partitionOf([0n])] })
    for (const options of [
      { partitions: [0, 3] },
      { from: { offset: { 3: 0 } } },
      { until: { offset: { 3: 0 } } },
    ])
      await expect(read('t', options)).rejects.toMatchObject({
        code: 'PARTITION_UNKNOWN',
        details: { topic: 't', partition: 3, partitions: 1 },
      })
  })

  test('a time after the last message leaves nothing', async () => {
    kafka = await fakeKafka({ t: [partitionOf([0n, 1n])] })
    const { summary } = await read('t', { from: { time: '2030-01-01' } })
    expect(summary).toMatchObject({ records: 0, stop: 'end', plan: [{ from: 2n, to: 2n }] })
  })
})

test('the plan is told before the first chunk, progress after each', async () => {
  kafka = await fakeKafka({ t: [partitionOf([0n, 1n, 2n]), partitionOf([0n, 1n])] })
  const told: string[] = []
  const progress: ReadProgress[] = []
  await read('t', {
    from: { offset: { 0: 1 } },
    limit: 3,
    before: () => told.push('chunk'),
    onPlan: (plan) => {
      told.push('plan')
      expect(plan).toEqual({
        topics: ['t'],
        there: [
          { topic: 't', partition: 0, from: 0n, to: 3n },
          { topic: 't', partition: 1, from: 0n, to: 2n },
        ],
        plan: [
          { topic: 't', partition: 0, from: 1n, to: 3n },
          { topic: 't', partition: 1, from: 0n, to: 2n },
        ],
        limit: 3,
        where: null,
      })
    },
    onProgress: (p) => progress.push(p),
  })
  expect(told).toEqual(['plan', 'chunk', 'chunk'])
  expect(progress).toEqual([
    { records: 2, done: 2n, planned: 4n },
    { records: 3, done: 3n, planned: 4n },
  ])
})
