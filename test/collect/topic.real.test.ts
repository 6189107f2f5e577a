import { type Admin, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type KafkaClient, openClient } from '../../src/kafka/client'
import { freePorts } from '../../src/machine/ports'
import { liveSource } from '../../src/source/live'
import { type Source } from '../../src/source/source'
import { kafkaMissing } from '../support/kafka'
import { type TestNode, testNode } from '../support/kafka-node'
import { student } from './fake-topic'
import { begin, lines, rowsByOffset, tempStore, until } from './support'

const missing = await kafkaMissing()
const CLUSTER = 'Y29sbGVjdHMtdG9waWNzMg'

describe.skipIf(missing)(`what happens to a real topic${missing ? ` (${missing})` : ''}`, () => {
  let node: TestNode
  let client: KafkaClient
  let source: Source
  let kafkajs: Kafka
  let admin: Admin

  beforeAll(async () => {
    const [port, controllerPort] = await freePorts(2)
    node = await testNode({ port, controllerPort, clusterId: CLUSTER, properties: {} })
    await node.start()
    client = openClient(readConfig({ brokers: node.bootstrap }, {}))
    source = liveSource(openClient(readConfig({ brokers: node.bootstrap }, {})), { captures: '/nowhere' })
    kafkajs = new Kafka({ brokers: [node.bootstrap], logLevel: logLevel.NOTHING })
    admin = kafkajs.admin()
    await admin.connect()
  })
  afterAll(async () => {
    await admin?.disconnect()
    await source?.close()
    await client?.close()
    await node?.remove()
  })

  const make = (topic: string, partitions = 1, settings: Record<string, string> = {}) =>
    expect
      .poll(
        () => client.createTopic(topic, { partitions, settings: { 'retention.ms': '-1', ...settings } }),
        {
          timeout: 20_000,
        },
      )
      .toBe(true)

  const send = (topic: string, partition: number, from: number, count: number) =>
    client.send(
      topic,
      Array.from({ length: count }, (_, i) => ({
        partition,
        key: Buffer.from(`k${from + i}`),
        value: Buffer.from(student((from + i) % 100)),
      })),
    )

  /** A broker says that a transaction has ended before its marker is in every partition. */
  const endIs = (topic: string, end: bigint) =>
    expect.poll(async () => (await source.extent(topic)).partitions[0]?.end, { timeout: 10_000 }).toBe(end)

  const collectTopic = async (topic: string, store = tempStore(), options = {}) => ({
    store,
    ...(await begin(source, store, options, { topic }).collection),
  })

  test('its extent is told with the cluster', async () => {
    await make('told', 2)
    await send('told', 1, 18, 3)
    expect(await source.extent('told')).toEqual({
      clusterId: CLUSTER,
      partitions: [
        { partition: 0, start: 0n, end: 0n },
        { partition: 1, start: 0n, end: 3n },
      ],
    })
    await expect(source.extent('tolld')).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' })
  })

  test('made anew under a collection that follows, with more messages than before', async () => {
    await make('anew', 2)
    await send('anew', 0, 18, 3)
    const store = tempStore()
    const { collection, lines: told } = begin(source, store, { follow: true, poll: 0.1 }, { topic: 'anew' })
    await until(collection, (p) => p.messages === 3)
    await admin.deleteTopics({ topics: ['anew'] })
    await make('anew', 2)
    await send('anew', 0, 40, 9)
    await send('anew', 1, 60, 2)
    await until(collection, (p) => p.messages === 14)
    expect(await collection.stop()).toMatchObject({ generation: 2, messages: 14, lag: 0 })
    expect(told).toContain(
      'anew was made anew. What it holds now is stored from its beginning, as its generation 2.',
    )
    expect(
      lines(
        store,
        'SELECT generation, count(*) FROM students r JOIN sources s ON s.id = r.source GROUP BY 1',
      ),
    ).toEqual([
      [1n, 3n],
      [2n, 11n],
    ])
  })

  test('made anew while nobody looked, and grown beyond the position', async () => {
    await make('unseen')
    await send('unseen', 0, 18, 3)
    const { store } = await collectTopic('unseen')
    await admin.deleteTopics({ topics: ['unseen'] })
    await make('unseen')
    await send('unseen', 0, 40, 9)
    expect(await collectTopic('unseen', store)).toMatchObject({ generation: 2, messages: 9 })
  })

  test('messages deleted before they were read are a gap', async () => {
    await make('expired')
    await send('expired', 0, 18, 3)
    const { store } = await collectTopic('expired')
    await send('expired', 0, 30, 5)
    await admin.fetchTopicOffsets('expired')
    await admin.deleteTopicRecords({ topic: 'expired', partitions: [{ partition: 0, offset: '6' }] })
    expect(await collectTopic('expired', store)).toMatchObject({
      messages: 2,
      generation: 1,
      gaps: [{ partition: 0, from: 3n, to: 6n, reason: 'expired' }],
    })
    expect(rowsByOffset(store).map(([, offset]) => offset)).toEqual([0n, 1n, 2n, 6n, 7n])
  })

  test('partitions added begin at their log start', async () => {
    await make('wider')
    await send('wider', 0, 18, 3)
    const { store } = await collectTopic('wider')
    await admin.createPartitions({ topicPartitions: [{ topic: 'wider', count: 3 }] })
    await expect.poll(async () => (await source.extent('wider')).partitions.length).toBe(3)
    await send('wider', 2, 30, 4)
    expect(await collectTopic('wider', store)).toMatchObject({
      messages: 4,
      notes: ['wider has new partitions: 1, 2.'],
    })
  })

  test('transactions: markers are no gaps, aborted and open ones no messages', async () => {
    await make('transactions')
    const producer = kafkajs.producer({ transactionalId: 't', idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const within = async (from: number, end: 'commit' | 'abort' | null) => {
      const transaction = await producer.transaction()
      const messages = [0, 1].map((i) => ({ partition: 0, value: student(from + i) }))
      await transaction.send({ topic: 'transactions', messages })
      if (end) await transaction[end]()
      return transaction
    }
    await within(20, 'commit')
    await within(30, 'abort')
    const open = await within(40, null)
    await endIs('transactions', 6n)
    const { store, ...first } = await collectTopic('transactions')
    expect(first).toMatchObject({ messages: 2, gaps: [], lag: 0, positions: [{ next: 6n, end: 6n }] })
    await open.commit()
    await endIs('transactions', 9n)
    expect(await collectTopic('transactions', store)).toMatchObject({
      messages: 2,
      gaps: [],
      lag: 0,
      positions: [{ next: 9n, end: 9n }],
    })
    expect(rowsByOffset(store)).toEqual([
      [0n, 0n, 20n],
      [0n, 1n, 21n],
      [0n, 6n, 40n],
      [0n, 7n, 41n],
    ])
    await producer.disconnect()
  })

  test('a compacted topic: what the log cleaner left out is no gap', async () => {
    const settings = {
      'cleanup.policy': 'compact',
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.001',
      'max.compaction.lag.ms': '100',
    }
    await make('compacted', 1, settings)
    const one = (i: number) => ({ partition: 0, key: Buffer.from('k'), value: Buffer.from(student(18 + i)) })
    for (let i = 0; i < 8; i++) await client.send('compacted', [one(i)])
    let sent = 8
    // The cleaner leaves the newest segment alone: more messages make new ones.
    await expect
      .poll(
        async () => {
          await client.send('compacted', [one(sent++ % 50)])
          return (await source.read('compacted', { capture: false, quiet: true })).length
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBeLessThan(sent - 3)
    const { store, ...collected } = await collectTopic('compacted')
    expect(collected).toMatchObject({ gaps: [], lag: 0, positions: [{ next: BigInt(sent) }] })
    expect(collected.messages).toBeLessThan(sent)
    expect(await collectTopic('compacted', store)).toMatchObject({ messages: 0, generation: 1 })
  })

  test('a broker that is killed, and is there again', async () => {
    await make('killed', 2)
    await send('killed', 0, 18, 3)
    const store = tempStore()
    const { collection, lines: told } = begin(source, store, { follow: true, poll: 0.2 }, { topic: 'killed' })
    await until(collection, (p) => p.messages === 3 && p.state === 'waiting')
    await node.kill()
    await until(collection, (p) => p.state === 'unreachable')
    await node.start()
    await expect
      .poll(
        () =>
          send('killed', 1, 30, 4).then(
            () => true,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true)
    await until(collection, (p) => p.messages >= 7 && p.state === 'waiting')
    const collected = await collection.stop()
    expect(collected).toMatchObject({ generation: 1, gaps: [], lag: 0 })
    expect(told.filter((l) => l.includes('Trying again'))).toHaveLength(1)
    expect(told.filter((l) => l.startsWith('Collecting goes on'))).toHaveLength(1)
    const { partitions } = await source.extent('killed')
    const there = partitions.reduce((n, p) => n + p.end - p.start, 0n)
    expect(rowsByOffset(store)).toHaveLength(Number(there))
  })

  test('another cluster at the same address is another source', async () => {
    await make('moved')
    await send('moved', 0, 18, 3)
    const store = tempStore()
    const { collection } = begin(source, store, { follow: true, poll: 0.2 }, { topic: 'moved' })
    await until(collection, (p) => p.messages === 3)
    await node.stop()
    const [, port] = node.bootstrap.split(':')
    const [controllerPort] = await freePorts(1)
    const other = await testNode({
      port: Number(port),
      controllerPort,
      clusterId: 'YW5vdGhlci1jbHVzdGVyMg',
      properties: {},
    })
    try {
      await other.start()
      await make('moved')
      await send('moved', 0, 50, 5)
      await until(collection, (p) => p.messages === 8)
      await collection.stop()
    } finally {
      await other.remove()
      await node.start()
    }
    expect(
      lines(
        store,
        'SELECT cluster, generation, count(*) FROM students r JOIN sources s ON s.id = r.source GROUP BY 1, 2',
      ),
    ).toEqual([
      [CLUSTER, 1n, 3n],
      ['YW5vdGhlci1jbHVzdGVyMg', 1n, 5n],
    ])
    // Back again, the first one goes on where it was.
    await send('moved', 0, 30, 1)
    expect(await collectTopic('moved', store)).toMatchObject({ messages: 1, generation: 1 })
  })

  test('a collection of all of it and one begun anew again and again give the same', async () => {
    await make('pieces', 3)
    for (let p = 0; p < 3; p++) await send('pieces', p, 18 + p, 700)
    const whole = tempStore()
    await collectTopic('pieces', whole)
    const pieces = tempStore()
    for (let n = 0; n < 2100; n += 300) await collectTopic('pieces', pieces, { limit: 300 })
    expect(rowsByOffset(pieces)).toEqual(rowsByOffset(whole))
    expect(rowsByOffset(whole)).toHaveLength(2100)
  })
})
