import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { integer, schema, text } from '../../src/parse/schema'
import { parse } from '../../src/parse/parse'
import { type Batch, makeBatch } from '../../src/source/batch'
import { openStore, type SaveOptions, type Saved } from '../../src/store'
import { fingerprintOf } from '../../src/store/fingerprint'
import { readCsv } from '../../src/tabular'
import { batchOf, type Sent } from './batches'
import { dump, query, temporaryFolder } from './reading'

const folder = temporaryFolder()
let file: string
beforeEach(() => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
  file = folder.file()
})
afterEach(() => vi.unstubAllEnvs())
afterAll(folder.remove)

const people = schema({ nom: text(), age: integer() }, { name: 'people' })
const T = 1732464000000
const sent = (offset: number, value: string | null): Sent => ({
  offset: BigInt(offset),
  timestamp: T + offset,
  value: value === null ? null : Buffer.from(value),
})
const batch = (...values: (string | null)[]) =>
  batchOf({ from: 0n, to: BigInt(values.length), records: values.map((value, i) => sent(i, value)) })

function save(of: Batch, options?: SaveOptions): Saved {
  const store = openStore(file)
  try {
    return store.save(parse(of, people), options)
  } finally {
    store.close()
  }
}

const all = (sql: string): unknown[][] => query(file, sql).map((row) => Object.values(row))

test('messages are kept as they came where that is asked for', () => {
  const messages = batch('{"nom":"é","age":1}', 'no row', null, '')
  save(messages)
  expect(all('SELECT offset, payload FROM messages_readable')).toEqual([[1, 'no row']])
  expect(save(messages, { raw: true })).toMatchObject({ rows: { present: 1 }, rejects: { present: 1 } })
  expect(all('SELECT offset, payload, size FROM messages_readable')).toEqual([
    [0, '{"nom":"é","age":1}', 20],
    [1, 'no row', 6],
    [2, null, null],
    [3, '', 0],
  ])
  const before = dump(file)
  save(messages, { raw: true })
  save(messages)
  expect(dump(file)).toEqual(before)
})

test('the position remembers the last message, whatever came of it', () => {
  const messages = batch('{"nom":"é","age":1}', null)
  save(messages)
  expect(all('SELECT next_offset, last_offset, last_timestamp, last_hash FROM positions')).toEqual([
    [2, 1, T + 1, fingerprintOf(messages.records()[1])],
  ])
})

test('another message at the same place and time is told by its bytes', () => {
  const messages = batch('{"nom":"a","age":1}', '{"nom":"b","age":2}')
  expect(save(messages)).toMatchObject({ generation: 1 })
  // The last one, of which the position knows the fingerprint.
  expect(save(batch('{"nom":"a","age":1}', '{"nom":"c","age":2}'))).toMatchObject({ generation: 2 })
  expect(save(messages)).toMatchObject({ generation: 1, rows: { added: 0, present: 2, changed: 0 } })
  // Any, where the messages are kept.
  save(messages, { raw: true })
  expect(save(batch('{"nom":"d","age":1}', '{"nom":"b","age":2}'), { raw: true })).toMatchObject({
    generation: 3,
  })
  expect(all('SELECT generation, nom FROM people_readable ORDER BY generation, offset')).toEqual([
    [1, 'a'],
    [1, 'b'],
    [2, 'a'],
    [2, 'c'],
    [3, 'd'],
    [3, 'b'],
  ])
})

test('of two topics the one that was made anew is told', () => {
  const both = (value: string) => {
    const first = batch('{"nom":"a","age":1}')
    const records = [sent(0, value), sent(1, '{"nom":"z","age":3}')]
    const second = batchOf({ topic: 'other', from: 0n, to: 2n, records })
    const ranges = [...first.provenance.ranges, ...second.provenance.ranges]
    const topics = ['message', 'other']
    return makeBatch({
      topics,
      chunks: [...second.chunks, ...first.chunks],
      summary: { ...first.summary, records: 3 },
      provenance: { ...first.provenance, topics, ranges, messages: 3 },
    })
  }
  const order = (of: Batch) => makeBatch({ ...of, topics: [...of.topics].reverse() })
  save(both('{"nom":"b","age":2}'), { raw: true })
  save(order(both('{"nom":"c","age":2}')), { raw: true })
  expect(all('SELECT topic, generation FROM sources ORDER BY 1, 2')).toEqual([
    ['message', 1],
    ['other', 1],
    ['other', 2],
  ])
})

test('rows of a file have no messages, and a line that is another one takes the place of what it was', async () => {
  const store = openStore(file)
  const csv = (line: string) => readCsv({ text: `nom;age\na;1\n${line}`, name: 'people.csv' }, people)
  expect(store.save(await csv('b;x'), { raw: true })).toMatchObject({ rejects: { added: 1 } })
  expect(store.save(await csv('c;y'))).toMatchObject({ rows: { present: 1 }, generation: 1, note: null })
  expect(all('SELECT offset, payload FROM rejects_readable')).toEqual([[3, 'c;y']])
  expect(store.save(await csv('d;4'))).toMatchObject({ rows: { added: 1, present: 1 }, generation: 1 })
  expect(all('SELECT count(*) FROM rejects')).toEqual([[0]])
  store.close()
})

test('the fingerprint is of the time, the key and the value, and of which is missing', () => {
  const record = { ...batch('v').records()[0], timestamp: T }
  const others = [
    record,
    { ...record, timestamp: -1 },
    { ...record, key: Buffer.alloc(0) },
    { ...record, key: Buffer.from('v'), value: null },
    { ...record, value: null },
    { ...record, value: Buffer.alloc(0) },
  ]
  expect(new Set(others.map(fingerprintOf)).size).toBe(others.length)
  expect(fingerprintOf({ ...record, offset: 9n, partition: 3, topic: 'x' })).toBe(fingerprintOf(record))
  // printf '\x00\x00\x01\x93\x5e\xe6\xbc\x00\xff\xff\xff\xff\x00\x00\x00\x01v' | sha256sum
  expect(fingerprintOf(record)).toBe('0ba981c054702e969114902a0a74de4aa45862351659f09d4ffba324ef2c1bbe')
})
