import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parse } from '../../src/parse/parse'
import { students } from '../../src/parse/students'
import { liveSource } from '../../src/source/live'
import { openStore } from '../../src/store'
import { testFolder } from '../support/folders'
import { kafkaMissing } from '../support/kafka'
import { type Proving, startProving } from './proof/broker'
import { Collector } from './proof/collector'
import { compare } from './proof/comparison'
import { sendMessages } from './proof/load'
import { contentsOf } from './proof/topic'

const missing = await kafkaMissing()
const PARTITIONS = 2
const PATIENCE_MS = 30_000

describe.skipIf(missing)(`two programs and one file${missing ? ` (${missing})` : ''}`, () => {
  let kafka: Proving
  beforeAll(async () => {
    kafka = await startProving()
  })
  afterAll(() => kafka?.end())

  async function topicWith(name: string, messages: number): Promise<string> {
    await kafka.client.createTopic(name, { partitions: PARTITIONS, settings: { 'retention.ms': '-1' } })
    await more(name, 0, messages)
    return name
  }
  const more = (topic: string, from: number, to: number): Promise<void> =>
    sendMessages(kafka.client, topic, { from, to, partitions: PARTITIONS })
  const started: Collector[] = []
  const start = (topic: string, file: string, ...flags: string[]): Collector => {
    const collector = new Collector({ bootstrap: kafka.broker.bootstrap, topic, file, flags })
    started.push(collector)
    return collector
  }
  afterEach(async () => {
    for (const collector of started.splice(0)) if (collector.isAlive) await collector.kill()
  })

  async function expectWhole(topic: string, file: string, messages: number, raw = false): Promise<void> {
    const contents = await contentsOf(kafka.broker.bootstrap, topic)
    const { faults, ...found } = compare(file, { name: topic, contents }, { raw })
    expect({ faults, messages: found.messages }).toEqual({ faults: [], messages })
  }

  test('a second collection of the same topic is refused, and the first goes on', async () => {
    const topic = await topicWith('twice', 5000)
    const file = join(testFolder(), 'students.db')
    const first = start(topic, file, '--follow')
    await first.committed(PATIENCE_MS)
    const second = start(topic, file, '--follow')
    expect(await second.end()).toBe(1)
    expect(second.text).toContain('[COLLECT_BUSY]')
    expect(second.text).toContain(String(first.child.pid))
    await more(topic, 5000, 6000)
    await first.messages(6000, PATIENCE_MS)
    expect(first.isAlive).toBe(true)
    expect(await first.end('SIGTERM')).toBe(0)
    await expectWhole(topic, file, 6000)
  })

  test('what a killed one held is taken over', async () => {
    const topic = await topicWith('taken-over', 3000)
    const file = join(testFolder(), 'students.db')
    const first = start(topic, file, '--follow', '--raw')
    await first.committed(PATIENCE_MS)
    await first.kill()
    expect(await start(topic, file, '--raw').end()).toBe(0)
    await expectWhole(topic, file, 3000, true)
  })

  test('that begin at the same moment with a new file: one collects, none harms it', async () => {
    const topic = await topicWith('at-once', 2000)
    for (let round = 0; round < 4; round++) {
      const file = join(testFolder(), 'students.db')
      const both = [start(topic, file), start(topic, file)]
      const codes = await Promise.all(both.map((collector) => collector.end()))
      expect(codes).toContain(0)
      for (const { child, text } of both) if (child.exitCode !== 0) expect(text).toContain('[COLLECT_BUSY]')
      await expectWhole(topic, file, 2000)
    }
  })

  test('two topics into one file at once', async () => {
    const topics = [await topicWith('left', 8000), await topicWith('right', 8000)]
    const file = join(testFolder(), 'students.db')
    const codes = await Promise.all(topics.map((topic) => start(topic, file, '--raw').end()))
    expect(codes).toEqual([0, 0])
    for (const topic of topics) await expectWhole(topic, file, 8000, true)
  })

  test('a notebook saves another topic, and queries, while it is collected', async () => {
    const topic = await topicWith('collected', 5000)
    const other = await topicWith('saved', 2000)
    const file = join(testFolder(), 'students.db')
    const collector = start(topic, file, '--follow')
    await collector.committed(PATIENCE_MS)
    const source = liveSource(kafka.client)
    const store = openStore(file)
    try {
      const parsed = parse(await source.read(other, { quiet: true, capture: false }), students)
      for (let round = 0; round < 5; round++) {
        await more(topic, 5000 + round * 1000, 6000 + round * 1000)
        const { rows } = store.save(parsed)
        expect(rows.added).toBe(round === 0 ? parsed.rows.length : 0)
      }
      await collector.messages(10_000, PATIENCE_MS)
      expect(collector.isAlive).toBe(true)
      expect(await collector.end('SIGTERM')).toBe(0)
    } finally {
      store.close()
    }
    await expectWhole(topic, file, 10_000)
    await expectWhole(other, file, 2000)
  })

  test('a notebook saves the very topic that is collected', async () => {
    const topic = await topicWith('both', 5000)
    const file = join(testFolder(), 'students.db')
    const collector = start(topic, file, '--follow')
    await collector.committed(PATIENCE_MS)
    const source = liveSource(kafka.client)
    const store = openStore(file)
    try {
      for (let round = 0; round < 5; round++) {
        await more(topic, 5000 + round * 1000, 6000 + round * 1000)
        store.save(parse(await source.read(topic, { quiet: true, capture: false }), students))
      }
      expect(await collector.end('SIGTERM')).toBe(0)
    } finally {
      store.close()
    }
    expect(await start(topic, file).end()).toBe(0)
    const contents = await contentsOf(kafka.broker.bootstrap, topic)
    const { faults } = compare(file, { name: topic, contents }, { raw: false })
    // Runs of both went through the same messages, each with its own funnel.
    expect(faults.filter((fault) => !/^(funnels|ranges) of/.test(fault))).toEqual([])
  })
})
