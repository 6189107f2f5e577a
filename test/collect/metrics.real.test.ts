import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type KafkaClient, openClient } from '../../src/kafka/client'
import { startCarnet } from '../support/carnet'
import { testFolder } from '../support/folders'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { query } from '../store/reading'
import { recordsOf } from './proof/messages'

const missing = await kafkaMissing()
const wait = { timeout: 30_000, interval: 100 }

describe.skipIf(missing)(`metrics of a collection${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  let client: KafkaClient
  beforeAll(async () => {
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    await client.createTopic('m', { partitions: 2, settings: { 'retention.ms': '-1' } })
  })
  afterAll(async () => {
    await client?.close()
    await kafka?.stop()
  })

  test('lines in a file and a port for Prometheus, while it goes on', async () => {
    await client.send('m', recordsOf(0, 500, 2))
    const folder = testFolder()
    const file = join(folder, 'metrics.ndjson')
    const collector = startCarnet(
      [
        'collect',
        'm',
        '--schema',
        'students',
        '--db',
        join(folder, 'm.db'),
        '--follow',
        '--poll',
        '0.1',
      ].concat(['--metrics', file, '--metrics-port', '0']),
      { env: { KAFKA_BROKERS: kafka.bootstrap } },
    )
    await collector.until(/http:\/\/\S+/)
    const [url] = /http:\/\/\S+/.exec(collector.text()) ?? ['']
    const figure = async (name: string): Promise<number> => {
      const text = await (await fetch(url)).text()
      return Number(new RegExp(`^carnet_collect_${name} (\\d+)$`, 'm').exec(text)?.[1])
    }
    const labels = 'topic="m",schema="students"'
    await expect.poll(() => figure(`messages_total{${labels}}`), wait).toBe(500)
    await client.send('m', recordsOf(500, 800, 2))
    await expect.poll(() => figure(`messages_total{${labels}}`), wait).toBe(800)
    await expect.poll(() => figure(`state{${labels},state="waiting"}`), wait).toBe(1)
    expect(await figure(`next_offset{${labels},partition="1"}`)).toBe(400)
    expect(await figure(`lag_offsets{${labels},partition="1"}`)).toBe(0)
    collector.child.kill('SIGTERM')
    expect((await collector.ended).code).toBe(0)
    await expect(fetch(url)).rejects.toThrow()

    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const steps = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(steps.at(-1)).toMatchObject({
      topic: 'm',
      schema: 'students',
      state: 'stopped',
      messages: 800,
      lag: 0,
      positions: [
        { partition: 0, next: 400, end: 400 },
        { partition: 1, next: 400, end: 400 },
      ],
    })
    expect(steps.map(({ state }) => state)).toEqual(expect.arrayContaining(['reading', 'waiting', 'stopped']))
  })

  test('a reader of the lines that goes away does not end the collection', async () => {
    const file = join(testFolder(), 'm.db')
    const collector = startCarnet(
      ['collect', 'm', '--schema', 'students', '--db', file, '--metrics', '-', '--follow'],
      { env: { KAFKA_BROKERS: kafka.bootstrap } },
    )
    await collector.until(/"messages":[1-9]/)
    collector.child.stdout?.destroy()
    await client.send('m', recordsOf(800, 900, 2))
    const read = (): unknown => query(file, 'SELECT sum(read) AS n FROM runs')[0].n
    await expect.poll(read, wait).toBe(900)
    collector.child.kill('SIGTERM')
    expect((await collector.ended).code).toBe(0)
  })
})
