import { type Cell, type Column, type ColumnType } from '../table'
import { smallest } from '../tabular'
import { carnetError } from '../errors'
import { type Database, type Statement } from './driver'
import { foldName } from './layout'
import { rowTables } from './catalog'

/** A column of a query's answer; `type` is that of the table that it comes from, null where it is computed. */
export interface QueryColumn {
  readonly name: string
  readonly type: ColumnType | null
}

/** Moments in tables that are no rows of a schema, in milliseconds since 1970. */
const MOMENTS: ReadonlySet<string> = new Set(['timestamp', 'last_timestamp'])

const DECLARED: ReadonlyMap<string, ColumnType> = new Map([
  ['INTEGER', 'integer'],
  ['INT', 'integer'],
  ['REAL', 'number'],
  ['TEXT', 'text'],
])

/**
 * The columns of a query, typed by where they come from: a field of a schema has the type that it has there, also through
 * views and under other names. Throws COLUMN_TWICE.
 */
export function columnsOf(db: Database, statement: Statement): QueryColumn[] {
  const tables = rowTables(db)
  const seen = new Set<string>()
  return statement.columns().map(({ name, table, column, type }) => {
    if (seen.has(name)) throw carnetError('COLUMN_TWICE', { column: name })
    seen.add(name)
    if (table === null || column === null) return { name, type: null }
    const field = tables.get(table)?.find((f) => foldName(f.column) === foldName(column))
    if (field) return { name, type: field.type }
    const declared = DECLARED.get((type ?? '').toUpperCase()) ?? null
    return { name, type: declared === 'integer' && MOMENTS.has(column) ? 'timestamp' : declared }
  })
}

/** What kinds of values a column holds, as bits. */
const [WHOLE, REAL, TEXT, BYTES, OTHER_WHOLE] = [1, 2, 4, 8, 16] as const

function kindOf(value: unknown): number {
  if (value === null) return 0
  if (typeof value === 'bigint') return value === 0n || value === 1n ? WHOLE : WHOLE | OTHER_WHOLE
  if (typeof value === 'number') return REAL
  return typeof value === 'string' ? TEXT : BYTES
}

/** What a column may hold where its table says its type: files of other programs do not keep to it. */
const HOLDS: Readonly<Record<ColumnType, number>> = {
  text: TEXT,
  date: TEXT,
  integer: WHOLE | OTHER_WHOLE,
  timestamp: WHOLE | OTHER_WHOLE,
  number: WHOLE | OTHER_WHOLE | REAL,
  boolean: WHOLE,
}

/** Whether a value can stand in a column of that type. Every value can be told as text. */
export const isHeld = (value: unknown, type: ColumnType): boolean =>
  type === 'text' || (kindOf(value) & ~HOLDS[type]) === 0

/** Finds the type of a column from its values, while they go by. */
export class TypeFinder {
  #kinds = 0

  constructor(private readonly known: ColumnType | null) {}

  see(value: unknown): void {
    this.#kinds |= kindOf(value)
  }

  type(): ColumnType {
    const kinds = this.#kinds
    const within = (some: number): boolean => (kinds & ~some) === 0
    if (this.known !== null && within(HOLDS[this.known])) return this.known
    if (kinds === 0) return 'text'
    return within(HOLDS.integer) ? 'integer' : within(HOLDS.number) ? 'number' : 'text'
  }
}

/**
 * A value as SQLite gives it (whole numbers as bigints) as a cell of that type. Bytes become text in Base64: CAST(… AS TEXT)
 * in the query reads them as text.
 */
export function cellOf(value: unknown, type: ColumnType): Cell {
  if (value === null) return null
  if (typeof value === 'bigint') {
    if (type === 'boolean') return value === 1n
    if (type === 'number') return Number(value)
    return type === 'text' ? String(value) : smallest(value)
  }
  if (typeof value === 'number') return type === 'text' ? String(value) : value
  return typeof value === 'string' ? value : Buffer.from(value as Uint8Array).toString('base64')
}

/** The rows of a query as typed columns: all of them, or the first ones, typed by themselves. `rows` counts all. */
export function typedColumns(
  db: Database,
  statement: Statement,
  most = Infinity,
): { readonly columns: Column[]; readonly rows: number } {
  const columns = columnsOf(db, statement)
  const finders = columns.map((c) => new TypeFinder(c.type))
  const values = columns.map((): unknown[] => [])
  let rows = 0
  for (const row of statement.raw().safeIntegers().iterate() as IterableIterator<readonly unknown[]>) {
    if (++rows > most) continue
    for (let c = 0; c < columns.length; c++) {
      finders[c].see(row[c])
      values[c].push(row[c])
    }
  }
  const typed = columns.map(({ name }, c): Column => {
    const type = finders[c].type()
    return { name, type, values: values[c].map((value) => cellOf(value, type)) }
  })
  return { columns: typed, rows }
}
