import { carnetError } from '../errors'
import { type Frame, isFrame } from '../frame'
import { type Parsed } from '../parse/outcome'
import { type Database, guard } from './driver'
import { closeFile, identify, locate, openFile } from './file'
import { savePositions } from './positions'
import { saveRejects } from './rejects'
import { ensureRowTable } from './row-table'
import { saveRows } from './rows'
import { runId, saveRun } from './runs'
import { type Saved } from './saved'
import { readStatistics, saveStatistics } from './statistics'

export interface SaveOptions {
  /** What `groupStats` returned for these rows: one frame or several, each is kept with its filter. */
  readonly stats?: Frame | readonly Frame[]
  /** What the run was asked to do, such as `params()`: kept with the run, and part of its id. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

export interface OpenOptions {
  /** How long to wait, in milliseconds, for another program that is writing; 5000 by default. */
  readonly patience?: number
}

/** A SQLite file of ours, open. */
export interface Store {
  readonly file: string
  /**
   * Saves rows, rejects, statistics, the run and the next offsets in one transaction: all of it or nothing, also when
   * the process is killed. Rows and rejects are told apart by topic, partition and offset, so that saving the same
   * messages again, from the broker or from a capture, adds nothing.
   *
   * Tables: one named as the schema (`topic`, `partition`, `offset`, `row` within the message, `timestamp`, then the
   * fields; a field that is called like one of these gets an underscore after its name), `rejects`, `statistics`,
   * `positions`, `runs`, and `schemas`, which says what each table of rows is made of.
   *
   * Throws STORE_SCHEMA_CHANGED, STORE_OTHER_MESSAGE, STORE_STATS_UNKNOWN, STORE_STATS_FOREIGN, STORE_VALUE_REFUSED, and
   * for the file STORE_LOCKED, STORE_READ_ONLY, STORE_DISK_FULL, STORE_DAMAGED, STORE_FILE_GONE, STORE_CLOSED.
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
  const store = new OpenStore(file, openFile(file, patience))
  if (open.size === 0) process.once('exit', closeAll)
  open.set(file, store)
  return store
}

function closeAll(): void {
  for (const store of [...open.values()]) store.close()
}

class OpenStore implements Store {
  readonly #db: Database
  readonly #identity: string | null

  constructor(
    readonly file: string,
    db: Database,
  ) {
    this.#db = db
    this.#identity = identify(file)
  }

  /** Whether it is open, on the file that is at its path now. */
  isIntact(): boolean {
    return this.#db.open && identify(this.file) === this.#identity
  }

  save(rows: Parsed<object>, { stats = [], parameters = {} }: SaveOptions = {}): Saved {
    const db = this.#db
    if (!db.open) throw carnetError('STORE_CLOSED', { file: this.file })
    if (!this.isIntact()) throw carnetError('STORE_FILE_GONE', { file: this.file })
    const parsed = rows as Parsed
    const frames: readonly Frame[] = isFrame(stats) ? [stats] : stats
    const statistics = readStatistics(frames, parsed.provenance)
    const run = runId(parsed, parameters)
    const write = db.transaction((): Saved => {
      const fields = ensureRowTable(db, parsed)
      saveRun(db, run, parsed, parameters)
      const counts = saveRows(db, parsed, fields)
      const rejects = saveRejects(db, parsed)
      return {
        kind: 'saved',
        file: this.file,
        table: parsed.schema.name,
        run,
        rows: counts,
        rejects,
        statistics: saveStatistics(db, run, statistics),
        positions: savePositions(db, parsed),
      }
    })
    return guard(this.file, () => {
      const saved = write.immediate()
      // The file is whole after each save, also for somebody who copies or moves it while it is open.
      db.pragma('wal_checkpoint(PASSIVE)')
      return saved
    })
  }

  close(): void {
    if (open.get(this.file) === this) open.delete(this.file)
    if (open.size === 0) process.off('exit', closeAll)
    if (this.isIntact()) closeFile(this.#db, this.file)
    else this.#db.close()
  }
}
