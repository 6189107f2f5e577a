import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadSample } from '../../src/broker'
import { readConfig } from '../../src/config'
import { openClient, type KafkaClient } from '../../src/kafka/client'
import { decodeChunk } from '../../src/kafka/decode'
import { type KafkaRecord } from '../../src/record'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'

describe('loadSample', () => {
  let kafka: TestKafka | undefined
  let client: KafkaClient

  beforeAll(async () => {
    if ((await kafkaMissing()) !== null) return
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
  })
  afterAll(async () => {
    if (!kafka) return
    await client.close()
    await kafka.stop()
  })
  beforeEach(async ({ skip }) => {
    const missing = await kafkaMissing()
    skip(missing !== null, missing ?? '')
  })

  const bootstrap = (): string => kafka?.bootstrap ?? ''

  async function messages(): Promise<KafkaRecord[]> {
    const records: KafkaRecord[] = []
    await client.read('message', (chunk) => void records.push(...decodeChunk(chunk)))
    return records
  }

  test('makes the topic and fills it, once', async () => {
    expect(await client.topicSize('message')).toBeNull()
    expect(await loadSample(bootstrap())).toEqual({ topic: 'message', messages: 10, loaded: true })
    expect(await loadSample(bootstrap())).toEqual({ topic: 'message', messages: 10, loaded: false })

    const records = await messages()
    expect(records.map((r) => [r.partition, r.offset])).toEqual(records.map((_, i) => [0, BigInt(i)]))
    expect(new Date(records[0]?.timestamp ?? 0).toISOString()).toMatch(/^2024-12-10T/)
    expect(records[0]?.value?.toString()).toBe(
      '{"nom":"Le Goff","prenom":"Zoë","age":19,"filiere":"Physique"}',
    )
  })

  test('keeps the messages, although they are older than what a broker keeps by default', async () => {
    expect(await client.topicSettings('message')).toMatchObject({ 'retention.ms': '-1' })
    // The test's broker looks for old messages every second.
    await delay(2500)
    expect(await messages()).toHaveLength(10)
  })

  test('fills a topic that is there and empty', async () => {
    const other = await startTestKafka()
    const emptyTopic = openClient(readConfig({ brokers: other.bootstrap }, {}))
    try {
      await emptyTopic.createTopic('message', { partitions: 1, settings: { 'retention.ms': '-1' } })
      expect(await loadSample(other.bootstrap)).toMatchObject({ messages: 10, loaded: true })
    } finally {
      await emptyTopic.close()
      await other.stop()
    }
  })
})
