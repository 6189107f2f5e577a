import { CarnetError, carnetError } from '../errors'
import { addAggregates } from './aggregates'
import { type Database, guard, openReadOnly } from './driver'

/**
 * Reads a file through a connection of its own, which sees it as it was when it began, whatever is written meanwhile, and
 * cannot change it. For work that gives way to other work in between (an export); `read` is for work that does not.
 */
export async function readSlowly<T>(
  file: string,
  patience: number,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = begin(file, patience)
  try {
    return await work(db)
  } catch (cause) {
    return guardReading(file, () => {
      throw cause
    })
  } finally {
    db.close()
  }
}

/** As `readSlowly`, at once. */
export function read<T>(file: string, patience: number, work: (db: Database) => T): T {
  const db = begin(file, patience)
  try {
    return guardReading(file, () => work(db))
  } finally {
    db.close()
  }
}

/** As `readSlowly`, for what is handed on piece by piece. */
export async function* readPieces<T>(
  file: string,
  patience: number,
  work: (db: Database) => Iterable<T>,
): AsyncGenerator<T> {
  const db = begin(file, patience)
  try {
    yield* work(db)
  } catch (cause) {
    guardReading(file, () => {
      throw cause
    })
  } finally {
    db.close()
  }
}

function begin(file: string, patience: number): Database {
  const db = openReadOnly(file, patience)
  try {
    guardReading(file, () => {
      addAggregates(db)
      db.exec('BEGIN')
    })
    return db
  } catch (e) {
    db.close()
    throw e
  }
}

/** Runs work that reads, and says in our words what SQLite says in its own. */
export function guardReading<T>(file: string, work: () => T): T {
  try {
    return guard(file, work)
  } catch (e) {
    if (!(e instanceof CarnetError)) throw e
    // SQLite has to write beside the file where that keeps a write-ahead log.
    if (e.code === 'STORE_READ_ONLY') throw carnetError('SQLITE_FOLDER_CLOSED', { file }, e.cause)
    const { code, message } = (e.cause ?? {}) as { readonly code?: string; readonly message?: string }
    // What a query makes of the values that it meets, such as a sum beyond 64 bits.
    if (e.code === 'STORE_FAILED' && code === 'SQLITE_ERROR' && message !== undefined)
      throw refusedQuery(file, message.replace(/\.$/, ''), e.cause)
    throw e
  }
}

const refusedQuery = (file: string, reason: string, cause: unknown): Error =>
  carnetError(
    'SQLITE_QUERY_REFUSED',
    { file, reason, place: null, near: [], todo: 'Look at the values that it computes with.' },
    cause,
  )
