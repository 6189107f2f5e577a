import { mkdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { carnetError } from '../errors'
import { type Database, guard, openDatabase } from './driver'
import { APPLICATION_ID } from './layout'
import { MIGRATIONS } from './migrations'

/** Which file is meant: two paths to one file (through links, or relative) give one answer. Makes the folder. */
export function locate(path: string): string {
  const file = resolve(path)
  const folder = dirname(file)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'there is a file of that name' : message
    throw carnetError('STORE_FOLDER_FAILED', { folder, reason }, cause)
  }
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats?.isDirectory()) throw carnetError('STORE_IS_FOLDER', { file: path })
  return stats ? realpathSync(file) : join(realpathSync(folder), file.slice(folder.length))
}

/** The identity of the file behind a path, to see whether it was moved or replaced; null where there is none. */
export function identify(file: string): string | null {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stats ? `${stats.dev}:${stats.ino}` : null
}

/**
 * Opens our database, and makes it or brings it up to date where needed. A file that is not ours is left as it is. While
 * it is open, changes go through a write-ahead log beside it, so that readers do not block the writer; a commit is on
 * the disk when it returns.
 */
export function openFile(file: string, patience: number): Database {
  const db = openDatabase(file, patience)
  try {
    guard(file, () => {
      db.transaction(() => checkOurs(db, file)).deferred()
      useLog(db, patience)
      db.pragma('synchronous = FULL')
      // A damaged page is found when it is read, not when what it says makes no sense any more.
      db.pragma('cell_size_check = ON')
      db.pragma('foreign_keys = ON')
      db.transaction(() => migrate(db, checkOurs(db, file))).immediate()
    })
  } catch (e) {
    db.close()
    throw e
  }
  return db
}

/**
 * Switches to the write-ahead log. SQLite does not wait for the locks of this switch where waiting could be for ever (two
 * programs that make the same new file), so it is tried again while there is patience.
 */
function useLog(db: Database, patience: number): void {
  for (const end = Date.now() + patience; ;) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (e) {
      if (!isBusy(e) || Date.now() >= end) throw e
      pause(5 + 20 * Math.random())
    }
  }
}

const isBusy = (e: unknown): boolean =>
  /^SQLITE_(BUSY|LOCKED)/.test((e as { code?: string } | null)?.code ?? '')

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** The version of a file of ours, 0 for a new one; throws for any other file. Asked in a transaction, so that another program's changes are seen whole. */
export function checkOurs(db: Database, file: string): number {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    const isNew = version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
    if (!isNew) throw carnetError('STORE_NOT_OURS', { file })
    return 0
  }
  if (version > MIGRATIONS.length)
    throw carnetError('STORE_NEWER', { file, version, known: MIGRATIONS.length })
  return version
}

function migrate(db: Database, version: number): void {
  if (version === MIGRATIONS.length) return
  for (const step of MIGRATIONS.slice(version)) step(db)
  db.pragma(`application_id = ${APPLICATION_ID}`)
  db.pragma(`user_version = ${MIGRATIONS.length}`)
}

/**
 * Closes the database so that it is one file, with no log beside it, that can be copied. Where another program has it
 * open, the log stays until the last one closes it. Throws STORE_LOG_LEFT where the file cannot take what is in the log.
 */
export function closeFile(db: Database, file: string): void {
  let fault: Error | undefined
  try {
    db.pragma('busy_timeout = 0')
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.pragma('journal_mode = DELETE')
  } catch (e) {
    if (!isBusy(e)) fault = e as Error
  } finally {
    db.close()
  }
  const log = `${file}-wal`
  if (fault === undefined) return
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0)
    throw carnetError('STORE_LOG_LEFT', { file, log, reason: fault.message }, fault)
  guard(file, () => {
    throw fault
  })
}
