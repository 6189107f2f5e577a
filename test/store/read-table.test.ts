import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { boolean, date, integer, number, schema, text } from '../../src/parse/schema'
import { readSqlite } from '../../src/store'
import { expectCode, filiere, folder, rejectsOf, rowsOf } from '../tabular/support'

/** A database with the table `filieres`, open in the mode of its log. */
function database(mode: 'delete' | 'wal' = 'delete'): { db: Database.Database; file: string } {
  const file = join(folder(), 'école.db')
  const db = new Database(file)
  onTestFinished(() => void db.close())
  db.pragma(`journal_mode = ${mode}`)
  db.exec(`CREATE TABLE filieres ("Filière" TEXT, places, responsable TEXT);
    INSERT INTO filieres VALUES ('Biologie', 30, 'Curie'), ('Physique', '60', NULL), ('Chimie', 'x', ''), (NULL, 1, NULL);
    CREATE VIEW grandes AS SELECT * FROM filieres WHERE places >= 60 AND places <> 'x';
    CREATE TABLE "odd ""name" (filiere)`)
  return { db, file }
}

describe('rows', () => {
  test('of a table, by the rules for messages', async () => {
    const { file } = database()
    const parsed = await readSqlite(file, { table: 'filieres' }, filiere)
    expect(rowsOf(parsed)).toEqual([
      { filiere: 'Biologie', responsable: 'Curie', places: 30 },
      { filiere: 'Physique', responsable: null, places: 60 },
    ])
    expect(rejectsOf(parsed)).toEqual([
      [3, 'NOT_A_NUMBER', '{"Filière":"Chimie","places":"x","responsable":""}', null],
      [4, 'FIELD_MISSING', '{"Filière":null,"places":1,"responsable":null}', null],
    ])
    expect(parsed.repairs.map((r) => [r.column, r.kind])).toContainEqual(['places', 'text to number'])
    expect(parsed.provenance).toMatchObject({
      topics: ['école.db: filieres'],
      ranges: [{ topic: 'école.db: filieres', partition: 0, from: 1n, to: 5n }],
      origin: 'database',
      capture: { file: 'école.db', sha256: createHash('sha256').update(readFileSync(file)).digest('hex') },
    })
  })

  test('of a view, of a name in other letters, of a table with quotes in its name', async () => {
    const { file } = database()
    expect((await readSqlite(file, { table: 'grandes' }, filiere)).rows.column('filiere').values).toEqual([
      'Physique',
    ])
    expect((await readSqlite(file, { table: 'FILIERES' }, filiere, { limit: 1 })).provenance.stopped).toBe(
      'rows',
    )
    expect((await readSqlite(file, { table: 'odd "name' }, filiere)).rows.length).toBe(0)
  })

  test('of a query, which provenance names', async () => {
    const { file } = database()
    const sql = 'SELECT upper(responsable) AS filiere,\n  1 AS places FROM filieres WHERE places = 30'
    const parsed = await readSqlite(file, { sql }, filiere)
    expect(rowsOf(parsed)).toEqual([{ filiere: 'CURIE', responsable: null, places: 1 }])
    expect(parsed.provenance.topics).toEqual([
      'école.db: SELECT upper(responsable) AS filiere, 1 AS places FROM filieres WHERE places = 30',
    ])
  })

  test('integers are exact, booleans may be 0 and 1, days text, bytes no text', async () => {
    const { db, file } = database()
    db.exec(`CREATE TABLE t (id INTEGER, actif INTEGER, jour TEXT, note REAL, octets BLOB, "constructor" TEXT);
      INSERT INTO t VALUES (9007199254740993, 1, '2024-11-24', 14.5, x'00ff', 'c'), (-1, 2, '2024-11-24', 1, NULL, 'c')`)
    const types = schema({
      id: integer(),
      actif: boolean(),
      jour: date(),
      note: number(),
      constructor: text(),
    })
    const parsed = await readSqlite(file, { table: 't' }, types)
    expect(rowsOf(parsed)).toEqual([
      { id: 9007199254740993n, actif: true, jour: '2024-11-24', note: 14.5, constructor: 'c' },
    ])
    expect(parsed.rejects.map((r) => r.code)).toEqual(['NOT_A_BOOLEAN'])
    const bytes = await readSqlite(file, { table: 't' }, schema({ octets: text() }))
    expect(rejectsOf(bytes)).toEqual([
      [1, 'NOT_TEXT', '{"octets":"AP8="}', null],
      [2, 'FIELD_MISSING', '{"octets":null}', null],
    ])
  })
})

describe('another program that writes', () => {
  test('what it committed is read, from its log too; the file alone does not hold the rows then', async () => {
    const { db, file } = database('wal')
    db.exec("INSERT INTO filieres VALUES ('Maths', 1, NULL)")
    db.exec("BEGIN; INSERT INTO filieres VALUES ('Open', 1, NULL)")
    const parsed = await readSqlite(file, { table: 'filieres' }, filiere)
    expect(parsed.rows.column('filiere').values).toEqual(['Biologie', 'Physique', 'Maths'])
    expect(parsed.provenance.capture).toBeNull()
    db.exec('COMMIT')
    expect((await readSqlite(file, { table: 'filieres' }, filiere)).rows.length).toBe(4)
  })

  test('a table that it makes new is not locked for it', async () => {
    const { db, file } = database()
    await readSqlite(file, { table: 'filieres' }, filiere)
    db.exec('DROP TABLE filieres')
    await expectCode(readSqlite(file, { table: 'filieres' }, filiere), 'SQLITE_TABLE_UNKNOWN')
  })
})

describe('what cannot be read is told', () => {
  test('a table that is not there', async () => {
    const { file } = database()
    await expectCode(
      readSqlite(file, { table: 'filiere' }, filiere),
      'SQLITE_TABLE_UNKNOWN',
      /Did you mean filieres/,
    )
    await expectCode(readSqlite(file, { table: '' }, filiere), 'SQLITE_TABLE_UNKNOWN', /grandes/)
  })

  test.each([
    ['SELEC 1', /syntax error/],
    ['SELECT 1 AS filiere; SELECT 2', /more than one statement/],
    ['', /no statements/],
    ['SELECT x FROM filieres', /no such column/],
    ['DELETE FROM filieres', /would change the file/],
    ['INSERT INTO filieres VALUES (1, 2, 3) RETURNING places AS filiere', /would change the file/],
    ["ATTACH 'x.db' AS x", /gives no rows/],
    ['SELECT ? AS filiere', /parameter/],
  ])('%j', async (sql, words) => {
    const { db, file } = database()
    await expectCode(readSqlite(file, { sql }, filiere), 'SQLITE_QUERY_REFUSED', words)
    expect(db.prepare('SELECT count(*) FROM filieres').pluck().get()).toBe(4)
  })

  test('no file, no database, columns that do not fit', async () => {
    const missing = join(folder(), 'none.db')
    await expectCode(readSqlite(missing, { table: 't' }, filiere), 'SOURCE_FILE_MISSING')
    expect(existsSync(missing)).toBe(false)
    const other = join(folder(), 'other.db')
    writeFileSync(other, 'This is no database, but some text that is long enough to look like a header.')
    await expectCode(readSqlite(other, { table: 't' }, filiere), 'STORE_NOT_DATABASE')
    const { file } = database()
    await expectCode(
      readSqlite(file, { sql: 'SELECT 1 AS a' }, filiere),
      'SOURCE_COLUMNS_UNFIT',
      /none of them/,
    )
    const twice = 'SELECT "Filière", "Filière" FROM filieres'
    await expectCode(readSqlite(file, { sql: twice }, filiere), 'SOURCE_COLUMNS_UNFIT', /two columns/)
  })

  test.each([{}, { table: 't', sql: 'x' }, { tabel: 't' }, 't', { table: 7 }])(
    '%j is none of the choices',
    async (rows) => {
      const { file } = database()
      await expect(readSqlite(file, rows as never, filiere)).rejects.toMatchObject({
        code: expect.stringMatching(/^READ_OPTION_/) as string,
      })
    },
  )
})
