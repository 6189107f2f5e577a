import { type Database } from './driver'
import { type StoredField } from './row-table'

/** The tables of rows that a file has, each with its fields in the order of the schema. */
export function rowTables(db: Database): ReadonlyMap<string, readonly StoredField[]> {
  const all = db.prepare('SELECT name, fields FROM schemas ORDER BY name').raw().all() as [string, string][]
  return new Map(all.map(([name, fields]) => [name, JSON.parse(fields) as StoredField[]]))
}

/** The names of all tables and views, as SQLite has them. */
export function tableNames(db: Database): string[] {
  return db
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all() as string[]
}
