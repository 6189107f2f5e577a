import { basename } from 'node:path'
import { now } from '../clock'
import { type Label, setLabel } from '../provenance'
import { Table } from '../table'
import { currentLang, label as word } from '../words'
import { foldName, quote } from './layout'
import { tableNames } from './catalog'
import { type Database } from './driver'
import { readingStatement, type SqlParameters } from './statement'
import { typedColumns } from './typed'

/** What is asked for: the rows of a query, or a table or view by its name, which means all of it. */
export interface Asked {
  readonly sql: string
  /** The table or view; null for a query. */
  readonly table: string | null
}

export function askedOf(db: Database, tableOrSql: string): Asked {
  const wanted = foldName(tableOrSql.trim())
  const table = tableNames(db).find((name) => foldName(name) === wanted) ?? null
  return { table, sql: table === null ? tableOrSql : `SELECT * FROM ${quote(table)}` }
}

/** The rows of a table or a query, or the first of them, typed, with a label; and how many there are in all. */
export function firstRows(
  db: Database,
  file: string,
  asked: Asked,
  parameters: SqlParameters | undefined,
  most = Infinity,
): { readonly table: Table; readonly rows: number } {
  const { columns, rows } = typedColumns(db, readingStatement(db, asked.sql, parameters, file), most)
  return { table: setLabel(new Table(columns), labelFor(file, asked, rows)), rows }
}

/** Which rows a query chooses is its own affair: it stands where rows of a topic name their offsets. */
function labelFor(file: string, { table, sql }: Asked, rows: number): Label {
  return {
    filter: table === null ? word('sqlRows', currentLang()) : null,
    provenance: {
      kind: 'provenance',
      topics: [`${basename(file)}: ${table ?? sql.replace(/\s+/g, ' ').trim()}`],
      clusterId: null,
      ranges: [],
      messages: rows,
      readAt: now().toISOString(),
      origin: 'database',
      capture: null,
    },
  }
}
