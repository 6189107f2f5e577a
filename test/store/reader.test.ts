import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { CarnetError } from '../../src/errors'
import { groupStats, toFrame } from '../../src/frame'
import { boolean, date, integer, number, schema, text, timestamp } from '../../src/parse/schema'
import { openReader, openStore, type Store } from '../../src/store'
import { streamOf } from '../../src/store/export'
import { MIGRATIONS } from '../../src/store/migrations'
import { readCsv, readNdjson, readParquet } from '../../src/tabular'
import { testFolder } from '../support/folders'
import { parquetRows } from '../tabular/parquet-rows'
import { change, codeOf, dump, query } from './reading'
import { columnOf, parsedOf, rejectOf } from './students'

// Danfo takes its second to load here, not in the first test that needs it.
toFrame(parsedOf())

beforeEach(() => void vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000'))
afterEach(() => void vi.unstubAllEnvs())

function newStore(): Store {
  const store = openStore(join(testFolder(), 'a.db'))
  onTestFinished(() => store.close())
  return store
}

const codeOfAsync = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (e: unknown) => {
      if (e instanceof CarnetError) return e.code
      throw e
    },
  )

describe('tables', () => {
  test('say what they hold, rows first and views last', () => {
    const store = newStore()
    store.save(parsedOf({ rejects: [rejectOf(10n)] }))
    change(store.file, 'CREATE TABLE notes (a TEXT, b)')
    const { kind, file, bytes, tables } = store.tables()
    expect([kind, file, bytes > 0]).toEqual(['store', store.file, true])
    expect(tables[0]).toEqual({
      name: 'students',
      holds: 'rows',
      rows: 10,
      columns: [
        { name: 'source', type: 'integer' },
        { name: 'partition', type: 'integer' },
        { name: 'offset', type: 'integer' },
        { name: 'row', type: 'integer' },
        { name: 'timestamp', type: 'timestamp' },
        { name: 'filiere', type: 'text' },
        { name: 'age', type: 'integer' },
      ],
    })
    const byName = new Map(tables.map((t) => [t.name, t]))
    expect(byName.get('rejects')).toMatchObject({ holds: 'rejects', rows: 1 })
    expect(byName.get('notes')).toEqual({
      name: 'notes',
      holds: 'other',
      rows: 0,
      columns: [
        { name: 'a', type: 'text' },
        { name: 'b', type: null },
      ],
    })
    expect(tables.at(-1)).toMatchObject({ name: 'students_readable', holds: 'view', rows: null })
    const order = tables.map((t) => t.holds)
    expect(order.indexOf('view')).toBe(order.length - order.filter((h) => h === 'view').length)
  })

  test('that cannot be read are there all the same', () => {
    const store = newStore()
    change(store.file, 'CREATE TABLE gone (a); CREATE VIEW broken AS SELECT a FROM gone; DROP TABLE gone')
    const broken = store.tables().tables.find((t) => t.name === 'broken')
    expect(broken).toEqual({ name: 'broken', holds: 'view', rows: null, columns: [] })
  })

  test('of an empty store are those of its own', () => {
    const { tables } = newStore().tables()
    expect(tables.map((t) => t.rows).filter((n) => n !== null && n > 0)).toEqual([])
    expect(tables.map((t) => t.holds)).toContain('runs')
  })
})

describe('runs', () => {
  test('come the newest first, as they were saved', () => {
    const store = newStore()
    expect(store.runs()).toEqual({ kind: 'runs', file: store.file, runs: [] })
    const parsed = parsedOf({ rejects: [rejectOf(10n)] })
    const first = store.save(parsed, {
      parameters: { limit: 10 },
      stats: groupStats(parsed, { by: 'filiere', of: 'age' }),
    })
    vi.stubEnv('SOURCE_DATE_EPOCH', '1764000100')
    const second = store.save(parsedOf({ name: 'others', topic: 'b' }))
    const { runs } = store.runs()
    expect(runs.map((r) => r.id)).toEqual([second.run, first.run])
    expect(runs[1]).toMatchObject({
      kind: 'save',
      schema: 'students',
      topic: 'message',
      savedAt: '2025-11-24T16:00:00.000Z',
      ranges: [{ topic: 'message', partition: 0, from: 0n, to: 11n }],
      funnel: { read: 11, parsed: 10, rejected: 1, tombstones: 0, empty: 0 },
      formats: { json: 10 },
      parameters: { limit: 10 },
      provenance: { ...parsed.provenance },
      statistics: 3,
    })
  })
})

const fields = schema({
  nom: text().optional(),
  id: integer().optional(),
  note: number().optional(),
  ok: boolean().optional(),
  jour: date().optional(),
  vu: timestamp().optional(),
})

describe('export', () => {
  function storeOfTypes(): Store {
    const store = newStore()
    store.save(
      parsedOf({
        name: 'notes',
        columns: [
          columnOf('nom', 'text', ['Zoé', '=1+1', null]),
          columnOf('id', 'integer', [1, 9007199254740993n, null]),
          columnOf('note', 'number', [14.5, 7, null]),
          columnOf('ok', 'boolean', [true, false, null]),
          columnOf('jour', 'date', ['2024-11-24', '0001-01-01', null]),
          columnOf('vu', 'timestamp', [1732464000123, 0, null]),
        ],
      }),
    )
    return store
  }
  const original = [
    { nom: 'Zoé', id: 1, note: 14.5, ok: true, jour: '2024-11-24', vu: 1732464000123 },
    { nom: '=1+1', id: 9007199254740993n, note: 7, ok: false, jour: '0001-01-01', vu: 0 },
    { nom: null, id: null, note: null, ok: null, jour: null, vu: null },
  ]

  test('of a table reads back as it was', async () => {
    const store = storeOfTypes()
    const folder = testFolder()
    const written = await store.export('notes', join(folder, 'a.csv'))
    expect(written).toMatchObject({ file: join(folder, 'a.csv'), rows: 3 })
    const csv = await readCsv(written.file, fields)
    expect(csv.rows.toArray().map((r) => ({ ...r }))).toEqual(
      original.map((row) => (row.nom === '=1+1' ? { ...row, nom: "'=1+1" } : row)),
    )
    for (const [name, read] of [
      ['a.ndjson', readNdjson],
      ['a.parquet', readParquet],
    ] as const) {
      const { file } = await store.export('NOTES', join(folder, name))
      const parsed = await read(file, fields)
      expect(parsed.rows.toArray().map((r) => ({ ...r }))).toEqual(original)
    }
  })

  test('of a query, with values, keeps the types of what is computed', async () => {
    const store = storeOfTypes()
    const sql =
      'SELECT nom, max(id) AS id, avg(note) AS note, min(ok) AS o FROM notes WHERE id > ? GROUP BY nom'
    const { file, rows } = await store.export(sql, join(testFolder(), 'a.parquet'), { parameters: [1] })
    expect(rows).toBe(1)
    expect(await parquetRows(file)).toEqual([{ nom: '=1+1', id: 9007199254740993n, note: 7, o: 0n }])
  })

  test('of a view, and of columns whose values are mixed', async () => {
    const store = storeOfTypes()
    change(store.file, "CREATE VIEW mixed AS SELECT 1 AS a, x'00ff' AS b UNION ALL SELECT 'x', 2.5")
    const folder = testFolder()
    await store.export('mixed', join(folder, 'a.ndjson'))
    expect(readFileSync(join(folder, 'a.ndjson'), 'utf8')).toBe('{"a":1,"b":"AP8="}\n{"a":"x","b":2.5}\n')
    const { file } = await store.export('mixed', join(folder, 'a.parquet'))
    expect(await parquetRows(file)).toEqual([
      { a: '1', b: 'AP8=' },
      { a: 'x', b: '2.5' },
    ])
  })

  test('is of one moment, whatever is saved meanwhile', async () => {
    const store = newStore()
    store.save(parsedOf())
    change(
      store.file,
      `WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 29999)
       INSERT INTO students (source, partition, offset, row, filiere, age) SELECT 1, 0, i, 0, 'x', i FROM n`,
    )
    const file = join(testFolder(), 'a.csv')
    const exporting = store.export('students', file)
    store.save(parsedOf({ topic: 'later' }))
    expect(await exporting).toMatchObject({ rows: 30_000 })
    expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(30_002)
  })

  test('of what cannot be exported leaves no file', async () => {
    const store = storeOfTypes()
    const folder = testFolder()
    const to = (name: string) => join(folder, name)
    expect(await codeOfAsync(store.export('SELECT nome FROM notes', to('a.csv')))).toBe(
      'SQLITE_QUERY_REFUSED',
    )
    expect(await codeOfAsync(store.export('DELETE FROM notes', to('a.csv')))).toBe('SQLITE_QUERY_REFUSED')
    expect(await codeOfAsync(store.export('notes', to('a.xlsx')))).toBe('EXPORT_FORM')
    expect(await codeOfAsync(store.export('notes', to('a.csv'), { delimiter: ';;' }))).toBe(
      'READ_OPTION_INVALID',
    )
    expect(await codeOfAsync(store.export('notes', to('a.csv'), { bim: true } as never))).toBe(
      'READ_OPTION_UNKNOWN',
    )
    const error = new AbortController()
    error.abort(new RangeError('enough'))
    await expect(store.export('notes', to('a.csv'), { signal: error.signal })).rejects.toThrow('enough')
    store.close()
    expect(await codeOfAsync(store.export('notes', to('a.csv')))).toBe('STORE_CLOSED')
    expect(readdirSync(folder)).toEqual([])
  })
})

test('a query that answers otherwise the second time has no types to export', () => {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.exec('CREATE TABLE schemas (name, fields)')
  let asked = 0
  db.function('flip', { deterministic: false }, () => (asked++ === 0 ? 1 : 'a'))
  const statement = () => db.prepare('SELECT flip() AS x').raw().safeIntegers()
  expect(codeOf(() => [...streamOf(db, statement(), true).rows()])).toBe('EXPORT_UNSTEADY')
  expect([...streamOf(db, statement(), false).rows()]).toEqual([['a']])
})

describe('a snapshot', () => {
  test('holds what the store holds, and opens as it does', () => {
    const store = newStore()
    store.save(parsedOf({ rejects: [rejectOf(10n)] }))
    const file = join(testFolder(), 'new', 'copy.db')
    const { bytes, ...rest } = store.snapshot(file)
    expect([rest, bytes]).toEqual([{ file }, readFileSync(file).length])
    expect(readdirSync(join(file, '..'))).toEqual(['copy.db'])
    expect(dump(file)).toEqual(dump(store.file))
    expect(query(file, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    const copy = openStore(file)
    onTestFinished(() => copy.close())
    expect(copy.save(parsedOf({ rejects: [rejectOf(10n)] })).rows).toEqual({
      added: 0,
      present: 10,
      changed: 0,
    })
  })

  test('is taken while others write, and takes the place of a file', () => {
    const store = newStore()
    store.save(parsedOf())
    const other = new Database(store.file)
    onTestFinished(() => void other.close())
    other.exec("BEGIN IMMEDIATE; UPDATE students SET filiere = 'open'")
    const file = join(testFolder(), 'copy.db')
    writeFileSync(file, 'before')
    store.snapshot(file)
    expect(query(file, "SELECT count(*) AS n FROM students WHERE filiere = 'open'")).toEqual([{ n: 0 }])
  })

  test('is never of the file onto itself, nor where nothing can be written', () => {
    const store = newStore()
    store.save(parsedOf())
    const link = join(testFolder(), 'link.db')
    symlinkSync(store.file, link)
    const before = dump(store.file)
    expect(codeOf(() => store.snapshot(store.file))).toBe('EXPORT_FAILED')
    expect(codeOf(() => store.snapshot(link))).toBe('EXPORT_FAILED')
    const folder = testFolder()
    mkdirSync(join(folder, 'copy.db'))
    expect(codeOf(() => store.snapshot(join(folder, 'copy.db')))).toBe('EXPORT_FAILED')
    writeFileSync(join(folder, 'file'), '')
    expect(codeOf(() => store.snapshot(join(folder, 'file', 'copy.db')))).toBe('EXPORT_FAILED')
    expect(readdirSync(folder)).toEqual(['copy.db', 'file'])
    expect(dump(store.file)).toEqual(before)
    store.close()
    expect(codeOf(() => store.snapshot(join(folder, 'b.db')))).toBe('STORE_CLOSED')
  })
})

describe('a store to read alone', () => {
  test('reads a file that nobody may write to, and leaves it as it is', () => {
    const store = newStore()
    store.save(parsedOf())
    store.close()
    chmodSync(store.file, 0o444)
    const before = readFileSync(store.file)
    const reader = openReader(store.file)
    expect(reader.query('SELECT count(*) AS n FROM students').at(0)).toEqual({ n: 10 })
    expect(reader.first('students', 3)).toMatchObject({ rows: 10, table: { length: 3 } })
    expect(readFileSync(store.file)).toEqual(before)
    expect(readdirSync(join(store.file, '..'))).toEqual(['a.db'])
  })

  test('reads beside a program that is writing', () => {
    const store = newStore()
    store.save(parsedOf())
    change(store.file, 'BEGIN; DELETE FROM students; ROLLBACK')
    const other = new Database(store.file)
    onTestFinished(() => void other.close())
    other.exec('BEGIN IMMEDIATE; DELETE FROM students')
    expect(openReader(store.file).query('students').length).toBe(10)
  })

  test('brings a file of an older layout up to date', () => {
    const versions = readdirSync(join(__dirname, 'versions')).filter((name) => name.endsWith('.db'))
    for (const name of versions) {
      const file = join(testFolder(), name)
      writeFileSync(file, readFileSync(join(__dirname, 'versions', name)))
      expect(openReader(file).runs().runs.length).toBeGreaterThan(0)
      expect(query(file, 'PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }])
    }
    expect(versions.length).toBeGreaterThan(0)
  })

  test('is no file that is not there, not ours, or newer', () => {
    const folder = testFolder()
    const missing = join(folder, 'a.db')
    expect(codeOf(() => openReader(missing))).toBe('STORE_MISSING')
    expect(existsSync(missing)).toBe(false)
    expect(codeOf(() => openReader(folder))).toBe('STORE_IS_FOLDER')
    writeFileSync(missing, '')
    expect(codeOf(() => openReader(missing))).toBe('STORE_NOT_OURS')
    writeFileSync(missing, 'This is no database, but some text that is long enough to look like a header.')
    expect(codeOf(() => openReader(missing))).toBe('STORE_NOT_DATABASE')
    const other = join(folder, 'b.db')
    change(other, 'CREATE TABLE t (a)')
    expect(codeOf(() => openReader(other))).toBe('STORE_NOT_OURS')
    const store = newStore()
    store.close()
    change(store.file, `PRAGMA user_version = ${MIGRATIONS.length + 1}`)
    expect(codeOf(() => openReader(store.file))).toBe('STORE_NEWER')
  })
})
