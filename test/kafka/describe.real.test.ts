import { CompressionTypes, Kafka, logLevel, type Admin, type Consumer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from '../../src/config'
import { carnetError } from '../../src/errors'
import { ByteReader, ByteWriter } from '../../src/kafka/bytes'
import { type KafkaClient, type NewRecord, openClient } from '../../src/kafka/client'
import { Cluster } from '../../src/kafka/cluster'
import { BrokerLink } from '../../src/kafka/kafkajs'
import {
  noTags,
  readCompactText,
  skipTags,
  writeCompactArray,
  writeCompactText,
  writeUvarint,
} from '../../src/kafka/requests/compact'
import { type Request } from '../../src/kafka/requests/request'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'

const missing = await kafkaMissing()
const T0 = Date.UTC(2026, 10, 24, 16)

describe.skipIf(missing)(`a topic of a real Kafka, described${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  let client: KafkaClient
  let other: Kafka
  let admin: Admin

  async function topicWith(name: string, sent: NewRecord[], settings = {}, partitions = 1): Promise<void> {
    await client.createTopic(name, { partitions, settings: { 'retention.ms': '-1', ...settings } })
    await client.send(name, sent)
  }

  beforeAll(async () => {
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    other = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING })
    admin = other.admin()
    await admin.connect()
    await topicWith(
      'skewed',
      Array.from({ length: 2000 }, (_, i) => ({
        partition: i % 4 === 0 ? 1 : i % 40 === 1 ? 2 : 0,
        key: i % 4 ? Buffer.from(`k${i % 10}`) : null,
        value: i % 20 ? Buffer.from(JSON.stringify({ i, nom: 'Nguyễn' })) : null,
        timestamp: T0 + i * 1000,
        headers: [['trace', null]],
      })),
      { 'max.message.bytes': '2000000', 'min.insync.replicas': '1' },
      4,
    )
  })
  afterAll(async () => {
    await admin?.disconnect()
    await client?.close()
    await kafka?.stop()
  })

  test('partitions and their skew', async () => {
    const { kind, topic, clusterId, origin, info, partitions, skew, hidden } = await client.describe('skewed')
    expect({ kind, topic, clusterId, origin, hidden }).toEqual({
      kind: 'description',
      topic: 'skewed',
      clusterId: kafka.clusterId,
      origin: 'live',
      hidden: {},
    })
    expect(info).toMatchObject({
      partitions: 4,
      messages: 2000,
      firstTimestamp: T0,
      lastTimestamp: T0 + 1_999_000,
    })
    expect(partitions.map((p) => [p.start, p.end, p.messages])).toEqual([
      [0n, 1450n, 1450],
      [0n, 500n, 500],
      [0n, 50n, 50],
      [0n, 0n, 0],
    ])
    expect(partitions.map((p) => [p.firstTimestamp, p.lastTimestamp])).toEqual([
      [T0 + 2_000, T0 + 1_999_000],
      [T0, T0 + 1_996_000],
      [T0 + 1_000, T0 + 1_961_000],
      [null, null],
    ])
    expect(
      partitions.every((p) => p.leader === 1 && p.replicas.join() === '1' && p.inSync.join() === '1'),
    ).toBe(true)
    expect(partitions.reduce((n, p) => n + (p.bytes ?? NaN), 0)).toBe(info.bytes)
    expect(skew).toEqual({ largest: 0, share: 0.725, maxToMean: 2.9 })
  })

  test('the rate, without reading the messages', async () => {
    const { rate } = await client.describe('skewed', { sample: 0 })
    expect(rate).toEqual({ from: T0, bucketMs: 120_000, counts: [...new Array<number>(16).fill(120), 80] })
  })

  test('the last messages, as many of each partition as there are', async () => {
    const { sample } = await client.describe('skewed')
    expect(sample).toMatchObject({
      messages: 1000,
      formats: [{ name: 'json object' }, { name: 'tombstone' }],
      headers: [{ name: 'trace', messages: 1000 }],
      codecs: [{ name: 'none', messages: 1000 }],
      timestampTypes: [{ name: 'CreateTime', messages: 1000 }],
    })
    expect(sample?.ranges.map((r) => [r.from, r.to])).toEqual([
      [975n, 1450n],
      [25n, 500n],
      [0n, 50n],
      [0n, 0n],
    ])
    // The keys of partition 1 are null, which has the last 475 of its messages in the sample.
    expect(sample?.keys).toEqual({ nulls: 475, distinct: 10, sizes: { min: 2, median: 2, max: 2 } })
    const few = await client.describe('skewed', { sample: 7 })
    expect(few.sample).toMatchObject({ messages: 7 })
    expect((await client.describe('skewed', { sample: 0 })).sample).toMatchObject({ messages: 0 })
    for (const sample of [-1, 1.5, NaN])
      await expect(async () => client.describe('skewed', { sample })).rejects.toMatchObject({
        code: 'READ_OPTION_INVALID',
      })
  })

  test('settings that are not the default, with their place', async () => {
    const { settings } = await client.describe('skewed')
    expect(settings).toEqual([
      { name: 'max.message.bytes', value: '2000000', source: 'topic', default: 'message.max.bytes=1048588' },
      { name: 'retention.ms', value: '-1', source: 'topic', default: null },
    ])
  })

  test('formats, codecs and the times of the broker', async () => {
    const values = ['{"a":1}', 'a;b;c', '<a/>', 'plain words', '']
    await topicWith(
      'mixed',
      values.map((v) => ({ key: null, value: Buffer.from(v) })),
      {
        'message.timestamp.type': 'LogAppendTime',
      },
    )
    const producer = other.producer()
    await producer.connect()
    await producer.send({
      topic: 'mixed',
      compression: CompressionTypes.GZIP,
      messages: [{ value: Buffer.from([0, 0, 0, 0, 7, 2, 4]), headers: { constructor: 'x' } }],
    })
    await producer.disconnect()
    const { sample } = await client.describe('mixed')
    expect(sample).toMatchObject({
      messages: 6,
      schemaIds: [{ name: 7, messages: 1 }],
      keys: { nulls: 6, distinct: 0, sizes: null },
      headers: [{ name: 'constructor', messages: 1 }],
      codecs: [
        { name: 'none', messages: 5 },
        { name: 'gzip', messages: 1 },
      ],
      timestampTypes: [{ name: 'LogAppendTime', messages: 6 }],
    })
    expect(sample?.formats.map((f) => f.name).sort()).toEqual([
      'csv-like',
      'empty',
      'json object',
      'schema registry',
      'text',
      'xml',
    ])
  })

  test('an empty topic', async () => {
    await topicWith('empty', [], { 'retention.ms': '604800000' }, 2)
    expect(await client.describe('empty')).toMatchObject({
      partitions: [{ messages: 0 }, { messages: 0 }],
      skew: null,
      sample: { messages: 0, formats: [] },
      rate: null,
      groups: [],
      hidden: {},
    })
  })

  test('messages without a time have no rate', async () => {
    await topicWith('timeless', [{ key: null, value: Buffer.from('x'), timestamp: -1 }])
    expect(await client.describe('timeless')).toMatchObject({
      rate: null,
      info: { messages: 1, firstTimestamp: null },
    })
  })

  test('a topic of Kafka itself', async () => {
    await admin.setOffsets({
      groupId: 'elsewhere',
      topic: 'mixed',
      partitions: [{ partition: 0, offset: '1' }],
    })
    const described = await client.describe('__consumer_offsets')
    expect(described).toMatchObject({
      info: { internal: true, cleanupPolicy: 'compact' },
      groups: [],
      hidden: {},
    })
    expect(described.sample?.messages).toBeGreaterThan(0)
  })

  test('an unknown topic is said with the near one', async () => {
    await expect(client.describe('skewd')).rejects.toMatchObject({
      code: 'TOPIC_UNKNOWN',
      details: { near: ['skewed'] },
    })
    expect(await admin.listTopics()).not.toContain('skewd')
  })

  test('an older broker tells what it can', async () => {
    const send = Reflect.get(BrokerLink.prototype, 'send') as typeof answer
    const newer: Readonly<Record<string, number>> = { ListOffsets: 5, ListGroups: 2 }
    function answer(this: BrokerLink, request: Request<unknown>): Promise<unknown> {
      const { apiName, apiVersion } = request
      if (apiVersion <= (newer[apiName] ?? Infinity)) return send.call(this, request)
      const details = { broker: this.address, request: apiName, version: apiVersion }
      return Promise.reject(carnetError('KAFKA_TOO_OLD', details))
    }
    const spy = vi.spyOn(BrokerLink.prototype, 'send').mockImplementation(answer)
    onTestFinished(() => spy.mockRestore())
    await admin.setOffsets({
      groupId: 'old',
      topic: 'skewed',
      partitions: [{ partition: 0, offset: '1450' }],
    })
    const described = await client.describe('skewed')
    expect(described.info).toMatchObject({ lastTimestamp: null, hidden: { lastTimestamp: 'not offered' } })
    expect(described.partitions[0]).toMatchObject({
      firstTimestamp: T0 + 2000,
      hidden: { lastTimestamp: 'not offered' },
    })
    expect(described.groups).toMatchObject([{ group: 'old', type: null, state: 'Empty', lag: 0 }])
    await admin.deleteGroups(['old'])
  })

  describe('consumer groups', () => {
    let consumer: Consumer

    beforeAll(async () => {
      await topicWith(
        'read',
        Array.from({ length: 30 }, (_, i) => ({ partition: i % 3, key: null, value: Buffer.from(`${i}`) })),
        {},
        3,
      )
      await admin.setOffsets({
        groupId: 'behind',
        topic: 'read',
        partitions: [
          { partition: 0, offset: '4' },
          { partition: 1, offset: '10' },
        ],
      })
      consumer = other.consumer({ groupId: 'active', sessionTimeout: 10_000 })
      await consumer.connect()
      await consumer.subscribe({ topic: 'read', fromBeginning: true })
      let seen = 0
      const all = new Promise<void>((resolve) => {
        void consumer.run({
          eachMessage: async () => {
            if (++seen === 30) resolve()
          },
        })
      })
      await all
      await consumer.commitOffsets([0, 1, 2].map((partition) => ({ topic: 'read', partition, offset: '10' })))
      await client.send('read', [{ partition: 2, key: null, value: Buffer.from('more') }])
    })
    afterAll(async () => {
      await consumer?.disconnect()
    })

    test('those that have committed here, with their lag', async () => {
      const { groups, hidden } = await client.describe('read', { sample: 0 })
      const behind = groups?.find((g) => g.group === 'behind')
      expect(behind).toEqual({
        group: 'behind',
        type: 'classic',
        state: 'Empty',
        members: [],
        lag: 6,
        partitions: [
          { partition: 0, committed: 4n, lag: 6 },
          { partition: 1, committed: 10n, lag: 0 },
          { partition: 2, committed: null, lag: null },
        ],
      })
      const active = groups?.find((g) => g.group === 'active')
      expect(active).toMatchObject({
        type: 'classic',
        state: 'Stable',
        members: [{ clientId: 'kafkajs', host: '127.0.0.1' }],
      })
      expect([...(active?.members?.[0].partitions ?? [])].sort()).toEqual([0, 1, 2])
      expect(groups?.map((g) => g.group)).toEqual(['active', 'behind'])
      expect(hidden).toEqual({})
    })

    test('a group of the protocol of Kafka 4', async () => {
      const cluster = new Cluster(readConfig({ brokers: kafka.bootstrap }, {}))
      onTestFinished(() => cluster.close())
      const { nodes } = await cluster.metadata([])
      const member = await cluster.node(nodes[0].id, joinRequest('new', 'read'))
      expect(member.errorCode).toBe(0)
      expect(await cluster.node(nodes[0].id, commitRequest('new', member, 'read', 1, 3n))).toBe(0)
      const { groups } = await client.describe('read', { sample: 0 })
      expect(groups?.find((g) => g.group === 'new')).toMatchObject({
        type: 'consumer',
        members: [{ clientId: 'carnet', host: '127.0.0.1' }],
        lag: 7,
        partitions: [{ committed: null }, { committed: 3n, lag: 7 }, { committed: null }],
      })
    })

    test('describing leaves no group and moves no offset', async () => {
      const groups = async () => (await admin.listGroups()).groups.map((g) => g.groupId).sort()
      const offsets = () => admin.fetchOffsets({ groupId: 'behind', topics: ['read'] })
      const before = [await groups(), await offsets()]
      await client.describe('read')
      expect([await groups(), await offsets()]).toEqual(before)
    })
  })
})

interface Member {
  readonly errorCode: number
  readonly id: string
  readonly epoch: number
}

/** ConsumerGroupHeartbeat v0 of a member that comes. */
function joinRequest(group: string, topic: string): Request<Member> {
  return {
    apiKey: 68,
    apiVersion: 0,
    apiName: 'ConsumerGroupHeartbeat',
    encode() {
      const out = new ByteWriter()
      noTags(out)
      writeCompactText(out, group)
      writeCompactText(out, '')
      out.int32(0)
      writeUvarint(out, 0) // no instance
      writeUvarint(out, 0) // no rack
      out.int32(60_000)
      writeCompactArray(out, [topic], (name) => writeCompactText(out, name))
      writeUvarint(out, 0) // any assignor
      writeUvarint(out, 1) // no partitions yet
      noTags(out)
      return out.written
    },
    decode(response) {
      const r = new ByteReader(response)
      skipTags(r)
      r.int32()
      const errorCode = r.int16()
      readCompactText(r)
      return { errorCode, id: readCompactText(r) ?? '', epoch: r.int32() }
    },
  }
}

/** OffsetCommit v9 of a member; the error code of the partition. */
function commitRequest(
  group: string,
  member: Member,
  topic: string,
  partition: number,
  offset: bigint,
): Request<number> {
  return {
    apiKey: 8,
    apiVersion: 9,
    apiName: 'OffsetCommit',
    encode() {
      const out = new ByteWriter()
      noTags(out)
      writeCompactText(out, group)
      out.int32(member.epoch)
      writeCompactText(out, member.id)
      writeUvarint(out, 0) // no instance
      writeCompactArray(out, [topic], (name) => {
        writeCompactText(out, name)
        writeCompactArray(out, [partition], (p) => {
          out.int32(p).int64(offset).int32(-1)
          writeUvarint(out, 0)
          noTags(out)
        })
        noTags(out)
      })
      noTags(out)
      return out.written
    },
    decode(response) {
      const r = new ByteReader(response)
      skipTags(r)
      r.int32()
      r.int8() // one topic
      readCompactText(r)
      r.int8() // one partition
      r.int32()
      return r.int16()
    },
  }
}
