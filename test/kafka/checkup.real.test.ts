import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type Checkup, type CheckStep } from '../../src/kafka/checkup'
import { openClient } from '../../src/kafka/client'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { startKafkaCluster, type TestCluster } from '../support/kafka-cluster'

const missing = await kafkaMissing()

const LAYERS = ['settings', 'name', 'port', 'tls', 'login', 'metadata', 'brokers', 'topic', 'read']

async function checkup(brokers: string, topic?: string): Promise<Checkup> {
  const client = openClient(readConfig({ brokers }, {}))
  try {
    return await client.checkup(topic)
  } finally {
    await client.close()
  }
}

const step = ({ steps }: Checkup, layer: CheckStep['layer']): CheckStep | undefined =>
  steps.find((s) => s.layer === layer)

async function fill(brokers: string): Promise<void> {
  const client = openClient(readConfig({ brokers }, {}))
  await client.createTopic('message', { partitions: 3 })
  await client.createTopic('empty', { partitions: 2 })
  const records = Array.from({ length: 300 }, (_, i) => ({ key: null, value: null, partition: i % 3 }))
  await client.send('message', records)
  await client.close()
}

describe.skipIf(missing)(`the check-up of one broker${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  beforeAll(async () => {
    kafka = await startTestKafka()
    await fill(kafka.bootstrap)
  })
  afterAll(() => kafka?.stop())

  test('of a topic with messages', async () => {
    const found = await checkup(kafka.bootstrap, 'message')
    const target = `${kafka.bootstrap}, topic message`
    expect(found).toMatchObject({ kind: 'checkup', ok: true, target, failure: null })
    expect(found.steps.map((s) => s.layer)).toEqual(LAYERS)
    expect(Object.fromEntries(found.steps.map((s) => [s.layer, `${s.status}: ${s.detail}`]))).toEqual({
      settings: 'ok: brokers (options)',
      name: 'ok: 127.0.0.1',
      port: `ok: ${kafka.bootstrap}`,
      tls: 'skipped: not in the settings',
      login: 'skipped: not in the settings',
      metadata: `ok: 1 broker, cluster ${kafka.clusterId}`,
      brokers: `ok: ${kafka.bootstrap}`,
      topic: 'ok: 3 partitions, 300 messages',
      read: 'ok: messages can be read',
    })
    expect(found.steps.every((s) => s.milliseconds >= 0 && s.parts === undefined)).toBe(true)
  })

  test('without a topic, and of an empty one', async () => {
    expect((await checkup(kafka.bootstrap)).steps.map((s) => s.layer)).toEqual(LAYERS.slice(0, 7))
    const empty = await checkup(kafka.bootstrap, 'empty')
    expect(step(empty, 'topic')?.detail).toBe('2 partitions, 0 messages')
    expect(step(empty, 'read')).toMatchObject({ status: 'ok', detail: 'the topic is empty' })
  })

  test('one broker of two is enough', async () => {
    const found = await checkup(`127.0.0.1:1,${kafka.bootstrap}`, 'message')
    expect(found.ok).toBe(true)
    expect(step(found, 'port')).toMatchObject({
      status: 'warning',
      detail: 'Nothing answers at 127.0.0.1:1 (ECONNREFUSED).',
      parts: [
        { name: '127.0.0.1:1', status: 'failed', detail: 'Nothing answers at 127.0.0.1:1 (ECONNREFUSED).' },
        { name: kafka.bootstrap, status: 'ok', detail: 'open' },
      ],
    })
    expect(step(found, 'tls')).toMatchObject({ status: 'skipped' })
  })

  test('nothing is created, no group and no topic', async () => {
    const client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    await client.checkup('mesage')
    const { topics } = await client.topics()
    await client.close()
    expect(topics.map((t) => t.topic)).toEqual(['empty', 'message'])
  })
})

describe.skipIf(missing)(`the check-up of three brokers${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestCluster
  beforeAll(async () => {
    // A broker that is killed stays in the metadata for that long.
    kafka = await startKafkaCluster({ properties: { 'broker.session.timeout.ms': '120000' } })
    await fill(kafka.bootstrap)
  })
  afterAll(() => kafka?.stop())

  const brokersOf = (found: Checkup): (readonly string[])[] | undefined =>
    step(found, 'brokers')?.parts?.map((p) => [p.name, p.status, p.detail])

  test('each broker that the cluster names is tried', async () => {
    const found = await checkup(kafka.nodes[0].bootstrap, 'message')
    expect(found).toMatchObject({ ok: true, failure: null })
    expect(step(found, 'metadata')?.detail).toBe(`3 brokers, cluster ${kafka.clusterId}`)
    expect(brokersOf(found)?.sort()).toEqual(kafka.nodes.map((n) => [n.bootstrap, 'ok', 'answers']).sort())
  })

  test('one that hangs is named, without waiting for it', async () => {
    const [first, second] = kafka.nodes
    process.kill(second.pid, 'SIGSTOP')
    try {
      const found = await checkup(first.bootstrap)
      expect(found).toMatchObject({ ok: true, failure: null })
      expect(step(found, 'brokers')).toMatchObject({ status: 'warning' })
      expect(brokersOf(found)).toContainEqual([second.bootstrap, 'failed', 'no answer yet'])
      expect(brokersOf(found)).toContainEqual([first.bootstrap, 'ok', 'answers'])
    } finally {
      process.kill(second.pid, 'SIGCONT')
    }
  })

  test('one that is gone, and leads a partition of the topic', async () => {
    const [first, , third] = kafka.nodes
    await third.kill()
    const whole = await checkup(first.bootstrap)
    expect(whole).toMatchObject({ ok: true, failure: null })
    expect(step(whole, 'brokers')).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining(`the cluster says to continue at ${third.bootstrap}`) as string,
    })
    expect(brokersOf(whole)).toContainEqual([
      third.bootstrap,
      'failed',
      `Nothing answers at ${third.bootstrap} (ECONNREFUSED).`,
    ])
    const ofTopic = await checkup(first.bootstrap, 'message')
    expect(ofTopic.failure).toMatchObject({ code: 'BROKER_ADVERTISED_UNREACHABLE' })
    expect(step(ofTopic, 'topic')).toMatchObject({ status: 'failed' })
    expect(step(ofTopic, 'read')).toMatchObject({ status: 'skipped' })
  })
})
