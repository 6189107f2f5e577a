import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type ChunkReadOptions, type KafkaClient, openClient } from '../../src/kafka/client'
import { Cluster } from '../../src/kafka/cluster'
import { decodeChunk } from '../../src/kafka/decode'
import { type ReadSummary } from '../../src/reading'
import { type RecordChunk } from '../../src/record'
import { liveSource } from '../../src/source/live'
import { replaySource } from '../../src/source/replay'
import { tempFolder } from '../source/support'
import { kafkaMissing } from '../support/kafka'
import { type ClusterNode, startKafkaCluster, type TestCluster } from '../support/kafka-cluster'

const missing = await kafkaMissing()

const MESSAGES = 240_000
const PARTITIONS = 6
const EACH = MESSAGES / PARTITIONS

/** What happens once so much of the messages was read. */
type Event = readonly [share: number, happens: () => Promise<unknown>]

/** After the first chunk of all: later, what is left of one broker's messages may be on the way already. */
const AT_ONCE = 0.01

describe.skipIf(missing)(`a read from three brokers${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestCluster
  let client: KafkaClient
  let admin: Admin

  beforeAll(async () => {
    kafka = await startKafkaCluster({
      brokers: 3,
      // A leader that was moved by a restart is moved back at once.
      properties: {
        'leader.imbalance.check.interval.seconds': '1',
        'leader.imbalance.per.broker.percentage': '1',
      },
    })
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    admin = new Kafka({ brokers: kafka.bootstrap.split(','), logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    await client.createTopic('t', { partitions: PARTITIONS, settings: { 'retention.ms': '-1' } })
    await fill('t')
  })
  afterAll(async () => {
    await admin?.disconnect()
    await client?.close()
    await kafka?.stop()
  })

  /** Each message begins with its offset. */
  async function fill(topic: string): Promise<void> {
    const STEP = 24_000
    for (let i = 0; i < MESSAGES; i += STEP) {
      const records = Array.from({ length: STEP }, (_, n) => {
        const value = Buffer.alloc(300, 1)
        value.writeUInt32BE(Math.floor((i + n) / PARTITIONS))
        return { partition: (i + n) % PARTITIONS, key: null, value, timestamp: 1_700_000_000_000 }
      })
      await client.send(topic, records)
    }
  }

  async function leaders(topic = 't'): Promise<number[]> {
    const cluster = new Cluster(readConfig({ brokers: kafka.bootstrap }, {}))
    try {
      return (await cluster.topic(topic)).partitions.map((p) => p.leader)
    } finally {
      cluster.close()
    }
  }

  const node = (id: number): ClusterNode => kafka.nodes[id - 1]
  const everybodyLeads = (): Promise<void> =>
    expect.poll(async () => new Set(await leaders()).size, { timeout: 30_000 }).toBe(3)

  /** Checks what comes, record by record, and lets the events happen while the read waits for it. */
  class Checked {
    readonly next = new Map<number, bigint>()
    readonly wrong: string[] = []
    count = 0
    readonly #events: Event[]

    constructor(events: readonly Event[]) {
      this.#events = [...events]
    }

    async take(chunk: RecordChunk): Promise<void> {
      for (const { partition, offset, value } of decodeChunk(chunk)) {
        const expected = this.next.get(partition) ?? 0n
        if (offset !== expected || BigInt(value?.readUInt32BE() ?? -1) !== offset)
          this.wrong.push(`${partition}: ${offset} instead of ${expected}`)
        this.next.set(partition, offset + 1n)
        this.count++
      }
      // Slow, so that whatever happens does so in mid-read.
      await new Promise((resolve) => setTimeout(resolve, 20))
      const [event] = this.#events as (Event | undefined)[]
      if (!event || this.count < event[0] * MESSAGES) return
      this.#events.shift()
      await event[1]()
    }
  }

  async function readWith(
    events: readonly Event[],
    options: ChunkReadOptions = {},
    topic = 't',
  ): Promise<ReadSummary> {
    const checked = new Checked(events)
    const summary = await client.read(topic, (chunk) => checked.take(chunk), options)
    expect(checked.wrong).toEqual([])
    expect(checked.count).toBe(MESSAGES)
    expect([...checked.next.values()]).toEqual(Array.from({ length: PARTITIONS }, () => BigInt(EACH)))
    expect(summary).toMatchObject({ stop: 'end', records: MESSAGES, missing: 0 })
    return summary
  }

  test('that nothing disturbs', async () => {
    await everybodyLeads()
    const { notes } = await readWith([])
    expect(notes).toEqual([])
  })

  test.each([1, 2, 3])('while broker %i is killed and stays away', async (id) => {
    await everybodyLeads()
    const { notes } = await readWith([[AT_ONCE, () => node(id).kill()]])
    expect(notes.length).toBeGreaterThan(0)
    for (const note of notes) expect(note).toMatch(/^For [\d.]+ s reading did not go on: /)
    await node(id).start()
  })

  test('while brokers are killed and come back, one after the other', async () => {
    await everybodyLeads()
    await readWith([
      [0.1, () => node(1).kill()],
      [0.3, () => node(1).start()],
      [0.4, () => node(2).kill()],
      [0.6, () => node(2).start()],
      [0.7, () => node(3).kill()],
      [0.9, () => node(3).start()],
    ])
  })

  test('while every broker is restarted in turn, and leaders move away and back', async () => {
    await everybodyLeads()
    const restart = (id: number) => async (): Promise<void> => {
      await node(id).stop()
      await node(id).start()
    }
    await readWith([
      [0.1, restart(1)],
      [0.3, restart(2)],
      [0.5, restart(3)],
      [0.7, everybodyLeads],
    ])
  })

  test('while partitions move to other brokers', async () => {
    await client.createTopic('moving', { partitions: PARTITIONS, settings: { 'retention.ms': '-1' } })
    await fill('moving')
    const move = (to: (partition: number) => number[]) => async (): Promise<void> => {
      const assignment = Array.from({ length: PARTITIONS }, (_, partition) => ({
        partition,
        replicas: to(partition),
      }))
      await admin.alterPartitionReassignments({
        topics: [{ topic: 'moving', partitionAssignment: assignment }],
        timeout: 10_000,
      })
      await expect
        .poll(() => leaders('moving'), { timeout: 30_000 })
        .toEqual(assignment.map((a) => a.replicas[0]))
    }
    await readWith(
      [
        [0.05, move((p) => [(p % 3) + 1])],
        [0.3, move((p) => [((p + 1) % 3) + 1])],
        [0.6, move((p) => [((p + 2) % 3) + 1])],
      ],
      {},
      'moving',
    )
  })

  test('while two of three are gone, and nothing can be written', async () => {
    await everybodyLeads()
    let refused: unknown
    await readWith([
      [0.1, () => node(1).kill()],
      [0.3, () => node(2).kill()],
      [
        0.5,
        async () => {
          await expect.poll(leaders, { timeout: 30_000 }).toEqual(Array.from({ length: PARTITIONS }, () => 3))
          const record = { partition: 0, key: null, value: Buffer.from('not taken') }
          refused = await client.send('t', [record]).catch((e: unknown) => e)
        },
      ],
      [0.7, () => node(1).start()],
      [0.9, () => node(2).start()],
    ])
    expect(refused).toMatchObject({ code: 'KAFKA_FAILED' })
  })

  test('while all of them are gone for a while', async () => {
    await everybodyLeads()
    const { notes } = await readWith([
      [
        0.3,
        async () => {
          await Promise.all(kafka.nodes.map((n) => n.kill()))
          setTimeout(() => void Promise.all(kafka.nodes.map((n) => n.start())), 1_000)
        },
      ],
    ])
    expect(notes.length).toBeGreaterThan(0)
  })

  test.each([1, 2, 3])('by a consumer group, while broker %i is killed and comes back', async (id) => {
    await everybodyLeads()
    const checked = new Checked([
      [0.1, () => node(id).kill()],
      [0.5, () => node(id).start()],
    ])
    const summary = await client.consume('t', (chunk) => checked.take(chunk), { group: `g-${id}` })
    expect(checked.wrong).toEqual([])
    expect(checked.count).toBe(MESSAGES)
    expect(summary).toMatchObject({ stop: 'end', records: MESSAGES, missing: 0 })
    await client.commit(`g-${id}`, summary.ranges)
    const again = await client.consume('t', (chunk) => checked.take(chunk), { group: `g-${id}` })
    expect(again.records).toBe(0)
  })

  test('of which one hangs', async () => {
    await everybodyLeads()
    const hanging = node(2)
    try {
      const hang = async (): Promise<unknown> => process.kill(hanging.pid, 'SIGSTOP')
      const { notes } = await readWith([[AT_ONCE, hang]], { failAfterMs: 15_000 })
      expect(notes).toContainEqual(expect.stringContaining(`The broker ${hanging.bootstrap} took a request`))
    } finally {
      process.kill(hanging.pid, 'SIGCONT')
    }
    await expect.poll(leaders, { timeout: 30_000 }).toContain(2)
  })

  test('that all hang is given up in time', async () => {
    await everybodyLeads()
    const checked = new Checked([
      [0.2, async () => kafka.nodes.forEach((n) => process.kill(n.pid, 'SIGSTOP'))],
    ])
    try {
      const reading = client.read('t', (chunk) => checked.take(chunk), { failAfterMs: 3_000 })
      await expect(reading).rejects.toMatchObject({
        code: 'READ_GAVE_UP',
        what: expect.stringMatching(
          /after [3-5](\.\d)? s without an answer: The broker .* took a request/,
        ) as string,
      })
    } finally {
      kafka.nodes.forEach((n) => process.kill(n.pid, 'SIGCONT'))
    }
    expect(checked.wrong).toEqual([])
  })

  test('that are gone for good: what was read is kept, and the error names it', async () => {
    await everybodyLeads()
    const captures = tempFolder()
    const source = liveSource(client, { captures })
    let killed: Promise<void[]> | undefined
    const reading = source.read('t', {
      failAfter: 3,
      onProgress: ({ records }) => {
        if (records > MESSAGES / 4) killed ??= Promise.all(kafka.nodes.map((n) => n.kill()))
      },
    })
    const error = await reading.catch((e: unknown) => e)
    await killed
    const [file] = readdirSync(captures)
    expect(error).toMatchObject({
      code: 'READ_BROKEN',
      what: expect.stringMatching(/given up after (3|4|5)(\.\d)? s without an answer/) as string,
      todo: expect.stringContaining(file) as string,
      cause: { code: 'READ_GAVE_UP' },
    })
    const batch = await replaySource(join(captures, file)).read('t')
    expect(batch.length).toBeGreaterThan(MESSAGES / 4)
    expect(batch.length).toBeLessThan(MESSAGES)
    expect(batch.summary.stop).toBe('interrupted')
    const checked = new Checked([])
    for (const chunk of batch.chunks) await checked.take(chunk)
    expect(checked.wrong).toEqual([])
    expect(checked.count).toBe(batch.length)
    await Promise.all(kafka.nodes.map((n) => n.start()))
  })
})
