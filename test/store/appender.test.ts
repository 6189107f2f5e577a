import { renameSync } from 'node:fs'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { integer, schema, text } from '../../src/parse/schema'
import { parse } from '../../src/parse/parse'
import { type Batch } from '../../src/source/batch'
import { openStore, type Store } from '../../src/store'
import { type Appender, type AppenderOptions, type NewGap, openAppender } from '../../src/store/appender'
import { fingerprintOf } from '../../src/store/fingerprint'
import { batchOf, type Sent } from './batches'
import { change, codeOf, dump, query, temporaryFolder } from './reading'

const folder = temporaryFolder()
let file: string
let store: Store
beforeEach(() => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
  file = folder.file()
  store = openStore(file)
})
afterEach(() => {
  store.close()
  vi.unstubAllEnvs()
})
afterAll(folder.remove)

const all = (sql: string): unknown[][] => query(file, sql).map((row) => Object.values(row))

const people = schema({ nom: text(), age: integer() }, { name: 'people' })
const begin = (options: Partial<AppenderOptions> = {}): Appender =>
  openAppender(store, { schema: people, clusterId: 'c', topic: 'message', raw: false, ...options })
const append = (appender: Appender, batch: Batch, gaps?: readonly NewGap[]) =>
  appender.append(batch, parse(batch, people), gaps)

const T = 1732464000000
const sent = (offset: number, value: string | null = `{"nom":"n${offset}","age":${offset}}`): Sent => ({
  offset: BigInt(offset),
  timestamp: T + offset,
  value: value === null ? null : Buffer.from(value),
})
/** Messages `from` (included) to `to` (excluded) of a partition. */
const batch = (from: number, to: number, partition = 0): Batch =>
  batchOf({
    partition,
    from: BigInt(from),
    to: BigInt(to),
    records: Array.from({ length: to - from }, (_, i) => sent(from + i)),
  })

describe('append', () => {
  test('stores rows and where to go on, commit by commit', () => {
    const appender = begin()
    expect(appender).toMatchObject({ topic: 'message', generation: 1, positions: [] })
    const first = batch(0, 4)
    expect(append(appender, first)).toEqual({
      messages: 0,
      rows: { added: 4, present: 0, changed: 0 },
      rejects: { added: 0, present: 0, changed: 0 },
    })
    const last = first.records()[3]
    expect(appender.positions).toEqual([
      {
        topic: 'message',
        partition: 0,
        next: 4n,
        last: { offset: 3n, timestamp: T + 3, hash: fingerprintOf(last) },
      },
    ])
    append(appender, batch(4, 10))
    append(appender, batch(100, 102, 1))
    expect(appender.positions.map((p) => [p.partition, p.next])).toEqual([
      [0, 10n],
      [1, 102n],
    ])
    expect(
      all('SELECT partition, count(*), count(DISTINCT offset), sum(age) FROM people GROUP BY 1'),
    ).toEqual([
      [0, 10, 10, 45],
      [1, 2, 2, 201],
    ])
    expect(query(file, 'SELECT id, kind, sources, read, parsed, ranges, formats FROM runs')).toEqual([
      {
        id: appender.run,
        kind: 'collect',
        sources: '[1]',
        read: 12,
        parsed: 12,
        ranges:
          '[{"from":"0","partition":0,"to":"10","topic":"message"},{"from":"100","partition":1,"to":"102","topic":"message"}]',
        formats: '{"json":12}',
      },
    ])
    const [provenance] = query(file, 'SELECT provenance FROM runs')
    expect(JSON.parse(String(provenance.provenance))).toMatchObject({
      topics: ['message'],
      clusterId: 'c',
      messages: 12,
      origin: 'live',
    })
  })

  test('of the same messages again adds nothing, and positions never go back', () => {
    const appender = begin()
    append(appender, batch(0, 4))
    expect(append(appender, batch(1, 6)).rows).toEqual({ added: 2, present: 3, changed: 0 })
    expect(append(appender, batch(0, 2)).rows).toEqual({ added: 0, present: 2, changed: 0 })
    expect(appender.positions[0]).toMatchObject({ next: 6n, last: { offset: 5n } })
    expect(all('SELECT count(*) FROM people')).toEqual([[6]])
  })

  test('beyond the position is refused: nothing may be left out without a gap', () => {
    const appender = begin()
    append(appender, batch(0, 2))
    expect(() => append(appender, batch(3, 4))).toThrow('message[0] goes on at 2, not at 3')
    const before = dump(file)
    const gap: NewGap = { partition: 0, from: 2n, to: 3n, reason: 'expired' }
    expect(() => append(appender, batch(4, 5), [gap])).toThrow(RangeError)
    expect(dump(file)).toEqual(before)
    expect(append(appender, batch(3, 4), [gap]).rows.added).toBe(1)
    expect(all('SELECT source, partition, from_offset, to_offset, reason, found_at, run FROM gaps')).toEqual([
      [1, 0, 2, 3, 'expired', '2025-11-24T16:00:00.000Z', appender.run],
    ])
  })

  test('of other rows than its own is refused', () => {
    const appender = begin({ topic: 'other' })
    expect(() => append(appender, batch(0, 1))).toThrow('only rows of "people" from topic "other"')
  })

  test('keeps rejects with their message; every message where it is asked to', () => {
    const records: Sent[] = [
      { ...sent(0), key: Buffer.from('k'), headers: [['h', null]] },
      sent(1, 'no row'),
      sent(2, null),
      sent(3, ''),
      { ...sent(4), timestamp: -1, value: Buffer.from([0xff]) },
    ]
    const mixed = batchOf({ from: 0n, to: 5n, records })
    const appender = begin()
    expect(append(appender, mixed)).toMatchObject({ messages: 2, rows: { added: 1 }, rejects: { added: 2 } })
    expect(all('SELECT offset FROM messages')).toEqual([[1], [4]])
    appender.close()
    const raw = begin({ raw: true })
    expect(append(raw, mixed)).toMatchObject({ messages: 3, rows: { present: 1 }, rejects: { present: 2 } })
    expect(append(raw, mixed)).toMatchObject({ messages: 0 })
    expect(all('SELECT offset, timestamp, found_at, key, value, headers FROM messages')).toEqual([
      [0, T, null, Buffer.from('k'), Buffer.from('{"nom":"n0","age":0}'), '[["h",null]]'],
      [1, T + 1, null, null, Buffer.from('no row'), null],
      [2, T + 2, null, null, null, null],
      [3, T + 3, null, null, Buffer.alloc(0), null],
      [4, null, 1764000000000, null, Buffer.from([0xff]), null],
    ])
    expect(all('SELECT offset, key, payload, payload_hex, size FROM messages_readable')).toEqual([
      [0, 'k', '{"nom":"n0","age":0}', null, 20],
      [1, null, 'no row', null, 6],
      [2, null, null, null, null],
      [3, null, '', null, 0],
      [4, null, null, 'FF', 1],
    ])
    expect(all('SELECT read, parsed, rejected, tombstones, empty FROM runs ORDER BY read')).toEqual([
      [5, 1, 2, 1, 1],
      [10, 2, 4, 2, 2],
    ])
    expect(raw.positions[0].last).toEqual({
      offset: 4n,
      timestamp: null,
      hash: fingerprintOf(mixed.records()[4]),
    })
  })

  test('of messages without content moves on', () => {
    const appender = begin()
    append(appender, batchOf({ from: 0n, to: 2n, records: [sent(0), sent(1, null)] }))
    append(appender, batchOf({ from: 2n, to: 7n, records: [] }))
    expect(appender.positions[0]).toMatchObject({ next: 7n, last: { offset: 1n, timestamp: T + 1 } })
    append(appender, batchOf({ from: 7n, to: 7n, records: [] }))
    expect(all('SELECT read, tombstones FROM runs')).toEqual([[2, 1]])
  })

  test('counts rejects by code, formats and repairs over all batches', () => {
    const appender = begin()
    for (const from of [0, 2])
      append(
        appender,
        batchOf({
          from: BigInt(from),
          to: BigInt(from + 2),
          records: [sent(from, '{"nom":"x","age":"22 ans"}'), sent(from + 1, '{"nom":"x"}')],
        }),
      )
    const [run] = query(file, 'SELECT rejected_by_code, formats, repairs FROM runs')
    expect(JSON.parse(String(run.rejected_by_code))).toEqual({ FIELD_MISSING: 2 })
    expect(JSON.parse(String(run.formats))).toEqual({ json: 4 })
    expect(JSON.parse(String(run.repairs))).toEqual([
      expect.objectContaining({ column: 'age', count: 2, example: { from: '22 ans', to: '22' } }),
    ])
  })

  test('of another message at the same offset is refused, and nothing is kept', () => {
    const appender = begin()
    append(appender, batch(0, 2))
    const before = dump(file)
    const other = batchOf({ from: 1n, to: 3n, records: [{ ...sent(1), timestamp: 5 }, sent(2)] })
    expect(codeOf(() => append(appender, other))).toBe('STORE_OTHER_MESSAGE')
    expect(dump(file)).toEqual(before)
    expect(append(appender, batch(2, 3)).rows.added).toBe(1)
  })
})

describe('a run', () => {
  test('that is begun again before anything was stored is the same', () => {
    const first = begin({ parameters: { a: 1 } }).run
    store.close()
    store = openStore(file)
    const again = begin({ parameters: { a: 1 } })
    expect(again.run).toBe(first)
    append(again, batch(0, 2))
    again.close()
    const next = begin({ parameters: { a: 1 } })
    expect(next.run).not.toBe(first)
    expect(next.positions[0].next).toBe(2n)
    next.close()
    expect(begin({ parameters: { a: 2 } }).run).not.toBe(next.run)
    expect(all('SELECT count(*) FROM runs')).toEqual([[3]])
  })

  test('that stored nothing is there, without messages', () => {
    const appender = begin()
    expect(all('SELECT id, kind, read, ranges, began_at FROM runs')).toEqual([
      [appender.run, 'collect', 0, '[]', '2025-11-24T16:00:00.000Z'],
    ])
  })
})

describe('gaps', () => {
  test('with no messages move the position beyond them', () => {
    const appender = begin()
    append(appender, batch(0, 2))
    appender.skip([
      { partition: 0, from: 2n, to: 9n, reason: 'expired' },
      { partition: 1, from: 0n, to: 4n, reason: 'expired' },
    ])
    expect(appender.positions.map((p) => [p.partition, p.next, p.last?.offset])).toEqual([
      [0, 9n, 1n],
      [1, 4n, undefined],
    ])
    expect(all('SELECT topic, partition, from_offset, offsets, reason FROM gaps_readable')).toEqual([
      ['message', 0, 2, 7, 'expired'],
      ['message', 1, 0, 4, 'expired'],
    ])
    expect(append(appender, batch(9, 10)).rows.added).toBe(1)
    expect(() => appender.skip([{ partition: 0, from: 11n, to: 12n, reason: 'expired' }])).toThrow(RangeError)
  })

  test('are kept exactly beyond 2^53', () => {
    const appender = begin()
    appender.skip([{ partition: 0, from: 0n, to: 9007199254740993n, reason: 'expired' }])
    expect(appender.positions[0].next).toBe(9007199254740993n)
  })
})

describe('a new generation', () => {
  test('begins without positions, and what was not read of the old one is known', () => {
    const appender = begin()
    append(appender, batch(0, 3))
    const { run } = appender
    appender.newGeneration('recreated', 'Topic "message" was made anew.')
    expect(appender).toMatchObject({ generation: 2, positions: [] })
    expect(appender.run).not.toBe(run)
    const anew = batchOf({ from: 0n, to: 1n, records: [{ ...sent(0), timestamp: T + 1000 }] })
    expect(append(appender, anew).rows.added).toBe(1)
    expect(all('SELECT generation, offset FROM people_readable')).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
    ])
    expect(
      all('SELECT generation, from_offset, to_offset, reason, run FROM gaps JOIN sources ON id = source'),
    ).toEqual([[1, 3, 3, 'recreated', run]])
    expect(all('SELECT generation, note FROM sources')).toEqual([
      [1, null],
      [2, 'Topic "message" was made anew.'],
    ])
    expect(all('SELECT sources, read FROM runs ORDER BY read')).toEqual([
      ['[2]', 1],
      ['[1]', 3],
    ])
    appender.close()
    expect(begin()).toMatchObject({ generation: 2, positions: [{ next: 1n }] })
  })
})

describe('the lease', () => {
  /** Another program's lease, on the source of the collection. */
  const leaseOf = (pid: number, machine: string, beat = new Date().toISOString()) =>
    change(
      file,
      `UPDATE collectors SET token = 'other', pid = ${pid}, machine = ${machine}, beat_at = '${beat}'`,
    )
  const own = 'machine'

  test('is held by one collection of a topic into a table', () => {
    const first = begin()
    expect(codeOf(() => begin())).toBe('COLLECT_BUSY')
    expect(() => begin()).toThrow(`already: by process ${process.pid}, since `)
    begin({ topic: 'other' }).close()
    begin({ clusterId: 'other' }).close()
    begin({ schema: schema({ nom: text() }, { name: 'names' }) }).close()
    first.close()
    first.close()
    begin().close()
  })

  test('of a process that is there is respected, of one that is gone or silent it is not', () => {
    begin()
    leaseOf(process.ppid, own)
    expect(codeOf(() => begin())).toBe('COLLECT_BUSY')
    leaseOf(process.ppid, own, new Date(Date.now() - 700_000).toISOString())
    begin().close()
    begin()
    // Beyond the greatest id that systems give.
    leaseOf(2 ** 30, own)
    begin().close()
  })

  test('of another machine is respected until it has been silent for long', () => {
    begin()
    leaseOf(2 ** 30, "'elsewhere'")
    expect(() => begin()).toThrow('on another machine')
    leaseOf(2 ** 30, "'elsewhere'", new Date(Date.now() - 700_000).toISOString())
    begin().close()
  })

  test('of this process’s id from an earlier process is not respected', () => {
    begin()
    leaseOf(process.pid, own)
    begin().close()
  })

  test('that was taken ends the collection at its next word', () => {
    const appender = begin()
    append(appender, batch(0, 1))
    const before = dump(file)
    leaseOf(process.ppid, own)
    expect(codeOf(() => append(appender, batch(1, 2)))).toBe('STORE_MOVED_ON')
    expect(codeOf(() => appender.beat())).toBe('STORE_MOVED_ON')
    expect(codeOf(() => appender.skip([]))).toBe('STORE_MOVED_ON')
    expect({ ...dump(file), collectors: [] }).toEqual({ ...before, collectors: [] })
    appender.close()
    expect(all('SELECT pid FROM collectors')).toEqual([[process.ppid]])
  })

  test('is given back when the store is closed, and kept alive by a beat', () => {
    const appender = begin()
    leaseOf(process.pid, own, '2000-01-01T00:00:00.000Z')
    change(file, `UPDATE collectors SET token = '${'x'}'`)
    expect(codeOf(() => appender.beat())).toBe('STORE_MOVED_ON')
    appender.close()
    const second = begin()
    change(file, "UPDATE collectors SET beat_at = '2000-01-01T00:00:00.000Z'")
    second.beat()
    expect(Date.parse(String(all('SELECT beat_at FROM collectors')[0][0]))).toBeGreaterThan(
      Date.now() - 60_000,
    )
    store.close()
    expect(all('SELECT * FROM collectors')).toEqual([])
    second.close()
    expect(codeOf(() => append(second, batch(0, 1)))).toBe('STORE_CLOSED')
  })
})

describe('another program', () => {
  test('that moved the positions is seen inside the transaction', () => {
    const appender = begin()
    append(appender, batch(0, 2))
    change(file, 'UPDATE positions SET next_offset = 3')
    const before = dump(file)
    expect(codeOf(() => append(appender, batch(2, 4)))).toBe('STORE_MOVED_ON')
    expect(dump(file)).toEqual(before)
    expect(appender.positions[0].next).toBe(2n)
    appender.close()
    expect(begin().positions[0].next).toBe(3n)
  })

  test('that saved the same messages is in order: the collection goes on from there', () => {
    const appender = begin()
    store.save(parse(batch(0, 2), people))
    expect(codeOf(() => append(appender, batch(0, 2)))).toBe('STORE_MOVED_ON')
    appender.close()
    const again = begin()
    expect(again.positions[0].next).toBe(2n)
    expect(append(again, batch(2, 3)).rows.added).toBe(1)
  })

  test('that began a new generation is seen', () => {
    const appender = begin()
    append(appender, batch(0, 2))
    change(file, "INSERT INTO sources (cluster, topic, generation, since) VALUES ('c', 'message', 2, 'now')")
    expect(codeOf(() => append(appender, batch(2, 4)))).toBe('STORE_MOVED_ON')
  })

  test('that moved the file away is told of', () => {
    const appender = begin()
    append(appender, batch(0, 2))
    renameSync(file, `${file}.moved`)
    expect(codeOf(() => append(appender, batch(2, 4)))).toBe('STORE_FILE_GONE')
    expect(codeOf(() => appender.beat())).toBe('STORE_FILE_GONE')
    store.close()
    file = `${file}.moved`
    expect(all('SELECT count(*) FROM people')).toEqual([[2]])
  })
})

describe('retention', () => {
  const NOW = 1764000000000
  const DAY = 86_400_000
  /** Messages that were sent so many days ago, the oldest first. */
  const aged = (days: readonly number[], partition = 0, first = 0): Batch =>
    batchOf({
      partition,
      from: BigInt(first),
      to: BigInt(first + days.length),
      records: days.map((d, i) => ({ ...sent(first + i), timestamp: NOW - d * DAY })),
    })
  const offsets = () => all('SELECT partition, offset FROM messages ORDER BY 1, 2')

  test('by age removes what is older, and rows stay', () => {
    const appender = begin({ raw: true })
    append(appender, aged([9, 8, 2, 1]))
    append(appender, aged([10, 3], 1))
    expect(appender.retain({ maxAge: 7 * DAY })).toBe(3)
    expect(offsets()).toEqual([
      [0, 2],
      [0, 3],
      [1, 1],
    ])
    expect(appender.retain({ maxAge: 7 * DAY })).toBe(0)
    expect(appender.retain({})).toBe(0)
    expect(all('SELECT count(*) FROM people')).toEqual([[6]])
    // A message exactly so old stays.
    expect(appender.retain({ maxAge: 2 * DAY })).toBe(1)
    expect(offsets()).toEqual([
      [0, 2],
      [0, 3],
    ])
  })

  test('by size removes the oldest of all partitions first, also of what comes after', () => {
    const appender = begin({ raw: true })
    append(appender, aged([9, 5]))
    append(appender, aged([7, 3], 1))
    const size = 20
    expect(all('SELECT sum(length(value)) FROM messages')).toEqual([[4 * size]])
    expect(appender.retain({ maxBytes: 2 * size })).toBe(2)
    expect(offsets()).toEqual([
      [0, 1],
      [1, 1],
    ])
    append(appender, aged([2], 0, 2))
    expect(appender.retain({ maxBytes: 2 * size })).toBe(1)
    expect(appender.retain({ maxBytes: 2 * size - 1 })).toBe(1)
    expect(offsets()).toEqual([[0, 2]])
    expect(appender.retain({ maxBytes: 0 })).toBe(1)
    expect(offsets()).toEqual([])
  })

  test('never removes what is behind a reject, and looks at when it was stored where nobody said when it was sent', () => {
    const appender = begin({ raw: true })
    append(
      appender,
      batchOf({
        from: 0n,
        to: 3n,
        records: [
          { ...sent(0, 'no row'), timestamp: 1 },
          { ...sent(1), timestamp: 1 },
          { ...sent(2), timestamp: -1 },
        ],
      }),
    )
    expect(appender.retain({ maxAge: DAY, maxBytes: 1000 })).toBe(1)
    expect(offsets()).toEqual([
      [0, 0],
      [0, 2],
    ])
    vi.stubEnv('SOURCE_DATE_EPOCH', String(1764000000 + 2 * 86_400))
    expect(appender.retain({ maxAge: DAY })).toBe(1)
    expect(appender.retain({ maxBytes: 0 })).toBe(0)
    expect(offsets()).toEqual([[0, 0]])
    expect(all('PRAGMA foreign_key_check')).toEqual([])
  })

  test('is of the topic, in all its generations, and bounded', () => {
    const other = begin({ topic: 'other', raw: true })
    append(other, batchOf({ topic: 'other', from: 0n, to: 1n, records: [sent(0)] }))
    const appender = begin({ raw: true })
    append(appender, batch(0, 3))
    appender.newGeneration('recreated', 'anew')
    append(appender, batchOf({ from: 0n, to: 1n, records: [{ ...sent(0), timestamp: T + 9 }] }))
    expect(appender.retain({ maxBytes: 0 })).toBe(4)
    expect(all('SELECT count(*) FROM messages')).toEqual([[1]])
    const many = Array.from({ length: 10_700 }, (_, i) => ({ ...sent(i + 1), timestamp: T + 10 }))
    append(appender, batchOf({ from: 1n, to: 10_701n, records: many }))
    expect(appender.retain({ maxAge: 1 })).toBe(10_000)
    expect(appender.retain({ maxAge: 1 })).toBe(700)
  })
})
