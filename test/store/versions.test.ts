import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { groupStats, toFrame, where } from '../../src/frame'
import { parse } from '../../src/parse/parse'
import { students } from '../../src/parse/students'
import { col } from '../../src/query'
import { connect } from '../../src/source/open'
import { openStore } from '../../src/store'
import { change, codeOf, dump, query, temporaryFolder } from './reading'
import { parsedOf } from './students'

// versions/v1.db was made by the first layout's own code. It holds, besides the sample's students: one topic of two
// clusters and of an unknown one, rejects with all their parts, offsets beyond 2^53, a schema that is called `messages`,
// and fields that are called like our columns.
const V1 = join(__dirname, 'versions', 'v1.db')

const folder = temporaryFolder()
let file: string
beforeEach(() => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
  file = folder.file()
  copyFileSync(V1, file)
})
afterEach(() => vi.unstubAllEnvs())
afterAll(folder.remove)

// Danfo takes its second to load here, not in the test that needs it.
toFrame(parsedOf())

const all = (sql: string): unknown[][] => query(file, sql).map((row) => Object.values(row))
const bringUp = (): void => openStore(file).close()

/** Everything that SQLite knows of the layout of a file. */
const layoutOf = (path: string) =>
  query(path, 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').filter(
    ({ name }) => !String(name).startsWith('sqlite_'),
  )

describe('a file of version 1', () => {
  test('is laid out as a new one then', () => {
    bringUp()
    const fresh = folder.file()
    openStore(fresh).close()
    const own = new Set(layoutOf(fresh).map((o) => o.name))
    expect(layoutOf(file).filter((o) => own.has(o.name))).toEqual(layoutOf(fresh))
    expect(all('PRAGMA integrity_check')).toEqual([['ok']])
    expect(all('PRAGMA foreign_key_check')).toEqual([])
    expect(all('PRAGMA user_version')).toEqual([[2]])
    expect(layoutOf(file).filter((o) => String(o.name).includes('version'))).toEqual([])
  })

  test('keeps every row, under its source', () => {
    const before = query(V1, 'SELECT * FROM students').map((row) => Object.values(row).slice(1))
    bringUp()
    expect(all('SELECT id, cluster, topic, generation FROM sources ORDER BY cluster, topic')).toEqual([
      [expect.any(Number), '', 'examens', 1],
      [expect.any(Number), '', 'message', 1],
      ...['examens', 'loin', 'm', 'vide'].map((topic): unknown[] => [
        expect.any(Number),
        'cluster-1',
        topic,
        1,
      ]),
      [expect.any(Number), 'cluster-2', 'examens', 1],
    ])
    expect(all('SELECT t.* FROM students AS t').map((row) => row.slice(1))).toEqual(before)
    expect(
      all(`SELECT s.cluster, s.topic, t.partition, t.offset || '', t.nom, t.note FROM notes AS t
        JOIN sources AS s ON s.id = t.source ORDER BY s.cluster, s.topic, t.offset`),
    ).toEqual([
      ['cluster-1', 'examens', 0, '0', 'Élève 0 😀', null],
      ['cluster-1', 'examens', 0, '1', 'Élève 1 😀', 0.25],
      ['cluster-1', 'examens', 0, '2', 'Élève 2 😀', 0.5],
      ['cluster-1', 'examens', 0, '3', 'Élève 3 😀', null],
      ['cluster-1', 'loin', 3, '9007199254740993', 'Élève 7 😀', null],
      ['cluster-2', 'examens', 0, '10', 'Élève 10 😀', null],
      ['cluster-2', 'examens', 0, '11', 'Élève 11 😀', 2.75],
    ])
    expect(all('SELECT * FROM vide')).toEqual([])
  })

  test('keeps rejects, their bytes beside them', () => {
    bringUp()
    expect(
      all(`SELECT r.schema, s.cluster, s.topic, r.offset, r.row, r.code, r.position, m.timestamp, m.key, m.value, m.headers,
          m.key_is_text, m.value_is_text
        FROM rejects AS r JOIN sources AS s ON s.id = r.source
          JOIN messages AS m USING (source, partition, offset) ORDER BY s.topic, r.offset`),
    ).toEqual([
      [
        ...['notes', 'cluster-1', 'examens', 4, 0, 'JSON_INVALID', 12, 1732464000004],
        ...[Buffer.from('clé'), Buffer.from([0xff, 0xfe, 0]), '[["h","AP8="],["h",null]]', 1, 0],
      ],
      [
        ...['notes', 'cluster-1', 'examens', 5, 0, 'JSON_INVALID', 12, null],
        ...[null, Buffer.alloc(0), null, null, 1],
      ],
      [
        ...['students_readable', 'cluster-1', 'm', 0, 1, 'JSON_INVALID', 12, 1732464000000],
        ...[null, Buffer.from([0xff, 0xfe, 0]), null, null, 0],
      ],
    ])
  })

  test('keeps positions but for their hash, which was none of the message', () => {
    const before = query(V1, 'SELECT * FROM positions')
    bringUp()
    const after = query(
      file,
      `SELECT schema, cluster, topic, partition, next_offset, last_offset, last_timestamp, last_hash
       FROM positions JOIN sources ON id = source ORDER BY schema, cluster, topic`,
    )
    expect(after).toEqual(
      before.map((p) => ({
        ...p,
        schema: p.schema === 'messages' ? 'messages_1' : p.schema,
        last_hash: null,
      })),
    )
  })

  test('keeps runs and statistics, and saving the same again adds no row', async () => {
    const statistics = query(V1, 'SELECT * FROM statistics')
    const kafka = await connect({ replay: join(__dirname, '..', '..', 'data', 'students.ndjson') })
    const parsed = parse(await kafka.read('message', { quiet: true }), students)
    await kafka.close()
    const df = toFrame(parsed)
    const older = where(df, col('age').gt(20))
    const store = openStore(file)
    expect(query(file, 'SELECT * FROM statistics')).toEqual(statistics)
    expect(
      all(`SELECT kind, began_at = saved_at, s.topic, r.sources = json_array(s.id) FROM runs AS r
        JOIN sources AS s ON s.topic = r.topic WHERE schema = 'students'`),
    ).toEqual([['save', 1, 'message', 1]])
    const saved = store.save(parsed, {
      stats: [df, older].map((frame) => groupStats(frame, { by: 'filiere', of: 'age' })),
      parameters: { topic: 'message', limit: 10 },
    })
    store.close()
    expect(saved).toMatchObject({
      rows: { added: 0, present: 10, changed: 0 },
      rejects: { added: 0 },
      generation: 1,
      note: null,
    })
    // The id of a run says more than it did (of which cluster, which making of the topic): the run is there once more.
    expect(all('SELECT count(*) FROM runs')).toEqual([[9]])
    expect(query(file, 'SELECT * FROM statistics').slice(0, statistics.length)).toEqual(statistics)
  })

  test('gives way where it has names that are ours now', () => {
    bringUp()
    expect(all('SELECT name FROM schemas ORDER BY name')).toEqual(
      ['messages_1', 'notes', 'students', 'students_readable', 'vide'].map((name) => [name]),
    )
    expect(
      all(
        `SELECT timestamp, source_, topic_, "time", "constructor", "__proto__" AS proto FROM messages_1 WHERE row = 0`,
      ),
    ).toEqual([[1732464000000, 'my source', 'my topic', 'my time', 'my constructor', 'my __proto__']])
    expect(all("SELECT x || '', oui, jour, quand FROM students_readable")).toEqual([
      ['9223372036854775807', 1, '2024-11-24', 1732464000000],
    ])
    expect(all('SELECT nom FROM students_readable_2 LIMIT 1')).toEqual([['Le Goff']])
    expect(all('SELECT time, time_ FROM messages_1_readable')).toEqual([
      ['2024-11-24T16:00:00.000Z', 'my time'],
      ['2024-11-24T16:00:00.000Z', null],
    ])
  })

  test('whose rejects are of two makings of a topic gets two generations', () => {
    change(
      file,
      `INSERT INTO rejects SELECT 'vide', topic, partition, offset, row, timestamp + 1, stage, code, reason, position, key,
         value, headers FROM rejects WHERE topic = 'examens' AND offset = 4`,
    )
    bringUp()
    expect(
      all(`SELECT r.schema, s.generation, m.timestamp FROM rejects AS r JOIN sources AS s ON s.id = r.source
        JOIN messages AS m USING (source, partition, offset) WHERE offset = 4 ORDER BY 1`),
    ).toEqual([
      ['notes', 1, 1732464000004],
      ['vide', 2, 1732464000005],
    ])
  })

  test('that cannot be brought up is left as it was', () => {
    change(
      file,
      "UPDATE runs SET provenance = '[' || provenance || ']'; INSERT INTO runs SELECT 'x', saved_at, schema, topic, parameters, ranges, 0, 0, 0, 0, 0, '{\"topics\": [null]}', versions FROM runs LIMIT 1",
    )
    const before = readFileSync(file)
    expect(codeOf(() => openStore(file))).toBe('STORE_FAILED')
    expect(dump(file).rejects).toHaveLength(3)
    expect(all('PRAGMA user_version')).toEqual([[1]])
    expect(readFileSync(file).length).toBe(before.length)
  })

  test('is brought up once by two programs that open it at the same time', () => {
    const first = new Database(file)
    first.exec('BEGIN IMMEDIATE')
    expect(codeOf(() => openStore(file, { patience: 50 }))).toBe('STORE_LOCKED')
    first.exec('ROLLBACK')
    first.close()
    bringUp()
    bringUp()
    expect(all('SELECT count(*) FROM students')).toEqual([[10]])
  })
})
