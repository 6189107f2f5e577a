import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { groupStats, overallMeans, toFrame, where } from '../../src/frame'
import { type Parsed } from '../../src/parse/outcome'
import { col } from '../../src/query'
import { Secret } from '../../src/secret'
import { openStore, type SaveOptions, type Saved } from '../../src/store'
import { fingerprintOf } from '../../src/store/fingerprint'
import { codeOf, dump, query, temporaryFolder } from './reading'
import { columnOf, parsedOf, rejectOf } from './students'

// Danfo takes its second to load here, not in the first test that needs it.
toFrame(parsedOf())

const folder = temporaryFolder()
let file: string
beforeEach(() => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
  file = folder.file()
})
afterEach(() => vi.unstubAllEnvs())
afterAll(folder.remove)

/** Opens, saves, closes. */
function save(parsed: Parsed, options?: SaveOptions): Saved {
  const store = openStore(file)
  try {
    return store.save(parsed, options)
  } finally {
    store.close()
  }
}

const all = (sql: string): unknown[][] => query(file, sql).map((row) => Object.values(row))
const stats = (parsed: Parsed, olderThan = 0) =>
  groupStats(where(toFrame(parsed), col('age').gt(olderThan)), { by: 'filiere', of: 'age' })

const oneStudent = [columnOf('filiere', 'text', ['x']), columnOf('age', 'integer', [1])]

describe('rows', () => {
  test('are stored with where they came from', () => {
    const saved = save(parsedOf())
    expect(saved).toMatchObject({
      kind: 'saved',
      file,
      table: 'students',
      rows: { added: 10, present: 0, changed: 0 },
      rejects: { added: 0, present: 0, changed: 0 },
      statistics: 0,
      positions: [{ topic: 'message', partition: 0, next: 10n }],
    })
    expect(all('SELECT * FROM students LIMIT 2')).toEqual([
      [1, 0, 0, 0, 1732464000000, 'Informatique', 22],
      [1, 0, 1, 0, 1732464000001, 'Biologie', 23],
    ])
    expect(all('SELECT * FROM sources')).toEqual([
      [1, 'cluster-1', 'message', 1, '2025-11-24T16:00:00.000Z', null],
    ])
  })

  test('saved twice are there once, and nothing has changed', () => {
    const parsed = parsedOf({ rejects: [rejectOf(10n)] })
    const options = { stats: stats(parsed), parameters: { limit: 10 } }
    const first = save(parsed, options)
    const before = dump(file)
    vi.stubEnv('SOURCE_DATE_EPOCH', '1764009999')
    const second = save(parsed, options)
    expect(second).toEqual({
      ...first,
      rows: { added: 0, present: 10, changed: 0 },
      rejects: { added: 0, present: 1, changed: 0 },
    })
    expect(dump(file)).toEqual(before)
  })

  test('from a replay are the rows of the live read', () => {
    const live = save(parsedOf())
    const before = dump(file)
    const replayed = save(
      parsedOf({
        provenance: { origin: 'replay', capture: { file: 'other.ndjson', sha256: 'cd'.repeat(32) } },
      }),
    )
    expect(replayed.run).toBe(live.run)
    expect(replayed.rows).toEqual({ added: 0, present: 10, changed: 0 })
    const after = dump(file)
    expect({ ...after, runs: [] }).toEqual({ ...before, runs: [] })
    expect(after.runs).toHaveLength(1)
  })

  test('that go on are added to the ones there', () => {
    save(parsedOf({ offsets: [0n, 1n], columns: [columnOf('a', 'integer', [1, 2])] }))
    const more = save(parsedOf({ offsets: [1n, 2n], columns: [columnOf('a', 'integer', [2, 3])], from: 0n }))
    expect(more.rows).toEqual({ added: 1, present: 1, changed: 0 })
    expect(all('SELECT offset, a FROM students')).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
  })

  test('of more than one statement are all counted, in any mix of new and known', () => {
    const n = 1003
    const parsed = (from: number) =>
      parsedOf({
        offsets: Array.from({ length: n }, (_, i) => BigInt(from + i)),
        columns: [
          columnOf(
            'a',
            'integer',
            Array.from({ length: n }, (_, i) => from + i),
          ),
        ],
        from: 0n,
      })
    expect(save(parsed(0)).rows).toEqual({ added: 1003, present: 0, changed: 0 })
    expect(save(parsed(500)).rows).toEqual({ added: 500, present: 503, changed: 0 })
    expect(all('SELECT count(*), sum(a), sum(offset) FROM students')).toEqual([
      [1503, (1502 * 1503) / 2, (1502 * 1503) / 2],
    ])
  })

  test.each([
    [
      'text',
      ['', 'é😀', "'; DROP TABLE runs; --", 'nul\0inside', '12', null],
      ['', 'é😀', "'; DROP TABLE runs; --", 'nul\0inside', '12', null],
    ],
    [
      'integer',
      [0, -1, 2147483648, 9007199254740993n, null],
      [0n, -1n, 2147483648n, 9007199254740993n, null],
    ],
    ['number', [0.1, 1e300, 12, NaN, null, Infinity], [0.1, 1e300, 12, null, null, Infinity]],
    ['boolean', [true, false, null], [1n, 0n, null]],
    ['date', ['2024-11-24', '0001-01-01', null], ['2024-11-24', '0001-01-01', null]],
    ['timestamp', [0, -1, 1732464000000, null], [0n, -1n, 1732464000000n, null]],
  ] as const)('keep values of type %s exactly, and missing ones as NULL', (type, values, expected) => {
    save(parsedOf({ columns: [columnOf('x', type, values)] }))
    const digits = `SELECT CASE typeof(x) WHEN 'integer' THEN x || '' ELSE x END AS x, typeof(x) AS t FROM students`
    const found = query(file, digits).map(({ x, t }) => (t === 'integer' ? BigInt(x as string) : x))
    expect(found).toEqual(expected)
    expect(save(parsedOf({ columns: [columnOf('x', type, values)] })).rows).toMatchObject({
      added: 0,
      changed: 0,
    })
  })

  test('beyond 64 bits are refused with their place', () => {
    const run = () => save(parsedOf({ columns: [columnOf('id', 'integer', [1, 2n ** 63n])] }))
    expect(codeOf(run)).toBe('STORE_VALUE_REFUSED')
    expect(run).toThrow('The value 9223372036854775808 of "id" at message[0] 1')
    expect(query(file, "SELECT count(*) AS n FROM sqlite_schema WHERE name = 'students'")).toEqual([{ n: 0 }])
    expect(
      save(parsedOf({ columns: [columnOf('id', 'integer', [2n ** 63n - 1n, -(2n ** 63n)])] })).rows.added,
    ).toBe(2)
  })

  test('keep offsets beyond 2^53 exactly', () => {
    const offset = 9007199254740993n
    const saved = save(parsedOf({ offsets: [offset], columns: [columnOf('a', 'text', ['x'])], from: offset }))
    expect(all("SELECT offset || '' FROM students")).toEqual([['9007199254740993']])
    expect(saved.positions).toEqual([{ topic: 'message', partition: 0, next: offset + 1n }])
  })

  test('without a timestamp have none', () => {
    save(parsedOf({ timestamp: () => -1 }))
    expect(all('SELECT DISTINCT timestamp FROM students')).toEqual([[null]])
    expect(save(parsedOf({ timestamp: () => -1 })).rows.present).toBe(10)
  })

  test('of one message are numbered, and follow it when it gives fewer', () => {
    const three = { offsets: [4n, 5n, 5n, 5n, 6n], columns: [columnOf('a', 'integer', [40, 50, 51, 52, 60])] }
    expect(save(parsedOf(three)).rows.added).toBe(5)
    expect(all('SELECT offset, row, a FROM students')).toEqual([
      [4, 0, 40],
      [5, 0, 50],
      [5, 1, 51],
      [5, 2, 52],
      [6, 0, 60],
    ])
    const two = { offsets: [4n, 5n, 5n, 6n], columns: [columnOf('a', 'integer', [40, 50, 59, 60])] }
    expect(save(parsedOf(two)).rows).toEqual({ added: 0, present: 3, changed: 1 })
    expect(all('SELECT offset, row, a FROM students')).toEqual([
      [4, 0, 40],
      [5, 0, 50],
      [5, 1, 59],
      [6, 0, 60],
    ])
  })

  test('of one message may be more than one statement holds', () => {
    const offsets = [0n, ...Array.from({ length: 120 }, () => 1n), 2n]
    const parsed = parsedOf({
      offsets,
      columns: [
        columnOf(
          'a',
          'integer',
          offsets.map((_, i) => i),
        ),
      ],
    })
    expect(save(parsed).rows).toEqual({ added: 122, present: 0, changed: 0 })
    expect(save(parsed).rows).toEqual({ added: 0, present: 122, changed: 0 })
    expect(all('SELECT count(*), max(row) FROM students')).toEqual([[122, 119]])
  })

  test('read otherwise than before are brought up to date, and counted', () => {
    save(parsedOf({ columns: [columnOf('a', 'text', ['22 ans', '23'])] }))
    const again = save(parsedOf({ columns: [columnOf('a', 'text', ['22', '23'])] }))
    expect(again.rows).toEqual({ added: 0, present: 1, changed: 1 })
    expect(all('SELECT a FROM students')).toEqual([['22'], ['23']])
  })

  test('of no messages make an empty table', () => {
    const columns = [columnOf('filiere', 'text', []), columnOf('age', 'integer', [])]
    const parsed = parsedOf({ columns })
    expect(save(parsed, { stats: stats(parsed) })).toMatchObject({
      rows: { added: 0, present: 0, changed: 0 },
      statistics: 0,
      positions: [{ next: 0n }],
    })
    expect(all('SELECT * FROM students')).toEqual([])
    expect(all('SELECT last_offset, last_hash FROM positions')).toEqual([[null, null]])
  })

  test('may have no fields at all', () => {
    const parsed = {
      ...parsedOf({ columns: [] }),
      origins: [{ topic: 'm', partition: 0, offset: 1n, index: 0, timestamp: 1, format: 'json' }],
    }
    save(parsed)
    expect(save(parsed).rows.present).toBe(1)
  })

  test('of two topics in one schema stand side by side', () => {
    save(parsedOf({ topic: 'a' }))
    expect(save(parsedOf({ topic: 'b' })).rows.added).toBe(10)
    expect(all('SELECT topic, count(*) FROM students_readable GROUP BY topic')).toEqual([
      ['a', 10],
      ['b', 10],
    ])
  })
})

describe('names', () => {
  test.each([
    'étudiants 2026',
    'select',
    '"quoted" name',
    "it's; DROP TABLE runs; --",
    '__proto__',
    'constructor',
    '😀',
    '%',
  ])('such as %s are quoted', (name) => {
    const columns = [columnOf(name, 'text', ['x']), columnOf(`${name}2`, 'integer', [1])]
    expect(save(parsedOf({ name, columns })).rows.added).toBe(1)
    expect(save(parsedOf({ name, columns })).rows.present).toBe(1)
    const db = new Database(file)
    const table = db.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`).raw()
    expect(
      table
        .columns()
        .map((c) => c.name)
        .slice(5),
    ).toEqual([name, `${name}2`])
    expect(table.all()).toEqual([[1, 0, 0, 0, 1732464000000, 'x', 1]])
    db.close()
    expect(dump(file).runs).toHaveLength(1)
  })

  test.each([
    '',
    'runs',
    'RUNS',
    'rejects',
    'statistics',
    'positions',
    'schemas',
    'messages',
    'sources',
    'Rejects_Readable',
    'sqlite_x',
    'a\0b',
    '\ud800',
  ])('such as "%s" are refused for a table', (name) => {
    expect(codeOf(() => save(parsedOf({ name })))).toBe('STORE_NAME_REFUSED')
  })

  test('of our own columns give way to the coordinates', () => {
    const names = ['topic', 'Partition', 'offset', 'timestamp', 'row', 'source', 'time']
    save(parsedOf({ columns: names.map((name) => columnOf(name, 'text', [`my ${name}`])) }))
    const columns = (table: string) =>
      query(file, `SELECT name FROM pragma_table_info('${table}')`).map((c) => c.name)
    expect(columns('students')).toEqual([
      ...['source', 'partition', 'offset', 'row', 'timestamp'],
      ...['topic_', 'Partition_', 'offset_', 'timestamp_', 'row_', 'source_', 'time'],
    ])
    expect(columns('students_readable')).toEqual([
      ...['topic', 'generation', 'partition', 'offset', 'row', 'time'],
      ...['topic_', 'Partition_', 'offset_', 'timestamp_', 'row_', 'source_', 'time_'],
    ])
    expect(all('SELECT topic, topic_, time, time_ FROM students_readable')).toEqual([
      ['message', 'my topic', '2024-11-24T16:00:00.000Z', 'my time'],
    ])
  })

  test.each([
    [['Age', 'age'], 'SQLite does not tell it from "Age"'],
    [['offset', 'offset_'], 'SQLite does not tell it from "offset"'],
    [['a\0b'], 'NUL'],
    [[''], 'it is empty'],
  ])('of fields %o are refused', (names, reason) => {
    const run = () => save(parsedOf({ columns: names.map((name) => columnOf(name, 'text', ['x'])) }))
    expect(codeOf(run)).toBe('STORE_COLUMN_REFUSED')
    expect(run).toThrow(reason)
  })

  test('with accents differ in case, as SQLite has it', () => {
    const columns = [columnOf('Été', 'text', ['x']), columnOf('été', 'text', ['y'])]
    expect(save(parsedOf({ columns })).rows.added).toBe(1)
  })
})

describe('a changed schema', () => {
  const was = [columnOf('nom', 'text', ['x']), columnOf('age', 'integer', [1])]

  test.each([
    [[...was, columnOf('note', 'number', [1])], '"note" (number) is new'],
    [[was[0]], '"age" is gone'],
    [[was[0], columnOf('age', 'text', ['1'])], '"age" was integer and is text'],
    [[was[0], columnOf('age', 'boolean', [true])], '"age" was integer and is boolean'],
    [[columnOf('Nom', 'text', ['x']), was[1]], '"nom" is gone; "Nom" (text) is new'],
  ])('is refused with its differences, and nothing is lost', (columns, differences) => {
    save(parsedOf({ columns: was }))
    const before = dump(file)
    expect(codeOf(() => save(parsedOf({ columns })))).toBe('STORE_SCHEMA_CHANGED')
    expect(() => save(parsedOf({ columns }))).toThrow(differences)
    expect(dump(file)).toEqual(before)
  })

  test('in another order is the same', () => {
    save(parsedOf({ columns: was }))
    expect(save(parsedOf({ columns: [was[1], was[0]] })).rows).toEqual({ added: 0, present: 1, changed: 0 })
  })
})

describe('rejects', () => {
  test('are kept whole, with where and why', () => {
    const reject = rejectOf(10n, {
      key: Buffer.from('k'),
      headers: [
        ['h', Buffer.from([0, 255])],
        ['h', null],
      ],
    })
    expect(
      save(parsedOf({ rejects: [reject, rejectOf(11n, { value: Buffer.alloc(0), timestamp: -1 })] })).rejects,
    ).toEqual({
      added: 2,
      present: 0,
      changed: 0,
    })
    expect(query(file, 'SELECT * FROM rejects')[0]).toEqual({
      schema: 'students',
      source: 1,
      partition: 0,
      offset: 10,
      row: 0,
      stage: 'format',
      code: 'JSON_INVALID',
      reason: 'The text ends in the middle of a string.',
      position: 12,
    })
    expect(query(file, 'SELECT * FROM messages')).toEqual([
      {
        source: 1,
        partition: 0,
        offset: 10,
        timestamp: 1732464000010,
        found_at: null,
        key: Buffer.from('k'),
        value: Buffer.from([0xff, 0xfe, 0x00]),
        headers: '[["h","AP8="],["h",null]]',
        key_is_text: 1,
        value_is_text: 0,
      },
      expect.objectContaining({
        offset: 11,
        timestamp: null,
        found_at: 1764000000000,
        key: null,
        value: Buffer.alloc(0),
        headers: null,
        key_is_text: null,
        value_is_text: 1,
      }),
    ])
  })

  test('add up with the rows: the funnel is stored', () => {
    const parsed = parsedOf({ rejects: [rejectOf(10n)] })
    save(parsed)
    expect(all('SELECT kind, read, parsed, rejected, tombstones, empty FROM runs')).toEqual([
      ['save', 11, 10, 1, 0, 0],
    ])
    const broken = { ...parsed, funnel: { ...parsed.funnel, read: 12 } }
    expect(codeOf(() => save(broken))).toBe('STORE_FAILED')
  })

  test('with another reason than before are brought up to date', () => {
    save(parsedOf({ rejects: [rejectOf(10n)] }))
    expect(save(parsedOf({ rejects: [rejectOf(10n, { reason: 'Better said.' })] })).rejects).toEqual({
      added: 0,
      present: 0,
      changed: 1,
    })
    expect(all('SELECT reason FROM rejects')).toEqual([['Better said.']])
  })

  test('that are rows now leave, and rows that are rejects now leave too', () => {
    const columns = (n: number) => [
      columnOf(
        'a',
        'integer',
        Array.from({ length: n }, (_, i) => i),
      ),
    ]
    save(parsedOf({ offsets: [0n], columns: columns(1), rejects: [rejectOf(1n)] }))
    save(parsedOf({ offsets: [0n, 1n], columns: columns(2) }))
    expect(all('SELECT offset FROM students')).toEqual([[0], [1]])
    expect(all('SELECT offset FROM rejects')).toEqual([])
    save(parsedOf({ offsets: [0n], columns: columns(1), rejects: [rejectOf(1n)] }))
    expect(all('SELECT offset FROM students')).toEqual([[0]])
    expect(all('SELECT offset FROM rejects')).toEqual([[1]])
  })

  test('of a message with several rows stand beside its rows, by their number', () => {
    const columns = (...values: number[]) => [columnOf('a', 'integer', values)]
    const origins = (...indexes: number[]) =>
      indexes.map((index) => ({
        topic: 'message',
        partition: 0,
        offset: 1n,
        index,
        timestamp: 5,
        format: 'ndjson',
      }))
    const rejects = (...indexes: number[]) => indexes.map((index) => rejectOf(1n, { index, timestamp: 5 }))
    const outcome = (rows: number[], refused: number[]) => ({
      ...parsedOf({ offsets: [], columns: columns(...rows), rejects: rejects(...refused) }),
      origins: origins(...rows),
      funnel: { read: 1, parsed: 1, rejected: 0, tombstones: 0, empty: 0 },
    })
    save(outcome([0, 2], [1, 3]))
    expect(all('SELECT row, a FROM students')).toEqual([
      [0, 0],
      [2, 2],
    ])
    expect(all('SELECT row FROM rejects')).toEqual([[1], [3]])
    const again = save(outcome([0, 2], [1, 3]))
    expect([again.rows, again.rejects]).toEqual([
      { added: 0, present: 2, changed: 0 },
      { added: 0, present: 2, changed: 0 },
    ])

    save(outcome([0, 1, 3], [2]))
    expect(all('SELECT row FROM students')).toEqual([[0], [1], [3]])
    expect(all('SELECT row FROM rejects')).toEqual([[2]])

    const whole = parsedOf({ offsets: [], columns: columns(), rejects: [rejectOf(1n, { timestamp: 5 })] })
    save({ ...whole, funnel: { read: 1, parsed: 0, rejected: 1, tombstones: 0, empty: 0 } })
    expect(all('SELECT row FROM students')).toEqual([])
    expect(all('SELECT row FROM rejects')).toEqual([[0]])
  })

  test('of one schema are rows of another', () => {
    save(parsedOf({ name: 'students', rejects: [rejectOf(10n)] }))
    save(parsedOf({ name: 'teachers', offsets: [10n], columns: [columnOf('a', 'text', ['x'])] }))
    expect(all('SELECT schema, offset FROM rejects')).toEqual([['students', 10]])
  })
})

describe('statistics', () => {
  test('are stored with the filter that made them', () => {
    const parsed = parsedOf()
    const plain = groupStats(toFrame(parsed), { by: 'filiere', of: 'age' })
    const saved = save(parsed, { stats: [plain, stats(parsed, 20)] })
    expect(saved.statistics).toBe(5)
    expect(all('SELECT * FROM statistics')).toEqual(
      [
        ['all rows', 'filiere', 'age', 'Biologie', 3, 0, 23, 23, 23, 0, 23, 23, 23],
        ['all rows', 'filiere', 'age', 'Informatique', 4, 0, 22, 22, 22, 0, 22, 22, 22],
        ['all rows', 'filiere', 'age', 'Physique', 3, 0, 19, 19, 19, 0, 19, 19, 19],
        ['age > 20', 'filiere', 'age', 'Biologie', 3, 0, 23, 23, 23, 0, 23, 23, 23],
        ['age > 20', 'filiere', 'age', 'Informatique', 4, 0, 22, 22, 22, 0, 22, 22, 22],
      ].map((row) => [saved.run, ...row]),
    )
  })

  test('have NULL where there is no figure, and for the group without a name', () => {
    const columns = [columnOf('g', 'integer', [null, 3000000000]), columnOf('x', 'number', [null, 5])]
    const parsed = parsedOf({ columns })
    save(parsed, { stats: groupStats(parsed, { by: 'g', of: 'x' }) })
    expect(all('SELECT group_value, typeof(group_value), n, missing, mean, sd FROM statistics')).toEqual([
      [3000000000, 'integer', 1, 0, 5, null],
      [null, 'null', 0, 1, null, null],
    ])
  })

  test('of the same run and filter replace each other; other filters add up', () => {
    const parsed = parsedOf()
    save(parsed, { stats: stats(parsed, 20) })
    save(parsed, { stats: [stats(parsed, 20), stats(parsed, 20), stats(parsed, 22)] })
    expect(all('SELECT filter, count(*), count(DISTINCT run) FROM statistics GROUP BY filter')).toEqual([
      ['age > 20', 2, 1],
      ['age > 22', 1, 1],
    ])
  })

  test('of a grouping by truth or by a reserved name are stored', () => {
    const columns = [columnOf('index', 'boolean', [true, false]), columnOf('x', 'number', [1, 2])]
    const parsed = parsedOf({ columns })
    save(parsed, { stats: groupStats(toFrame(parsed), { by: 'index', of: 'x' }) })
    expect(all('SELECT group_by, group_value, mean FROM statistics')).toEqual([
      ['index_', 0, 2],
      ['index_', 1, 1],
    ])
  })

  test('that say nothing of themselves are refused, and nothing is saved', () => {
    const parsed = parsedOf()
    const frame = toFrame(parsed)
    for (const wrong of [frame, stats(parsed).head(1), overallMeans(frame, { by: 'filiere', of: 'age' })])
      expect(codeOf(() => save(parsed, { stats: wrong }))).toBe('STORE_STATS_UNKNOWN')
    expect(query(file, "SELECT name FROM sqlite_schema WHERE name = 'students'")).toEqual([])
  })

  test('of other messages are refused', () => {
    const other = parsedOf({ offsets: Array.from({ length: 10 }, (_, i) => BigInt(i + 50)) })
    expect(codeOf(() => save(parsedOf(), { stats: stats(other) }))).toBe('STORE_STATS_FOREIGN')
    expect(() => save(parsedOf(), { stats: stats(other) })).toThrow('message[0] 0–59')
  })

  test('of a frame of the notebook’s own are stored as such', () => {
    const parsed = parsedOf()
    const frame = toFrame(parsed)
    save(parsed, {
      stats: groupStats(frame.query([true, ...Array<boolean>(9).fill(false)]), { by: 'filiere', of: 'age' }),
    })
    expect(all('SELECT DISTINCT filter FROM statistics')).toEqual([['rows chosen in the notebook']])
  })
})

describe('a run', () => {
  test('has an id that follows from what went into it', () => {
    const base = save(parsedOf(), { parameters: { a: 1, b: '2' } }).run
    expect(base).toMatch(/^[0-9a-f]{16}$/)
    expect(save(parsedOf(), { parameters: { b: '2', a: 1 } }).run).toBe(base)
    expect(save(parsedOf(), { parameters: { a: 2, b: '2' } }).run).not.toBe(base)
    expect(save(parsedOf({ from: -1n }), { parameters: { a: 1, b: '2' } }).run).not.toBe(base)
    expect(all('SELECT count(*) FROM runs')).toEqual([[3]])
  })

  test('says what was done, when, from where, and with what', () => {
    const { run } = save(parsedOf(), {
      parameters: { topic: 'message', limit: 100, big: 2n ** 60n, password: new Secret('s3cret') },
    })
    const [row] = query(file, 'SELECT * FROM runs') as Record<string, string>[]
    expect(row).toMatchObject({
      id: run,
      saved_at: '2025-11-24T16:00:00.000Z',
      schema: 'students',
      topic: 'message',
    })
    expect(JSON.parse(row.parameters)).toEqual({
      topic: 'message',
      limit: 100,
      big: '1152921504606846976',
      password: '[secret]',
    })
    expect(JSON.parse(row.ranges)).toEqual([{ topic: 'message', partition: 0, from: '0', to: '10' }])
    expect(JSON.parse(row.provenance)).toMatchObject({ clusterId: 'cluster-1', origin: 'live', messages: 10 })
    expect(JSON.parse(row.versions)).toEqual({
      carnet: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      node: process.versions.node,
      sqlite: expect.stringMatching(/^3\./) as string,
    })
  })
})

describe('positions', () => {
  const upTo = (from: bigint, to: bigint, cluster: string | null = 'cluster-1') =>
    parsedOf({
      offsets: Array.from({ length: Number(to - from) }, (_, i) => from + BigInt(i)),
      columns: [
        columnOf(
          'a',
          'integer',
          Array.from({ length: Number(to - from) }, (_, i) => Number(from) + i),
        ),
      ],
      from,
      provenance: { clusterId: cluster },
    })
  const next = () =>
    all(
      'SELECT cluster, next_offset, last_offset, last_timestamp FROM positions JOIN sources ON id = source ORDER BY 1',
    )

  test('go forward, never back, and never over what was not read', () => {
    save(upTo(0n, 4n))
    expect(next()).toEqual([['cluster-1', 4, 3, 1732464000003]])
    save(upTo(2n, 6n))
    expect(next()).toEqual([['cluster-1', 6, 5, 1732464000005]])
    save(upTo(0n, 3n))
    expect(next()).toEqual([['cluster-1', 6, 5, 1732464000005]])
    expect(save(upTo(8n, 9n)).positions).toEqual([{ topic: 'message', partition: 0, next: 6n }])
    expect(next()).toEqual([['cluster-1', 6, 5, 1732464000005]])
  })

  test('are kept by cluster, the unknown one too', () => {
    save(upTo(0n, 4n))
    save(upTo(0n, 2n, null))
    expect(next()).toEqual([
      ['', 2, 1, 1732464000001],
      ['cluster-1', 4, 3, 1732464000003],
    ])
  })

  test('remember the last message by its fingerprint where it is at hand', () => {
    const last = (parsed: Parsed) => {
      save(parsed)
      return all('SELECT next_offset, last_offset, last_hash FROM positions')[0]
    }
    // Rows alone do not tell what the message was.
    expect(last(parsedOf())).toEqual([10, 9, null])
    const reject = rejectOf(10n)
    expect(last(parsedOf({ rejects: [reject] }))).toEqual([11, 10, fingerprintOf(reject.record)])
    expect(last(parsedOf())).toEqual([11, 10, fingerprintOf(reject.record)])
    expect(last(parsedOf({ offsets: [11n], columns: oneStudent, from: 0n }))).toEqual([12, 11, null])
  })

  test('stay where the tail held no row', () => {
    save(upTo(0n, 4n))
    const tombstones = parsedOf({ offsets: [], columns: [columnOf('a', 'integer', [])], from: 4n, to: 7n })
    save(tombstones)
    expect(next()).toEqual([['cluster-1', 7, 3, 1732464000003]])
  })
})

test('nothing is left beside the file', () => {
  save(parsedOf())
  expect([`${file}-wal`, `${file}-shm`, `${file}-journal`].filter((f) => existsSync(f))).toEqual([])
})
