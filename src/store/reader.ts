import { type Frame, toFrame } from '../frame'
import { type Schema } from '../parse/schema'
import { type Engine, type QueryPlan } from '../query'
import { type Table } from '../table'
import { type RowStream, type WrittenRows } from '../tabular'
import { type StoreContents, storeContents } from './contents'
import { type Database } from './driver'
import { answerFromRows } from './engine'
import { checkedExportOptions, type ExportOptions, exportRows, streamOf } from './export'
import { askedOf, firstRows } from './query'
import { read, readPieces, readSlowly } from './reading'
import { type RunDiff, runDiff } from './run-diff'
import { runNamed } from './run-names'
import { type RowSelection, selectedRows, tableFor } from './selection'
import { type Snapshot, writeSnapshot } from './snapshot'
import { readingStatement, type SqlParameters } from './statement'
import { type StoredRuns, storedRuns } from './stored-runs'

/** What can be asked of a store. Questions can be asked of it: `question.run(store)` answers from the table of its schema. */
export interface StoreReading extends Engine {
  readonly file: string
  /**
   * The rows of a schema, or of a table by its name, to ask a question of: all of them, or those of one topic or run:
   * `question.run(store.of(student, { topic: 'message' }))`. Throws when it is asked: STORE_ROWS_UNKNOWN,
   * STORE_TOPIC_UNKNOWN, RUN_UNKNOWN, COLUMN_UNKNOWN, COLUMN_TYPE_DIFFERS.
   */
  of(schema: Pick<Schema<object>, 'name'> | string, selection?: RowSelection): Engine
  /**
   * The rows of a query, or of a table or view by its name, as a table:
   * `store.query('SELECT filiere, sd(age) AS sd FROM students GROUP BY filiere')`.
   *
   * A field of a schema has its type there, whatever it is called in the query; what is computed has the type of its values;
   * whole numbers are exact, as bigints beyond 2^53; bytes are text in Base64. Besides what SQLite has, there are `sd`,
   * `sd_pop`, `variance`, `variance_pop`, `median` and `quantile(x, p)`, by the rules of docs/questions.md.
   *
   * Values go in as `?` and an array, or as `:name` and an object. Throws SQLITE_QUERY_REFUSED, with the place of what SQLite
   * does not understand; for whatever would change the file; SQLITE_AGGREGATE_TYPE, QUANTILE_RANGE, COLUMN_TWICE; for the
   * file STORE_CLOSED, STORE_FILE_GONE, STORE_LOCKED, STORE_DAMAGED.
   */
  query(tableOrSql: string, parameters?: SqlParameters): Table
  /** The same rows as a DataFrame. Throws as `query` does. */
  toFrame(tableOrSql: string, parameters?: SqlParameters): Frame
  /** What the file holds: its tables, how many rows each has, and their columns. It shows as a table. */
  tables(): StoreContents
  /** The runs that were stored, the newest first. They show as a table. */
  runs(): StoredRuns
  /**
   * What changed from one run to another: what went in, offsets, messages, rejects, figures. Runs are named by their id, by
   * how it begins, or as `last`, `last-1`. It shows as tables. Throws RUN_UNKNOWN, and for the file as `query` does.
   */
  diff(before: string, after: string): RunDiff
  /**
   * Writes a table, a view, or the rows of a query into a file, by the end of its name: `.csv` (RFC 4180; text that a
   * spreadsheet would take for a formula gets an apostrophe before it), `.ndjson`, or `.parquet`, in which types are kept.
   * Rows go by one at a time, as they are at one moment, whatever is saved meanwhile; the file is there whole or not at all.
   *
   * Throws as `query` does, EXPORT_FORM, EXPORT_FAILED, EXPORT_UNSTEADY, READ_OPTION_UNKNOWN, READ_OPTION_INVALID.
   */
  export(tableOrSql: string, file: string, options?: ExportOptions): Promise<WrittenRows>
  /**
   * Copies the database as it is now into another file, while it stays open: one file that opens as this one does. A file
   * of that name is replaced. Throws EXPORT_FAILED, and for the file as `query` does.
   */
  snapshot(file: string): Snapshot
}

/** Reads a database file of ours. */
export class StoreReader implements StoreReading {
  readonly engine = 'SQLite'
  readonly isHere = true

  constructor(
    readonly file: string,
    /** How long another program that has the file to itself is waited for, in milliseconds. */
    protected readonly patience: number,
  ) {}

  query(tableOrSql: string, parameters?: SqlParameters): Table {
    return this.reading((db) => firstRows(db, this.file, askedOf(db, tableOrSql), parameters).table)
  }

  toFrame(tableOrSql: string, parameters?: SqlParameters): Frame {
    return toFrame(this.query(tableOrSql, parameters))
  }

  of(schema: Pick<Schema<object>, 'name'> | string, selection: RowSelection = {}): Engine {
    const table = typeof schema === 'string' ? schema : schema.name
    const { engine, isHere } = this
    return { engine, isHere, answer: (plan) => this.#answer(plan, () => table, selection) }
  }

  answer(plan: QueryPlan): ReturnType<Engine['answer']> {
    return this.#answer(plan, (db) => tableFor(db, this.file, plan), {})
  }

  async #answer(
    plan: QueryPlan,
    table: (db: Database) => string,
    selection: RowSelection,
  ): ReturnType<Engine['answer']> {
    this.check()
    return readSlowly(this.file, this.patience, (db) =>
      answerFromRows(db, plan, selectedRows(db, this.file, table(db), selection)),
    )
  }

  tables(): StoreContents {
    return this.reading((db) => storeContents(db, this.file))
  }

  runs(): StoredRuns {
    return this.reading((db) => ({ kind: 'runs', file: this.file, runs: storedRuns(db) }))
  }

  diff(before: string, after: string): RunDiff {
    return this.reading((db) => {
      const runs = storedRuns(db)
      const [was, is] = [before, after].map((name) => runNamed(runs, this.file, name))
      return runDiff(db, this.file, was, is)
    })
  }

  async export(tableOrSql: string, file: string, options: ExportOptions = {}): Promise<WrittenRows> {
    this.check()
    const checked = checkedExportOptions(options)
    return readSlowly(this.file, this.patience, (db) => exportRows(db, this.file, tableOrSql, file, checked))
  }

  snapshot(file: string): Snapshot {
    this.check()
    return writeSnapshot(this.file, this.patience, file)
  }

  /** The first rows of a table, a view or a query, and how many there are in all. */
  first(tableOrSql: string, most: number): { readonly table: Table; readonly rows: number } {
    return this.reading((db) => firstRows(db, this.file, askedOf(db, tableOrSql), undefined, most))
  }

  /** The rows of a table, a view or a query as text, piece by piece. */
  async *text(tableOrSql: string, write: (rows: RowStream) => Iterable<string>): AsyncGenerator<string> {
    this.check()
    yield* readPieces(this.file, this.patience, (db) => {
      const { sql } = askedOf(db, tableOrSql)
      return write(streamOf(db, readingStatement(db, sql, undefined, this.file).raw().safeIntegers(), false))
    })
  }

  /** Throws where the file cannot be read now. */
  protected check(): void {}

  protected reading<T>(work: (db: Database) => T): T {
    this.check()
    return read(this.file, this.patience, work)
  }
}
