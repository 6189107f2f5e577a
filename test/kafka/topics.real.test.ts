import { Kafka, logLevel, type Admin } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config'
import { type KafkaClient, type NewRecord, openClient } from '../../src/kafka/client'
import { BrokerLink } from '../../src/kafka/kafkajs'
import { type TopicInfo, type TopicTable } from '../../src/kafka/topics'
import { opensslMissing } from '../support/certificates'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { startKafkaCluster, type TestCluster } from '../support/kafka-cluster'
import { startSecureKafka, type SecureKafka, USERS } from '../support/kafka-secure'

const missing = await kafkaMissing()
const T0 = Date.UTC(2026, 10, 24, 16)

const messages = (n: number, partitions = 1): NewRecord[] =>
  Array.from({ length: n }, (_, i) => ({
    partition: i % partitions,
    key: Buffer.from(`k${i % 10}`),
    value: Buffer.alloc(100, i),
    timestamp: T0 + i * 1000,
  }))

function lineOf({ topics }: TopicTable, topic: string): TopicInfo {
  const line = topics.find((t) => t.topic === topic)
  if (!line) throw new Error(`${topic} is not in the table`)
  return line
}

describe.skipIf(missing)(`the topic table of a real Kafka${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  let client: KafkaClient
  let admin: Admin
  let table: TopicTable

  async function topicWith(name: string, sent: NewRecord[], settings = {}, partitions = 1): Promise<void> {
    await client.createTopic(name, { partitions, settings: { 'retention.ms': '-1', ...settings } })
    await client.send(name, sent)
  }

  async function deleteUpTo(topic: string, offset: string): Promise<void> {
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] })
  }

  beforeAll(async () => {
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    admin = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    await topicWith('one', messages(10), { 'retention.ms': '604800000', 'retention.bytes': '-1' })
    await topicWith('several', messages(30, 3), { 'cleanup.policy': 'compact,delete' }, 3)
    await topicWith('empty', [], { 'retention.bytes': '1000000', 'retention.ms': '1800000' }, 5)
    await topicWith('beheaded', messages(100))
    await deleteUpTo('beheaded', '40')
    await topicWith('emptied', messages(3))
    await deleteUpTo('emptied', '3')
    // Times that go back, and a message without one.
    const times = [-1, 5000, 1000, 9000, 2000]
    await topicWith(
      'timeless',
      times.map((timestamp) => ({ key: null, value: null, timestamp })),
    )
    await admin.setOffsets({ groupId: 'g', topic: 'one', partitions: [{ partition: 0, offset: '4' }] })
    table = await client.topics()
  })
  afterAll(async () => {
    await admin?.disconnect()
    await client?.close()
    await kafka?.stop()
  })

  test('a topic with messages', () => {
    const line = lineOf(table, 'one')
    expect(line).toEqual({
      topic: 'one',
      partitions: 1,
      replication: 1,
      minInSyncReplicas: 1,
      retentionHours: 168,
      retentionBytes: -1,
      cleanupPolicy: 'delete',
      messages: 10,
      bytes: line.bytes,
      firstTimestamp: T0,
      lastTimestamp: T0 + 9000,
      internal: false,
      hidden: {},
    })
    // 10 values of 100 bytes, their keys, and the headers of batch and records.
    expect(line.bytes).toBeGreaterThan(1000)
    expect(line.bytes).toBeLessThan(1300)
  })

  test('the topics are in order of name, and those of Kafka itself say so', () => {
    const names = table.topics.map((t) => t.topic)
    expect(names).toEqual([
      '__consumer_offsets',
      'beheaded',
      'emptied',
      'empty',
      'one',
      'several',
      'timeless',
    ])
    expect(table.topics.filter((t) => t.internal).map((t) => t.topic)).toEqual(['__consumer_offsets'])
    expect(lineOf(table, '__consumer_offsets')).toMatchObject({ cleanupPolicy: 'compact', hidden: {} })
  })

  test('several partitions are summed, and their times are joined', () => {
    expect(lineOf(table, 'several')).toMatchObject({
      partitions: 3,
      messages: 30,
      cleanupPolicy: 'compact,delete',
      firstTimestamp: T0,
      lastTimestamp: T0 + 29_000,
    })
    expect(lineOf(table, 'several').bytes).toBeGreaterThan(3000)
  })

  test('an empty topic has no times, and nothing is hidden', () => {
    expect(lineOf(table, 'empty')).toMatchObject({
      partitions: 5,
      messages: 0,
      bytes: 0,
      retentionBytes: 1_000_000,
      retentionHours: 0.5,
      firstTimestamp: null,
      lastTimestamp: null,
      hidden: {},
    })
  })

  test('what was deleted at the head does not count', () => {
    expect(lineOf(table, 'beheaded')).toMatchObject({
      messages: 60,
      firstTimestamp: T0 + 40_000,
      lastTimestamp: T0 + 99_000,
    })
    expect(lineOf(table, 'emptied')).toMatchObject({
      messages: 0,
      firstTimestamp: null,
      lastTimestamp: null,
      hidden: {},
    })
  })

  test('the first time is that of the first message that has one, the last is the greatest', () => {
    expect(lineOf(table, 'timeless')).toMatchObject({
      messages: 5,
      firstTimestamp: 5000,
      lastTimestamp: 9000,
    })
  })

  test('300 topics take no more requests than one', async () => {
    await admin.createTopics({
      topics: Array.from({ length: 300 }, (_, i) => ({ topic: `many-${i}`, numPartitions: 1 })),
    })
    // A topic that was made a moment ago is not known to every part of the broker at once.
    const told = async (): Promise<number> =>
      (await client.topics()).topics.filter((t) => Object.keys(t.hidden).length === 0).length
    await expect.poll(told, { timeout: 60_000 }).toBe(307)
    const send = vi.spyOn(BrokerLink.prototype, 'send')
    const { topics } = await client.topics()
    const requests = send.mock.calls.map(([request]) => request.apiName).sort()
    send.mockRestore()
    expect(topics).toHaveLength(307)
    expect(requests).toEqual([
      'DescribeConfigs',
      'DescribeLogDirs',
      'ListOffsets',
      'ListOffsets',
      'ListOffsets',
      'ListOffsets',
      'Metadata',
    ])
  })
})

const noSecure = missing ?? opensslMissing()

describe.skipIf(noSecure)(
  `the topic table of a user with few rights${noSecure ? ` (${noSecure})` : ''}`,
  () => {
    let kafka: SecureKafka
    let owner: KafkaClient
    let user: KafkaClient

    beforeAll(async () => {
      kafka = await startSecureKafka()
      owner = openClient(readConfig({ brokers: kafka.at.plain }, {}))
      for (const topic of ['described', 'configured', 'unseen']) {
        await owner.createTopic(topic, { partitions: 1, settings: { 'retention.ms': '-1' } })
        await owner.send(topic, messages(4))
      }
      await kafka.allow('described', 'DESCRIBE')
      await kafka.allow('configured', 'DESCRIBE')
      await kafka.allow('configured', 'DESCRIBE_CONFIGS')
      const sasl = { mechanism: 'plain', ...USERS.PLAIN } as const
      user = openClient(
        readConfig({ brokers: kafka.at.sasl_plain, securityProtocol: 'SASL_PLAINTEXT', sasl }, {}),
      )
    })
    afterAll(async () => {
      await user?.close()
      await owner?.close()
      await kafka?.stop()
    })

    test('what may not be seen says so, cell by cell', async () => {
      const table = await user.topics()
      expect(table.topics.map((t) => t.topic)).toEqual(['configured', 'described'])
      expect(lineOf(table, 'described')).toEqual({
        topic: 'described',
        partitions: 1,
        replication: 1,
        minInSyncReplicas: null,
        retentionHours: null,
        retentionBytes: null,
        cleanupPolicy: null,
        messages: 4,
        bytes: null,
        firstTimestamp: T0,
        lastTimestamp: T0 + 3000,
        internal: false,
        hidden: {
          minInSyncReplicas: 'not allowed',
          retentionHours: 'not allowed',
          retentionBytes: 'not allowed',
          cleanupPolicy: 'not allowed',
          bytes: 'not allowed',
        },
      })
      expect(lineOf(table, 'configured')).toMatchObject({
        retentionHours: -1,
        cleanupPolicy: 'delete',
        hidden: { bytes: 'not allowed' },
      })
      expect(lineOf(await owner.topics(), 'described').hidden).toEqual({})
    })

    test('a description has the parts that may be seen', async () => {
      const described = await user.describe('described')
      expect(described).toMatchObject({
        info: { messages: 4 },
        partitions: [{ partition: 0, start: 0n, end: 4n, bytes: null, hidden: { bytes: 'not allowed' } }],
        sample: null,
        rate: { from: T0, bucketMs: 200 },
        groups: [],
        settings: null,
        hidden: { sample: 'not allowed', settings: 'not allowed' },
      })
      expect(described.rate?.counts.filter((n) => n > 0)).toEqual([1, 1, 1, 1])
      await kafka.allow('configured', 'READ')
      expect(await user.describe('configured')).toMatchObject({
        sample: { messages: 4 },
        settings: [{ name: 'retention.ms', value: '-1', source: 'topic' }],
        hidden: {},
      })
      await expect(user.describe('unseen')).rejects.toMatchObject({ code: 'TOPIC_FORBIDDEN' })
    })
  },
)

describe.skipIf(missing)(`the topic table when a broker is gone${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestCluster
  let client: KafkaClient

  beforeAll(async () => {
    kafka = await startKafkaCluster({ brokers: 3 })
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    const admin = new Kafka({ brokers: [kafka.nodes[0].bootstrap], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    const assigned = (nodes: number[][]) => nodes.map((replicas, partition) => ({ partition, replicas }))
    await admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic: 'copied',
          replicaAssignment: assigned([
            [1, 2, 3],
            [2, 3, 1],
          ]),
        },
        { topic: 'alone', replicaAssignment: assigned([[1], [2]]) },
        { topic: 'elsewhere', replicaAssignment: assigned([[3]]) },
      ],
    })
    await admin.disconnect()
    for (const topic of ['copied', 'alone']) await client.send(topic, messages(10, 2))
    await client.send('elsewhere', messages(5))
  })
  afterAll(async () => {
    await client?.close()
    await kafka?.stop()
  })

  const expectGone = (table: TopicTable): void => {
    expect(table.topics.map((t) => t.topic)).toEqual(['alone', 'copied', 'elsewhere'])
    expect(lineOf(table, 'alone')).toMatchObject({
      partitions: 2,
      replication: 1,
      cleanupPolicy: 'delete',
      messages: null,
      bytes: null,
      firstTimestamp: null,
      lastTimestamp: null,
      hidden: {
        messages: 'no answer',
        bytes: 'no answer',
        firstTimestamp: 'no answer',
        lastTimestamp: 'no answer',
      },
    })
    expect(lineOf(table, 'elsewhere')).toMatchObject({ messages: 5, firstTimestamp: T0, hidden: {} })
  }

  test('each topic has its line, and what the broker alone knew is said to be out of reach', async () => {
    expect((await client.topics()).topics.map((t) => t.messages)).toEqual([10, 10, 5])
    await kafka.nodes[1].kill()
    // At once, while the others still take it for a leader; and later, when they know better.
    expectGone(await client.topics())
    await expect
      .poll(async () => lineOf(await client.topics(), 'copied').messages, { timeout: 20_000 })
      .toBe(10)
    expectGone(await client.topics())
  })

  test('a description of what is left', async () => {
    const { info, partitions, skew, sample, rate, settings, hidden } = await client.describe('alone')
    expect(info.messages).toBeNull()
    expect(partitions).toMatchObject([
      { partition: 0, leader: 1, inSync: [1], messages: 5, hidden: {} },
      {
        partition: 1,
        leader: null,
        replicas: [2],
        start: null,
        messages: null,
        hidden: { start: 'no answer' },
      },
    ])
    expect(skew).toBeNull()
    expect(sample).toMatchObject({ messages: 5, ranges: [{ partition: 0, from: 0n, to: 5n }] })
    expect(rate?.counts.reduce((a, b) => a + b, 0)).toBe(5)
    expect(settings).not.toBeNull()
    expect(hidden.sample).toBeUndefined()
    const copied = await client.describe('copied')
    expect(copied.partitions).toMatchObject([{ messages: 5 }, { messages: 5 }])
    expect(copied.partitions.every((p) => !p.inSync.includes(2) && p.replicas.length === 3)).toBe(true)
    expect(copied.sample?.messages).toBe(10)
  })
})
