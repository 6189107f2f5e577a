import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type KafkaClient, openClient } from '../../src/kafka/client'
import { parse } from '../../src/parse/parse'
import { integer, schema, text } from '../../src/parse/schema'
import { type ConsumeOptions } from '../../src/source/consume'
import { liveSource } from '../../src/source/live'
import { replaySource } from '../../src/source/replay'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { tempFolder } from './support'

const missing = await kafkaMissing()

describe.skipIf(missing)(`a batch of a consumer group${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  let client: KafkaClient

  beforeAll(async () => {
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    await client.createTopic('message', { partitions: 2, settings: { 'retention.ms': '-1' } })
    await send(0, 10)
  })
  afterAll(async () => {
    await client?.close()
    await kafka?.stop()
  })

  const send = (from: number, to: number): Promise<void> =>
    client.send(
      'message',
      Array.from({ length: to - from }, (_, i) => ({
        partition: i % 2,
        key: null,
        value: Buffer.from(`{"nom":"n${from + i}","age":${20 + i}}`),
        timestamp: 1_733_040_000_000,
      })),
    )

  test('is a batch like any other, and kept as a capture; nothing is committed before it says so', async () => {
    const captures = tempFolder()
    const source = liveSource(client, { captures })
    const batch = await source.consume('message', { group: 'g' })
    expect(batch).toMatchObject({ kind: 'batch', topics: ['message'], length: 10, group: 'g' })
    const { rows, funnel } = parse(batch, schema({ nom: text(), age: integer() }, { name: 's' }))
    expect(funnel).toMatchObject({ read: 10, parsed: 10 })
    const [file] = readdirSync(captures)
    expect(batch.provenance).toMatchObject({ origin: 'live', clusterId: kafka.clusterId, capture: { file } })
    const replayed = await replaySource(join(captures, file)).read('message')
    expect(replayed.records()).toEqual(batch.records())
    expect(replayed.summary).toEqual(batch.summary)
    // The group-free read gives the same rows.
    const read = await liveSource(client, { captures }).read('message')
    expect(parse(read, schema({ nom: text(), age: integer() }, { name: 's' })).rows.toArray()).toEqual(
      rows.toArray(),
    )

    expect((await source.consume('message', { group: 'g' })).length).toBe(10)
    await batch.commit()
    expect((await source.consume('message', { group: 'g' })).length).toBe(0)
    await send(10, 13)
    expect((await source.consume('message', { group: 'g' })).length).toBe(3)
  })

  test('is committed at once where that is asked for', async () => {
    const source = liveSource(client, { captures: tempFolder() })
    const first = await source.consume('message', { group: 'at once', commit: true, limit: 4 })
    expect(first.summary).toMatchObject({ stop: 'limit', records: 4 })
    const rest = await source.consume('message', { group: 'at once', commit: true, limit: 100 })
    expect(rest.length).toBe(9)
    const offsets = [...first, ...rest].map((r) => `${r.partition}:${r.offset}`)
    expect(new Set(offsets).size).toBe(13)
  })

  test('that was interrupted is not committed', async () => {
    const source = liveSource(client, { captures: tempFolder() })
    const stopped = await source.consume('message', { group: 'i', commit: true, signal: AbortSignal.abort() })
    expect(stopped.summary.stop).toBe('interrupted')
    await stopped.commit()
    expect((await source.consume('message', { group: 'i' })).length).toBe(13)
  })

  test('of a replay is an error that says why', async () => {
    const captures = tempFolder()
    await liveSource(client, { captures }).read('message')
    const [file] = readdirSync(captures)
    await expect(replaySource(join(captures, file)).consume('message', { group: 'g' })).rejects.toMatchObject(
      { code: 'GROUP_NEEDS_BROKER', what: expect.stringContaining(file) as string },
    )
  })

  test.each([
    [{}, 'READ_OPTION_INVALID', 'group'],
    [{ group: '' }, 'READ_OPTION_INVALID', 'group'],
    [{ group: 'g', commit: 'manual' }, 'READ_OPTION_INVALID', 'commit'],
    [{ group: 'g', comit: true }, 'READ_OPTION_UNKNOWN', 'comit'],
    [{ group: 'g', from: 'beginning' }, 'READ_OPTION_UNKNOWN', 'from'],
    [{ group: 'g', limit: -1 }, 'READ_OPTION_INVALID', 'limit'],
  ])('options %j: %s', async (options, code, option) => {
    const source = liveSource(client, { captures: tempFolder() })
    await expect(source.consume('message', options as ConsumeOptions)).rejects.toMatchObject({
      code,
      details: { option },
    })
  })
})
