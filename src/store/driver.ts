import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type Driver from 'better-sqlite3'
import { type CarnetError, carnetError } from '../errors'

export type Database = Driver.Database
export type Statement = Driver.Statement<unknown[], unknown>

/** What statements can be prepared on. */
export interface Prepares {
  prepare(sql: string): Statement
}

/** An open database that keeps the statements it has prepared. */
export interface Prepared extends Prepares {
  readonly db: Database
}

const load = createRequire(__filename)

/** Opens or makes a SQLite file. A lock held by another program is waited for, for `patience` milliseconds. */
export function openDatabase(file: string, patience: number): Database {
  const Database = driver()
  return guard(file, () => new Database(file, { timeout: patience }))
}

/** Opens a SQLite file that is there to read from it alone; what other programs commit meanwhile is not in the way. */
export function openReadOnly(file: string, patience: number): Database {
  const Database = driver()
  return guard(file, () => new Database(file, { timeout: patience, readonly: true, fileMustExist: true }))
}

// The native driver is loaded when the first store is opened.
function driver(): typeof Driver {
  try {
    return load('better-sqlite3') as typeof Driver
  } catch (cause) {
    const reason = String((cause as Error).message)
      .split('\n')[0]
      .replace(/\.$/, '')
    throw carnetError('STORE_DRIVER_BROKEN', { node: process.versions.node, reason }, cause)
  }
}

/** Runs work on the database, and says in our words what SQLite says in its own. */
export function guard<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw isSqliteError(cause) ? inOurWords(file, cause) : cause
  }
}

/** Whether SQLite refused something. */
export const isSqliteError = (e: unknown): e is Error & { code: string } =>
  e instanceof Error && e.name === 'SqliteError' && typeof (e as { code?: unknown }).code === 'string'

// Extended result codes begin with the primary one: https://www.sqlite.org/rescode.html
function inOurWords(file: string, cause: Error & { code: string }): CarnetError {
  const { code } = cause
  const is = (...primary: string[]) => primary.some((p) => code === p || code.startsWith(`${p}_`))
  if (code === 'SQLITE_READONLY_DBMOVED') return carnetError('STORE_FILE_GONE', { file }, cause)
  if (is('SQLITE_BUSY', 'SQLITE_LOCKED')) return carnetError('STORE_LOCKED', { file }, cause)
  const isClosed = is('SQLITE_READONLY', 'SQLITE_PERM') || (is('SQLITE_CANTOPEN') && !mayWrite(file))
  if (isClosed) return carnetError('STORE_READ_ONLY', { file }, cause)
  if (is('SQLITE_NOTADB')) return carnetError('STORE_NOT_DATABASE', { file }, cause)
  if (is('SQLITE_CORRUPT')) return carnetError('STORE_DAMAGED', { file }, cause)
  if (is('SQLITE_FULL')) return carnetError('STORE_DISK_FULL', { file }, cause)
  return carnetError('STORE_FAILED', { file, reason: `${cause.message} (${code})` }, cause)
}

/** Whether the rights on the file, or on its folder where there is none, are no reason that it cannot be opened. */
function mayWrite(file: string): boolean {
  try {
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK)
    else accessSync(dirname(file), constants.W_OK)
    return true
  } catch {
    return false
  }
}
