import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { openClient, type KafkaClient, type NewRecord } from '../../src/kafka/client'
import { parse } from '../../src/parse/parse'
import { integer, schema, text } from '../../src/parse/schema'
import { type Batch } from '../../src/source/batch'
import { convertCapture } from '../../src/source/capture/convert'
import { liveSource } from '../../src/source/live'
import { replaySource } from '../../src/source/replay'
import { type Source } from '../../src/source/source'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { tempFolder } from './support'

const student = schema({ nom: text(), age: integer({ min: 0, max: 130 }) }, { name: 'students' })
const emitter: NodeJS.EventEmitter = process
const ANY_BYTES = Buffer.from([0, 0xff, 0xc3, 0x28])

let kafka: TestKafka | undefined
let client: KafkaClient
beforeAll(async () => {
  if ((await kafkaMissing()) !== null) return
  kafka = await startTestKafka()
  client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
})
afterAll(async () => {
  await client?.close()
  await kafka?.stop()
})
beforeEach(async ({ skip }) => {
  const missing = await kafkaMissing()
  skip(missing !== null, missing ?? '')
})

async function topicWith(topic: string, partitions: number, records: readonly NewRecord[]): Promise<void> {
  await client.createTopic(topic, { partitions, settings: { 'retention.ms': '-1' } })
  await client.send(topic, records)
}

const message = (value: string | Buffer | null, more: Partial<NewRecord> = {}): NewRecord => ({
  key: null,
  value: typeof value === 'string' ? Buffer.from(value) : value,
  timestamp: 1_733_040_000_000,
  ...more,
})

/** The outcome of parsing, as plain values. */
async function outcomeOf(source: Source, topic: string, limit?: number): Promise<object> {
  const batch = await source.read(topic, { limit })
  const { rows, rejects, funnel, repairs, formats, origins } = parse(batch, student)
  return {
    records: batch.records(),
    summary: batch.summary,
    readAt: batch.provenance.readAt,
    clusterId: batch.provenance.clusterId,
    rows: rows.toArray(),
    origins: [...origins],
    rejects,
    funnel,
    repairs,
    formats,
  }
}

describe('a live read of a real Kafka', () => {
  test('and the replays of its capture, in both forms, give the same records and rows', async () => {
    const captures = tempFolder()
    await topicWith('mixed', 3, [
      ...Array.from({ length: 20 }, (_, i) =>
        message(`{"nom":"n${i}","âge":"${20 + i}"}`, { partition: i % 3, key: Buffer.from(`k${i}`) }),
      ),
      message(null, { partition: 0, key: ANY_BYTES }),
      message('', { partition: 1 }),
      message(ANY_BYTES, {
        partition: 2,
        headers: [
          ['h', ANY_BYTES],
          ['h', null],
          ['é', Buffer.from('é')],
        ],
      }),
      message('{"nom":"cut', { partition: 2 }),
    ])
    const live = liveSource(client, { captures })
    const read = await outcomeOf(live, 'mixed')
    expect(read).toMatchObject({
      clusterId: kafka?.clusterId,
      funnel: { read: 24, parsed: 20, rejected: 2, tombstones: 1, empty: 1 },
      summary: { stop: 'end', records: 24, missing: 0 },
    })
    const kcap = join(captures, readdirSync(captures)[0])
    const lines = join(captures, 'again.ndjson.gz')
    await convertCapture(kcap, lines)
    for (const file of [kcap, lines]) expect(await outcomeOf(replaySource(file), 'mixed')).toEqual(read)
  })

  test('that is limited is the whole of its capture', async () => {
    const captures = tempFolder()
    await topicWith(
      'limited',
      1,
      Array.from({ length: 10 }, (_, i) => message(`{"nom":"n${i}","age":${i}}`, { partition: 0 })),
    )
    const live = liveSource(client, { captures })
    const read = await outcomeOf(live, 'limited', 4)
    expect(read).toMatchObject({ summary: { stop: 'limit', records: 4 }, funnel: { read: 4, parsed: 4 } })
    const capture = join(captures, readdirSync(captures)[0])
    expect(await outcomeOf(replaySource(capture), 'limited')).toEqual(read)
    expect(await outcomeOf(replaySource(capture), 'limited', 2)).toMatchObject({
      summary: { stop: 'limit', records: 2, ranges: [{ partition: 0, from: 0n, to: 2n }] },
      rows: [{ nom: 'n0' }, { nom: 'n1' }],
    })
  })

  test('of an empty topic is an empty capture', async () => {
    const captures = tempFolder()
    await client.createTopic('empty', { partitions: 2 })
    const read = await outcomeOf(liveSource(client, { captures }), 'empty')
    expect(read).toMatchObject({ records: [], rows: [], summary: { stop: 'end', records: 0 } })
    expect(await outcomeOf(replaySource(join(captures, readdirSync(captures)[0])), 'empty')).toEqual(read)
  })

  test('that is interrupted keeps what was read', async () => {
    const captures = tempFolder()
    const value = JSON.stringify({ nom: 'x'.repeat(20_000), age: 20 })
    await topicWith(
      'large',
      1,
      Array.from({ length: 600 }, () => message(value, { partition: 0 })),
    )
    // The cell is stopped when the first chunk comes.
    const stopping: KafkaClient = {
      ...client,
      config: client.config,
      clusterId: () => client.clusterId(),
      topicSettings: (topic) => client.topicSettings(topic),
      read: (topic, onChunk, options) =>
        client.read(
          topic,
          (chunk, part) => {
            emitter.emit('carnet:interrupt')
            return onChunk(chunk, part)
          },
          options,
        ),
    }
    const batch = await liveSource(stopping, { captures }).read('large')
    expect(batch.summary.stop).toBe('interrupted')
    expect(batch.length).toBeGreaterThan(0)
    expect(batch.length).toBeLessThan(600)
    const [name] = readdirSync(captures)
    const again = await replaySource(join(captures, name)).read('large')
    expect(again.summary).toEqual(batch.summary)
    const plain = (b: Batch): unknown => b.records().map((r) => [r.offset, r.value?.toString()])
    expect(plain(again)).toEqual(plain(batch))
  })

  test('of a broker that is gone names the last capture', async () => {
    const captures = tempFolder()
    await topicWith('gone', 1, [message('{"nom":"a","age":1}', { partition: 0 })])
    const { provenance } = await liveSource(client, { captures }).read('gone')
    const dead = liveSource(openClient(readConfig({ brokers: '127.0.0.1:1' }, {})), { captures })
    await expect(dead.read('gone')).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
      todo: expect.stringMatching(
        `CARNET_REPLAY=.*${provenance.capture?.file}: the last capture, 1 message of gone, read ${provenance.readAt}`,
      ) as string,
    })
    await expect(dead.read('never read')).rejects.toMatchObject({
      todo: expect.not.stringContaining('CARNET_REPLAY') as string,
    })
    await dead.close()
  })
})
