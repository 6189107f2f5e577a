import { nearNames } from '../config/near'
import { carnetError } from '../errors'
import { type Database, type Statement } from './driver'
import { type Fault, faultOf, marked } from './sql-place'

/** Values for the `?` of a query in their order, or for `:name`, `@name` and `$name` by name. */
export type SqlParameters = readonly SqlValue[] | Readonly<Record<string, SqlValue>>

/** A value in a query. True and false are 1 and 0, a moment is its milliseconds since 1970. */
export type SqlValue = string | number | bigint | boolean | Date | Uint8Array | null

/**
 * A query that reads, with its values bound. Throws SQLITE_QUERY_REFUSED for what SQLite does not understand, with the place
 * and names that are near; for more than one statement, for one that changes something, and for values that do not fit.
 */
export function readingStatement(
  db: Database,
  sql: string,
  parameters: SqlParameters | undefined,
  file: string,
): Statement {
  const refused = (reason: string, todo = 'Write one SELECT.', cause?: unknown): Error =>
    carnetError('SQLITE_QUERY_REFUSED', { file, reason, place: null, near: [], todo }, cause)
  let statement: Statement
  try {
    statement = db.prepare(sql)
  } catch (cause) {
    const { code, message } = cause as Error & { code?: string }
    if (cause instanceof RangeError) throw refused(lower(message), undefined, cause)
    if (code !== 'SQLITE_ERROR') throw cause
    throw misunderstood(db, sql, file, faultOf(db, sql, message), cause)
  }
  if (!statement.reader && statement.readonly) throw refused('it gives no rows')
  if (!statement.readonly) throw refused('it would change the file', 'Ask with SELECT: a query only reads.')
  try {
    return parameters === undefined ? statement.bind() : statement.bind(bound(parameters))
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof TypeError)
      throw refused(
        lower(cause.message),
        'Give one value for each ?, or { name: value } for each :name.',
        cause,
      )
    throw cause
  }
}

const lower = (message: string): string =>
  message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '')

function bound(parameters: SqlParameters): unknown {
  if (isList(parameters)) return parameters.map(sqlValue)
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, sqlValue(value)]))
}

const isList = (parameters: SqlParameters): parameters is readonly SqlValue[] => Array.isArray(parameters)

function sqlValue(value: SqlValue): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value instanceof Date ? value.getTime() : value
}

function misunderstood(db: Database, sql: string, file: string, fault: Fault, cause: unknown): Error {
  const { reason, piece, unknown } = fault
  const known = unknown === null ? [] : knownNames(db, unknown.kind, sql)
  const name = unknown?.name.replace(/^.*\./, '') ?? ''
  return carnetError(
    'SQLITE_QUERY_REFUSED',
    {
      file,
      reason,
      place: piece && marked(sql, piece),
      near: nearNames(name, known),
      todo: todoFor(unknown?.kind, known),
    },
    cause,
  )
}

const WORDS = [
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP',
  'ORDER',
  'HAVING',
  'LIMIT',
  'JOIN',
  'UNION',
  'WITH',
  'VALUES',
]

/** Functions that a reader of figures looks for, when the one that was written is not there. */
const FUNCTIONS = ['avg', 'sd', 'sd_pop', 'variance', 'variance_pop', 'median', 'quantile']

function knownNames(db: Database, kind: NonNullable<Fault['unknown']>['kind'], sql: string): string[] {
  if (kind === 'word') return WORDS
  if (kind === 'function') {
    const all = db.prepare('SELECT DISTINCT name FROM pragma_function_list').pluck().all() as string[]
    return [...new Set([...FUNCTIONS, ...all])]
  }
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
    .pluck()
    .all() as string[]
  if (kind === 'table') return tables
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck()
  const columnsIn = (names: readonly string[]): string[] => [
    ...new Set(names.flatMap((name) => columns.all(name) as string[])),
  ]
  const text = sql.toLowerCase()
  const named = columnsIn(tables.filter((name) => text.includes(name.toLowerCase())))
  return named.length > 0 ? named : columnsIn(tables)
}

function todoFor(kind: NonNullable<Fault['unknown']>['kind'] | undefined, known: readonly string[]): string {
  if (kind === 'table') return `The tables are ${known.join(', ') || 'none'}.`
  if (kind === 'column') return `The columns are ${known.join(', ') || 'none'}.`
  if (kind === 'function') return `Functions of figures are ${FUNCTIONS.join(', ')}.`
  return 'Write one SELECT.'
}
