import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  CompressionTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
  type Admin,
} from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type GroupChunkOptions, type KafkaClient, type NewRecord, openClient } from '../../src/kafka/client'
import { Cluster } from '../../src/kafka/cluster'
import { batchesOf, decodeChunk } from '../../src/kafka/decode'
import { encodeOneBatch } from '../../src/kafka/encode'
import { produceRequest } from '../../src/kafka/requests/produce'
import { type ReadSummary } from '../../src/reading'
import { type KafkaRecord, type RecordChunk } from '../../src/record'
import { opensslMissing } from '../support/certificates'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { type SecureKafka, startSecureKafka, USERS } from '../support/kafka-secure'
import { portProxy, type PortProxy } from '../support/port-proxy'

const missing = await kafkaMissing()

interface Read {
  readonly summary: ReadSummary
  readonly records: KafkaRecord[]
}

/** The records in order of partition, then offset. */
async function consumed(client: KafkaClient, topic: string, options: GroupChunkOptions): Promise<Read> {
  const chunks: RecordChunk[] = []
  const summary = await client.consume(topic, (c) => void chunks.push(c), options)
  chunks.sort((a, b) => a.partition - b.partition || (a.from < b.from ? -1 : 1))
  return { summary, records: chunks.flatMap(decodeChunk) }
}

const message = (i: number, partition = 0): NewRecord => ({
  partition,
  key: Buffer.from(`k${i}`),
  value: Buffer.from(`value ${i}`),
  timestamp: 1_700_000_000_000 + i,
})
const messages = (n: number, partitions = 1): NewRecord[] =>
  Array.from({ length: n }, (_, i) => message(i, i % partitions))

describe.skipIf(missing)(`a read by a consumer group${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  let proxy: PortProxy
  let client: KafkaClient
  let other: Kafka
  let admin: Admin

  beforeAll(async () => {
    proxy = await portProxy()
    kafka = await startTestKafka({
      properties: {
        'advertised.listeners': `PLAINTEXT://${proxy.address}`,
        'auto.create.topics.enable': 'true',
      },
    })
    proxy.target = kafka.bootstrap
    client = openClient(readConfig({ brokers: proxy.address }, {}))
    other = new Kafka({ brokers: [proxy.address], logLevel: logLevel.NOTHING, clientId: 'somebody' })
    admin = other.admin()
    await admin.connect()
  })
  afterAll(async () => {
    await admin?.disconnect()
    await client?.close()
    await kafka?.stop()
    await proxy?.close()
  })

  const consume = (topic: string, options: GroupChunkOptions): Promise<Read> =>
    consumed(client, topic, options)

  async function topicWith(
    name: string,
    records: NewRecord[],
    partitions = 1,
    settings = {},
  ): Promise<string> {
    await client.createTopic(name, { partitions, settings: { 'retention.ms': '-1', ...settings } })
    await client.send(name, records)
    return name
  }

  /** The committed offset of every partition; -1 for none. */
  async function committed(group: string, topic: string): Promise<number[]> {
    const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
    return [...found.partitions].sort((a, b) => a.partition - b.partition).map((p) => Number(p.offset))
  }

  async function members(group: string): Promise<string[]> {
    const { groups } = await admin.describeGroups([group])
    return groups[0].members.map((m) => m.clientId)
  }

  const values = (records: readonly KafkaRecord[]): string[] => records.map((r) => String(r.value))

  test('of what nobody has read: all of it; nothing is committed, nobody is left in the group', async () => {
    await topicWith('all', messages(3000, 3), 3)
    const { summary, records } = await consume('all', { group: 'g-all' })
    expect(summary).toMatchObject({ stop: 'end', records: 3000, missing: 0, expired: 0, notes: [] })
    expect(summary.ranges).toEqual(
      [0, 1, 2].map((partition) => ({ topic: 'all', partition, from: 0n, to: 1000n })),
    )
    expect(summary.plan).toEqual(summary.ranges)
    expect(summary.there).toEqual(summary.ranges)
    const expected = [0, 1, 2].flatMap((p) =>
      Array.from({ length: 1000 }, (_, i) => ({
        topic: 'all',
        offset: BigInt(i),
        timestampType: 'CreateTime',
        headers: [],
        ...message(3 * i + p, p),
      })),
    )
    expect(records).toEqual(expected)
    expect(await committed('g-all', 'all')).toEqual([-1, -1, -1])
    expect(await members('g-all')).toEqual([])
  })

  test('goes on where it was committed, and only there', async () => {
    await topicWith('going', messages(10, 2), 2)
    const first = await consume('going', { group: 'g-going' })
    expect(values((await consume('going', { group: 'g-going' })).records)).toEqual(values(first.records))
    await client.commit('g-going', first.summary.ranges)
    expect(await committed('g-going', 'going')).toEqual([5, 5])
    const none = await consume('going', { group: 'g-going' })
    expect(none.summary).toMatchObject({ stop: 'end', records: 0 })
    await client.send('going', [message(77, 1)])
    const { summary, records } = await consume('going', { group: 'g-going' })
    expect(values(records)).toEqual(['value 77'])
    expect(summary.ranges.map((r) => [r.from, r.to])).toEqual([
      [5n, 5n],
      [5n, 6n],
    ])
    // Another group has its own.
    expect((await consume('going', { group: 'g-other' })).summary.records).toBe(11)
    expect(await committed('g-going', 'going')).toEqual([5, 5])
  })

  test('of a number of messages, exactly', async () => {
    await topicWith('limited', messages(20))
    const first = await consume('limited', { group: 'g-limited', limit: 7 })
    expect(first.summary).toMatchObject({ stop: 'limit', records: 7 })
    expect(values(first.records)).toEqual(Array.from({ length: 7 }, (_, i) => `value ${i}`))
    await client.commit('g-limited', first.summary.ranges)
    const rest = await consume('limited', { group: 'g-limited', limit: 13 })
    expect(values(rest.records)).toEqual(Array.from({ length: 13 }, (_, i) => `value ${i + 7}`))
    expect(rest.summary.stop).toBe('end')
    expect((await consume('limited', { group: 'g-limited', limit: 0 })).summary.records).toBe(0)
  })

  test('of an empty topic: nothing, and no group comes into being', async () => {
    await topicWith('nothing', [], 2)
    expect((await consume('nothing', { group: 'g-nothing' })).summary).toMatchObject({
      stop: 'end',
      records: 0,
    })
    expect((await admin.listGroups()).groups.map((g) => g.groupId)).not.toContain('g-nothing')
  })

  test('of an unknown topic is an error, and creates nothing', async () => {
    await topicWith('students', messages(1))
    await expect(consume('studnets', { group: 'g-typo' })).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' })
    expect(await admin.listTopics()).not.toContain('studnets')
    expect((await admin.listGroups()).groups.map((g) => g.groupId)).not.toContain('g-typo')
  })

  test('in a group that somebody is in is refused, and does not disturb them', async () => {
    await topicWith('busy', messages(5))
    const consumer = other.consumer({ groupId: 'g-busy', allowAutoTopicCreation: false })
    let joins = 0
    consumer.on(consumer.events.GROUP_JOIN, () => void joins++)
    await consumer.connect()
    await consumer.subscribe({ topics: ['busy'] })
    await consumer.run({ autoCommit: false, eachMessage: async () => {} })
    await expect.poll(() => members('g-busy')).toEqual(['somebody'])
    await expect(consume('busy', { group: 'g-busy' })).rejects.toMatchObject({
      code: 'GROUP_BUSY',
      what: expect.stringMatching(/"g-busy" is in use: somebody at 127\.0\.0\.1/) as string,
    })
    await expect(
      client.commit('g-busy', [{ topic: 'busy', partition: 0, from: 0n, to: 5n }]),
    ).rejects.toMatchObject({ code: 'GROUP_BUSY' })
    expect(joins).toBe(1)
    await consumer.disconnect()
    expect((await consume('busy', { group: 'g-busy' })).summary.records).toBe(5)
  })

  test('when somebody joins the group meanwhile is given up', async () => {
    const value = Buffer.alloc(20_000, 1)
    await topicWith(
      'joined',
      Array.from({ length: 2000 }, (_, i) => ({ ...message(i, i % 2), value })),
      2,
    )
    const consumer = other.consumer({ groupId: 'g-joined', allowAutoTopicCreation: false })
    const joining: Promise<void>[] = []
    const join = async (): Promise<void> => {
      await consumer.connect()
      await consumer.subscribe({ topics: ['joined'] })
      await consumer.run({ eachMessage: async () => {} })
    }
    const reading = client.consume(
      'joined',
      async () => {
        if (joining.length === 0) joining.push(join())
        await new Promise((resolve) => setTimeout(resolve, 200))
      },
      { group: 'g-joined' },
    )
    await expect(reading).rejects.toMatchObject({ code: 'GROUP_BUSY' })
    await Promise.all(joining)
    await consumer.disconnect()
  })

  test('twice at once: one after the other, each whole', async () => {
    await topicWith('twice', messages(500, 2), 2)
    const both = await Promise.all([1, 2].map(() => consume('twice', { group: 'g-twice' })))
    expect(both.map((r) => r.summary.records)).toEqual([500, 500])
    expect(await members('g-twice')).toEqual([])
  })

  test('from an offset beyond the end is refused, and the offset stays', async () => {
    await topicWith('anew', messages(50))
    await admin.setOffsets({
      groupId: 'g-anew',
      topic: 'anew',
      partitions: [{ partition: 0, offset: '99999' }],
    })
    await expect(consume('anew', { group: 'g-anew' })).rejects.toMatchObject({
      code: 'GROUP_OFFSET_BEYOND',
      details: { offset: '99999', end: '50' },
    })
    expect(await committed('g-anew', 'anew')).toEqual([99999])
  })

  test('from an offset that expired says what is gone', async () => {
    await topicWith('expired', messages(50))
    await client.commit('g-expired', [{ topic: 'expired', partition: 0, from: 0n, to: 10n }])
    await admin.fetchTopicOffsets('expired')
    await admin.deleteTopicRecords({ topic: 'expired', partitions: [{ partition: 0, offset: '30' }] })
    const { summary, records } = await consume('expired', { group: 'g-expired' })
    expect(summary).toMatchObject({ records: 20, expired: 20, stop: 'end' })
    expect(summary.notes).toEqual(['expired[0]: offsets 10–29 expired before the group g-expired read them.'])
    expect(records[0].offset).toBe(30n)
  })

  test('takes what was deleted meanwhile for gone, and says so', async () => {
    const value = Buffer.alloc(20_000, 1)
    await topicWith(
      'vanishing',
      Array.from({ length: 1000 }, (_, i) => ({ ...message(i), value })),
    )
    await admin.fetchTopicOffsets('vanishing')
    const offsets: bigint[] = []
    let deleted = false
    const summary = await client.consume(
      'vanishing',
      async (chunk) => {
        offsets.push(...decodeChunk(chunk).map((r) => r.offset))
        if (deleted) return
        deleted = true
        await admin.deleteTopicRecords({ topic: 'vanishing', partitions: [{ partition: 0, offset: '900' }] })
      },
      { group: 'g-vanishing' },
    )
    expect(summary).toMatchObject({ stop: 'end', records: offsets.length, missing: 1000 - offsets.length })
    expect(offsets.at(-1)).toBe(999n)
    expect(new Set(offsets).size).toBe(offsets.length)
    expect(summary.notes).toEqual([expect.stringMatching(/^vanishing\[0\]: offsets \d+–899 were deleted/)])
  })

  test('of transactions: what was committed, to the end, also where that is a marker', async () => {
    await topicWith('transacted', [], 2)
    const producer = other.producer({ transactionalId: 'tx', idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const send = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction()
      await transaction.send({
        topic: 'transacted',
        messages: [0, 1].map((partition) => ({ value, partition })),
      })
      await transaction[end]()
    }
    for (const [value, end] of [
      ['a', 'commit'],
      ['b', 'abort'],
      ['c', 'commit'],
      ['d', 'abort'],
    ] as const)
      await send(value, end)
    await producer.disconnect()
    const read = (): Promise<Read> => consume('transacted', { group: 'g-transacted' })
    await expect.poll(async () => (await read()).summary.ranges.map((r) => r.to)).toEqual([8n, 8n])
    const { summary, records } = await read()
    expect(values(records)).toEqual(['a', 'c', 'a', 'c'])
    // kafkajs does not tell markers and aborted messages from holes.
    expect(summary).toMatchObject({ stop: 'end', records: 4, control: 0, aborted: 0, missing: 12 })
  })

  test.each(['gzip', 'snappy', 'lz4', 'zstd'])('of batches compressed by %s', async (codec) => {
    await topicWith(`codec-${codec}`, messages(200), 1, { 'compression.type': codec })
    const { records, summary } = await consume(`codec-${codec}`, { group: `g-${codec}` })
    expect(values(records)).toEqual(Array.from({ length: 200 }, (_, i) => `value ${i}`))
    expect(summary.stop).toBe('end')
  })

  test('of the time of the broker', async () => {
    await topicWith('stamped', messages(2), 1, { 'message.timestamp.type': 'LogAppendTime' })
    const { records } = await consume('stamped', { group: 'g-stamped' })
    expect(records.map((r) => r.timestampType)).toEqual(['LogAppendTime', 'LogAppendTime'])
    expect(records[0].timestamp).toBeGreaterThan(1_700_000_000_001)
  })

  test('keeps headers by name, whatever the name', async () => {
    const headers = [
      ['b', Buffer.from([0xff])],
      ['a', null],
      ['b', Buffer.alloc(0)],
      ['__proto__', Buffer.from('x')],
      ['constructor', Buffer.from('y')],
      ['constructor', null],
    ] as const
    await topicWith('headers', [{ ...message(0), headers }])
    const { records } = await consume('headers', { group: 'g-headers' })
    const named = (name: string): unknown[] =>
      records[0].headers.filter(([n]) => n === name).map(([, value]) => value)
    expect(records[0].headers).toHaveLength(6)
    for (const [name] of headers)
      expect(named(name)).toEqual(headers.filter(([n]) => n === name).map(([, value]) => value))
  })

  test('that kafkajs cannot go on with, at a batch that the log cleaner emptied, names the other way', async () => {
    const settings = {
      'cleanup.policy': 'compact',
      'segment.ms': '100',
      // The cleaner joins segments up to this size: with an emptied batch in the middle kafkajs goes on.
      'segment.bytes': '1048576',
      'min.cleanable.dirty.ratio': '0.001',
      'max.compaction.lag.ms': '500',
      'delete.retention.ms': '100',
    }
    const value = Buffer.alloc(600_000, 1)
    const key = Buffer.from('same')
    const nextSegment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300))
    await topicWith('compacted', [{ key: Buffer.from('kept'), value }], 1, settings)
    // The last batch of an idempotent producer stays for its state, even when its only record is gone.
    const producer = other.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    await producer.send({ topic: 'compacted', messages: [{ key, value: 'overwritten' }] })
    await producer.disconnect()
    await nextSegment()
    await client.send('compacted', [{ key, value }])
    await nextSegment()
    await client.send('compacted', [{ key: Buffer.from('last'), value }])
    const emptied = async (): Promise<boolean> => {
      const chunks: RecordChunk[] = []
      await client.read('compacted', (c) => void chunks.push(c))
      return chunks.flatMap((c) => [...batchesOf(c)]).some((b) => b.header.count === 0)
    }
    await expect.poll(emptied, { timeout: 60_000, interval: 300 }).toBe(true)
    await expect(consume('compacted', { group: 'g-compacted' })).rejects.toMatchObject({
      code: 'GROUP_READ_STUCK',
      what: expect.stringMatching(/at offset \d+ of compacted\[0\]: the log cleaner/) as string,
      todo: expect.stringContaining('kafka.read') as string,
    })
    expect(await members('g-compacted')).toEqual([])
  })

  test('that kafkajs cannot take, of a batch of too many records, names the other way', async () => {
    await topicWith('crowded', [], 1, { 'max.message.bytes': '10000000' })
    const cluster = new Cluster(readConfig({ brokers: proxy.address }, {}))
    const batch = encodeOneBatch(
      Array.from({ length: 150_000 }, (_, i) => ({
        offset: BigInt(i),
        timestamp: 0,
        key: null,
        value: null,
        headers: [],
      })),
    )
    const { partitions } = await cluster.topic('crowded')
    await cluster.node(partitions[0].leader, produceRequest('crowded', new Map([[0, batch]]), 10_000))
    cluster.close()
    await expect(consume('crowded', { group: 'g-crowded' })).rejects.toMatchObject({
      code: 'GROUP_READ_STUCK',
      what: expect.stringContaining('more records than it can take') as string,
    })
    expect(await client.read('crowded', () => {})).toMatchObject({ stop: 'end', records: 150_000 })
  })

  test('that is stopped keeps what was read, and leaves the group', async () => {
    const value = Buffer.alloc(20_000, 1)
    await topicWith(
      'stopped',
      Array.from({ length: 2000 }, (_, i) => ({ ...message(i), value })),
    )
    const abort = new AbortController()
    let seen = 0
    const summary = await client.consume(
      'stopped',
      (chunk) => {
        seen += decodeChunk(chunk).length
        abort.abort()
      },
      { group: 'g-stopped', signal: abort.signal },
    )
    expect(summary).toMatchObject({ stop: 'interrupted', records: seen })
    expect(seen).toBeLessThan(2000)
    expect(await members('g-stopped')).toEqual([])
    const before = await client.consume('stopped', () => {}, {
      group: 'g-stopped',
      signal: AbortSignal.abort(),
    })
    expect(before).toMatchObject({ stop: 'interrupted', records: 0, ranges: [] })
  })

  test('of a topic that is deleted meanwhile is given up; made anew, what is there counts', async () => {
    const value = Buffer.alloc(20_000, 1)
    const many = Array.from({ length: 1000 }, (_, i) => ({ ...message(i), value }))
    await topicWith('deleted', many)
    const remove = async (): Promise<void> => {
      await admin.deleteTopics({ topics: ['deleted'] })
    }
    let chunks = 0
    const gone = client.consume('deleted', async () => void (chunks++ || (await remove())), {
      group: 'g-deleted',
      failAfterMs: 4000,
    })
    await expect(gone).rejects.toMatchObject({
      code: expect.stringMatching(/READ_GAVE_UP|TOPIC_UNKNOWN/) as string,
    })
    await topicWith('deleted', many)
    const offsets: bigint[] = []
    const summary = await client.consume(
      'deleted',
      async (chunk) => {
        offsets.push(...decodeChunk(chunk).map((r) => r.offset))
        if (offsets[0] !== 0n || offsets.length > decodeChunk(chunk).length) return
        await remove()
        await topicWith('deleted', messages(3))
      },
      { group: 'g-anew-meanwhile', failAfterMs: 20_000 },
    )
    expect(offsets).toEqual(Array.from({ length: offsets.length }, (_, i) => BigInt(i)))
    expect(summary).toMatchObject({ stop: 'end', records: offsets.length })
    expect(summary.notes).toEqual([
      'deleted[0]: offsets from 3 to 999 are gone: the topic was made anew or cut while it was read.',
    ])
  })

  test('of one who refuses a chunk ends with his error, and leaves the group', async () => {
    const refusal = new Error('disk full')
    const refused = client.consume(
      'stopped',
      () => {
        throw refusal
      },
      { group: 'g-refused' },
    )
    await expect(refused).rejects.toBe(refusal)
    expect(await members('g-refused')).toEqual([])
  })

  test('waits for one who takes longer than a member may be silent, and stays in the group', async () => {
    const joins: string[] = []
    let slow = true
    const summary = await client.consume(
      'stopped',
      async () => {
        if (!slow) return
        slow = false
        await new Promise((resolve) => setTimeout(resolve, 11_000))
        joins.push(...(await members('g-slow')))
      },
      { group: 'g-slow', failAfterMs: 3_000 },
    )
    expect(summary).toMatchObject({ stop: 'end', records: 2000, missing: 0 })
    expect(joins).toEqual(['carnet'])
  })

  test('of a group that stands behind a transaction which is still open: nothing yet', async () => {
    await topicWith('open', messages(3))
    const producer = other.producer({ transactionalId: 'open', idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic: 'open', messages: [{ value: 'not yet' }] })
    await client.send('open', messages(2))
    await client.commit('g-open', [{ topic: 'open', partition: 0, from: 0n, to: 5n }])
    expect((await consume('open', { group: 'g-open' })).summary).toMatchObject({ stop: 'end', records: 0 })
    await transaction.commit()
    await producer.disconnect()
    await expect
      .poll(async () => values((await consume('open', { group: 'g-open' })).records))
      .toEqual(['value 1'])
  })

  test('goes on after the connections were cut: nothing lost, nothing twice', async () => {
    const offsets: bigint[] = []
    const summary = await client.consume(
      'stopped',
      (chunk) => {
        if (offsets.length === 0) proxy.cut()
        offsets.push(...decodeChunk(chunk).map((r) => r.offset))
      },
      { group: 'g-cut' },
    )
    expect(summary).toMatchObject({ stop: 'end', records: 2000, missing: 0 })
    expect(offsets).toEqual(Array.from({ length: 2000 }, (_, i) => BigInt(i)))
  })

  test('of a broker that goes away for good is given up', async () => {
    const reading = client.consume(
      'stopped',
      () => {
        proxy.target = ''
        proxy.cut()
      },
      { group: 'g-gone', failAfterMs: 3000 },
    )
    await expect(reading).rejects.toMatchObject({ code: 'READ_GAVE_UP' })
    proxy.target = kafka.bootstrap
    await expect.poll(() => members('g-gone'), { timeout: 20_000 }).toEqual([])
  })
})

const insecure = missing ?? opensslMissing()

describe.skipIf(insecure)(
  `a consumer group without the right on it${insecure ? ` (${insecure})` : ''}`,
  () => {
    let kafka: SecureKafka
    let client: KafkaClient

    beforeAll(async () => {
      kafka = await startSecureKafka()
      const admin = kafka.kafkajs().admin()
      await admin.connect()
      await admin.createTopics({ topics: [{ topic: 'message', numPartitions: 1 }] })
      const grant = (operation: AclOperationTypes, resourceName: string): Promise<boolean> =>
        admin.createAcls({
          acl: [
            {
              resourceType: AclResourceTypes.GROUP,
              resourceName,
              resourcePatternType: ResourcePatternTypes.LITERAL,
              principal: `User:${USERS.PLAIN.username}`,
              host: '*',
              operation,
              permissionType: AclPermissionTypes.ALLOW,
            },
          ],
        })
      await grant(AclOperationTypes.DESCRIBE, 'described')
      await grant(AclOperationTypes.READ, 'granted')
      await admin.disconnect()
      await kafka.allow('message', 'READ')
      const producer = kafka.kafkajs().producer()
      await producer.connect()
      await producer.send({
        topic: 'message',
        compression: CompressionTypes.GZIP,
        messages: [{ value: 'a' }],
      })
      await producer.disconnect()
      client = openClient(
        readConfig(
          {
            brokers: kafka.at.sasl,
            ca: kafka.certificates.ca,
            sasl: { mechanism: 'plain', ...USERS.PLAIN },
          },
          {},
        ),
      )
    })
    afterAll(async () => {
      await client?.close()
      await kafka?.stop()
    })

    test.each(['unseen', 'described'])('%s: says that it is missing, on the group', async (group) => {
      await expect(consumed(client, 'message', { group })).rejects.toMatchObject({
        code: 'GROUP_FORBIDDEN',
        details: { group, user: USERS.PLAIN.username },
      })
      await expect(
        client.commit(group, [{ topic: 'message', partition: 0, from: 0n, to: 1n }]),
      ).rejects.toMatchObject({ code: 'GROUP_FORBIDDEN' })
    })

    test('granted: reads and commits', async () => {
      const { summary } = await consumed(client, 'message', { group: 'granted' })
      expect(summary.records).toBe(1)
      await client.commit('granted', summary.ranges)
      expect((await consumed(client, 'message', { group: 'granted' })).summary.records).toBe(0)
    })
  },
)
