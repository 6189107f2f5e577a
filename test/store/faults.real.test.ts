import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
  closeSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { query, temporaryFolder } from './reading'

// What can go wrong with the file, made to go wrong: each is told in its own words, and what was committed before is there.

const folder = temporaryFolder()
let file: string
beforeEach(() => {
  file = folder.file()
})
afterAll(folder.remove)

const child = join(__dirname, 'fault-child.cjs')
type Told = readonly [step: string, told: unknown]

/** Runs steps in a process of its own, as another user where asked to, and returns what each told. */
function run(steps: readonly string[], options: { uid?: number; gid?: number } = {}): Told[] {
  const { stdout, stderr } = spawnSync(process.execPath, [child, file, ...steps], {
    encoding: 'utf8',
    ...options,
  })
  expect(stderr).toBe('')
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told)
}

const added = (n: number) => ({ added: n, present: 0, changed: 0 })

/** Every row up to `n`, once, and a file that SQLite finds in order. */
function checkHolds(n: number, at = file): void {
  const db = new Database(at)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.prepare('SELECT count(*), total(age) FROM people').raw().get()).toEqual([n, (n * (n - 1)) / 2])
  expect(db.prepare('SELECT next_offset FROM positions').pluck().all()).toEqual([n])
  db.close()
}

describe('a full disk', () => {
  // A file system of 3 MB, in a mount of the program's own: as root, or as root of a user namespace.
  const mount = 'mount -t tmpfs -o size=3m tmpfs "$1"'
  const ways = [
    ['unshare', '--mount'],
    ['unshare', '--user', '--map-root-user', '--mount'],
    ['sudo', '-n', 'unshare', '--mount'],
  ]
  const tried = mkdirs(folder.file('disk'))
  const way = ways.find(
    ([program, ...args]) => spawnSync(program, [...args, 'sh', '-c', mount, 'sh', tried]).status === 0,
  )
  // What the kernel does not allow can be installed by nobody: it is said aloud, on CI too.
  const missing = way === undefined
  if (missing) process.stderr.write('\nSKIPPED: a full disk (no file system can be mounted here)\n')

  /** Runs steps on a small disk; the file is copied out at the end, with its log. */
  function onSmallDisk(steps: readonly string[], before?: string): Told[] {
    const disk = mkdirs(file)
    const out = mkdirs(folder.file('out'))
    const shell = [
      mount,
      ...(before ? [`cp "${before}" "$1/store.db"`] : []),
      'head -c 1000000 /dev/zero > "$1/other"',
      `"$2" "$3" "$1/store.db" ${steps.map((s) => `'${s.replace('other', `${disk}/other`)}'`).join(' ')}`,
      'cp "$1"/store.db* "$4"',
      'chmod -R a+rwX "$4"',
    ].join('\n')
    const [program, ...args] = way ?? []
    const done = spawnSync(program, [...args, 'sh', '-ec', shell, 'sh', disk, process.execPath, child, out], {
      encoding: 'utf8',
    })
    expect(done.stderr).toBe('')
    file = join(out, 'store.db')
    return done.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Told)
  }

  test.skipIf(missing)('while saving keeps what was there, and goes on when there is room', () => {
    const told = onSmallDisk([
      'open',
      'save:0:1000',
      'save:0:9000',
      'save:0:1000',
      'free:other',
      'save:0:3000',
      'close',
    ])
    expect(told.map(([, t]) => t)).toEqual([
      ...['done', added(1000), 'STORE_DISK_FULL', { added: 0, present: 1000, changed: 0 }],
      ...['done', { added: 2000, present: 1000, changed: 0 }, 'done'],
    ])
    checkHolds(3000)
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  test.skipIf(missing)('while collecting keeps each batch whole or not at all', () => {
    const steps = Array.from({ length: 30 }, (_, i) => `append:${i * 300}:${(i + 1) * 300}`)
    const told = onSmallDisk(['open', ...steps, 'close'])
    const appended = told.filter(([step]) => step.startsWith('append'))
    const kept = appended.filter(([, t]) => typeof t === 'object').length
    expect(kept).toBeGreaterThan(2)
    expect(appended.slice(0, kept).map(([, t]) => t)).toEqual(Array.from({ length: kept }, () => added(300)))
    expect(appended[kept][1]).toBe('STORE_DISK_FULL')
    checkHolds(kept * 300)
  })

  test.skipIf(missing)('while closing says that the log is left beside the file, and nothing is lost', () => {
    // Each change is in the log first, then in the file: there is room for it once.
    const told = onSmallDisk(['open', 'append:0:5000', 'close'])
    expect(told.map(([, t]) => t)).toEqual(['done', added(5000), 'STORE_LOG_LEFT'])
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
    checkHolds(5000)
  })

  test.skipIf(missing)('while a file is brought up leaves it as it was', () => {
    const old = join(__dirname, 'versions', 'v1.db')
    const grown = folder.file()
    copyFileSync(old, grown)
    const db = new Database(grown)
    db.exec(`INSERT INTO students WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
      SELECT 'message', 0, i, 0, i, 'nom', 'prenom', 20, printf('%060d', i) FROM n`)
    db.close()
    const told = onSmallDisk(['open', 'open'], grown)
    expect(told.map(([, t]) => t)).toEqual(['STORE_DISK_FULL', 'STORE_DISK_FULL'])
    expect(query(file, 'PRAGMA user_version')).toEqual([{ user_version: 1 }])
    expect(query(file, 'SELECT count(*) AS n FROM students')).toEqual([{ n: 11_911 }])
    expect(query(file, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })
})

describe('a file that may not be written', () => {
  // Nothing is read-only to root: the program runs as nobody then.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

  test.each([
    ['the file', 0o444, 0o755],
    ['its folder', 0o644, 0o555],
    ['both', 0o444, 0o555],
    ['the file, nor read', 0o000, 0o755],
  ])('%s', (_what, mode, folderMode) => {
    run(['open', 'save:0:10', 'close'])
    chmodSync(folder.folder, 0o755)
    const before = readFileSync(file)
    chmodSync(file, mode)
    chmodSync(dirname(file), folderMode)
    try {
      expect(run(['open'], nobody)).toEqual([['open', 'STORE_READ_ONLY']])
    } finally {
      chmodSync(dirname(file), 0o755)
      chmodSync(file, 0o644)
    }
    expect(readFileSync(file).equals(before)).toBe(true)
    checkHolds(10)
  })

  test('nor made in its folder', () => {
    chmodSync(folder.folder, 0o755)
    chmodSync(dirname(file), 0o555)
    expect(run(['open'], nobody)).toEqual([['open', 'STORE_READ_ONLY']])
    chmodSync(dirname(file), 0o755)
  })
})

describe('a damaged file', () => {
  const damage = (at: number, bytes: Buffer): void => {
    const fd = openSync(file, 'r+')
    writeSync(fd, bytes, 0, bytes.length, at)
    closeSync(fd)
  }
  beforeEach(() => {
    expect(run(['open', 'save:0:2000', 'close'])[1]).toEqual(['save:0:2000', added(2000)])
  })

  test.each([
    ['its first bytes', 0, Buffer.from('not a header'), 'STORE_NOT_DATABASE'],
    ['the size of its pages', 16, Buffer.from([0, 7]), 'STORE_NOT_DATABASE'],
    ['the mark that it is ours', 68, Buffer.from([1, 2, 3, 4]), 'STORE_NOT_OURS'],
    ['the layout', 100, Buffer.alloc(60, 0xaa), 'STORE_DAMAGED'],
  ])('in %s is told of, and left as it is', (_what, at, bytes, code) => {
    damage(at, bytes)
    const before = readFileSync(file)
    expect(run(['open'])).toEqual([['open', code]])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('in a page in the middle is told of when that is needed, and what is whole can be read', () => {
    const size = statSync(file).size
    damage(Math.floor(size / 2 / 4096) * 4096, Buffer.alloc(4096, 0x5a))
    const before = readFileSync(file)
    expect(run(['open', 'save:0:2000', 'close'])).toEqual([
      ['open', 'done'],
      ['save:0:2000', 'STORE_DAMAGED'],
      ['close', 'done'],
    ])
    // But for the counters of changes in the header, which opening moves.
    expect(readFileSync(file).subarray(100).equals(before.subarray(100))).toBe(true)
    const [check] = query(file, 'PRAGMA integrity_check(1)')
    expect(check.integrity_check).not.toBe('ok')
    const whole = 'SELECT count(*) AS n FROM people WHERE source = 1 AND partition = 0'
    // A collection goes on at the end of the table, and what was there before the damage is there.
    expect(run(['open', 'append:2000:2010', 'close'])[1]).toEqual(['append:2000:2010', added(10)])
    expect(query(file, `${whole} AND offset < 100`)).toEqual([{ n: 100 }])
    expect(query(file, `${whole} AND offset >= 2000`)).toEqual([{ n: 10 }])
  })

  test('in its log loses only what was never committed', () => {
    const db = new Database(file)
    db.pragma('journal_mode = WAL')
    // As after a loss of power: a log with something in it that is no commit.
    writeFileSync(`${file}-wal.torn`, Buffer.alloc(9000, 0x5a))
    db.close()
    copyFileSync(`${file}-wal.torn`, `${file}-wal`)
    expect(run(['open', 'save:0:2001', 'close'])[1]).toEqual([
      'save:0:2001',
      { added: 1, present: 2000, changed: 0 },
    ])
    checkHolds(2001)
  })
})

describe('a file that is gone while it is open', () => {
  test('removed: told of, and a new one is made when the store is opened again', () => {
    expect(
      run([
        'open',
        'append:0:10',
        `free:${file}`,
        'append:10:20',
        'save:0:5',
        'close',
        'open',
        'save:0:5',
        'close',
      ]),
    ).toEqual([
      ['open', 'done'],
      ['append:0:10', added(10)],
      [`free:${file}`, 'done'],
      ['append:10:20', 'STORE_FILE_GONE'],
      ['save:0:5', 'STORE_FILE_GONE'],
      ['close', 'done'],
      ['open', 'done'],
      ['save:0:5', added(5)],
      ['close', 'done'],
    ])
    checkHolds(5)
  })
})

function mkdirs(path: string): string {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  return path
}
