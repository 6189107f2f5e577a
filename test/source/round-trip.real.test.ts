import fc from 'fast-check'
import { Kafka, logLevel, type Producer } from 'kafkajs'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { openClient, type KafkaClient, type NewRecord } from '../../src/kafka/client'
import { decodeChunk } from '../../src/kafka/decode'
import { type KafkaRecord } from '../../src/record'
import { convertCapture } from '../../src/source/capture/convert'
import { readCapture } from '../../src/source/capture/read'
import { liveSource } from '../../src/source/live'
import { loadCapture, type LoadOptions } from '../../src/source/load/load'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { kcatLines, kcatMissing } from '../support/kcat'
import { tempFolder } from './support'

let kafka: TestKafka | undefined
let client: KafkaClient
let producer: Producer
let bootstrap: string
beforeAll(async () => {
  if ((await kafkaMissing()) !== null) return
  kafka = await startTestKafka()
  bootstrap = kafka.bootstrap
  client = openClient(readConfig({ brokers: bootstrap }, {}))
  const other = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
  producer = other.producer({ transactionalId: 'round', idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
})
afterAll(async () => {
  await producer?.disconnect()
  await client?.close()
  await kafka?.stop()
})
beforeEach(async ({ skip }) => {
  const missing = await kafkaMissing()
  skip(missing !== null, missing ?? '')
})

let topics = 0
const newName = (what: string): string => `${what}-${++topics}`

const FOR_EVER = { 'retention.ms': '-1', 'message.timestamp.after.max.ms': '9223372036854775807' }

/** Reads a topic into a capture. Returns its file and its messages. */
async function captured(topic: string, folder: string): Promise<{ file: string; records: KafkaRecord[] }> {
  const file = join(folder, `${newName('capture')}.kcap`)
  await liveSource(client, { captures: folder }).read(topic, { capture: file })
  return { file, records: await messagesIn(file) }
}

const messagesIn = async (file: string): Promise<KafkaRecord[]> =>
  (await readCapture(file)).chunks
    .flatMap(decodeChunk)
    .sort((a, b) => a.partition - b.partition || (a.offset < b.offset ? -1 : 1))

const load = (
  file: string,
  from: string,
  to: string,
  more: Partial<LoadOptions> = {},
): ReturnType<typeof loadCapture> =>
  loadCapture(client, file, {
    into: new Map([[from, to]]),
    create: true,
    append: false,
    force: false,
    ...more,
  })

/** Messages by partition, offsets aside. */
const told = (records: readonly KafkaRecord[]): object[] =>
  records.map(({ partition, key, value, headers, timestamp, timestampType }) => ({
    ...{ partition, key, value, headers, timestamp, timestampType },
  }))

const bytes = fc.option(
  fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b)),
    fc.string({ unit: 'binary', maxLength: 20 }).map((t) => Buffer.from(t)),
    fc.constantFrom(Buffer.alloc(0), Buffer.alloc(3000, 'ab')),
  ),
)
const header = fc.tuple(fc.constantFrom('a', 'a', '', '__proto__', 'é'), bytes)
const timestamp = fc.oneof(fc.constantFrom(-1, 0, 1, 8.64e15), fc.integer({ min: 0, max: 4_000_000_000_000 }))
const message = fc.record({
  key: bytes,
  value: bytes,
  headers: fc.array(header, { maxLength: 3 }),
  timestamp,
})

/** What producers do to one partition after the other: messages, transactions that leave markers and gaps. */
const history = fc.array(
  fc.record({
    partition: fc.nat(2),
    by: fc.constantFrom('plain', 'plain', 'plain', 'commit', 'abort'),
    messages: fc.array(message, { minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 6 },
)

type Step = (typeof history extends fc.Arbitrary<infer T> ? T : never)[number]

async function produce(topic: string, { partition, by, messages }: Step): Promise<void> {
  if (by === 'plain')
    return client.send(
      topic,
      messages.map((m): NewRecord => ({ ...m, partition })),
    )
  const transaction = await producer.transaction()
  // kafkajs sends no repeated headers of arbitrary bytes, and no time before 1970.
  const plain = messages.map((m) => ({
    key: m.key,
    value: m.value,
    partition,
    timestamp: String(Math.max(0, m.timestamp)),
  }))
  await transaction.send({ topic, messages: plain })
  await transaction[by]()
}

describe('topic → capture → topic → capture', () => {
  test('is the identity, offsets aside, through both forms', async () => {
    const folder = tempFolder()
    await fc.assert(
      fc.asyncProperty(history, fc.constantFrom('kcap', 'ndjson', 'ndjson.gz'), async (steps, form) => {
        const [topic, second, third] = ['first', 'second', 'third'].map(newName)
        await client.createTopic(topic, { partitions: 3, settings: FOR_EVER })
        for (const step of steps) await produce(topic, step)
        const first = await captured(topic, folder)
        const sent = steps.filter((s) => s.by !== 'abort').reduce((n, s) => n + s.messages.length, 0)
        expect(first.records).toHaveLength(sent)

        const file = join(folder, `${newName('form')}.${form}`)
        await convertCapture(first.file, file)
        expect(await messagesIn(file)).toEqual(first.records)

        expect((await load(file, topic, second)).sent).toBe(sent)
        const again = await captured(second, folder)
        expect(told(again.records)).toEqual(told(first.records))

        // That topic has no gaps: from here on offsets are the same too.
        await load(again.file, second, third)
        const last = await captured(third, folder)
        expect(last.records.map((r) => ({ ...r, topic: second }))).toEqual(again.records)
      }),
      { numRuns: 12 },
    )
  })

  test('keeps what producers compressed as it is, and more messages than one batch takes', async () => {
    const folder = tempFolder()
    const [topic, second] = ['large', 'large again'].map((n) => newName(n.replace(' ', '-')))
    await client.createTopic(topic, { partitions: 2, settings: { ...FOR_EVER, 'compression.type': 'zstd' } })
    const rows = Array.from({ length: 12_000 }, (_, i) => ({
      ...{ key: Buffer.from(`k${i % 10}`), partition: i % 2, timestamp: 1_733_040_000_000 + i },
      value: Buffer.from(`{"nom":"n${i}","filiere":"Informatique"}`),
    }))
    await client.send(topic, rows)
    const first = await captured(topic, folder)
    const result = await load(first.file, topic, second)
    expect(result.topics).toMatchObject([
      { partitions: 2, messages: 12_000, created: { 'compression.type': 'zstd' } },
    ])
    const again = await captured(second, folder)
    expect(told(again.records)).toEqual(told(first.records))
    const sizeOf = async (file: string): Promise<number> =>
      (await readCapture(file)).chunks.reduce((n, c) => n + c.bytes.length, 0)
    expect(await sizeOf(again.file)).toBe(await sizeOf(first.file))
  })
})

describe('loading', () => {
  const OLD = 1_500_000_000_000
  const message = (more: Partial<NewRecord> = {}): NewRecord => ({
    ...{ key: null, value: Buffer.from('v'), timestamp: OLD, partition: 0 },
    ...more,
  })

  async function captureOf(
    records: readonly NewRecord[],
    partitions = 1,
  ): Promise<{ topic: string; file: string }> {
    const topic = newName('source')
    await client.createTopic(topic, { partitions, settings: FOR_EVER })
    await client.send(topic, records)
    return { topic, file: (await captured(topic, tempFolder())).file }
  }

  test('makes a topic that keeps old messages, where one by default loses them at once', async () => {
    const { topic, file } = await captureOf([message(), message({ value: null })])
    const [kept, lost] = [newName('kept'), newName('lost')]
    await load(file, topic, kept)
    await client.createTopic(lost, { partitions: 1, settings: {} })
    await expect(load(file, topic, lost)).rejects.toMatchObject({
      code: 'LOAD_TOPIC_CHANGES',
      what: expect.stringMatching(
        /retention.ms is 604800000, so that messages from before .* are deleted/,
      ) as string,
    })
    expect(await client.topicSize(lost)).toBe(0n)
    const forced = await load(file, topic, lost, { force: true })
    expect(forced.topics[0].notes[0]).toMatch(/^Loaded all the same: retention.ms is 604800000/)
    // The broker looks every second: it deletes the one, and has looked at the other by then.
    await expect.poll(() => client.topicSize(lost), { timeout: 60_000 }).toBe(0n)
    expect(await client.topicSize(kept)).toBe(2n)
  })

  test('refuses, and sends nothing, where the topic would not take the messages', async () => {
    const big = message({ value: Buffer.alloc(700_000, 'x'), partition: 2 })
    const { topic, file } = await captureOf(
      [message(), big, message({ timestamp: Date.now() + 86_400_000 })],
      3,
    )
    const refusals: [Record<string, string>, number, RegExp][] = [
      [FOR_EVER, 2, /it has 2 partitions, and the messages lie in 3/],
      [{ ...FOR_EVER, 'max.message.bytes': '100000' }, 3, /the largest message takes 700\d\d\d bytes/],
      [{ 'retention.ms': '-1' }, 3, /message.timestamp.after.max.ms is 3600000/],
      [{ ...FOR_EVER, 'cleanup.policy': 'compact' }, 3, /it is compacted, and 3 messages have no key/],
    ]
    for (const [settings, partitions, what] of refusals) {
      const to = newName('small')
      await client.createTopic(to, { partitions, settings })
      await expect(load(file, topic, to)).rejects.toMatchObject({
        code: 'LOAD_TOPIC_REFUSES',
        what: expect.stringMatching(what) as string,
      })
      expect(await client.topicSize(to)).toBe(0n)
    }
    // What is made takes all of it.
    const made = newName('made')
    await load(file, topic, made)
    expect(told((await captured(made, tempFolder())).records)).toEqual(told(await messagesIn(file)))
  })

  test('a topic that stamps messages anew is taken only when told so', async () => {
    const { topic, file } = await captureOf([message()])
    const to = newName('stamping')
    await client.createTopic(to, {
      partitions: 1,
      settings: { 'retention.ms': '-1', 'message.timestamp.type': 'LogAppendTime' },
    })
    await expect(load(file, topic, to)).rejects.toMatchObject({ code: 'LOAD_TOPIC_CHANGES' })
    await load(file, topic, to, { force: true })
    const [stamped] = (await captured(to, tempFolder())).records
    expect(stamped.timestampType).toBe('LogAppendTime')
    // Captured again and loaded, the timestamps of the broker stay as they are.
    const restored = newName('restored')
    const { file: stampedFile } = await captured(to, tempFolder())
    const { topics } = await load(stampedFile, to, restored)
    expect(topics[0].leftOut).toEqual(['message.timestamp.type=LogAppendTime'])
    const [again] = (await captured(restored, tempFolder())).records
    expect(again).toMatchObject({ timestamp: stamped.timestamp, timestampType: 'CreateTime' })
  })

  test('a topic that is not there or not empty is taken only when told so', async () => {
    const { topic, file } = await captureOf([message(), message()])
    const to = newName('target')
    await expect(load(file, topic, to, { create: false })).rejects.toMatchObject({
      code: 'LOAD_TOPIC_MISSING',
    })
    expect(await client.topicSize(to)).toBeNull()
    await load(file, topic, to)
    await expect(load(file, topic, to)).rejects.toMatchObject({
      code: 'LOAD_TOPIC_NOT_EMPTY',
      details: { topic: to, messages: '2' },
    })
    await load(file, topic, to, { append: true })
    expect(await client.topicSize(to)).toBe(4n)
    await expect(load(file, 'constructor', to)).rejects.toMatchObject({ code: 'CAPTURE_TOPIC_ABSENT' })
  })

  test('several topics go where each is sent, and an empty one is made', async () => {
    const names = ['a', 'b', 'c'].map(newName)
    for (const [i, name] of names.entries()) {
      await client.createTopic(name, { partitions: i + 1, settings: FOR_EVER })
      await client.send(
        name,
        Array.from({ length: i * 2 }, (_, j) => message({ value: Buffer.from(`${name} ${j}`) })),
      )
    }
    const folder = tempFolder()
    const file = join(folder, 'several.kcap')
    await liveSource(client, { captures: folder }).read(names, { capture: file })
    const into = new Map([
      [names[0], newName('x')],
      [names[2], newName('y')],
    ])
    const { topics, sent } = await loadCapture(client, file, {
      into,
      create: true,
      append: false,
      force: false,
    })
    expect(sent).toBe(4)
    expect(topics.map(({ to, messages, partitions }) => [to, messages, partitions])).toEqual([
      [into.get(names[0]), 0, 1],
      [into.get(names[2]), 4, 3],
    ])
    const { records } = await captured(into.get(names[2]) ?? '', folder)
    expect(records.map((r) => String(r.value))).toEqual([0, 1, 2, 3].map((j) => `${names[2]} ${j}`))
  })

  test('an interrupted one says how far it came', async () => {
    const { topic, file } = await captureOf(Array.from({ length: 20_000 }, () => message()))
    const stop = new AbortController()
    const seen: number[] = []
    const { sent } = await load(file, topic, newName('part'), {
      signal: stop.signal,
      onProgress: (n, all) => {
        seen.push(n)
        expect(all).toBe(20_000)
        stop.abort()
      },
    })
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(20_000)
    expect(seen.at(-1)).toBe(sent)
  })
})

describe('kcat', () => {
  beforeEach(({ skip }) => {
    const missing = kcatMissing()
    skip(missing !== null, missing ?? '')
  })

  const odd: NewRecord[] = [
    ...['plain "quoted" \\ / \u0001 \u001f \t \n é 😀 \u2028', '', '{"a":1}'].map((v) => ({
      value: Buffer.from(v),
    })),
    { value: null },
    { value: Buffer.from(Array.from({ length: 256 }, (_, i) => i)) },
    { value: Buffer.from([0xff, 0xc3, 0x28, 0, 0x22, 0x5c, 0x0a, 0x80]), key: Buffer.from([0xfe]) },
    { value: Buffer.concat([Buffer.from('é\u0001'), Buffer.from([0xff])]) },
    { value: Buffer.from('no time'), timestamp: -1 },
    { value: Buffer.from('1970'), timestamp: 0, key: Buffer.alloc(0) },
    {
      value: Buffer.from('headers'),
      headers: [
        ['a', Buffer.from('1')] as const,
        ['a', null] as const,
        ['a', Buffer.alloc(0)] as const,
        ['é', Buffer.from([0xff, 0x22])] as const,
        ['', Buffer.from('no name')] as const,
      ],
    },
  ].map((m, i) => ({ key: null, timestamp: 1_733_040_000_000 + i, partition: i % 2, ...m }))

  test('prints what is read back exactly, several topics in one file too', async () => {
    const folder = tempFolder()
    const [topic, stamped] = ['odd', 'stamped'].map(newName)
    await client.createTopic(topic, { partitions: 2, settings: FOR_EVER })
    await client.createTopic(stamped, {
      partitions: 1,
      settings: { ...FOR_EVER, 'message.timestamp.type': 'LogAppendTime' },
    })
    await client.send(topic, odd)
    await client.send(
      stamped,
      odd.map((m) => ({ ...m, partition: 0 })),
    )
    const ours = [...(await captured(topic, folder)).records, ...(await captured(stamped, folder)).records]
    const file = join(folder, 'kcat.json')
    for (const more of [[], ['-Z']]) {
      writeFileSync(
        file,
        Buffer.concat([kcatLines(bootstrap, topic, more), kcatLines(bootstrap, stamped, more)]),
      )
      const { manifest, chunks } = await readCapture(file)
      const theirs = chunks.flatMap(decodeChunk)
      expect(theirs).toHaveLength(ours.length)
      for (const record of ours) expect(theirs).toContainEqual(record)
      expect(manifest.topics.map((t) => t.topic)).toEqual([topic, stamped])
      expect(manifest.summary).toMatchObject({ records: 2 * odd.length, missing: 0, stop: 'end' })
    }
  })

  test('reads a topic that was loaded from what it printed as the same again', async () => {
    const folder = tempFolder()
    const [topic, again] = ['printed', 'loaded'].map(newName)
    await client.createTopic(topic, { partitions: 2, settings: FOR_EVER })
    await client.send(topic, odd)
    const file = join(folder, 'kcat.ndjson')
    const printed = kcatLines(bootstrap, topic, ['-Z'])
    writeFileSync(file, printed)
    await load(file, topic, again)
    const lines = (text: Buffer): string[] =>
      text.toString('latin1').replaceAll(again, topic).split('\n').sort()
    expect(lines(kcatLines(bootstrap, again, ['-Z']))).toEqual(lines(printed))
  })
})
