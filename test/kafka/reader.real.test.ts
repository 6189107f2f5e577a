import { Kafka, logLevel, type Admin } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config'
import { type ChunkReadOptions, type KafkaClient, type NewRecord, openClient } from '../../src/kafka/client'
import { Cluster } from '../../src/kafka/cluster'
import { batchesOf, decodeChunk } from '../../src/kafka/decode'
import { encodeOneBatch } from '../../src/kafka/encode'
import { produceRequest } from '../../src/kafka/requests/produce'
import { type ReadSummary } from '../../src/reading'
import { type KafkaRecord, type RecordChunk } from '../../src/record'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'

const missing = await kafkaMissing()
const START = 1_700_000_000_000

describe.skipIf(missing)(`what is read of a real Kafka${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  let client: KafkaClient
  let other: Kafka
  let admin: Admin

  beforeAll(async () => {
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    other = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING })
    admin = other.admin()
    await admin.connect()
  })
  afterAll(async () => {
    await admin?.disconnect()
    await client?.close()
    await kafka?.stop()
  })

  interface Read {
    readonly summary: ReadSummary
    readonly chunks: RecordChunk[]
    readonly kept: RecordChunk[]
    readonly records: KafkaRecord[]
    /** `partition.offset` of each, in order. */
    readonly places: string[]
  }

  async function read(topics: string | string[], options?: ChunkReadOptions): Promise<Read> {
    const chunks: RecordChunk[] = []
    const kept: RecordChunk[] = []
    const summary = await client.read(
      topics,
      (chunk, part) => {
        chunks.push(chunk)
        kept.push(part.kept)
      },
      options,
    )
    const records = kept
      .flatMap(decodeChunk)
      .sort((a, b) =>
        a.topic < b.topic
          ? -1
          : a.topic > b.topic
            ? 1
            : a.partition - b.partition || (a.offset < b.offset ? -1 : 1),
      )
    return { summary, chunks, kept, records, places: records.map((r) => `${r.partition}.${r.offset}`) }
  }

  const message = (i: number, more: Partial<NewRecord> = {}): NewRecord => ({
    partition: 0,
    key: Buffer.from(`k${i % 10}`),
    value: Buffer.from(`value ${i}`),
    timestamp: START + i,
    ...more,
  })

  async function topicWith(
    name: string,
    records: readonly NewRecord[],
    partitions = 1,
    settings = {},
  ): Promise<string> {
    await client.createTopic(name, { partitions, settings: { 'retention.ms': '-1', ...settings } })
    await client.send(name, records)
    return name
  }

  /** Sends one transaction: so many messages in partition 0. */
  async function transaction(topic: string, values: string[], end: 'commit' | 'abort'): Promise<void> {
    const producer = other.producer({
      transactionalId: `tx-${topic}`,
      idempotent: true,
      maxInFlightRequests: 1,
    })
    await producer.connect()
    const tx = await producer.transaction()
    await tx.send({ topic, messages: values.map((value) => ({ value, partition: 0 })) })
    await tx[end]()
    await producer.disconnect()
  }

  describe('from and until', () => {
    // Message i has the time START + i, and lies in partition i % 3: its offset is i / 3.
    beforeAll(() =>
      topicWith(
        'timed',
        Array.from({ length: 300 }, (_, i) => message(i, { partition: i % 3 })),
        3,
      ),
    )

    test.each<[string, ChunkReadOptions, number[], Partial<ReadSummary>]>([
      ['a time', { from: { time: START + 290 } }, [290, 300], { stop: 'end' }],
      [
        'a time as text',
        { from: { time: new Date(START + 299).toISOString() } },
        [299, 300],
        { stop: 'end' },
      ],
      ['a time before all', { from: { time: 0 } }, [0, 300], { stop: 'end' }],
      ['a time before 1970', { from: { time: -5 } }, [0, 300], { stop: 'end' }],
      ['a time after all', { from: { time: START + 300 } }, [0, 0], { stop: 'end' }],
      ['until a time', { until: { time: START + 10 } }, [0, 10], { stop: 'time' }],
      ['until a time after all', { until: { time: START + 300 } }, [0, 300], { stop: 'end' }],
      [
        'between times',
        { from: { time: START + 100 }, until: { time: START + 200 } },
        [100, 200],
        { stop: 'time' },
      ],
      [
        'times the wrong way round',
        { from: { time: START + 200 }, until: { time: START + 100 } },
        [0, 0],
        {},
      ],
      ['one offset for all', { from: { offset: 90 } }, [270, 300], { stop: 'end' }],
      ['until one offset', { until: { offset: 2n } }, [0, 6], { stop: 'offset' }],
      ['until an offset beyond the end', { until: { offset: 1000 } }, [0, 300], { stop: 'end' }],
      ['the newest', { from: { last: 10 } }, [290, 300], { records: 10, stop: 'end' }],
      ['the newest one', { from: { last: 1 } }, [299, 300], { records: 1 }],
      ['the newest of none', { from: { last: 0 } }, [0, 0], { records: 0 }],
      ['more of the newest than there are', { from: { last: 1000 } }, [0, 300], { records: 300 }],
      [
        'the newest before a time',
        { from: { last: 5 }, until: { time: START + 100 } },
        [95, 100],
        { stop: 'time' },
      ],
    ])('%s', async (_, options, [first, end], summary) => {
      const got = await read('timed', options)
      const expected = Array.from({ length: end - first }, (__, i) => first + i)
      expect(got.records.map((r) => r.timestamp - START).sort((a, b) => a - b)).toEqual(expected)
      expect(got.summary).toMatchObject({ missing: 0, expired: 0, ...summary })
    })

    test('offsets of some partitions, and positions that a store keeps', async () => {
      const some = await read('timed', { from: { offset: { 1: 98 } }, until: { offset: { 0: 1, 2: 0 } } })
      expect(some.places).toEqual(['0.0', '1.98', '1.99'])
      expect(some.summary.stop).toBe('offset')
      const positions = [
        { topic: 'timed', partition: 0, offset: 100n },
        { topic: 'timed', partition: 1, offset: 99n },
        { topic: 'another', partition: 2, offset: 3n },
      ]
      const stored = await read('timed', { from: { positions } })
      expect(stored.places).toEqual(['1.99', ...Array.from({ length: 100 }, (_, o) => `2.${o}`)])
    })

    test('partitions', async () => {
      const got = await read('timed', { partitions: [2, 0], from: { last: 3 } })
      expect(got.places).toEqual(['0.99', '2.98', '2.99'])
      expect(got.summary.there.map((r) => r.partition)).toEqual([0, 2])
    })

    test('a filter: what it leaves out is read, counted, and not kept', async () => {
      const got = await read('timed', { where: { key: /^k[12]$/ } })
      expect(got.records).toHaveLength(60)
      expect(got.records.every((r) => ['k1', 'k2'].includes(String(r.key)))).toBe(true)
      expect(got.summary).toMatchObject({ records: 60, skipped: 240, missing: 0, stop: 'end' })
      expect(got.chunks.flatMap(decodeChunk)).toHaveLength(300)
    })

    test('a filter with a limit reads on until there are so many', async () => {
      for (const attempt of [1, 2]) {
        const got = await read('timed', { where: { time: { from: START + 150 } }, limit: 60 })
        expect(got.places, `attempt ${attempt}`).toEqual([
          ...Array.from({ length: 50 }, (_, i) => `0.${50 + i}`),
          ...Array.from({ length: 10 }, (_, i) => `1.${50 + i}`),
        ])
        expect(got.summary).toMatchObject({ stop: 'limit', records: 60, skipped: 100 })
      }
    })

    test('bytes of keys and values', async () => {
      // `k0` and `value 0` are nine bytes.
      const got = await read('timed', { bytes: 19 })
      expect(got.places).toEqual(['0.0', '0.1', '0.2'])
      expect(got.summary).toMatchObject({ stop: 'bytes', records: 3 })
    })

    test('seconds', async () => {
      const waiting = client.read('timed', () => new Promise((resolve) => setTimeout(resolve, 400)), {
        seconds: 0.3,
      })
      expect(await waiting).toMatchObject({ stop: 'seconds' })
      expect((await read('timed', { seconds: 1e9 })).summary).toMatchObject({ stop: 'end', records: 300 })
    })
  })

  test('the newest, where most of them are in one partition', async () => {
    const early = Array.from({ length: 3000 }, (_, i) => message(i, { partition: 1 + (i % 3) }))
    const late = Array.from({ length: 5000 }, (_, i) => message(10_000 + i, { partition: 0 }))
    await topicWith('skewed', [...early, ...late], 4)
    const got = await read('skewed', { from: { last: 5500 } })
    expect(got.summary).toMatchObject({ records: 5500, missing: 0 })
    const times = got.records.map((r) => r.timestamp - START).sort((a, b) => a - b)
    expect(times.slice(0, 500)).toEqual(Array.from({ length: 500 }, (_, i) => 2500 + i))
    expect(times.slice(500)).toEqual(Array.from({ length: 5000 }, (_, i) => 10_000 + i))
  })

  test('the newest of a compacted topic: exactly so many, gaps aside', async () => {
    const settings = {
      'cleanup.policy': 'compact',
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.001',
      'max.compaction.lag.ms': '500',
    }
    // Ten keys only: of 2,000 messages in small segments few are left.
    await topicWith(
      'holes',
      Array.from({ length: 2000 }, (_, i) => message(i)),
      1,
      settings,
    )
    const cleaned = async (): Promise<boolean> => {
      await client.send('holes', [message(5000)])
      return (await read('holes')).summary.missing > 1900
    }
    await expect.poll(cleaned, { timeout: 60_000, interval: 300 }).toBe(true)
    const whole = await read('holes')
    for (const last of [1, 3, 8]) {
      const got = await read('holes', { from: { last } })
      expect(got.summary.records).toBe(last)
      expect(got.places).toEqual(whole.places.slice(-last))
    }
  })

  describe('transactions at the tail', () => {
    beforeAll(async () => {
      await topicWith('markers', [message(0), message(1)])
      await transaction('markers', ['a', 'b'], 'commit')
      for (let n = 0; n < 3; n++) await transaction('markers', ['gone'], 'abort')
      // The last markers may still be on their way into the log.
      await vi.waitFor(async () => expect((await read('markers')).summary.control).toBe(4))
    })

    test('only markers and what was aborted: the read ends by itself', async () => {
      const { records, summary } = await read('markers')
      expect(records.map((r) => String(r.value))).toEqual(['value 0', 'value 1', 'a', 'b'])
      expect(summary).toMatchObject({ stop: 'end', aborted: 3, control: 4, missing: 0 })
    })

    test('from behind the last message there is nothing, and the read ends', async () => {
      const { summary } = await read('markers', { from: { offset: 5 } })
      expect(summary).toMatchObject({ stop: 'end', records: 0, aborted: 3, control: 3 })
    })

    test('the newest are messages, not markers', async () => {
      const { records } = await read('markers', { from: { last: 3 } })
      expect(records.map((r) => String(r.value))).toEqual(['value 1', 'a', 'b'])
    })

    test('all that was written, when asked for', async () => {
      const { records, summary } = await read('markers', { isolation: 'read_uncommitted' })
      expect(records.map((r) => String(r.value))).toEqual([
        'value 0',
        'value 1',
        'a',
        'b',
        'gone',
        'gone',
        'gone',
      ])
      expect(summary).toMatchObject({ stop: 'end', aborted: 0, control: 4, missing: 0 })
      const { records: newest } = await read('markers', { isolation: 'read_uncommitted', from: { last: 2 } })
      expect(newest.map((r) => String(r.value))).toEqual(['gone', 'gone'])
    })

    test('what is still open, when asked for', async () => {
      await topicWith('pending', [message(0)])
      const producer = other.producer({
        transactionalId: 'pending',
        idempotent: true,
        maxInFlightRequests: 1,
      })
      await producer.connect()
      const tx = await producer.transaction()
      await tx.send({ topic: 'pending', messages: [{ value: 'not yet', timestamp: String(START + 9) }] })
      const values = async (options: ChunkReadOptions): Promise<string[]> =>
        (await read('pending', options)).records.map((r) => String(r.value))
      expect(await values({})).toEqual(['value 0'])
      expect(await values({ from: { time: START + 5 } })).toEqual([])
      const uncommitted = { isolation: 'read_uncommitted' } as const
      expect(await values(uncommitted)).toEqual(['value 0', 'not yet'])
      expect(await values({ ...uncommitted, from: { time: START + 5 } })).toEqual(['not yet'])
      await tx.abort()
      await producer.disconnect()
    })
  })

  describe('what has expired', () => {
    beforeAll(async () => {
      await topicWith(
        'expired',
        Array.from({ length: 50 }, (_, i) => message(i, { partition: i % 2 })),
        2,
      )
      await admin.fetchTopicOffsets('expired')
      const partitions = [
        { partition: 0, offset: '10' },
        { partition: 1, offset: '-1' },
      ]
      await admin.deleteTopicRecords({ topic: 'expired', partitions })
    })

    test('is no part of a read from the beginning', async () => {
      const { summary } = await read('expired')
      expect(summary).toMatchObject({ records: 15, expired: 0, notes: [], stop: 'end' })
    })

    test('is told where it was asked for', async () => {
      const { summary } = await read('expired', { from: { offset: 5 } })
      expect(summary).toMatchObject({ records: 15, expired: 25, missing: 0, stop: 'end' })
      expect(summary.notes).toEqual([
        'expired[0]: 5 messages expired before they could be read (offsets 5–9).',
        'expired[1]: 20 messages expired before they could be read (offsets 5–24).',
      ])
    })

    test('a partition without any message left ends at once, at its end', async () => {
      const { summary } = await read('expired', { partitions: [1] })
      expect(summary.ranges).toEqual([{ topic: 'expired', partition: 1, from: 25n, to: 25n }])
    })
  })

  test('a topic that was made anew: an offset of the old one is beyond the end', async () => {
    await topicWith(
      'anew',
      Array.from({ length: 20 }, (_, i) => message(i)),
    )
    const { summary } = await read('anew')
    const positions = summary.ranges.map((r) => ({ topic: 'anew', partition: r.partition, offset: r.to }))
    await admin.deleteTopics({ topics: ['anew'] })
    await expect.poll(() => client.topicSize('anew')).toBeNull()
    await topicWith('anew', [message(0)])
    await expect(read('anew', { from: { positions } })).rejects.toMatchObject({
      code: 'OFFSET_BEYOND_END',
      details: { topic: 'anew', partition: 0, offset: '20', end: '1' },
    })
  })

  test('a batch of 150,000 records', async () => {
    await client.createTopic('dense', {
      partitions: 1,
      settings: { 'retention.ms': '-1', 'max.message.bytes': '30000000' },
    })
    const records = Array.from({ length: 150_000 }, (_, i) => ({
      offset: BigInt(i),
      timestamp: START + i,
      key: null,
      value: Buffer.from(String(i)),
      headers: [],
    }))
    const cluster = new Cluster(readConfig({ brokers: kafka.bootstrap }, {}))
    const { partitions } = await cluster.topic('dense')
    await cluster.node(
      partitions[0].leader,
      produceRequest('dense', new Map([[0, encodeOneBatch(records)]]), 10_000),
    )
    cluster.close()
    const whole = await read('dense')
    expect(whole.chunks.flatMap((c) => [...batchesOf(c)])).toHaveLength(1)
    expect(whole.records.map((r) => Number(r.value))).toEqual(records.map((_, i) => i))
    const newest = await read('dense', { from: { last: 5 } })
    expect(newest.records.map((r) => Number(r.value))).toEqual([149_995, 149_996, 149_997, 149_998, 149_999])
    const first = await read('dense', { limit: 131_000 })
    expect(first.summary).toMatchObject({ records: 131_000, stop: 'limit' })
  })

  describe('several topics', () => {
    beforeAll(async () => {
      await topicWith(
        'one',
        Array.from({ length: 30 }, (_, i) => message(i, { partition: i % 3 })),
        3,
      )
      await topicWith(
        'two',
        Array.from({ length: 10 }, (_, i) => message(100 + i)),
      )
      await topicWith('none', [])
    })

    test('in one read', async () => {
      const { records, summary } = await read(['two', 'none', 'one'])
      expect(records.map((r) => r.topic)).toEqual([
        ...Array<string>(30).fill('one'),
        ...Array<string>(10).fill('two'),
      ])
      expect(summary.ranges.map((r) => [r.topic, r.partition, r.to])).toEqual([
        ['two', 0, 10n],
        ['none', 0, 0n],
        ['one', 0, 10n],
        ['one', 1, 10n],
        ['one', 2, 10n],
      ])
      expect(summary).toMatchObject({ records: 40, stop: 'end' })
    })

    test('the newest of all, and a limit over all', async () => {
      const newest = await read(['one', 'two'], { from: { last: 12 } })
      expect(newest.records.map((r) => r.timestamp - START)).toEqual([
        28, 29, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109,
      ])
      const limited = await read(['two', 'one'], { limit: 15 })
      expect(limited.records.map((r) => `${r.topic} ${r.partition}.${r.offset}`)).toEqual([
        ...Array.from({ length: 5 }, (_, i) => `one 0.${i}`),
        ...Array.from({ length: 10 }, (_, i) => `two 0.${i}`),
      ])
    })

    test('one of which is a typing error', async () => {
      await expect(read(['one', 'twoo'])).rejects.toMatchObject({
        code: 'TOPIC_UNKNOWN',
        details: { topic: 'twoo' },
      })
      expect(await client.topicSize('twoo')).toBeNull()
    })
  })

  test('no consumer group is created', async () => {
    expect((await admin.listGroups()).groups).toEqual([])
  })
})
