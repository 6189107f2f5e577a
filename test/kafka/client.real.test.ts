import { CompressionTypes, Kafka, logLevel, type Admin } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { batchesOf, decodeChunk } from '../../src/kafka/decode'
import { type ChunkReadOptions, type KafkaClient, type NewRecord, openClient } from '../../src/kafka/client'
import { type ReadSummary } from '../../src/reading'
import { type KafkaRecord, type RecordChunk } from '../../src/record'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'

const missing = await kafkaMissing()

describe.skipIf(missing)(`a client of a real Kafka${missing ? ` (${missing})` : ''}`, () => {
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
    readonly records: KafkaRecord[]
  }

  /** The records in order of partition, then offset. */
  async function read(topic: string, options?: ChunkReadOptions): Promise<Read> {
    const chunks: RecordChunk[] = []
    const summary = await client.read(topic, (c) => void chunks.push(c), options)
    chunks.sort((a, b) => a.partition - b.partition || (a.from < b.from ? -1 : 1))
    return { summary, chunks, records: chunks.flatMap(decodeChunk) }
  }

  const message = (i: number, partition = 0): NewRecord => ({
    partition,
    key: Buffer.from(`k${i}`),
    value: Buffer.from(`value ${i}`),
    timestamp: 1_700_000_000_000 + i,
  })
  const messages = (n: number, partitions = 1): NewRecord[] =>
    Array.from({ length: n }, (_, i) => message(i, i % partitions))

  async function topicWith(
    name: string,
    records: NewRecord[],
    settings = {},
    partitions = 1,
  ): Promise<string> {
    await client.createTopic(name, { partitions, settings: { 'retention.ms': '-1', ...settings } })
    await client.send(name, records)
    return name
  }

  test('the cluster', async () => {
    expect(await client.clusterId()).toBe(kafka.clusterId)
  })

  test('a topic is created once, with its settings', async () => {
    const settings = { 'retention.ms': '3600000', 'cleanup.policy': 'compact' }
    expect(await client.createTopic('made', { partitions: 3, settings })).toBe(true)
    expect(await client.createTopic('made', { partitions: 1 })).toBe(false)
    expect(await client.topicSettings('made')).toEqual(settings)
    expect(await client.topicSize('made')).toBe(0n)
    await expect(client.createTopic('a b', { partitions: 1 })).rejects.toMatchObject({
      code: 'TOPIC_NAME_INVALID',
    })
    await expect(
      client.createTopic('bad', { partitions: 1, settings: { 'no.such': '1' } }),
    ).rejects.toMatchObject({ code: 'KAFKA_FAILED', what: expect.stringContaining('no.such') as string })
  })

  test('what was sent comes back, byte for byte', async () => {
    const sent: NewRecord[] = [
      { partition: 1, key: null, value: Buffer.from([0, 0xff, 0xfe]), timestamp: 0 },
      { partition: 1, key: Buffer.alloc(0), value: null, timestamp: 1_600_000_000_000 },
      {
        partition: 1,
        key: Buffer.from('é'),
        value: Buffer.alloc(0),
        timestamp: 5,
        headers: [
          ['b', Buffer.from([0xff])],
          ['a', null],
          ['b', Buffer.alloc(0)],
          ['__proto__', Buffer.from('x')],
        ],
      },
    ]
    const { records, summary } = await read(await topicWith('bytes', sent, {}, 2))
    expect(records).toEqual(
      sent.map(({ key, value, timestamp, headers = [] }, i) => ({
        topic: 'bytes',
        partition: 1,
        offset: BigInt(i),
        timestamp,
        timestampType: 'CreateTime',
        key,
        value,
        headers,
      })),
    )
    const there = [
      { topic: 'bytes', partition: 0, from: 0n, to: 0n },
      { topic: 'bytes', partition: 1, from: 0n, to: 3n },
    ]
    expect(summary).toEqual({
      there,
      plan: there,
      ranges: there,
      stop: 'end',
      records: 3,
      skipped: 0,
      control: 0,
      aborted: 0,
      missing: 0,
      expired: 0,
      notes: [],
    })
  })

  test('a key has the partition that other clients give it', async () => {
    await topicWith('keyed', [], {}, 5)
    const keys = ['a', 'b', 'étudiant', '42', 'a longer key']
    const producer = other.producer({ allowAutoTopicCreation: false })
    await producer.connect()
    await producer.send({ topic: 'keyed', messages: keys.map((key) => ({ key, value: 'theirs' })) })
    await producer.disconnect()
    await client.send(
      'keyed',
      keys.map((key) => ({ key: Buffer.from(key), value: Buffer.from('ours') })),
    )
    const { records } = await read('keyed')
    const of = (value: string) =>
      records
        .filter((r) => String(r.value) === value)
        .map((r) => `${r.partition} ${String(r.key)}`)
        .sort()
    expect(of('ours')).toEqual(of('theirs'))
    expect(records).toHaveLength(10)
  })

  test('messages without a key go to all partitions', async () => {
    await topicWith('keyless', [], {}, 3)
    await client.send(
      'keyless',
      Array.from({ length: 30 }, () => ({ key: null, value: Buffer.from('x') })),
    )
    const { summary } = await read('keyless')
    expect(summary.ranges.map((r) => r.to - r.from)).toEqual([10n, 10n, 10n])
  })

  test('refused messages', async () => {
    await topicWith('refusing', [], {
      'max.message.bytes': '1000',
      'message.timestamp.after.max.ms': '3600000',
    })
    const sending = (r: Partial<NewRecord>) => client.send('refusing', [{ ...message(0), ...r }])
    await expect(sending({ value: Buffer.alloc(2000) })).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' })
    await expect(sending({ timestamp: Date.now() * 2 })).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED' })
    await expect(sending({ partition: 7 })).rejects.toMatchObject({
      code: 'PARTITION_UNKNOWN',
      details: { topic: 'refusing', partition: 7, partitions: 1 },
    })
    await expect(client.send('no-such', [message(0)])).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' })
    expect(await client.topicSize('refusing')).toBe(0n)
  })

  test('an empty topic', async () => {
    const { summary, chunks } = await read(await topicWith('empty', [], {}, 2))
    expect(chunks).toEqual([])
    expect(summary).toMatchObject({ stop: 'end', records: 0, missing: 0 })
    expect((await read('empty', { limit: 5 })).summary.stop).toBe('end')
  })

  test('several partitions, more than one fetch', async () => {
    const sent = Array.from({ length: 12_000 }, (_, i) => ({
      ...message(i, i % 3),
      value: Buffer.alloc(2000, i % 251),
    }))
    const { records, chunks, summary } = await read(await topicWith('large', sent, {}, 4))
    expect(chunks.length).toBeGreaterThan(4)
    expect(summary).toMatchObject({ stop: 'end', records: 12_000, missing: 0 })
    for (const partition of [0, 1, 2]) {
      const mine = records.filter((r) => r.partition === partition)
      expect(mine.map((r) => r.offset)).toEqual(Array.from({ length: 4000 }, (_, i) => BigInt(i)))
      expect(mine.map((r) => String(r.key))).toEqual(
        Array.from({ length: 4000 }, (_, i) => `k${i * 3 + partition}`),
      )
    }
    const covered = chunks.filter((c) => c.partition === 0)
    expect(covered.map((c) => c.from)).toEqual([0n, ...covered.slice(0, -1).map((c) => c.to)])
  })

  test('messages larger than a fetch', async () => {
    const settings = { 'max.message.bytes': '30000000' }
    const value = Buffer.alloc(20 << 20, 3)
    await topicWith(
      'huge',
      [message(0, 0), { ...message(1, 1), value }, { ...message(2, 0), value }, message(3, 1)],
      settings,
      2,
    )
    for (const options of [{}, { limit: 4 }]) {
      const { records } = await read('huge', options)
      expect(records.map((r) => [r.partition, r.offset, r.value?.length])).toEqual([
        [0, 0n, 7],
        [0, 1n, value.length],
        [1, 0n, value.length],
        [1, 1n, 7],
      ])
    }
  })

  describe('a limit', () => {
    beforeAll(() => topicWith('limited', messages(300, 3), {}, 3))
    const order = Array.from({ length: 300 }, (_, i) => [Math.floor(i / 100), BigInt(i % 100)])

    test.each([1, 99, 100, 101, 250, 299])('%i', async (limit) => {
      for (const attempt of [1, 2]) {
        const { records, summary } = await read('limited', { limit })
        expect(
          records.map((r) => [r.partition, r.offset]),
          `attempt ${attempt}`,
        ).toEqual(order.slice(0, limit))
        expect(summary).toMatchObject({ stop: 'limit', records: limit, missing: 0 })
        expect(summary.ranges.reduce((n, r) => n + r.to - r.from, 0n)).toBe(BigInt(limit))
      }
    })

    test('of none', async () => {
      expect((await read('limited', { limit: 0 })).summary).toMatchObject({ stop: 'limit', records: 0 })
    })

    test.each([300, 1000])('%i is all there is', async (limit) => {
      const { records, summary } = await read('limited', { limit })
      expect(records).toHaveLength(300)
      expect(summary.stop).toBe('end')
    })

    test.each([-1, 1.5, NaN])('%d is refused', async (limit) => {
      await expect(read('limited', { limit })).rejects.toMatchObject({ code: 'READ_OPTION_INVALID' })
    })
  })

  test('only what is there at the beginning', async () => {
    await topicWith('growing', messages(10))
    const seen: KafkaRecord[] = []
    const summary = await client.read('growing', async (c) => {
      seen.push(...decodeChunk(c))
      await client.send('growing', messages(10))
    })
    expect(seen).toHaveLength(10)
    expect(summary).toMatchObject({ stop: 'end', records: 10 })
    expect(await client.topicSize('growing')).toBe(20n)
  })

  test.each(['gzip', 'snappy', 'lz4', 'zstd'])(
    'a topic that the broker compresses with %s',
    async (codec) => {
      const sent = messages(2000)
      const { records, chunks } = await read(
        await topicWith(`by-${codec}`, sent, { 'compression.type': codec }),
      )
      expect(records.map((r) => String(r.value))).toEqual(sent.map((m) => String(m.value)))
      expect(chunks.flatMap((c) => [...batchesOf(c)]).every((b) => (b.header.attributes & 7) > 0)).toBe(true)
    },
  )

  test('messages that the producer compressed', async () => {
    await topicWith('by-producer', [])
    const producer = other.producer({ allowAutoTopicCreation: false })
    await producer.connect()
    const list = messages(1000).map((m) => ({ value: String(m.value), timestamp: '7' }))
    await producer.send({ topic: 'by-producer', compression: CompressionTypes.GZIP, messages: list })
    await producer.disconnect()
    const { records } = await read('by-producer')
    expect(records.map((r) => String(r.value))).toEqual(list.map((m) => m.value))
  })

  test('the time of the broker', async () => {
    const before = Date.now()
    const { records } = await read(
      await topicWith('stamped', messages(2), { 'message.timestamp.type': 'LogAppendTime' }),
    )
    for (const r of records) {
      expect(r.timestampType).toBe('LogAppendTime')
      expect(r.timestamp).toBeGreaterThanOrEqual(before)
    }
  })

  describe('transactions', () => {
    beforeAll(async () => {
      await topicWith('transacted', [], {}, 2)
      const producer = other.producer({ transactionalId: 'tx', idempotent: true, maxInFlightRequests: 1 })
      await producer.connect()
      const send = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
        const transaction = await producer.transaction()
        await transaction.send({
          topic: 'transacted',
          messages: [0, 1].map((partition) => ({ value, partition })),
        })
        await transaction.send({ topic: 'transacted', messages: [{ value, partition: 1 }] })
        await transaction[end]()
      }
      await send('aborted 1', 'abort')
      await send('committed 1', 'commit')
      await client.send('transacted', [{ key: null, value: Buffer.from('plain'), partition: 1 }])
      await send('aborted 2', 'abort')
      await send('committed 2', 'commit')
      await send('aborted 3', 'abort')
      await producer.disconnect()
    })
    const partition1 = ['committed 1', 'committed 1', 'plain', 'committed 2', 'committed 2']

    test('only what was committed', async () => {
      // The last markers may still be on their way into the log.
      await expect.poll(async () => (await read('transacted')).summary.control).toBe(10)
      const { records, summary } = await read('transacted')
      expect(records.filter((r) => r.partition === 1).map((r) => String(r.value))).toEqual(partition1)
      expect(records.filter((r) => r.partition === 0).map((r) => String(r.value))).toEqual([
        'committed 1',
        'committed 2',
      ])
      expect(summary).toMatchObject({ stop: 'end', records: 7, aborted: 9, control: 10, missing: 0 })
    })

    test('each chunk decodes by itself', async () => {
      for (let limit = 1; limit < 7; limit++) {
        const { records } = await read('transacted', { limit })
        expect(records).toHaveLength(limit)
        expect(records.some((r) => String(r.value).startsWith('aborted'))).toBe(false)
      }
    })

    test('a transaction that is still open ends the read before it', async () => {
      await topicWith('open', messages(3))
      const producer = other.producer({ transactionalId: 'open', idempotent: true, maxInFlightRequests: 1 })
      await producer.connect()
      const transaction = await producer.transaction()
      await transaction.send({ topic: 'open', messages: [{ value: 'not yet' }] })
      await client.send('open', messages(2))
      const open = await read('open')
      expect(open.summary).toMatchObject({ stop: 'end', records: 3 })
      await transaction.commit()
      await producer.disconnect()
      await expect.poll(async () => (await read('open')).summary.records).toBe(6)
    })
  })

  test('records deleted at the head', async () => {
    await topicWith('beheaded', messages(100))
    await admin.fetchTopicOffsets('beheaded')
    await admin.deleteTopicRecords({ topic: 'beheaded', partitions: [{ partition: 0, offset: '40' }] })
    const { records, summary } = await read('beheaded')
    expect(records.map((r) => r.offset)).toEqual(Array.from({ length: 60 }, (_, i) => BigInt(i + 40)))
    expect(summary.ranges).toEqual([{ topic: 'beheaded', partition: 0, from: 40n, to: 100n }])
    expect(await client.topicSize('beheaded')).toBe(60n)
  })

  test('records deleted while they are read', async () => {
    const sent = Array.from({ length: 6_000 }, (_, i) => ({ ...message(i), value: Buffer.alloc(4000, 1) }))
    await topicWith('vanishing', sent)
    await admin.fetchTopicOffsets('vanishing')
    let deleted = false
    const seen: bigint[] = []
    const summary = await client.read('vanishing', async (c) => {
      seen.push(...decodeChunk(c).map((r) => r.offset))
      if (deleted) return
      deleted = true
      await admin.deleteTopicRecords({ topic: 'vanishing', partitions: [{ partition: 0, offset: '5500' }] })
    })
    expect(summary.stop).toBe('end')
    expect(summary.ranges).toEqual([{ topic: 'vanishing', partition: 0, from: 0n, to: 6000n }])
    expect(summary.notes.join()).toMatch(/were deleted before they were read/)
    expect(summary.records + summary.missing).toBe(6000)
    expect(summary.missing).toBeGreaterThan(0)
    expect(seen).toHaveLength(summary.records)
    expect(seen.slice(-500)).toEqual(Array.from({ length: 500 }, (_, i) => BigInt(i + 5500)))
  })

  test('a topic deleted while it is read', async () => {
    const sent = Array.from({ length: 6_000 }, (_, i) => ({ ...message(i), value: Buffer.alloc(4000, 1) }))
    await topicWith('doomed', sent)
    let deleted = false
    const reading = client.read('doomed', async () => {
      if (!deleted) await admin.deleteTopics({ topics: ['doomed'] })
      deleted = true
    })
    await expect(reading).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN', details: { topic: 'doomed' } })
  })

  test('a compacted topic, with a batch in its middle that the cleaner emptied', async () => {
    const settings = {
      'cleanup.policy': 'compact',
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.001',
      'max.compaction.lag.ms': '500',
      'delete.retention.ms': '100',
    }
    const key = Buffer.from('same')
    await topicWith('compacted', [{ key: Buffer.from('kept'), value: Buffer.from('first') }], settings)
    // The last batch of an idempotent producer stays for its state, even when its only record is gone.
    const producer = other.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    await producer.send({ topic: 'compacted', messages: [{ key, value: 'overwritten' }] })
    await producer.disconnect()
    const cleaned = async (): Promise<Read | null> => {
      await client.send('compacted', [{ key, value: Buffer.from('last') }])
      const got = await read('compacted')
      const emptied = got.chunks.flatMap((c) => [...batchesOf(c)]).some((b) => b.header.count === 0)
      return emptied ? got : null
    }
    await expect.poll(cleaned, { timeout: 60_000, interval: 300 }).not.toBeNull()
    const got = await read('compacted')
    expect(got.summary.stop).toBe('end')
    expect(got.summary.missing).toBeGreaterThan(0)
    const [range] = got.summary.ranges
    expect(Number(range.to - range.from)).toBe(got.summary.records + got.summary.missing)
    expect(String(got.records[0].value)).toBe('first')
    expect(got.records.at(-1)).toMatchObject({ offset: range.to - 1n, value: Buffer.from('last') })
  })

  test('stopping keeps what was read', async () => {
    const abort = new AbortController()
    const seen: KafkaRecord[] = []
    const summary = await client.read(
      'large',
      (c) => {
        seen.push(...decodeChunk(c))
        abort.abort()
      },
      { signal: abort.signal },
    )
    expect(summary.stop).toBe('interrupted')
    expect(summary.records).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(0)
    expect(summary.ranges.reduce((n, r) => n + r.to - r.from, 0n)).toBe(BigInt(seen.length))
  })

  test('stopped before it began', async () => {
    const { summary } = await read('large', { signal: AbortSignal.abort() })
    expect(summary).toMatchObject({ stop: 'interrupted', records: 0, ranges: [] })
  })

  test('an error of the one who takes the chunks comes as it is', async () => {
    const refusal = new Error('disk full')
    await expect(
      client.read('large', () => {
        throw refusal
      }),
    ).rejects.toBe(refusal)
  })

  test('one chunk at a time', async () => {
    let running = 0
    let most = 0
    await client.read('large', async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running--
    })
    expect(most).toBe(1)
  })

  test('an unknown topic: the near name is said, and nothing is created', async () => {
    await topicWith('message', messages(1))
    const before = (await admin.listTopics()).sort()
    const failing = [
      () => client.read('mesage', () => {}),
      () => client.topicSettings('mesage'),
      () => client.send('mesage', messages(1)),
    ]
    for (const call of failing)
      await expect(call()).rejects.toMatchObject({
        code: 'TOPIC_UNKNOWN',
        details: { topic: 'mesage', near: ['message'] },
      })
    expect(await client.topicSize('mesage')).toBeNull()
    expect(await client.checkup('mesage')).toMatchObject({ ok: false, failure: { code: 'TOPIC_UNKNOWN' } })
    expect((await admin.listTopics()).sort()).toEqual(before)
  })

  test('no consumer group is created', async () => {
    expect((await admin.listGroups()).groups).toEqual([])
  })

  test('a broker that is not there is named at once', async () => {
    const gone = openClient(readConfig({}, { KAFKA_BROKERS: '127.0.0.1:1' }))
    for (const call of [() => gone.clusterId(), () => gone.topics(), () => gone.read('message', () => {})])
      await expect(call()).rejects.toMatchObject({
        code: 'BROKER_UNREACHABLE',
        details: { broker: '127.0.0.1:1', reason: 'ECONNREFUSED', setting: 'KAFKA_BROKERS' },
      })
  })
})
