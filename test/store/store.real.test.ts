import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { groupStats, toFrame, where } from '../../src/frame'
import { col } from '../../src/query'
import { openStore } from '../../src/store'
import { codeOf, query, temporaryFolder } from './reading'
import { parsedOf, rejectOf } from './students'

const folder = temporaryFolder()
let file: string
beforeEach(() => {
  file = folder.file()
})
afterAll(folder.remove)

const child = join(__dirname, 'saving-child.cjs')
const saveInChild = (n: number, killAt: number) =>
  spawnSync(process.execPath, [child, file, String(n), String(killAt)], { encoding: 'utf8' })

/** What the child's save returned: its last line. */
const countsOf = ({ stdout }: { stdout: string }): unknown =>
  JSON.parse(stdout.trim().split('\n').at(-1) ?? '')

/** Every row or none, and the position that goes with them. */
function checkWhole(before: number, after: number): void {
  const db = new Database(file)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  const [n, sum] = db.prepare('SELECT count(*), total(x) FROM numbers').raw().get() as [number, number]
  expect([before, after]).toContain(n)
  expect(sum).toBe((n * (n - 1)) / 2)
  expect(db.prepare('SELECT next_offset FROM positions').pluck().all()).toEqual([n])
  db.close()
}

describe('a process killed in the middle of a save', () => {
  test.each([0, 1, 49, 50, 25_000, 49_999])('at row %i leaves what was there before', (killAt) => {
    expect(countsOf(saveInChild(1000, -1))).toMatchObject({ added: 1000 })
    const killed = saveInChild(50_000, killAt)
    expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' })
    checkWhole(1000, 1000)
    expect(countsOf(saveInChild(50_000, -1))).toEqual({
      added: 49_000,
      present: 1000,
      changed: 0,
    })
    checkWhole(50_000, 50_000)
    expect(readdirSync(dirname(file))).toEqual(['store.db'])
  })

  test('while it commits or closes leaves all of it or nothing', async () => {
    saveInChild(1000, -1)
    for (const delay of [0, 1, 2, 5, 10, 20, 40, 80]) {
      const n = 20_000 + delay
      const before = query(file, 'SELECT 1 FROM numbers').length
      const process_ = spawn(process.execPath, [child, file, String(n), '-1'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(process_.stdout, 'data')
      await new Promise((resolve) => setTimeout(resolve, delay))
      process_.kill('SIGKILL')
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit')
      checkWhole(before, n)
    }
  })
})

describe('another program', () => {
  /** A program that takes the write lock, says so, and keeps it for a while. */
  const holding = (ms: number) => {
    const script = `
      const db = new (require('better-sqlite3'))(${JSON.stringify(file)})
      db.exec('BEGIN IMMEDIATE')
      console.log('locked')
      setTimeout(() => { db.exec('COMMIT'); db.close() }, ${ms})`
    return spawn(process.execPath, ['-e', script], {
      cwd: join(__dirname, '..', '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }

  test('that writes for a moment is waited for', async () => {
    const store = openStore(file)
    store.save(parsedOf())
    const other = holding(300)
    await once(other.stdout, 'data')
    expect(store.save(parsedOf()).rows.present).toBe(10)
    await once(other, 'exit')
    store.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  test('that keeps on writing is named, and nothing is lost', async () => {
    openStore(file).close()
    const store = openStore(file, { patience: 100 })
    store.save(parsedOf())
    const other = holding(30_000)
    await once(other.stdout, 'data')
    expect(codeOf(() => store.save(parsedOf({ topic: 'more' })))).toBe('STORE_LOCKED')
    other.kill('SIGKILL')
    await once(other, 'exit')
    expect(store.save(parsedOf({ topic: 'more' })).rows.added).toBe(10)
    store.close()
  })

  test('that makes the same new file at the same time makes it once', async () => {
    for (let round = 0; round < 10; round++) {
      const children = [1, 2].map(() =>
        spawn(process.execPath, [child, file, '2000', '-1'], { stdio: ['ignore', 'ignore', 'inherit'] }),
      )
      const exits = await Promise.all(children.map(async (c) => ((await once(c, 'exit')) as [number])[0]))
      expect(exits).toEqual([0, 0])
      checkWhole(2000, 2000)
      rmSync(file)
    }
  })

  test('that collects the same topic at the same time: each message once, in one of the two', async () => {
    const steps = Array.from({ length: 20 }, (_, i) => `append:${i * 200}:${(i + 1) * 200}`)
    const faultChild = join(__dirname, 'fault-child.cjs')
    const run = async (): Promise<[string, unknown][]> => {
      const one = spawn(process.execPath, [faultChild, file, 'open', ...steps, 'close'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let told = ''
      one.stdout.setEncoding('utf8').on('data', (text) => (told += text))
      await once(one, 'close')
      return told
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, unknown])
    }
    const told = (await Promise.all([run(), run()])).flat()
    const added = told.flatMap(([, t]) => (t as { added?: number }).added ?? [])
    expect(added.reduce((a, b) => a + b, 0)).toBe(4000)
    const refused = told.flatMap(([step, t]) => (step.startsWith('append') && typeof t === 'string' ? t : []))
    // While the one has the lease the other is refused; after that it may not leave out what it was refused.
    expect(refused.filter((t) => t !== 'COLLECT_BUSY' && !t.includes('message[0] goes on at'))).toEqual([])
    const db = new Database(file)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.prepare('SELECT count(*), total(age) FROM people').raw().get()).toEqual([
      4000,
      (4000 * 3999) / 2,
    ])
    expect(db.prepare('SELECT next_offset FROM positions').pluck().all()).toEqual([4000])
    expect(db.prepare('SELECT * FROM collectors').all()).toEqual([])
    db.close()
  })

  const python = spawnSync('python3', ['-c', 'import sqlite3; print(sqlite3.sqlite_version)'], {
    encoding: 'utf8',
  })
  const [major, minor] = (python.stdout ?? '').split('.').map(Number)
  // STRICT tables are readable from SQLite 3.37 on: https://www.sqlite.org/stricttables.html
  test.skipIf(!(major > 3 || (major === 3 && minor >= 37)))(
    'of another kind reads every table: Python’s sqlite3',
    () => {
      const parsed = parsedOf({ rejects: [rejectOf(10n)] })
      const { readAt, capture } = parsed.provenance
      const all = toFrame(parsed)
      const older = where(all, col('age').gt(20))
      vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
      const store = openStore(file)
      store.save(parsed, { stats: [all, older].map((df) => groupStats(df, { by: 'filiere', of: 'age' })) })
      store.close()
      vi.unstubAllEnvs()
      const script = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
rows = lambda sql: db.execute(sql).fetchall()
print(json.dumps({
  'check': rows('PRAGMA integrity_check'),
  'tables': [r[0] for r in rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")],
  'students': rows('SELECT filiere, count(*), avg(age), min(age), max(age) FROM students GROUP BY filiere'),
  'statistics': rows('SELECT filter, group_value, n, mean, min, max, sd FROM statistics'),
  'views': [r[0] for r in rows("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")],
  'readable': rows('SELECT topic, generation, "partition", "offset", time, filiere FROM students_readable LIMIT 1'),
  'rejects': rows('SELECT schema, topic, "partition", "offset", time, stage, code, reason, payload, payload_hex FROM rejects_readable'),
  'messages': rows('SELECT topic, "offset", time, key, payload, payload_hex, size FROM messages_readable'),
  'readable_statistics': rows("SELECT topic, filter, group_value, n, mean, saved_at, messages, read_at, capture_sha256 FROM statistics_readable WHERE filter <> 'all rows'"),
  'gaps': rows('SELECT * FROM gaps_readable'),
  'positions': rows('SELECT cluster, topic, "partition", next_offset, last_time FROM positions_readable'),
  'runs': rows('SELECT topic, read, parsed, rejected FROM runs'),
}))`
      const read = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' })
      expect(read.stderr).toBe('')
      expect(JSON.parse(read.stdout)).toEqual({
        check: [['ok']],
        tables: [
          ...[
            'collectors',
            'gaps',
            'messages',
            'positions',
            'rejects',
            'runs',
            'schemas',
            'sources',
            'statistics',
          ],
          'students',
        ],
        views: [
          ...['gaps', 'messages', 'positions', 'rejects', 'statistics', 'students'].map(
            (t) => `${t}_readable`,
          ),
        ],
        readable: [['message', 1, 0, 0, '2024-11-24T16:00:00.000Z', 'Informatique']],
        students: [
          ['Biologie', 3, 23, 23, 23],
          ['Informatique', 4, 22, 22, 22],
          ['Physique', 3, 19, 19, 19],
        ],
        statistics: [
          ['all rows', 'Biologie', 3, 23, 23, 23, 0],
          ['all rows', 'Informatique', 4, 22, 22, 22, 0],
          ['all rows', 'Physique', 3, 19, 19, 19, 0],
          ['age > 20', 'Biologie', 3, 23, 23, 23, 0],
          ['age > 20', 'Informatique', 4, 22, 22, 22, 0],
        ],
        rejects: [
          [
            ...['students', 'message', 0, 10, '2024-11-24T16:00:00.010Z', 'format', 'JSON_INVALID'],
            ...['The text ends in the middle of a string.', null, 'FFFE00'],
          ],
        ],
        messages: [['message', 10, '2024-11-24T16:00:00.010Z', null, null, 'FFFE00', 3]],
        readable_statistics: [
          ['message', 'age > 20', 'Biologie', 3, 23, '2025-11-24T16:00:00.000Z', 11, readAt, capture?.sha256],
          [
            'message',
            'age > 20',
            'Informatique',
            4,
            22,
            '2025-11-24T16:00:00.000Z',
            11,
            readAt,
            capture?.sha256,
          ],
        ],
        gaps: [],
        positions: [['cluster-1', 'message', 0, 11, '2024-11-24T16:00:00.010Z']],
        runs: [['message', 11, 10, 1]],
      })
      expect(readdirSync(dirname(file))).toEqual(['store.db'])
    },
  )
})

test('a file without the right to write is explained', () => {
  openStore(file).close()
  chmodSync(folder.folder, 0o755)
  chmodSync(file, 0o444)
  chmodSync(dirname(file), 0o555)
  const script = `
    const { openStore } = require(${JSON.stringify(join(__dirname, '..', '..', 'dist', 'store'))})
    try { openStore(${JSON.stringify(file)}) } catch (e) { console.log(e.code) }`
  // Nothing is read-only to root: the program runs as nobody then.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const tried = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', ...nobody })
  chmodSync(dirname(file), 0o755)
  expect(tried.stdout.trim()).toBe('STORE_READ_ONLY')
})

test('a store that was left open is one whole file when the process has ended', () => {
  const script = `
    const path = ${JSON.stringify(join(__dirname, '..', '..', 'dist'))}
    const store = require(path + '/store').openStore(${JSON.stringify(file)})
    const columns = [{ name: 'x', type: 'text', values: [] }]
    store.save({ kind: 'parsed', schema: { name: 't', fields: {} }, rows: new (require(path + '/table').Table)(columns),
      origins: [], rejects: [], rejectCounts: new Map(), formats: new Map(), repairs: [], funnel: { read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 },
      provenance: { topics: ['m'], clusterId: null, ranges: [] } })`
  expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  })
  expect(readdirSync(dirname(file))).toEqual(['store.db'])
  expect(query(file, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'delete' }])
})
