import { statSync } from 'node:fs'
import { nearNames } from '../config/near'
import { carnetError } from '../errors'
import { invalid, isPlainObject, requireMembers } from '../kafka/options'
import { type Parsed } from '../parse/outcome'
import { type Schema } from '../parse/schema'
import {
  checkedRowOptions,
  fittingColumns,
  rowJson,
  rowsOf,
  type RowOptions,
  type RowTaker,
  SourceFile,
  smallest,
  valueItem,
} from '../tabular'
import { type Database, openReadOnly, type Statement } from './driver'
import { foldName, quote } from './layout'
import { guardReading } from './reading'
import { readingStatement } from './statement'

/** Which rows of a database: those of a table or view, or those that a query gives. */
export type SqliteRows = { readonly table: string } | { readonly sql: string }

/** How long another program that is writing is waited for, in milliseconds. */
const PATIENCE = 5000

/**
 * The rows of a table, a view or a query of a SQLite file, which is opened for reading alone; another program may write to it
 * meanwhile. Whole numbers are exact; values go by the rules for messages: 0 and 1 may be booleans, text may be a number. A
 * row that does not fit is a reject, with its number, from 1, as the offset. Provenance has the SHA-256 of the file where
 * that file alone holds the rows: not while a write-ahead log stands beside it.
 *
 * Throws SOURCE_FILE_MISSING, SQLITE_TABLE_UNKNOWN, SQLITE_QUERY_REFUSED, SQLITE_FOLDER_CLOSED, SOURCE_COLUMNS_UNFIT,
 * STORE_NOT_DATABASE, STORE_LOCKED, STORE_DAMAGED, STORE_DRIVER_BROKEN, READ_OPTION_UNKNOWN, READ_OPTION_INVALID, and as
 * `parse` does.
 */
export async function readSqlite<Row extends object>(
  file: string | URL,
  wanted: SqliteRows,
  schema: Schema<Row>,
  options: RowOptions = {},
): Promise<Parsed<Row>> {
  checkedRowOptions(options, [])
  const { what, sql } = checkedRows(wanted)
  const source = new SourceFile(file)
  const name = `${source.name}: ${what}`
  return rowsOf({ name, origin: 'database' }, schema, options, async (rows) => {
    // Says so where there is no such file.
    await (await source.open()).close()
    const db = openReadOnly(source.file, PATIENCE)
    try {
      guardReading(source.file, () => {
        // One transaction until the end: the file is what it was while its checksum is made.
        db.exec('BEGIN')
        if ('table' in wanted) requireTable(db, wanted.table, source.file)
        const statement = readingStatement(db, sql, undefined, source.file).safeIntegers().raw()
        addRows(statement, source.file, schema, rows)
      })
      return (statSync(`${source.file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
        ? null
        : await source.capture()
    } finally {
      db.close()
    }
  })
}

function checkedRows(wanted: unknown): { readonly what: string; readonly sql: string } {
  if (!isPlainObject(wanted)) throw invalid('rows', wanted, '{ table } or { sql }')
  requireMembers('rows', wanted, ['table', 'sql'])
  const { table, sql } = wanted
  if (typeof table === 'string' && sql === undefined)
    return { what: table, sql: `SELECT * FROM ${quote(table)}` }
  if (typeof sql === 'string' && table === undefined) return { what: sql.replace(/\s+/g, ' ').trim(), sql }
  throw invalid('rows', wanted, 'one of { table } and { sql }')
}

/** Throws SQLITE_TABLE_UNKNOWN. */
function requireTable(db: Database, table: string, file: string): void {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
    .pluck()
    .all() as string[]
  if (!tables.some((name) => foldName(name) === foldName(table)))
    throw carnetError('SQLITE_TABLE_UNKNOWN', { file, table, tables, near: nearNames(table, tables) })
}

function addRows(statement: Statement, file: string, schema: Schema<object>, rows: RowTaker): void {
  const all = statement.columns().map((c) => c.name)
  const columns = fittingColumns(all, schema, file)
  const names = columns.map((c) => c.name)
  let number = 0
  for (const row of statement.iterate() as IterableIterator<readonly unknown[]>) {
    if (!rows.wants()) return
    const values = columns.map(({ index }) => valueOf(row[index]))
    const item = valueItem(names, values, 'sqlite')
    rows.add(++number, () => rowJson(item.fields), item)
  }
}

const valueOf = (value: unknown): unknown => (typeof value === 'bigint' ? smallest(value) : value)
