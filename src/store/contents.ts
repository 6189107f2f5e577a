import { type ColumnType } from '../table'
import { rowTables, tableNames } from './catalog'
import { type Database } from './driver'
import { foldName, quote } from './layout'
import { columnsOf, type QueryColumn } from './typed'

/** What the tables of our own hold; `rows` are rows of a schema, `view` shows what others hold. */
const OWN = [
  'messages',
  'rejects',
  'sources',
  'positions',
  'gaps',
  'runs',
  'statistics',
  'schemas',
  'collectors',
] as const

export type Holding = 'rows' | (typeof OWN)[number] | 'view' | 'other'

export interface StoredTable {
  readonly name: string
  readonly holds: Holding
  /** How many; null for a view, and for what cannot be read. */
  readonly rows: number | null
  /** `type` is null where the values alone tell it. */
  readonly columns: readonly { readonly name: string; readonly type: ColumnType | null }[]
}

/** What a store holds. */
export interface StoreContents {
  readonly kind: 'store'
  readonly file: string
  /** The size of the database; while it is open some of it may be in the log beside the file. */
  readonly bytes: number
  /** Tables of rows first, views last. */
  readonly tables: readonly StoredTable[]
}

export function storeContents(db: Database, file: string): StoreContents {
  const rows = rowTables(db)
  const views = new Set(
    db.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all() as string[],
  )
  const holdingOf = (name: string): Holding => {
    if (rows.has(name)) return 'rows'
    return views.has(name) ? 'view' : (OWN.find((own) => own === foldName(name)) ?? 'other')
  }
  const tables = tableNames(db).map((name): StoredTable => {
    const holds = holdingOf(name)
    const count = (): number =>
      db
        .prepare(`SELECT count(*) FROM ${quote(name)}`)
        .pluck()
        .get() as number
    const columns = (): QueryColumn[] => columnsOf(db, db.prepare(`SELECT * FROM ${quote(name)}`))
    return {
      name,
      holds,
      rows: holds === 'view' ? null : readable(count, null),
      columns: readable(columns, []),
    }
  })
  const order: readonly Holding[] = ['rows', ...OWN, 'other', 'view']
  return {
    kind: 'store',
    file,
    bytes: sizeOf(db),
    tables: tables.sort((a, b) => order.indexOf(a.holds) - order.indexOf(b.holds)),
  }
}

const sizeOf = (db: Database): number =>
  (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number)

/** What another program left in the file may be beyond reading, such as a view of a table that is gone. */
function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (e) {
    if ((e as { code?: unknown }).code === 'SQLITE_ERROR') return otherwise
    throw e
  }
}
