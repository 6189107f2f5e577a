import { describe, expect, test } from 'vitest'
import { type CarnetError, carnetError } from '../../src/errors'
import { FakeTopic, student } from './fake-topic'
import { begin, collectAll, lines, rowsByOffset, tempStore, until } from './support'

const ages = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => student(from + i))

const gaps = (...more: readonly string[]): string =>
  `SELECT ${['partition', 'from_offset', 'to_offset', 'reason', ...more].join(', ')} FROM gaps WHERE to_offset > from_offset ORDER BY 1, 2`

/** Rows by generation of the topic. */
const byGeneration =
  'SELECT s.generation, count(*) FROM students r JOIN sources s ON s.id = r.source GROUP BY 1'

async function filled(count = 4, partitions = 1) {
  const topic = new FakeTopic('message', partitions)
  for (let p = 0; p < partitions; p++) topic.send(p, ...ages(18, count))
  const store = tempStore()
  await collectAll(topic, store)
  return { topic, store }
}

describe('what happened to the topic', () => {
  test('messages that expired before they were read are a gap, told and stored', async () => {
    const { topic, store } = await filled()
    topic.send(0, ...ages(40, 5))
    topic.expire(0, 6n)
    const collected = await collectAll(topic, store)
    expect(collected).toMatchObject({
      messages: 3,
      generation: 1,
      gaps: [{ partition: 0, from: 4n, to: 6n, reason: 'expired' }],
      notes: [],
    })
    expect(collected.lines).toContain(
      'message[0]: offsets 4–5 expired before they could be collected; the gap is stored.',
    )
    expect(lines(store, gaps())).toEqual([[0n, 4n, 6n, 'expired']])
    expect(rowsByOffset(store)).toHaveLength(7)
  })

  test('all of them expired, and nothing is left to read', async () => {
    const { topic, store } = await filled()
    topic.send(0, ...ages(40, 5))
    topic.expire(0, 9n)
    expect(await collectAll(topic, store)).toMatchObject({
      messages: 0,
      lag: 0,
      gaps: [{ from: 4n, to: 9n }],
    })
    topic.send(0, student(33))
    expect(await collectAll(topic, store)).toMatchObject({ messages: 1, gaps: [] })
  })

  test('messages that expire while they are read are one, too', async () => {
    const topic = new FakeTopic('message')
    topic.perBatch = 2
    topic.send(0, ...ages(18, 8))
    topic.onBatch = (count) => void (count === 2 && topic.expire(0, 5n))
    const store = tempStore()
    expect(await collectAll(topic, store)).toMatchObject({
      messages: 5,
      gaps: [{ partition: 0, from: 2n, to: 5n, reason: 'expired' }],
    })
    expect(lines(store, gaps())).toEqual([[0n, 2n, 5n, 'expired']])
    expect(lines(store, 'SELECT next_offset FROM positions')).toEqual([[8n]])
  })

  test('and those at the end of what was to be read', async () => {
    const topic = new FakeTopic('message')
    topic.perBatch = 2
    topic.send(0, ...ages(18, 6))
    topic.onBatch = (count) => void (count === 2 && topic.expire(0, 6n))
    const store = tempStore()
    expect(await collectAll(topic, store)).toMatchObject({ messages: 2, gaps: [{ from: 2n, to: 6n }] })
    expect(lines(store, 'SELECT next_offset FROM positions')).toEqual([[6n]])
  })

  test('a topic made anew with fewer messages is another generation', async () => {
    const { topic, store } = await filled()
    topic.make(1)
    topic.send(0, ...ages(60, 2))
    const collected = await collectAll(topic, store)
    expect(collected).toMatchObject({
      messages: 2,
      generation: 2,
      notes: ['message was made anew. What it holds now is stored from its beginning, as its generation 2.'],
    })
    expect(lines(store, byGeneration)).toEqual([
      [1n, 4n],
      [2n, 2n],
    ])
    expect(lines(store, 'SELECT generation, note FROM sources ORDER BY 1')).toEqual([
      [1n, null],
      [2n, collected.notes[0]],
    ])
    expect(await collectAll(topic, store)).toMatchObject({ messages: 0, generation: 2 })
  })

  test('a topic made anew that has grown beyond the positions is told by its messages', async () => {
    const { topic, store } = await filled(4, 2)
    topic.make(2)
    topic.send(0, ...ages(60, 9))
    topic.send(1, ...ages(60, 4))
    expect(await collectAll(topic, store)).toMatchObject({ messages: 13, generation: 2 })
    expect(lines(store, byGeneration)).toEqual([
      [1n, 8n],
      [2n, 13n],
    ])
  })

  test('a topic made anew with fewer partitions, and none of the old messages to compare', async () => {
    const { topic, store } = await filled(4, 2)
    topic.make(1)
    expect(await collectAll(topic, store)).toMatchObject({ messages: 0, generation: 2 })
    topic.send(0, student(70))
    expect(await collectAll(topic, store)).toMatchObject({ messages: 1, generation: 2 })
  })

  test('a partition that was cut, while the others are as they were, is told from that', async () => {
    const { topic, store } = await filled(4, 2)
    topic.cut(1, 2n)
    topic.send(1, student(80))
    const collected = await collectAll(topic, store)
    expect(collected).toMatchObject({ generation: 2, messages: 7 })
    expect(collected.notes).toEqual([
      'message was cut: it ends before what is stored. What it holds now is stored from its beginning, as its generation 2.',
    ])
  })

  test('a topic that only seems shorter for a moment is not taken for another one', async () => {
    const { topic, store } = await filled()
    topic.cut(0, 3n)
    // At the second look the whole log is there again.
    const second = topic.looks + 2
    topic.onLook = (count) => void (count === second && topic.send(0, student(21)))
    expect(await collectAll(topic, store)).toMatchObject({ messages: 0, generation: 1, notes: [] })
  })

  test('while it follows: what was there at the last look and never read is a gap', async () => {
    const topic = new FakeTopic('message')
    topic.perBatch = 2
    topic.send(0, ...ages(18, 6))
    const store = tempStore()
    topic.onBatch = (count) => {
      if (count !== 2) return
      topic.onBatch = () => {}
      topic.make(1)
      topic.send(0, student(90))
    }
    const { collection } = begin(topic, store, { follow: true })
    await until(collection, (p) => p.messages >= 3 && p.state === 'waiting')
    expect(await collection.stop()).toMatchObject({ generation: 2, messages: 3 })
    expect(lines(store, gaps())).toEqual([[0n, 2n, 6n, 'recreated']])
    expect(lines(store, byGeneration)).toEqual([
      [1n, 2n],
      [2n, 1n],
    ])
  })

  test('while it follows: gone, and there again', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, student(20))
    const store = tempStore()
    const { collection, lines: told } = begin(topic, store, { follow: true })
    await until(collection, (p) => p.state === 'waiting' && p.messages === 1)
    topic.make(0)
    await until(collection, (p) => p.state === 'unreachable')
    topic.make(1)
    topic.send(0, ...ages(30, 3))
    await until(collection, (p) => p.messages === 4 && p.state === 'waiting')
    await collection.stop()
    expect(told.slice(1)).toEqual([
      'The topic message is gone. Waiting until it is there again.',
      'message was made anew. What it holds now is stored from its beginning, as its generation 2.',
      expect.stringMatching(/^Collecting goes on, after [\d.]+ s\.$/),
      'Collected 4 messages, 4 rows, 0 rejects: it was stopped',
    ])
  })

  test('another cluster is another source, and the first one goes on when it is back', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 2))
    const store = tempStore()
    const { collection, lines: told } = begin(topic, store, { follow: true })
    await until(collection, (p) => p.messages === 2)
    const first = new FakeTopic('message')
    const before = topic.records()
    topic.make(1)
    topic.clusterId = 'cluster-2'
    topic.send(0, student(50))
    await until(collection, (p) => p.messages === 3)
    await collection.stop()
    expect(told).toContain(
      'The message that is stored is of another cluster (cluster-1); that of cluster-2 is kept apart, as a source of its own.',
    )
    expect(
      lines(
        store,
        'SELECT cluster, generation, count(*) FROM students r JOIN sources s ON s.id = r.source GROUP BY 1, 2',
      ),
    ).toEqual([
      ['cluster-1', 1n, 2n],
      ['cluster-2', 1n, 1n],
    ])
    for (const record of before) first.send(0, record.value)
    first.send(0, student(22))
    expect(first.records()[0].timestamp).toBe(before[0].timestamp)
    expect(await collectAll(first, store)).toMatchObject({ messages: 1, generation: 1 })
  })
})

const gone = carnetError('BROKER_UNREACHABLE', {
  broker: 'b:9092',
  reason: 'ECONNREFUSED',
  setting: 'brokers',
})

describe('a cluster that is away', () => {
  test('is waited for by one that follows: told once, and once when it is back', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 7))
    topic.onBatch = (count) => {
      if (count !== 2) return
      topic.onBatch = () => {}
      topic.failure = gone
    }
    const store = tempStore()
    const { collection, lines: told } = begin(topic, store, { follow: true })
    await until(collection, (p) => p.state === 'unreachable')
    expect(lines(store, 'SELECT count(*) FROM students')).toEqual([[3n]])
    const looks = topic.looks
    await expect.poll(() => topic.looks).toBeGreaterThan(looks + 2)
    topic.failure = null
    await until(collection, (p) => p.messages === 7)
    await collection.stop()
    expect(told.filter((l) => l.includes('Trying again'))).toEqual([
      `${gone.what} Trying again until it is back.`,
    ])
    expect(told.filter((l) => l.startsWith('Collecting goes on'))).toHaveLength(1)
    expect(lines(store, 'SELECT count(*), count(DISTINCT offset) FROM students')).toEqual([[7n, 7n]])
  })

  test('is waited for from the start', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, student(20))
    topic.failure = gone
    const { collection } = begin(topic, tempStore(), { follow: true })
    await until(collection, (p) => p.state === 'unreachable')
    expect(collection.progress).toMatchObject({ lag: null, positions: [] })
    topic.failure = null
    await until(collection, (p) => p.messages === 1)
    expect(await collection.stop()).toMatchObject({ messages: 1 })
  })

  test('ends one that does not follow, with what was read stored', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 7))
    topic.onBatch = (count) => void (count === 2 && (topic.failure = gone))
    const store = tempStore()
    const { collection, complaints } = begin(topic, store)
    await expect(collection).rejects.toBe(gone)
    expect(lines(store, 'SELECT count(*) FROM students')).toEqual([[3n]])
    expect(complaints).toEqual([])
    topic.failure = null
    topic.onBatch = () => {}
    expect(await collectAll(topic, store)).toMatchObject({ messages: 4 })
  })

  test('a wrong name or a missing right is no outage', async () => {
    const topic = new FakeTopic('message')
    const unknown = begin(topic, tempStore(), { follow: true }, { topic: 'mesage' })
    await expect(unknown.collection).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' })
    const forbidden = carnetError('TOPIC_FORBIDDEN', { topic: 'message', user: 'u', near: [], known: [] })
    const { collection } = begin(topic, tempStore(), { follow: true })
    await until(collection, (p) => p.state === 'waiting')
    topic.failure = forbidden
    await expect(collection).rejects.toBe(forbidden)
  })
})

describe('a collection that fails', () => {
  const wrong = carnetError('LOGIN_NOT_EXPECTED', { broker: 'b:9092', setting: 'sasl' })

  test('is told where nobody waits for it, and again to who asks', async () => {
    const topic = new FakeTopic('message')
    topic.failure = wrong
    const { collection, complaints } = begin(topic, tempStore(), { quiet: true })
    await expect
      .poll(() => complaints)
      .toEqual([
        `The collection of message ended after 0 messages: ${wrong.what} ${wrong.todo} [LOGIN_NOT_EXPECTED]`,
      ])
    await expect(collection.stop()).rejects.toBe(wrong)
    await expect(collection).rejects.toBe(wrong)
    expect(complaints).toHaveLength(1)
  })

  test('throws to who goes through it, once, and tells nobody else', async () => {
    const topic = new FakeTopic('message')
    topic.failure = wrong
    const { collection, complaints, lines: told } = begin(topic, tempStore())
    await expect(until(collection, () => false)).rejects.toBe(wrong)
    expect([complaints, told]).toEqual([[], []])
  })

  test('by the one who looks on has stored what it has told', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, ...ages(18, 7))
    const store = tempStore()
    const fault = new Error('no room on the page')
    const { collection } = begin(topic, store, {
      onProgress: ({ messages }) => {
        if (messages === 3) throw fault
      },
    })
    await expect(collection).rejects.toBe(fault)
    expect(lines(store, 'SELECT next_offset FROM positions')).toEqual([[3n]])
    expect(await collectAll(topic, store)).toMatchObject({ messages: 4 })
  })

  test('where the store is closed under it, and gives back the lease where it can', async () => {
    const topic = new FakeTopic('message')
    const store = tempStore()
    const { collection } = begin(topic, store, { follow: true })
    await until(collection, (p) => p.state === 'waiting')
    store.close()
    topic.send(0, student(20))
    await expect(collection).rejects.toMatchObject({ code: 'STORE_CLOSED' } satisfies Partial<CarnetError>)
    expect(lines(store, 'SELECT * FROM collectors')).toEqual([])
  })
})
