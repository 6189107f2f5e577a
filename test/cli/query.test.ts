import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { queryStore, type QueryFlags } from '../../src/cli/query'
import { storeRuns } from '../../src/cli/runs'
import { openStore } from '../../src/store'
import { columnOf, parsedOf } from '../store/students'
import { testFolder } from '../support/folders'

let printed: string
const terminal = {
  out: new Writable({
    write(chunk, _encoding, done) {
      printed += String(chunk)
      done()
    },
  }),
  err: new Writable(),
}

beforeEach(() => {
  printed = ''
  vi.stubEnv('CARNET_LANG', 'en')
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
})

function database(): string {
  const file = join(testFolder(), 'a.db')
  const store = openStore(file)
  onTestFinished(() => store.close())
  store.save(
    parsedOf({
      columns: [columnOf('nom', 'text', ['Zoé', 'a;b', null]), columnOf('age', 'integer', [1, 2, 3])],
    }),
  )
  store.close()
  return file
}

const ask = async (sql: string | undefined, flags: QueryFlags = {}, file = database()): Promise<string> => {
  expect(await queryStore(file, sql, flags, terminal, new AbortController().signal)).toBe(0)
  return printed
}

describe('carnet query', () => {
  test('says what the database holds', async () => {
    expect(await ask(undefined)).toMatch(/^students +rows of a schema +3 +source, partition, offset/m)
    printed = ''
    expect(JSON.parse(await ask(undefined, { json: true }))).toMatchObject({
      kind: 'store',
      tables: [{ name: 'students', rows: 3 }, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}],
    })
  })

  test('prints a table to read, with its types and where it comes from', async () => {
    expect(await ask('SELECT nom, age FROM students WHERE age < 3')).toBe(
      '2 rows × 2 columns\n' +
        'Filter: as the query says · 2 rows of a.db: SELECT nom, age FROM students WHERE age < 3, read 2025-11-24 16:00:00 UTC, carnet 0.1.0\n' +
        '\n' +
        '#  nom       age\n' +
        '   text  integer\n' +
        '─  ────  ───────\n' +
        '0  Zoé         1\n' +
        '1  a;b         2\n',
    )
  })

  test('prints the first of many rows, and counts the others', async () => {
    const text = await ask(
      'WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n',
    )
    expect(text).toMatch(/^5,000 rows × 1 column\n/)
    expect(text).toMatch(/^ *99 +100\n… 4,900 more rows$/m)
  })

  test('prints CSV and lines of JSON for programs', async () => {
    expect(await ask('SELECT nom, age FROM students', { csv: true })).toBe(
      'nom,age\r\nZoé,1\r\na;b,2\r\n,3\r\n',
    )
    printed = ''
    expect(await ask('SELECT nom FROM students', { csv: true, delimiter: ';', bom: true })).toBe(
      '\ufeffnom\r\nZoé\r\n"a;b"\r\n""\r\n',
    )
    printed = ''
    expect(await ask('SELECT nom, age FROM students', { json: true })).toBe(
      '{"nom":"Zoé","age":1}\n{"nom":"a;b","age":2}\n{"nom":null,"age":3}\n',
    )
  })

  test('writes a file', async () => {
    const out = join(testFolder(), 'a.csv')
    expect(await ask('students', { out })).toBe(`${out}: 3 rows, 165 bytes\n`)
    expect(readFileSync(out, 'utf8')).toMatch(/^source,partition,offset,row,timestamp,nom,age\r\n/)
    printed = ''
    const parquet = join(testFolder(), 'a.parquet')
    expect(JSON.parse(await ask('students', { out: parquet, json: true }))).toEqual({
      ok: true,
      file: parquet,
      rows: 3,
      bytes: readFileSync(parquet).length,
    })
  })

  test('makes no database, and takes no flag that it does not know', async () => {
    const missing = join(testFolder(), 'none.db')
    await expect(ask('SELECT 1', {}, missing)).rejects.toMatchObject({ code: 'STORE_MISSING' })
    expect(existsSync(missing)).toBe(false)
    await expect(ask('students', { csv: true, delimiter: ';;' })).rejects.toMatchObject({
      code: 'READ_OPTION_INVALID',
    })
    await expect(ask('DROP TABLE students')).rejects.toMatchObject({ code: 'SQLITE_QUERY_REFUSED' })
  })
})

describe('carnet runs', () => {
  test('as a table', async () => {
    expect(await storeRuns(database(), {}, terminal)).toBe(0)
    expect(printed).toMatch(
      /^[0-9a-f]{16} +2025-11-24 16:00:00 UTC +save +students +message\[0\] 0–2 +3 +3 +0 +0$/m,
    )
  })

  test('for a program, with every digit of the offsets', async () => {
    const file = database()
    expect(await storeRuns(file, { json: true }, terminal)).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({
      kind: 'runs',
      file,
      runs: [{ schema: 'students', ranges: [{ topic: 'message', partition: 0, from: '0', to: '3' }] }],
    })
  })
})
