import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kafka, logLevel, type Admin } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type KafkaClient, type NewRecord, openClient } from '../../src/kafka/client'
import { batchesOf } from '../../src/kafka/decode'
import { type ReadSummary } from '../../src/reading'
import { type KafkaRecord } from '../../src/record'
import { readCapture } from '../../src/source/capture/read'
import { liveSource } from '../../src/source/live'
import { connect } from '../../src/source/open'
import { replaySource } from '../../src/source/replay'
import { type ReadOptions } from '../../src/source/options'
import { type Source } from '../../src/source/source'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { tempFolder } from './support'

const missing = await kafkaMissing()
const START = 1_700_000_000_000

const textOf = (r: KafkaRecord): string =>
  [r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, ...r.headers.flat()].map(String).join(' ')

describe.skipIf(missing)(`a stream of a real Kafka${missing ? ` (${missing})` : ''}`, () => {
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

  const message = (i: number, more: Partial<NewRecord> = {}): NewRecord => ({
    partition: 0,
    key: Buffer.from(`k${i % 7}`),
    value: Buffer.from(`value ${i}`),
    timestamp: START + i,
    ...more,
  })
  const messages = (n: number, partitions = 1): NewRecord[] =>
    Array.from({ length: n }, (_, i) => message(i, { partition: i % partitions }))

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

  /** Every message of a stream as text, in order, and what the stream did. */
  async function streamed(
    source: Source,
    topics: string | string[],
    options?: ReadOptions,
  ): Promise<{ found: string[]; summary: ReadSummary | null }> {
    const stream = source.stream(topics, options)
    const found: string[] = []
    for await (const batch of stream) for (const r of batch) found.push(textOf(r))
    return { found: found.sort(), summary: stream.summary }
  }

  async function readWhole(
    source: Source,
    topics: string | string[],
    options?: ReadOptions,
  ): Promise<{ found: string[]; summary: ReadSummary }> {
    const batch = await source.read(topics, options)
    const found = batch.records().map(textOf)
    return { found: found.sort(), summary: batch.summary }
  }

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

  describe('ends by itself, as read() does, and its replay gives the same', () => {
    const topics: [string, () => Promise<void>, (summary: ReadSummary) => void][] = [
      [
        'empty',
        async () => void (await topicWith('empty', [], 3)),
        (s) => expect(s).toMatchObject({ records: 0, stop: 'end' }),
      ],
      [
        'partly-empty',
        async () => void (await topicWith('partly-empty', messages(10), 4)),
        (s) => expect(s).toMatchObject({ records: 10, stop: 'end' }),
      ],
      [
        'headless',
        async () => {
          await topicWith('headless', messages(100))
          await admin.fetchTopicOffsets('headless')
          await admin.deleteTopicRecords({ topic: 'headless', partitions: [{ partition: 0, offset: '40' }] })
        },
        (s) => expect(s).toMatchObject({ records: 60, stop: 'end', ranges: [{ from: 40n, to: 100n }] }),
      ],
      [
        'all-expired',
        async () => {
          await topicWith('all-expired', messages(100))
          await admin.fetchTopicOffsets('all-expired')
          await admin.deleteTopicRecords({
            topic: 'all-expired',
            partitions: [{ partition: 0, offset: '-1' }],
          })
        },
        (s) => expect(s).toMatchObject({ records: 0, stop: 'end', ranges: [{ from: 100n, to: 100n }] }),
      ],
      [
        'marker-tail',
        async () => {
          await topicWith('marker-tail', messages(3))
          for (const end of ['commit', 'abort', 'abort'] as const)
            await transaction('marker-tail', ['x'], end)
        },
        (s) => expect(s).toMatchObject({ records: 4, aborted: 2, control: 3, stop: 'end' }),
      ],
      [
        'compacted',
        async () => {
          const settings = {
            'cleanup.policy': 'compact',
            'segment.ms': '100',
            'min.cleanable.dirty.ratio': '0.001',
            'max.compaction.lag.ms': '500',
            'delete.retention.ms': '100',
          }
          const key = Buffer.from('same')
          await topicWith(
            'compacted',
            [{ key: Buffer.from('kept'), value: Buffer.from('first') }],
            1,
            settings,
          )
          const producer = other.producer({ idempotent: true, maxInFlightRequests: 1 })
          await producer.connect()
          await producer.send({ topic: 'compacted', messages: [{ key, value: 'overwritten' }] })
          await producer.disconnect()
          const cleaned = async (): Promise<boolean> => {
            await client.send('compacted', [{ key, value: Buffer.from('last') }])
            let emptied = false
            await client.read('compacted', (c) => {
              emptied ||= [...batchesOf(c)].some((b) => b.header.count === 0)
            })
            return emptied
          }
          await expect.poll(cleaned, { timeout: 60_000, interval: 300 }).toBe(true)
        },
        (s) => expect(s.missing).toBeGreaterThan(0),
      ],
      [
        'several-fetches',
        async () => {
          const value = Buffer.alloc(3000, 'x')
          await topicWith(
            'several-fetches',
            messages(9000, 3).map((m) => ({ ...m, value })),
            3,
          )
        },
        (s) => expect(s).toMatchObject({ records: 9000, missing: 0, stop: 'end' }),
      ],
      [
        'huge-messages',
        async () => {
          const value = Buffer.alloc(20 << 20, 'y')
          const large = [
            message(0),
            message(1, { value }),
            message(2, { value, partition: 1 }),
            message(3, { partition: 1 }),
          ]
          await topicWith('huge-messages', large, 2, { 'max.message.bytes': '30000000' })
        },
        (s) => expect(s).toMatchObject({ records: 4, missing: 0, stop: 'end' }),
      ],
      [
        'odd',
        async () => {
          const odd: NewRecord[] = [
            { key: null, value: null, timestamp: 0 },
            { key: Buffer.alloc(0), value: Buffer.alloc(0), timestamp: 1 },
            {
              key: Buffer.from([0, 0xff]),
              value: Buffer.from('é'),
              timestamp: 2,
              headers: [
                ['h', Buffer.from([0xff])],
                ['h', null],
                ['__proto__', Buffer.alloc(0)],
              ],
            },
          ]
          await topicWith('odd', odd)
        },
        (s) => expect(s).toMatchObject({ records: 3, stop: 'end' }),
      ],
      [
        'stamped',
        async () =>
          void (await topicWith('stamped', messages(5), 1, { 'message.timestamp.type': 'LogAppendTime' })),
        (s) => expect(s).toMatchObject({ records: 5, stop: 'end' }),
      ],
    ]

    test.each(topics)('%s', async (topic, make, check) => {
      await make()
      const captures = tempFolder()
      const live = liveSource(client, { captures })
      if (topic === 'marker-tail')
        // The last markers may still be on their way into the log.
        await expect.poll(async () => (await live.read(topic)).summary.control).toBe(3)
      const before = new Set(readdirSync(captures))
      const whole = await readWhole(live, topic)
      check(whole.summary)
      const stream = await streamed(live, topic)
      expect(stream.found).toEqual(whole.found)
      expect(stream.summary).toEqual(whole.summary)
      for (const name of readdirSync(captures).filter((n) => !before.has(n))) {
        const replay = replaySource(join(captures, name))
        expect(await readWhole(replay, topic)).toEqual(whole)
        expect(await streamed(replay, topic)).toEqual(whole)
      }
    })
  })

  describe('with options is what read() gives, and so is a replay of its capture', () => {
    beforeAll(async () => {
      await topicWith('a', messages(3000, 3), 3)
      await topicWith('b', messages(100), 1, { 'message.timestamp.type': 'LogAppendTime' })
    })

    test.each<[string, ReadOptions]>([
      ['a limit', { limit: 1500 }],
      ['the newest', { from: { last: 123 } }],
      ['a time', { from: { time: START + 1000 }, until: { time: START + 2000 } }],
      ['offsets', { from: { offset: { 0: 10 } }, until: { offset: 50 } }],
      ['expired', { from: { positions: [{ topic: 'a', partition: 0, offset: 999n }] } }],
      ['a filter', { where: { key: 'k3' } }],
      ['a filter and a limit', { where: { key: /k[12]/, time: { from: START + 500 } }, limit: 777 }],
      ['bytes', { bytes: 5000 }],
      ['partitions', { partitions: [0] }],
      ['nothing at all', { from: { time: '2999-01-01' } }],
    ])('%s', async (_, options) => {
      const captures = tempFolder()
      const live = liveSource(client, { captures })
      const whole = await readWhole(live, ['a', 'b'], options)
      const stream = await streamed(live, ['a', 'b'], options)
      expect(stream).toEqual(whole)
      for (const name of readdirSync(captures)) {
        const replay = replaySource(join(captures, name))
        expect(await readWhole(replay, ['a', 'b'], options)).toEqual(whole)
        expect(await streamed(replay, ['a', 'b'], options)).toEqual(whole)
      }
    })

    test('a replay without the filter gives all that was read', async () => {
      const captures = tempFolder()
      const where = { key: 'k3' }
      const batch = await liveSource(client, { captures }).read('a', { where })
      expect(batch.provenance.where).toBe('key = "k3"')
      const replay = replaySource(join(captures, readdirSync(captures)[0]))
      const all = await replay.read('a')
      expect(all.length).toBe(batch.summary.records + batch.summary.skipped)
      expect(all.length).toBe(3000)
      expect(all.provenance).not.toHaveProperty('where')
    })
  })

  test('in the order of each partition, one chunk at a time, left by break', async () => {
    const captures = tempFolder()
    const stream = liveSource(client, { captures }).stream('several-fetches')
    let n = 0
    for await (const batch of stream) {
      n += batch.length
      if (n > 2000) break
    }
    expect(stream.summary).toMatchObject({ stop: 'interrupted', records: n })
    expect(n).toBeLessThan(9000)
    const { manifest } = await readCapture(join(captures, readdirSync(captures)[0]))
    expect(manifest.summary).toEqual(stream.summary)
    expect(manifest.topics).toMatchObject([{ topic: 'several-fetches', settings: { 'retention.ms': '-1' } }])
  })

  test('of a topic that grows and loses its head meanwhile', async () => {
    const value = Buffer.alloc(3000, 'x')
    await topicWith(
      'moving',
      messages(9000).map((m) => ({ ...m, value })),
    )
    await admin.fetchTopicOffsets('moving')
    const stream = liveSource(client, { captures: tempFolder() }).stream('moving')
    let first = true
    for await (const batch of stream) {
      expect(batch.length).toBeGreaterThan(0)
      if (!first) continue
      first = false
      await client.send('moving', messages(100))
      await admin.deleteTopicRecords({ topic: 'moving', partitions: [{ partition: 0, offset: '8000' }] })
    }
    expect(stream.summary).toMatchObject({ stop: 'end', ranges: [{ from: 0n, to: 9000n }] })
    expect(stream.summary?.notes.join()).toMatch(/were deleted before they were read/)
  })

  test('uses the last capture when told, and says so', async () => {
    const captures = tempFolder()
    await liveSource(client, { captures }).read(['a', 'b'], { limit: 10 })
    const said: string[] = []
    const dead = liveSource(openClient(readConfig({ brokers: '127.0.0.1:1' }, {})), {
      captures,
      say: (line) => said.push(line),
    })
    await expect(dead.read('a')).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' })
    const batch = await dead.read('a', { replay: 'when-unreachable' })
    expect(batch.length).toBe(10)
    expect(batch.provenance).toMatchObject({ origin: 'replay', capture: { file: readdirSync(captures)[0] } })
    expect(said).toEqual([
      expect.stringMatching(
        /^Nothing answers at 127\.0\.0\.1:1 \(ECONNREFUSED\)\. Instead the last capture is read, .*a\+b-\d+T\d+Z\.kcap: 10 messages of a, b, read .*Z\.$/,
      ),
      expect.stringMatching(
        /^Reading a: 3 partitions, up to 10 messages \(offsets \[0\] 0–9\), from the capture a\+b/,
      ),
      'Read 10 messages: the limit asked for was reached',
    ])
    const { found } = await streamed(dead, ['a', 'b'], { replay: 'when-unreachable', quiet: true })
    expect(found).toHaveLength(10)
    expect(said).toHaveLength(3)
    await expect(dead.read('odd', { replay: 'when-unreachable' })).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
    })
    await dead.close()
  })

  test('connect() prints what is read, before and after', async () => {
    const printed: string[] = []
    const write = process.stdout.write.bind(process.stdout)
    process.stdout.write = (text: string | Uint8Array) => printed.push(String(text)) > 0
    try {
      const source = await connect({ brokers: kafka.bootstrap }, { CARNET_CAPTURES: tempFolder() })
      await source.read('a', { limit: 4 })
      await source.read('a', { limit: 4, quiet: true })
      await source.close()
    } finally {
      process.stdout.write = write
    }
    expect(printed.join('')).toBe(
      'Reading a: 3 partitions, the first 4 of up to 3,000 messages (offsets [0] 0–999, [1] 0–999, [2] 0–999)\n' +
        'Read 4 messages: the limit asked for was reached\n',
    )
  })
})
