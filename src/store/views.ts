import { type Database } from './driver'
import { foldName, isTaken, quote } from './layout'
import { type ColumnType } from '../table'

/** A moment for people: ISO 8601 in UTC; a number that is no year of four digits stays as it is. */
export const isoTime = (column: string): string =>
  `coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch'), CAST(${column} AS TEXT))`

interface ViewField {
  readonly column: string
  readonly type: ColumnType
}

const OWN = ['topic', 'generation', 'partition', 'offset', 'row', 'time']

/**
 * Makes the view of a table of rows for people who open the file in a database browser: the topic by its name, times as
 * text. It is called `<table>_readable`, or with a number after it where that name is taken; a field that is called like
 * one of its first columns gets an underscore after its name.
 */
export function createRowView(db: Database, table: string, fields: readonly ViewField[]): void {
  let view = `${table}_readable`
  for (let n = 2; isTaken(db, view); n++) view = `${table}_readable_${n}`
  const taken = new Set(OWN)
  const columns = fields.map(({ column, type }) => {
    let name = column
    while (taken.has(foldName(name))) name += '_'
    taken.add(foldName(name))
    const value = `r.${quote(column)}`
    return `, ${type === 'timestamp' ? isoTime(value) : value} AS ${quote(name)}`
  })
  db.exec(`CREATE VIEW ${quote(view)} AS
    SELECT s.topic AS topic, s.generation AS generation, r.partition AS partition, r.offset AS offset, r.row AS row,
      ${isoTime('r.timestamp')} AS time${columns.join('')}
    FROM ${quote(table)} AS r JOIN sources AS s ON s.id = r.source`)
}
