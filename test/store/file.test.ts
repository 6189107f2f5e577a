import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStore, type Store } from '../../src/store'
import { guard, openDatabase } from '../../src/store/driver'
import { APPLICATION_ID } from '../../src/store/layout'
import { MIGRATIONS } from '../../src/store/migrations'
import { change, codeOf, dump, query, temporaryFolder } from './reading'
import { columnOf, parsedOf } from './students'

const folder = temporaryFolder()
let file: string
const opened: Store[] = []
const open = (path = file, patience?: number): Store => {
  const store = openStore(path, { patience })
  opened.push(store)
  return store
}
beforeEach(() => {
  file = folder.file()
})
afterEach(() => {
  for (const store of opened.splice(0)) store.close()
  vi.unstubAllEnvs()
})
afterAll(folder.remove)

describe('openStore', () => {
  test('makes the file, and the folders above it', () => {
    const deep = join(dirname(file), 'a', 'b', 'c.db')
    open(deep).close()
    expect(query(deep, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).toEqual(
      [
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
      ].map((name) => ({ name })),
    )
    expect(query(deep, 'PRAGMA application_id')).toEqual([{ application_id: APPLICATION_ID }])
    expect(query(deep, 'PRAGMA user_version')).toEqual([{ user_version: MIGRATIONS.length }])
  })

  test('has only STRICT tables', () => {
    const store = open()
    store.save(parsedOf())
    store.close()
    const tables = query(
      file,
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    expect(tables).toHaveLength(10)
    expect(tables.filter((t) => t.strict !== 1)).toEqual([])
  })

  test('takes an empty file as a new one', () => {
    writeFileSync(file, '')
    open().save(parsedOf())
    expect(query(file, 'SELECT count(*) AS n FROM students')).toEqual([{ n: 10 }])
  })

  test('again in the same process gives the store that is open: a cell may be run again', () => {
    const store = open()
    expect(open()).toBe(store)
    expect(open(relative(process.cwd(), file))).toBe(store)
    const link = join(folder.folder, 'link.db')
    symlinkSync(file, link)
    expect(open(link)).toBe(store)
    expect(store.save(parsedOf()).rows.added).toBe(10)
    expect(open().save(parsedOf()).rows.present).toBe(10)
  })

  test('after a close opens anew, and what was there is there', () => {
    const store = open()
    store.save(parsedOf())
    store.close()
    store.close()
    const again = open()
    expect(again).not.toBe(store)
    expect(again.save(parsedOf()).rows).toEqual({ added: 0, present: 10, changed: 0 })
  })

  test('opens a new file where the old one was moved away', () => {
    const store = open()
    store.save(parsedOf())
    renameSync(file, `${file}.old`)
    const again = open()
    expect(again).not.toBe(store)
    expect(again.save(parsedOf()).rows.added).toBe(10)
    expect(query(`${file}.old`, 'SELECT count(*) AS n FROM students')).toEqual([{ n: 10 }])
  })

  test('refuses a folder', () => {
    mkdirSync(file)
    expect(codeOf(() => open())).toBe('STORE_IS_FOLDER')
  })

  test('refuses a folder that cannot be made', () => {
    writeFileSync(file, 'x')
    expect(codeOf(() => open(join(file, 'store.db')))).toBe('STORE_FOLDER_FAILED')
    expect(codeOf(() => open(join(file, 'deeper', 'store.db')))).toBe('STORE_FOLDER_FAILED')
  })

  test.each(['nom;age\nLea;22\n'.repeat(100), 'short', Buffer.alloc(5000, 7)])(
    'leaves a file that is not a database as it is',
    (content) => {
      writeFileSync(file, content)
      expect(codeOf(() => open())).toBe('STORE_NOT_DATABASE')
      expect(readFileSync(file)).toEqual(Buffer.from(content))
    },
  )

  test('leaves a database of another program as it is', () => {
    change(file, 'CREATE TABLE places (name TEXT)')
    const before = readFileSync(file)
    expect(codeOf(() => open())).toBe('STORE_NOT_OURS')
    expect(readFileSync(file)).toEqual(before)
    expect(existsSync(`${file}-wal`)).toBe(false)
    change(file, 'DROP TABLE places; PRAGMA user_version = 7')
    expect(codeOf(() => open())).toBe('STORE_NOT_OURS')
  })

  test('refuses a file of a newer version, and leaves it as it is', () => {
    open().save(parsedOf())
    open().close()
    change(file, `PRAGMA user_version = ${MIGRATIONS.length + 1}`)
    const before = dump(file)
    expect(codeOf(() => open())).toBe('STORE_NEWER')
    expect(dump(file)).toEqual(before)
  })

  test('says that a file is damaged', () => {
    open().save(parsedOf())
    open().close()
    truncateSync(file, 4096)
    expect(codeOf(() => open().save(parsedOf()))).toBe('STORE_DAMAGED')
  })

  test('says that the driver does not fit this Node', async () => {
    vi.resetModules()
    vi.doMock('node:module', () => ({
      createRequire: () => () => {
        throw new Error('it was compiled against a different Node.js version.\nMore lines.')
      },
    }))
    const { openDatabase: fresh } = await import('../../src/store/driver.js')
    vi.doUnmock('node:module')
    expect(() => fresh(file, 0)).toThrow(
      `cannot be loaded in Node ${process.versions.node}: it was compiled against a different Node.js version. Run npm rebuild`,
    )
  })
})

describe('an open store', () => {
  test('writes what other programs can read at once', () => {
    open().save(parsedOf())
    expect(query(file, 'SELECT count(*) AS n FROM students')).toEqual([{ n: 10 }])
  })

  test('is one whole file after each save, for somebody who copies it', () => {
    open().save(parsedOf())
    const copy = `${file}.copy`
    copyFileSync(file, copy)
    expect(query(copy, 'SELECT count(*) AS n FROM students')).toEqual([{ n: 10 }])
  })

  test('is not hindered by a reader, and sees that a writer holds the file', () => {
    const store = open(file, 50)
    store.save(parsedOf())
    const other = new Database(file)
    const columns = [columnOf('filiere', 'text', ['x']), columnOf('age', 'integer', [1])]
    const more = parsedOf({ offsets: [10n], columns, from: 0n })
    const reading = other.prepare('SELECT * FROM students').iterate()
    reading.next()
    expect(store.save(more).rows.added).toBe(1)
    reading.return?.()
    other.exec('BEGIN IMMEDIATE')
    expect(codeOf(() => store.save(parsedOf()))).toBe('STORE_LOCKED')
    other.exec('ROLLBACK')
    expect(store.save(parsedOf()).rows.present).toBe(10)
    other.close()
  })

  test('says that its file was moved, replaced or deleted', () => {
    const store = open()
    renameSync(file, `${file}.moved`)
    expect(codeOf(() => store.save(parsedOf()))).toBe('STORE_FILE_GONE')
    writeFileSync(file, '')
    expect(codeOf(() => store.save(parsedOf()))).toBe('STORE_FILE_GONE')
  })

  test('that was closed says so', () => {
    const store = open()
    store.close()
    expect(codeOf(() => store.save(parsedOf()))).toBe('STORE_CLOSED')
  })

  test('closes although another program has the file open, whose last one cleans up', () => {
    const store = open()
    store.save(parsedOf())
    const other = new Database(file)
    expect(other.prepare('SELECT count(*) FROM students').pluck().get()).toBe(10)
    store.close()
    expect(other.prepare('SELECT count(*) FROM students').pluck().get()).toBe(10)
    other.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })
})

describe('what SQLite says in its own words', () => {
  test('a full disk', () => {
    const db = openDatabase(file, 0)
    db.exec('CREATE TABLE t (x)')
    db.pragma('max_page_count = 3')
    const fill = () => guard(file, () => db.exec('INSERT INTO t VALUES (zeroblob(100000))'))
    expect(codeOf(fill)).toBe('STORE_DISK_FULL')
    db.close()
  })

  test('a file that may not be written', () => {
    open().close()
    const db = new Database(file, { readonly: true })
    expect(codeOf(() => guard(file, () => db.exec('CREATE TABLE t (x)')))).toBe('STORE_READ_ONLY')
    db.close()
  })

  test('anything else, with its code', () => {
    const db = openDatabase(file, 0)
    expect(() => guard(file, () => db.exec('nonsense'))).toThrow(
      'near "nonsense": syntax error (SQLITE_ERROR)',
    )
    db.close()
  })

  test('and lets errors that are not SQLite’s pass as they are', () => {
    const own = new RangeError('own')
    expect(() =>
      guard(file, () => {
        throw own
      }),
    ).toThrow(own)
  })
})
