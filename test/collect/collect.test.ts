import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { carnetError } from '../../src/errors'
import { parse } from '../../src/parse/parse'
import { students } from '../../src/parse/students'
import { FakeTopic, student } from './fake-topic'
import { begin, collectAll, lines, rowsByOffset, tempStore, until } from './support'

const ages = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => student(from + i))

/** Partition, offset, age of messages that were sent in order. */
const expected = (topic: FakeTopic): unknown[][] =>
  topic
    .records()
    .map((r) => [BigInt(r.partition), r.offset, BigInt((JSON.parse(String(r.value)) as { age: number }).age)])

describe('a collection', () => {
  test('stores each message once, in a transaction a batch, and ends at the end', async () => {
    const topic = new FakeTopic('message', 2)
    topic.send(0, ...ages(18, 7))
    topic.send(1, ...ages(40, 2))
    const store = tempStore()
    const collected = await collectAll(topic, store)
    expect(rowsByOffset(store)).toEqual(expected(topic))
    expect(collected).toMatchObject({
      kind: 'collected',
      topic: 'message',
      table: 'students',
      stop: 'end',
      messages: 9,
      rows: { added: 9, present: 0, changed: 0 },
      rejects: { added: 0 },
      funnel: { read: 9, parsed: 9, rejected: 0, tombstones: 0, empty: 0 },
      gaps: [],
      notes: [],
      generation: 1,
      lag: 0,
      positions: [
        { partition: 0, next: 7n, end: 7n },
        { partition: 1, next: 2n, end: 2n },
      ],
    })
    expect(lines(store, "SELECT id, kind, read FROM runs WHERE kind = 'collect'")).toEqual([
      [collected.run, 'collect', 9n],
    ])
    expect(collected.lines).toEqual([
      expect.stringMatching(/^Collecting message into students of .*students\.db: from its beginning$/),
      'Collected 9 messages, 9 rows, 0 rejects: up to the end that was there',
    ])
  })

  test('goes on where the one before ended', async () => {
    const topic = new FakeTopic('message', 2)
    topic.send(0, ...ages(18, 4))
    const store = tempStore()
    await collectAll(topic, store)
    expect((await collectAll(topic, store)).messages).toBe(0)
    topic.send(0, student(30))
    topic.send(1, student(31))
    const third = await collectAll(topic, store)
    expect(third).toMatchObject({ messages: 2, rows: { added: 2, present: 0 } })
    expect(third.lines[0]).toContain('going on at [0] 4, [1] 0')
    expect(rowsByOffset(store)).toEqual(expected(topic))
  })

  test('of an empty topic stores where it goes on', async () => {
    const topic = new FakeTopic('message', 3)
    const store = tempStore()
    expect(await collectAll(topic, store)).toMatchObject({ messages: 0, stop: 'end', lag: 0 })
    expect(lines(store, 'SELECT partition, next_offset FROM positions ORDER BY 1')).toEqual([
      [0n, 0n],
      [1n, 0n],
      [2n, 0n],
    ])
  })

  test('keeps what is no row as a reject, and goes on', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, student(20), '{"nom"', null, '', student(21), '{"nom": "A", "age": "x"}')
    const store = tempStore()
    const { funnel, rejects } = await collectAll(topic, store)
    expect(funnel).toEqual({ read: 6, parsed: 2, rejected: 2, tombstones: 1, empty: 1 })
    expect(rejects.added).toBe(2)
    expect(lines(store, 'SELECT offset FROM rejects ORDER BY 1')).toEqual([[1n], [5n]])
    expect(lines(store, 'SELECT next_offset FROM positions')).toEqual([[6n]])
  })

  test('stops at the limit exactly, and the next one goes on after it', async () => {
    const topic = new FakeTopic('message', 2)
    topic.send(0, ...ages(18, 4))
    topic.send(1, ...ages(40, 4))
    const store = tempStore()
    expect(await collectAll(topic, store, { limit: 5 })).toMatchObject({ messages: 5, stop: 'limit', lag: 3 })
    expect(await collectAll(topic, store, { limit: 5 })).toMatchObject({ messages: 3, stop: 'end', lag: 0 })
    expect(rowsByOffset(store)).toEqual(expected(topic))
  })

  test('begins at the end where that is asked for: once, and for all partitions', async () => {
    const topic = new FakeTopic('message', 2)
    topic.send(0, ...ages(18, 4))
    topic.send(1, ...ages(18, 4))
    const store = tempStore()
    expect((await collectAll(topic, store, { from: 'end' })).messages).toBe(0)
    topic.send(0, student(50))
    expect((await collectAll(topic, store, { from: 'end' })).messages).toBe(1)
    topic.send(1, student(51))
    expect((await collectAll(topic, store, { from: 'beginning' })).messages).toBe(1)
    expect(rowsByOffset(store)).toEqual([
      [0n, 4n, 50n],
      [1n, 4n, 51n],
    ])
  })

  test('begins at a time', async () => {
    const topic = new FakeTopic('message', 2)
    topic.send(0, ...ages(18, 4))
    topic.send(1, student(60))
    const { timestamp } = topic.records()[2]
    const store = tempStore()
    await collectAll(topic, store, { from: { time: timestamp } })
    expect(rowsByOffset(store)).toEqual(expected(topic).slice(2))
  })

  test('passes over offsets without a message: no gap', async () => {
    const topic = new FakeTopic('message')
    topic.perBatch = 2
    topic.send(0, ...ages(18, 6))
    topic.compact(0, 0n, 2n, 3n)
    topic.mark(0)
    const store = tempStore()
    const collected = await collectAll(topic, store)
    expect(collected).toMatchObject({ messages: 3, gaps: [], lag: 0, positions: [{ next: 7n, end: 7n }] })
    expect(lines(store, 'SELECT next_offset, last_offset FROM positions')).toEqual([[7n, 5n]])
    expect(lines(store, 'SELECT * FROM gaps')).toEqual([])
    topic.send(0, student(33))
    expect((await collectAll(topic, store)).messages).toBe(1)
  })

  test('with raw messages keeps them, as long as the rule says', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 5), 'no row at all {')
    const store = tempStore()
    await collectAll(topic, store, { raw: { maxBytes: 0 } })
    // The one behind the reject stays.
    expect(lines(store, 'SELECT offset FROM messages')).toEqual([[5n]])
    const other = tempStore()
    await collectAll(topic, other, { raw: true })
    expect(lines(other, 'SELECT count(*) FROM messages')).toEqual([[6n]])
    const third = tempStore()
    await collectAll(topic, third)
    expect(lines(third, 'SELECT offset FROM messages')).toEqual([[5n]])
  })

  test('of a topic called constructor, with names of prototypes in it', async () => {
    const topic = new FakeTopic('constructor')
    topic.send(0, '{"__proto__": 1, "nom": "é\u{1f600}", "prenom": "toString", "age": 20, "filiere": "x"}')
    const store = tempStore()
    const { collection } = begin(topic, store, {}, { topic: 'constructor', schema: students })
    expect(await collection).toMatchObject({ messages: 1, rows: { added: 1 } })
    expect(lines(store, 'SELECT nom, prenom FROM students')).toEqual([['é\u{1f600}', 'toString']])
  })

  test('goes on after what another program saved meanwhile', async () => {
    const topic = new FakeTopic('message')
    topic.perBatch = 2
    topic.send(0, ...ages(18, 6))
    const store = tempStore()
    const other = topic.stream('message')
    topic.onBatch = async (count) => {
      if (count !== 2) return
      topic.onBatch = () => {}
      for await (const batch of other) store.save(parse(batch, students))
    }
    const collected = await collectAll(topic, store)
    expect(collected).toMatchObject({ stop: 'end', messages: 2, lag: 0 })
    expect(collected.notes).toEqual([
      'Another program has stored messages of message meanwhile: going on after them.',
    ])
    expect(rowsByOffset(store)).toEqual(expected(topic))
  })

  test('takes the place of one that a cell began before', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, student(20))
    const store = tempStore()
    const first = begin(topic, store, { follow: true })
    await until(first.collection, (p) => p.messages === 1)
    const second = begin(topic, store, { follow: true })
    topic.send(0, student(21))
    await until(second.collection, (p) => p.messages === 1)
    expect(await first.collection).toMatchObject({ stop: 'stopped', messages: 1 })
    await second.collection.stop()
    expect(second.lines[0]).toBe(
      'The collection of message that was running here was stopped; this one goes on.',
    )
    expect(rowsByOffset(store)).toEqual(expected(topic))
  })
})

describe('a collection that follows', () => {
  test('waits for more, and stop() keeps what was read', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 2))
    const store = tempStore()
    const { collection, lines: told } = begin(topic, store, { follow: true })
    expect(collection.kind).toBe('collection')
    await until(collection, (p) => p.state === 'waiting' && p.messages === 2)
    topic.send(0, ...ages(30, 4))
    await until(collection, (p) => p.messages === 6)
    topic.addPartitions(1)
    topic.send(1, student(40))
    await until(collection, (p) => p.messages === 7)
    expect(await collection.stop()).toMatchObject({ stop: 'stopped', messages: 7, lag: 0 })
    expect(await collection).toMatchObject({ stop: 'stopped' })
    expect(collection.progress).toMatchObject({ state: 'stopped', messages: 7, rows: 7, rejects: 0 })
    expect(rowsByOffset(store)).toEqual(expected(topic))
    expect(told.slice(1)).toEqual([
      'message has new partitions: 1.',
      'Collected 7 messages, 7 rows, 0 rejects: it was stopped',
    ])
  })

  test('ends by its signal, between two batches, with what was stored', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 9))
    const stop = new AbortController()
    topic.onBatch = (count) => void (count === 2 && stop.abort())
    const store = tempStore()
    const { collection } = begin(topic, store, { follow: true, signal: stop.signal })
    expect(await collection).toMatchObject({ stop: 'stopped', messages: 3, lag: 6 })
    topic.onBatch = () => {}
    expect(await collectAll(topic, store)).toMatchObject({ messages: 6 })
    expect(rowsByOffset(store)).toEqual(expected(topic))
  })

  test('ends by an interrupt of the cell', async () => {
    const topic = new FakeTopic('message')
    const { collection } = begin(topic, tempStore(), { follow: true })
    await until(collection, (p) => p.state === 'waiting')
    const emitter: NodeJS.EventEmitter = process
    let grace = 0
    emitter.emit('carnet:interrupt', { grace: () => grace++ })
    expect(await collection).toMatchObject({ stop: 'stopped' })
    expect(grace).toBeGreaterThan(0)
  })

  test('ends when its seconds are over, also while nothing answers', async () => {
    const topic = new FakeTopic('message')
    topic.failure = carnetError('BROKER_UNREACHABLE', { broker: 'b:1', reason: 'x', setting: 'brokers' })
    const { collection, lines: told } = begin(topic, tempStore(), { follow: true, seconds: 0.05 })
    expect(await collection).toMatchObject({ stop: 'seconds', messages: 0, run: null, positions: [] })
    expect(told).toHaveLength(2)
  })

  test('gives the newest state to who goes through it, and ends with it', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 9))
    const { collection } = begin(topic, tempStore())
    const steps = []
    for await (const step of collection) {
      steps.push(step)
      await wait(20)
    }
    expect(steps.length).toBeLessThan(6)
    expect(steps.at(-1)).toMatchObject({ state: 'stopped', messages: 9, lag: 0 })
    const again = []
    for await (const step of collection) again.push(step)
    expect(again).toMatchObject([{ state: 'stopped', messages: 9 }])
  })

  test('tells each batch, each state and the end to onProgress', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 5))
    const told: string[] = []
    await collectAll(topic, tempStore(), {
      onProgress: ({ state, messages, lag }) => void told.push(`${state} ${messages} ${lag}`),
    })
    expect(told).toEqual(['reading 0 5', 'reading 3 2', 'reading 5 0', 'stopped 5 0'])
  })

  test('has somebody who looks on, who takes its last line', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 2))
    const seen: string[] = []
    const watch = (name: string) => ({
      step: (p: { messages: number }) => void seen.push(`${name} ${p.messages}`),
      end: async (line: string) => void seen.push(line),
      broke: async () => void seen.push('broke'),
    })
    const store = tempStore()
    const { collection, lines: told } = begin(topic, store, {}, { watch })
    await collection
    expect(told).toHaveLength(1)
    expect(seen[0]).toBe('message 0')
    expect(seen.at(-1)).toBe('Collected 2 messages, 2 rows, 0 rejects: up to the end that was there')
    topic.failure = carnetError('TOPIC_NAME_INVALID', { topic: 'message' })
    await expect(begin(topic, store, {}, { watch }).collection).rejects.toBe(topic.failure)
    expect(seen.at(-1)).toBe('broke')
    const quiet = begin(topic, store, { quiet: true }, { watch: () => expect.fail('it is to be quiet') })
    await expect(quiet.collection).rejects.toBe(topic.failure)
  })
})
