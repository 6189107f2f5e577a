import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalBroker, startBroker } from '../../src/broker'
import { readConfig } from '../../src/config'
import { type KafkaClient, openClient } from '../../src/kafka/client'
import { decodeChunk } from '../../src/kafka/decode'
import { kafkaMissing } from '../support/kafka'
import { portProxy, type PortProxy } from '../support/port-proxy'

const missing = await kafkaMissing()
const MESSAGES = 6_000

describe.skipIf(missing)(`a broker that goes away${missing ? ` (${missing})` : ''}`, () => {
  let folder: string
  let proxy: PortProxy
  let broker: LocalBroker
  let client: KafkaClient

  /** A broker that is reached through the proxy, at whatever port it has. */
  async function start(): Promise<LocalBroker> {
    const started = await startBroker({
      folder,
      properties: { 'advertised.listeners': `PLAINTEXT://${proxy.address}` },
    })
    proxy.target = started.bootstrap
    return started
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-outage-'))
    proxy = await portProxy()
    broker = await start()
    client = openClient(readConfig({ brokers: proxy.address }, {}))
    await client.createTopic('t', { partitions: 2, settings: { 'retention.ms': '-1' } })
    const value = Buffer.alloc(4000, 1)
    const records = Array.from({ length: MESSAGES }, (_, i) => ({
      partition: i % 2,
      key: Buffer.from(`${i}`),
      value,
    }))
    await client.send('t', records)
  })
  afterAll(async () => {
    await client?.close()
    await broker?.stop()
    await proxy?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Reads; does something when the first chunk has come. Resolves to the keys, in the order they came. */
  async function readWith(atFirst: () => Promise<void>, failAfterMs?: number) {
    const keys: number[] = []
    let first = true
    const reading = client.read(
      't',
      async (chunk) => {
        keys.push(...decodeChunk(chunk).map((r) => Number(String(r.key))))
        if (first) await atFirst()
        first = false
      },
      { failAfterMs },
    )
    return { keys, reading }
  }

  const all = Array.from({ length: MESSAGES }, (_, i) => i)
  const sorted = (keys: number[]): number[] => [...keys].sort((a, b) => a - b)

  test('for a moment: nothing is lost, nothing comes twice', async () => {
    const { keys, reading } = await readWith(async () => proxy.cut())
    const summary = await reading
    expect(sorted(keys)).toEqual(all)
    expect(summary).toMatchObject({ stop: 'end', records: MESSAGES, missing: 0 })
  })

  test('killed hard and started again: nothing is lost, nothing comes twice', async () => {
    const { keys, reading } = await readWith(async () => {
      process.kill(broker.pid, 'SIGKILL')
      proxy.cut()
    })
    await expect.poll(() => keys.length).toBeGreaterThan(0)
    broker = await start()
    const summary = await reading
    expect(sorted(keys)).toEqual(all)
    expect(summary).toMatchObject({ stop: 'end', records: MESSAGES, missing: 0 })
    expect(summary.notes).toEqual([expect.stringMatching(/^For [\d.]+ s reading did not go on: /)])
  })

  test('the client goes on after it, too', async () => {
    proxy.cut()
    expect(await client.topicSize('t')).toBe(BigInt(MESSAGES))
  })

  test('for good: the read is given up, what came before stays', async () => {
    const { keys, reading } = await readWith(async () => {
      proxy.target = ''
      proxy.cut()
    }, 1500)
    await expect(reading).rejects.toMatchObject({ code: 'READ_GAVE_UP', details: { topic: 't' } })
    expect(keys.length).toBeGreaterThan(0)
    expect(new Set(keys).size).toBe(keys.length)
    proxy.target = broker.bootstrap
  })

  test('while it is away, a read can be stopped', async () => {
    const abort = new AbortController()
    const reading = client.read(
      't',
      () => {
        proxy.target = ''
        proxy.cut()
        setTimeout(() => abort.abort(), 500)
      },
      { signal: abort.signal },
    )
    expect(await reading).toMatchObject({ stop: 'interrupted' })
    proxy.target = broker.bootstrap
  })
})
