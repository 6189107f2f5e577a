import { carnetError } from '../errors'
import { type ColumnType } from '../table'
import { type Database, type Prepared } from './driver'
import { canonicalJson } from './json'
import { foldName, isTaken, nameFault, quote } from './layout'
import { createRowView } from './views'

/** A field as a column of a table. */
export interface StoredField {
  readonly name: string
  readonly type: ColumnType
  /** The name of its column: the field's, with an underscore where our own columns have that name. */
  readonly column: string
}

/** Where a row came from, in every table of rows. `row` counts the rows of one message from 0. */
export const COORDINATES = ['source', 'partition', 'offset', 'row'] as const
/** `topic` is a column of the views. */
const OWN_COLUMNS: readonly string[] = [...COORDINATES, 'timestamp', 'topic']

const SQL_TYPES: Readonly<Record<ColumnType, (column: string) => string>> = {
  text: () => 'TEXT',
  integer: () => 'INTEGER',
  number: () => 'REAL',
  boolean: (column) => `INTEGER CHECK (${column} IN (0, 1))`,
  date: () => 'TEXT',
  timestamp: () => 'INTEGER',
}

/** A field, or a column of rows, that is to be stored. */
export type Named = Pick<StoredField, 'name' | 'type'>

/**
 * Makes sure that there is a table for rows of the schema of that name, and returns its columns for the fields, in the order
 * given. Runs inside a transaction. Throws STORE_NAME_REFUSED, STORE_COLUMN_REFUSED, and STORE_SCHEMA_CHANGED
 * where the table was made for other fields.
 */
export function ensureRowTable(
  on: Prepared,
  name: string,
  columns: readonly Named[],
): readonly StoredField[] {
  const { db } = on
  const fault = nameFault(name)
  if (fault !== null) throw carnetError('STORE_NAME_REFUSED', { name, reason: fault })
  const known = on.prepare('SELECT fields FROM schemas WHERE name = ?').pluck().get(name) as
    string | undefined
  if (known !== undefined) return sameFields(name, JSON.parse(known) as StoredField[], columns)
  const fields = newFields(columns)
  checkFree(db, name)
  createRowTable(db, name, fields)
  createRowView(db, name, fields)
  db.prepare('INSERT INTO schemas (name, fields) VALUES (?, ?)').run(name, canonicalJson(fields))
  return fields
}

/** Makes the table of a schema. */
export function createRowTable(db: Database, name: string, fields: readonly StoredField[]): void {
  const columns = fields.map(({ column, type }) => `${quote(column)} ${SQL_TYPES[type](quote(column))}, `)
  db.exec(`CREATE TABLE ${quote(name)} (
    source INTEGER NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, row INTEGER NOT NULL,
    timestamp INTEGER, ${columns.join('')}PRIMARY KEY (source, partition, offset, row)
  ) STRICT, WITHOUT ROWID`)
}

/** Throws STORE_COLUMN_REFUSED. */
function newFields(columns: readonly Named[]): StoredField[] {
  const taken = new Map(OWN_COLUMNS.map((column) => [column, column]))
  return columns.map(({ name, type }) => {
    const fault = nameFault(name)
    if (fault !== null) throw carnetError('STORE_COLUMN_REFUSED', { column: name, reason: fault })
    const column = isOwnColumn(name) ? `${name}_` : name
    const other = taken.get(foldName(column))
    if (other !== undefined)
      throw carnetError('STORE_COLUMN_REFUSED', {
        column: name,
        reason: `SQLite does not tell it from ${JSON.stringify(other)}`,
      })
    taken.set(foldName(column), name)
    return { name, type, column }
  })
}

/** Whether a table of rows has a column of that name for itself. */
export const isOwnColumn = (name: string): boolean => OWN_COLUMNS.includes(foldName(name))

/** The stored fields in the order of the columns. Throws STORE_SCHEMA_CHANGED. */
function sameFields(table: string, stored: readonly StoredField[], columns: readonly Named[]): StoredField[] {
  const before = new Map(stored.map((f) => [f.name, f]))
  const now = new Set(columns.map((c) => c.name))
  const differences = [
    ...stored.filter((f) => !now.has(f.name)).map((f) => `${JSON.stringify(f.name)} is gone`),
    ...columns.flatMap(({ name, type }) => {
      const was = before.get(name)?.type
      if (was === undefined) return `${JSON.stringify(name)} (${type}) is new`
      return was === type ? [] : `${JSON.stringify(name)} was ${was} and is ${type}`
    }),
  ]
  if (differences.length > 0) throw carnetError('STORE_SCHEMA_CHANGED', { table, differences })
  return columns.flatMap(({ name }) => before.get(name) ?? [])
}

/** Throws where SQLite, the store or the user has something of that name already. */
function checkFree(db: Database, name: string): void {
  const reason = foldName(name).startsWith('sqlite_')
    ? 'SQLite keeps names that begin with sqlite_ for itself'
    : isTaken(db, name)
      ? 'there is a table of that name already'
      : null
  if (reason !== null) throw carnetError('STORE_NAME_REFUSED', { name, reason })
}
