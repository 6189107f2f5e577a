import { carnetError } from '../errors'
import { type Database, guard, isSqliteError, type Prepared, type Statement } from './driver'
import { closeFile, identify, openFile } from './file'

/** Our database file, open: what every part of a store works on. */
export class Connection implements Prepared {
  readonly db: Database
  readonly #identity: string | null
  readonly #statements = new Map<string, Statement>()
  readonly #closing = new Set<() => void>()

  /** Throws as `openFile` does. */
  constructor(
    readonly file: string,
    /** How long another program that is writing is waited for, in milliseconds. */
    readonly patience: number,
  ) {
    this.db = openFile(file, patience)
    this.#identity = identify(file)
  }

  /** Whether it is open, on the file that is at its path now. */
  isIntact(): boolean {
    return this.db.open && identify(this.file) === this.#identity
  }

  /** Throws STORE_CLOSED, STORE_FILE_GONE. */
  check(): void {
    if (!this.db.open) throw carnetError('STORE_CLOSED', { file: this.file })
    if (this.isIntact()) return
    this.#leave()
    throw carnetError('STORE_FILE_GONE', { file: this.file })
  }

  /**
   * Writes what is still in the log into the file, wherever that is now, and empties the log: SQLite would take it for the
   * log of whatever file comes to stand at the path.
   */
  #leave(): void {
    try {
      this.db.pragma('wal_checkpoint(TRUNCATE)')
    } catch (e) {
      if (!isSqliteError(e)) throw e
    }
  }

  /** Runs work that reads. Throws as `check` does, and for the file in our words. */
  read<T>(work: () => T): T {
    this.check()
    return guard(this.file, work)
  }

  /** Runs work in one transaction: all of it is kept, or nothing. Another program that is writing is waited for. Throws as `read` does. */
  write<T>(work: () => T): T {
    return this.read(() => this.db.transaction(work).immediate())
  }

  /**
   * Writes what is in the log into the file, as far as no reader needs it as it was: the file is whole then, also for
   * somebody who copies or moves it while it is open. Where that fails, the log has what was committed.
   */
  flush(): void {
    try {
      this.db.pragma('wal_checkpoint(PASSIVE)')
    } catch (e) {
      if (!isSqliteError(e)) throw e
    }
  }

  /** A statement, prepared once. */
  prepare(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = this.db.prepare(sql)))
    return statement
  }

  /** Has work done before it closes. Returns what takes that back. */
  onClose(work: () => void): () => void {
    this.#closing.add(work)
    return () => void this.#closing.delete(work)
  }

  close(): void {
    for (const work of [...this.#closing]) work()
    this.#closing.clear()
    if (this.isIntact()) return closeFile(this.db, this.file)
    if (this.db.open) this.#leave()
    this.db.close()
  }
}

const connections = new WeakMap<object, Connection>()

/** Notes what a store works on. */
export function keepConnection(store: object, connection: Connection): void {
  connections.set(store, connection)
}

/** What a store works on. Throws TypeError for what is no store of ours. */
export function connectionOf(store: object): Connection {
  const connection = connections.get(store)
  if (connection === undefined) throw new TypeError('not a store: openStore() makes one')
  return connection
}
