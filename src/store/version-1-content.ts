import { type Database } from './driver'
import { canonicalJson } from './json'
import { foldName, quote } from './layout'
import { createRowTable, isOwnColumn, type StoredField } from './row-table'
import { moveRejects } from './version-1-rejects'
import { makeSources, SOURCE_OF_OLD } from './version-1-sources'
import { createRowView } from './views'

/** Names that the second layout has for itself, and the first one left to schemas. */
const NEW_NAMES: ReadonlySet<string> = new Set([
  ...['sources', 'messages', 'gaps', 'collectors'],
  ...['messages', 'rejects', 'positions', 'gaps', 'statistics'].map((name) => `${name}_readable`),
])

/** A table of rows of the first layout, under the name that it waits by. */
interface OldTable {
  readonly waiting: string
  readonly name: string
  readonly was: readonly StoredField[]
  readonly fields: readonly StoredField[]
}

/**
 * Renames what the second layout has under the same names. A schema whose name is one of the layout's own now gets a number
 * after it.
 */
export function setAside(db: Database): readonly OldTable[] {
  db.pragma('defer_foreign_keys = ON')
  const schemas = db.prepare('SELECT name, fields FROM schemas ORDER BY name').all() as {
    readonly name: string
    readonly fields: string
  }[]
  const taken = new Set([...NEW_NAMES, ...schemas.map((s) => foldName(s.name))])
  const rename = db.prepare('UPDATE schemas SET name = ?, fields = ? WHERE name = ?')
  const tables = schemas.map((schema, i) => {
    const name = NEW_NAMES.has(foldName(schema.name)) ? freeName(schema.name, taken) : schema.name
    const was = JSON.parse(schema.fields) as StoredField[]
    const table = { waiting: `version 1 rows ${i}`, name, was, fields: newColumns(was) }
    db.exec(`ALTER TABLE ${quote(schema.name)} RENAME TO ${quote(table.waiting)}`)
    rename.run(name, canonicalJson(table.fields), schema.name)
    for (const other of ['runs', 'rejects', 'positions'])
      db.prepare(`UPDATE ${other} SET schema = ? WHERE schema = ?`).run(name, schema.name)
    return table
  })
  for (const name of ['rejects', 'positions']) db.exec(`ALTER TABLE ${name} RENAME TO "version 1 ${name}"`)
  return tables
}

function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let n = 1; taken.has(foldName(free)); n++) free = `${name}_${n}`
  taken.add(foldName(free))
  return free
}

/** Fields that are called like a column which is new give way to it. */
function newColumns(was: readonly StoredField[]): StoredField[] {
  const taken = new Set(was.map((f) => foldName(f.column)))
  return was.map((field) => {
    let { column } = field
    while (isOwnColumn(column) || (column !== field.column && taken.has(foldName(column)))) column += '_'
    taken.add(foldName(column))
    return { ...field, column }
  })
}

/** Moves everything into the tables of the second layout, and removes those of the first. */
export function moveContent(db: Database, tables: readonly OldTable[]): void {
  makeSources(
    db,
    tables.map((t) => t.waiting),
  )
  for (const { waiting, name, was, fields } of tables) {
    createRowTable(db, name, fields)
    const columns = (of: readonly StoredField[]): string => of.map((f) => `, ${quote(f.column)}`).join('')
    db.exec(`INSERT INTO ${quote(name)} (source, partition, offset, row, timestamp${columns(fields)})
      SELECT ${SOURCE_OF_OLD} AS source, partition, offset, row, timestamp${columns(was)} FROM ${quote(waiting)} AS o
      ORDER BY source, partition, offset, row`)
    db.exec(`DROP TABLE ${quote(waiting)}`)
  }
  // A view takes no name that a table needs.
  for (const { name, fields } of tables) createRowView(db, name, fields)
  moveRejects(db)
  // The hash was one of the row, not of the message.
  db.exec(`INSERT INTO positions
    SELECT o.schema, s.id, o.partition, o.next_offset, o.last_offset, o.last_timestamp, NULL
    FROM "version 1 positions" AS o JOIN sources AS s ON s.cluster = o.cluster AND s.topic = o.topic AND s.generation = 1;
    DROP TABLE "version 1 positions"; DROP TABLE temp.version_1_ranges`)
}
