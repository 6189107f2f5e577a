import { createRequire } from 'node:module'
import fc from 'fast-check'
import { type Admin, CompressionCodecs, CompressionTypes, Kafka, logLevel } from 'kafkajs'
import * as lz4 from 'lz4-napi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { CODEC_MASK } from '../../src/kafka/batches'
import { type KafkaClient, type NewRecord, openClient } from '../../src/kafka/client'
import { codecOf } from '../../src/kafka/codecs'
import { batchesOf, decodeChunk } from '../../src/kafka/decode'
import { type ReadSummary } from '../../src/reading'
import { type Header, type KafkaRecord, type RecordChunk } from '../../src/record'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import {
  CODECS,
  committedMessages,
  javaCompilerMissing,
  type Produce,
  produceByJava,
  produceByLibrdkafka,
  type Sent,
} from '../support/producers/messages'

const missing = await kafkaMissing()
const noCompiler = missing ?? (await javaCompilerMissing())

let kafka: TestKafka
let client: KafkaClient
let other: Kafka
let admin: Admin

beforeAll(async () => {
  if (missing) return
  kafka = await startTestKafka({ properties: { 'auto.create.topics.enable': 'true' } })
  client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
  other = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING })
  admin = other.admin()
  await admin.connect()
  letKafkajsCompress()
})
afterAll(async () => {
  await admin?.disconnect()
  await client?.close()
  await kafka?.stop()
})

/** kafkajs comes with gzip alone. */
function letKafkajsCompress(): void {
  const codecs: Record<number, unknown> = CompressionCodecs
  const register = (type: CompressionTypes, compress: (bytes: Buffer) => Uint8Array): void => {
    codecs[type] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => Buffer.from(compress(buffer)),
      decompress: async (bytes: Buffer) => codecOf(type)?.decompress(bytes),
    })
  }
  const snappy = createRequire(__filename)('snappyjs') as { compress(bytes: Buffer): Buffer }
  register(CompressionTypes.Snappy, (bytes) => snappy.compress(bytes))
  register(CompressionTypes.LZ4, (bytes) => lz4.compressFrameSync(bytes))
}

interface Read {
  readonly summary: ReadSummary
  /** In order of partition, then offset. */
  readonly records: KafkaRecord[]
  readonly chunks: readonly RecordChunk[]
}

type OnChunk = (chunk: RecordChunk) => void

async function collected(read: (onChunk: OnChunk) => Promise<ReadSummary>): Promise<Read> {
  const chunks: RecordChunk[] = []
  const summary = await read((chunk) => void chunks.push(chunk))
  chunks.sort((a, b) => a.partition - b.partition || (a.from < b.from ? -1 : 1))
  return { summary, chunks, records: chunks.flatMap(decodeChunk) }
}

let groups = 0
const byReader = (topic: string): Promise<Read> => collected((onChunk) => client.read(topic, onChunk))
const byGroup = (topic: string): Promise<Read> =>
  collected((onChunk) => client.consume(topic, onChunk, { group: `oracle-${++groups}` }))

/** kafkajs loses the order between headers of different names: both sides by name. */
function byName<T extends { readonly headers: readonly Header[] }>(records: readonly T[]): T[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return records.map((r) => ({ ...r, headers: [...r.headers].sort(([a], [b]) => compare(a, b)) }))
}

/** A read that has all that was sent: the markers of transactions come into the log a moment after their messages. */
async function settledRead(topic: string, messages: number): Promise<Read> {
  const ends = async (isolation: 'read_committed' | 'read_uncommitted'): Promise<bigint[]> =>
    (await client.read(topic, () => {}, { isolation, limit: 0 })).there.map((range) => range.to)
  await expect
    .poll(async () => [await ends('read_committed'), await ends('read_uncommitted')].map(String), {
      timeout: 20_000,
    })
    .toSatisfy(([stable, high]) => stable === high)
  const read = await byReader(topic)
  expect(read.summary.records).toBe(messages)
  return read
}

async function sameByBothRoutes(topic: string, messages: number): Promise<KafkaRecord[]> {
  const read = await settledRead(topic, messages)
  expect(await byReader(topic)).toEqual(read)
  const consumed = await byGroup(topic)
  expect(byName(consumed.records)).toEqual(byName(read.records))
  expect(consumed.summary.ranges).toEqual(read.summary.ranges)
  expect(consumed.summary.stop).toBe('end')
  return read.records
}

describe.skipIf(missing)(`both routes give the same records${missing ? ` (${missing})` : ''}`, () => {
  interface Draft extends Sent {
    readonly partition: number
  }
  /** What one producer sends in one go. */
  interface Step {
    readonly by: 'carnet' | 'kafkajs' | 'commit' | 'abort'
    readonly codec: CompressionTypes
    readonly drafts: readonly Draft[]
  }

  const bytes = fc.uint8Array({ maxLength: 30 }).map((b) => Buffer.from(b))
  const nullable = fc.oneof(fc.constant(null), fc.constant(Buffer.alloc(0)), bytes)
  const name = fc.oneof(fc.constantFrom('a', 'b', 'é', '', 'constructor', '1'), fc.string({ maxLength: 5 }))
  const draft: fc.Arbitrary<Draft> = fc.record({
    partition: fc.nat(2),
    key: nullable,
    value: nullable,
    timestamp: fc.integer({ min: 0, max: 1_790_000_000_000 }),
    headers: fc.array(fc.tuple(name, nullable), { maxLength: 4 }),
  })
  const step: fc.Arbitrary<Step> = fc
    .record({
      by: fc.constantFrom('carnet', 'kafkajs', 'commit', 'abort'),
      codec: fc.constantFrom(
        CompressionTypes.None,
        CompressionTypes.GZIP,
        CompressionTypes.Snappy,
        CompressionTypes.LZ4,
      ),
      drafts: fc.array(draft, { minLength: 1, maxLength: 40 }),
    })
    // kafkajs cannot send a header without a value.
    .map((s) => (s.by === 'carnet' ? s : { ...s, drafts: s.drafts.map(withHeaderValues) }))

  const withHeaderValues = (d: Draft): Draft => ({
    ...d,
    headers: d.headers.map(([name, value]): Header => [name, value ?? Buffer.alloc(0)]),
  })

  /** Headers as kafkajs takes them: by name, so that those of one name come together. */
  function kafkajsHeaders(headers: readonly Header[]): Record<string, (Buffer | null)[]> {
    const named: Record<string, (Buffer | null)[]> = {}
    for (const [name, value] of headers)
      named[name] = [...(Object.hasOwn(named, name) ? named[name] : []), value]
    return named
  }

  const kafkajsMessages = (drafts: readonly Draft[]) =>
    drafts.map(({ partition, key, value, timestamp, headers }) => ({
      partition,
      key,
      value,
      timestamp: String(timestamp),
      headers: kafkajsHeaders(headers) as Record<string, Buffer[]>,
    }))

  let topics = 0

  test('and they are those that were sent', async () => {
    const plain = other.producer({ allowAutoTopicCreation: false })
    const transactional = other.producer({
      transactionalId: 'oracle',
      idempotent: true,
      maxInFlightRequests: 1,
    })
    await Promise.all([plain.connect(), transactional.connect()])

    async function perform({ by, codec, drafts }: Step, topic: string): Promise<void> {
      if (by === 'carnet') return client.send(topic, drafts)
      const batch = { topic, compression: codec, messages: kafkajsMessages(drafts) }
      if (by === 'kafkajs') return void (await plain.send(batch))
      const transaction = await transactional.transaction()
      await transaction.send(batch)
      await transaction[by]()
    }

    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.constantFrom('producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'),
        async (steps, compression) => {
          const topic = `property-${++topics}`
          const settings = { 'retention.ms': '-1', 'compression.type': compression }
          await client.createTopic(topic, { partitions: 3, settings })
          for (const s of steps) await perform(s, topic)
          const model = [0, 1, 2].flatMap((partition) =>
            steps
              .filter((s) => s.by !== 'abort')
              .flatMap((s) => s.drafts.filter((d) => d.partition === partition)),
          )
          const records = await sameByBothRoutes(topic, model.length)
          const facts = ({ partition, key, value, timestamp, headers }: Draft): Draft => ({
            partition,
            key,
            value,
            timestamp,
            headers,
          })
          expect(byName(records.map(facts))).toEqual(byName(model.map(facts)))
        },
      ),
      { numRuns: 25, endOnFailure: true },
    )
    await Promise.all([plain.disconnect(), transactional.disconnect()])
  })

  test.each([
    ['gzip', CompressionTypes.GZIP],
    ['snappy', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
  ] as const)('of large batches that kafkajs compressed by %s', async (codec, compression) => {
    const topic = `large-${codec}`
    await client.createTopic(topic, { partitions: 1, settings: { 'retention.ms': '-1' } })
    const producer = other.producer({ allowAutoTopicCreation: false })
    await producer.connect()
    const values = Array.from({ length: 1000 }, (_, i) => `value ${i} ${'é'.repeat(i % 400)}`)
    await producer.send({ topic, compression, messages: values.map((value) => ({ value })) })
    await producer.disconnect()
    const records = await sameByBothRoutes(topic, values.length)
    expect(records.map((r) => String(r.value))).toEqual(values)
  })
})

const COUNT = 300

const CLIENTS: readonly (readonly [client: string, produce: Produce, missing: string | null])[] = [
  ['librdkafka', produceByLibrdkafka, missing],
  ["Kafka's own producer", produceByJava, noCompiler],
]

describe.each(CLIENTS)('what %s sends', (name, produce, why) => {
  const topicOf = (codec: string): string => `${name.replace(/\W+/g, '-')}-${codec}`
  const compactedOf = (codec: string): string => `${topicOf(codec)}-compacted`

  describe.skipIf(why)(`with and without idempotence, and in transactions${why ? ` (${why})` : ''}`, () => {
    beforeAll(async () => {
      const compacted = {
        'cleanup.policy': 'compact',
        'segment.ms': '100',
        'min.cleanable.dirty.ratio': '0.001',
        'max.compaction.lag.ms': '500',
        'delete.retention.ms': '86400000',
      }
      for (const codec of CODECS) {
        await client.createTopic(topicOf(codec), { partitions: 1, settings: { 'retention.ms': '-1' } })
        await client.createTopic(compactedOf(codec), { partitions: 1, settings: compacted })
      }
      const topics = CODECS.flatMap((codec) => [
        [topicOf(codec), codec] as const,
        [compactedOf(codec), codec] as const,
      ])
      await produce(kafka.bootstrap, topics, COUNT)
    })

    test.each(CODECS)('compressed by %s', async (codec) => {
      const { chunks } = await byReader(topicOf(codec))
      const used = chunks.flatMap((c) => [...batchesOf(c)]).map((b) => b.header.attributes & CODEC_MASK)
      expect(used).toContain(CODECS.indexOf(codec))
      const expected = committedMessages(codec, COUNT)
      const records = await sameByBothRoutes(topicOf(codec), expected.length)
      expect(
        records.map(({ key, value, headers, timestamp }): Sent => ({ key, value, headers, timestamp })),
      ).toEqual(expected)
    })

    test.each(CODECS)('compressed by %s, to a topic that is compacted', async (codec) => {
      const topic = compactedOf(codec)
      const last: NewRecord = { key: Buffer.from('last'), value: Buffer.from('last'), partition: 0 }
      const cleaned = async (): Promise<number> => {
        await client.send(topic, [last])
        return (await byReader(topic)).summary.missing
      }
      await expect.poll(cleaned, { timeout: 60_000, interval: 300 }).toBeGreaterThan(COUNT)
      const { summary, records } = await byReader(topic)
      expect(summary).toMatchObject({ stop: 'end', notes: [] })
      expect(records.at(-1)?.offset).toBe(summary.ranges[0].to - 1n)

      // What is left is among what was sent, in its order, and the last message of every key is there.
      const sent = committedMessages(codec, COUNT)
      const left = records.filter((r) => String(r.key) !== 'last')
      let at = 0
      for (const { key, value, headers, timestamp } of left) {
        const found = sent.findIndex((s, i) => i >= at && s.timestamp === timestamp && same(s.value, value))
        expect(sent[found]).toEqual({ key, value, headers, timestamp })
        at = found + 1
      }
      for (const key of new Set(sent.map((s) => String(s.key)))) {
        const of = (list: readonly Sent[]): Sent | undefined =>
          list.filter((r) => String(r.key) === key).at(-1)
        expect(of(left)).toMatchObject(of(sent) ?? {})
      }
    })
  })
})

const same = (a: Buffer | null, b: Buffer | null): boolean =>
  a === null || b === null ? a === b : a.equals(b)

describe.skipIf(missing)(`a read leaves no trace${missing ? ` (${missing})` : ''}`, () => {
  const groupNames = async (): Promise<string[]> =>
    (await admin.listGroups()).groups.map((g) => g.groupId).sort()

  test('no group comes into being, no committed offset moves, and the next read is the same', async () => {
    await client.createTopic('trace', { partitions: 2, settings: { 'retention.ms': '-1' } })
    const records = Array.from({ length: 100 }, (_, i) => ({
      partition: i % 2,
      key: null,
      value: Buffer.from(`${i}`),
      timestamp: i,
    }))
    await client.send('trace', records)
    await admin.setOffsets({
      groupId: 'somebody',
      topic: 'trace',
      partitions: [
        { partition: 0, offset: '7' },
        { partition: 1, offset: '50' },
      ],
    })
    const before = [await groupNames(), await admin.fetchOffsets({ groupId: 'somebody', topics: ['trace'] })]
    const first = await byReader('trace')
    expect(first.records).toHaveLength(100)
    expect(await byReader('trace')).toEqual(first)
    const after = [await groupNames(), await admin.fetchOffsets({ groupId: 'somebody', topics: ['trace'] })]
    expect(after).toEqual(before)
  })

  test('no topic comes into being by a typing error, where brokers create topics by themselves', async () => {
    const before = (await admin.listTopics()).sort()
    await expect(client.read('tracce', () => {})).rejects.toMatchObject({
      code: 'TOPIC_UNKNOWN',
      details: { near: expect.arrayContaining(['trace']) as string[] },
    })
    await expect(client.read(['trace', 'tracce'], () => {})).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' })
    await expect(client.consume('tracce', () => {}, { group: 'g' })).rejects.toMatchObject({
      code: 'TOPIC_UNKNOWN',
    })
    await expect(client.send('tracce', [{ key: null, value: null }])).rejects.toMatchObject({
      code: 'TOPIC_UNKNOWN',
    })
    expect(await client.topicSize('tracce')).toBeNull()
    await client.checkup('tracce')
    expect((await admin.listTopics()).sort()).toEqual(before)
  })
})
