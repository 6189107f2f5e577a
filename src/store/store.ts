import { type Parsed } from '../parse/outcome'
import { Connection, keepConnection } from './connection'
import { locate } from './file'
import { StoreReader, type StoreReading } from './reader'
import { saveParsed, type SaveOptions } from './save'
import { type Saved } from './saved'

export interface OpenOptions {
  /** How long to wait, in milliseconds, for another program that is writing; 5000 by default. */
  readonly patience?: number
}

/** A SQLite file of ours, open. */
export interface Store extends StoreReading {
  /**
   * Saves rows, rejects, statistics, the run and the next offsets in one transaction: all of it or nothing, also when
   * the process is killed. Rows and rejects are told apart by topic, partition and offset, so that saving the same
   * messages again, from the broker or from a capture, adds nothing.
   *
   * A topic that was made anew has other messages at offsets that are stored: they go into a new generation, and
   * `note` says so. docs/store.md tells what the tables hold.
   *
   * Throws STORE_SCHEMA_CHANGED, STORE_OTHER_MESSAGE, STORE_STATS_UNKNOWN, STORE_STATS_FOREIGN, STORE_VALUE_REFUSED,
   * STORE_NAME_REFUSED, STORE_COLUMN_REFUSED, and for the file STORE_LOCKED, STORE_READ_ONLY, STORE_DISK_FULL,
   * STORE_DAMAGED, STORE_FILE_GONE, STORE_CLOSED.
   */
  save(parsed: Parsed<object>, options?: SaveOptions): Saved
  /** Leaves one file, without a log beside it. Closing again does nothing. */
  close(): void
}

const open = new Map<string, OpenStore>()

/**
 * Opens the database at `path`, and makes it, and its folder, where there is none. A store that is open already (a cell
 * that is run again) is returned as it is. What is still open when the process ends is closed then.
 *
 * Throws STORE_NOT_DATABASE, STORE_NOT_OURS, STORE_NEWER, STORE_IS_FOLDER, STORE_FOLDER_FAILED, STORE_LOCKED,
 * STORE_READ_ONLY, STORE_DAMAGED, STORE_DRIVER_BROKEN.
 */
export function openStore(path: string, { patience = 5000 }: OpenOptions = {}): Store {
  const file = locate(path)
  const known = open.get(file)
  if (known?.isIntact()) return known
  known?.close()
  const store = new OpenStore(new Connection(file, patience))
  if (open.size === 0) process.once('exit', closeAll)
  open.set(file, store)
  return store
}

function closeAll(): void {
  for (const store of [...open.values()]) store.close()
}

class OpenStore extends StoreReader implements Store {
  readonly #connection: Connection

  constructor(connection: Connection) {
    super(connection.file, connection.patience)
    this.#connection = connection
    keepConnection(this, connection)
  }

  /** Whether it is open, on the file that is at its path now. */
  isIntact(): boolean {
    return this.#connection.isIntact()
  }

  protected override check(): void {
    this.#connection.check()
  }

  save(parsed: Parsed<object>, options: SaveOptions = {}): Saved {
    return saveParsed(this.#connection, parsed, options)
  }

  close(): void {
    if (open.get(this.file) === this) open.delete(this.file)
    if (open.size === 0) process.off('exit', closeAll)
    this.#connection.close()
  }
}
