import { carnetError } from '../errors'
import { type Parsed } from '../parse/outcome'
import { type ColumnType } from '../table'
import { type Database } from './driver'
import { canonicalJson } from './json'
import { foldName, nameFault, quote } from './layout'

/** A field as a column of a table. */
export interface StoredField {
  readonly name: string
  readonly type: ColumnType
  /** The name of its column: the field's, with an underscore where our own columns have that name. */
  readonly column: string
}

/** Where a row came from, in every table of rows. `row` counts the rows of one message from 0. */
export const COORDINATES = ['topic', 'partition', 'offset', 'row'] as const
const OWN_COLUMNS: readonly string[] = [...COORDINATES, 'timestamp']

const SQL_TYPES: Readonly<Record<ColumnType, (column: string) => string>> = {
  text: () => 'TEXT',
  integer: () => 'INTEGER',
  number: () => 'REAL',
  boolean: (column) => `INTEGER CHECK (${column} IN (0, 1))`,
  date: () => 'TEXT',
  timestamp: () => 'INTEGER',
}

/**
 * Makes sure that there is a table for rows of this schema, and returns its columns for the fields, in the order of
 * `parsed.rows`. Throws STORE_NAME_REFUSED, STORE_COLUMN_REFUSED, and STORE_SCHEMA_CHANGED where the table was made for
 * other fields.
 */
export function ensureRowTable(db: Database, parsed: Parsed): readonly StoredField[] {
  const { name } = parsed.schema
  const fields = storedFields(parsed)
  const fault = nameFault(name)
  if (fault !== null) throw carnetError('STORE_NAME_REFUSED', { name, reason: fault })
  const known = db.prepare('SELECT fields FROM schemas WHERE name = ?').pluck().get(name) as
    string | undefined
  if (known !== undefined) {
    checkSame(name, JSON.parse(known) as StoredField[], fields)
    return fields
  }
  checkFree(db, name)
  const columns = fields.map(({ column, type }) => `${quote(column)} ${SQL_TYPES[type](quote(column))}`)
  db.exec(`CREATE TABLE ${quote(name)} (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, row INTEGER NOT NULL, timestamp INTEGER,
    ${columns.map((c) => `${c}, `).join('')}PRIMARY KEY (topic, partition, offset, row)
  ) STRICT, WITHOUT ROWID`)
  db.prepare('INSERT INTO schemas (name, fields) VALUES (?, ?)').run(name, canonicalJson(fields))
  return fields
}

function storedFields({ rows }: Parsed): StoredField[] {
  const taken = new Map(OWN_COLUMNS.map((column) => [column, column]))
  return rows.columns.map(({ name, type }) => {
    const fault = nameFault(name)
    if (fault !== null) throw carnetError('STORE_COLUMN_REFUSED', { column: name, reason: fault })
    const column = OWN_COLUMNS.includes(foldName(name)) ? `${name}_` : name
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

function checkSame(table: string, was: readonly StoredField[], is: readonly StoredField[]): void {
  const typesBefore = new Map(was.map((f) => [f.name, f.type]))
  const typesNow = new Map(is.map((f) => [f.name, f.type]))
  const differences = [
    ...was.filter((f) => !typesNow.has(f.name)).map((f) => `${JSON.stringify(f.name)} is gone`),
    ...is.flatMap(({ name, type }) => {
      const before = typesBefore.get(name)
      if (before === undefined) return `${JSON.stringify(name)} (${type}) is new`
      return before === type ? [] : `${JSON.stringify(name)} was ${before} and is ${type}`
    }),
  ]
  if (differences.length > 0) throw carnetError('STORE_SCHEMA_CHANGED', { table, differences })
}

/** Throws where SQLite, the store or the user has something of that name already. */
function checkFree(db: Database, name: string): void {
  const reason = foldName(name).startsWith('sqlite_')
    ? 'SQLite keeps names that begin with sqlite_ for itself'
    : db.prepare('SELECT 1 FROM sqlite_schema WHERE lower(name) = ?').get(foldName(name)) !== undefined
      ? 'there is a table of that name already'
      : null
  if (reason !== null) throw carnetError('STORE_NAME_REFUSED', { name, reason })
}
