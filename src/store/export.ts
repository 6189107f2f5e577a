import { carnetError } from '../errors'
import { type Cell, type ColumnType } from '../table'
import {
  checkedWriteOptions,
  formOf,
  type RowStream,
  type WriteOptions,
  writeRowStream,
  type WrittenRows,
} from '../tabular'
import { type Database, type Statement } from './driver'
import { askedOf } from './query'
import { readingStatement, type SqlParameters } from './statement'
import { cellOf, columnsOf, isHeld, type QueryColumn, TypeFinder } from './typed'

export interface ExportOptions extends WriteOptions {
  /** The values of a query, for `?` or `:name`. */
  readonly parameters?: SqlParameters
}

/** Throws READ_OPTION_UNKNOWN, READ_OPTION_INVALID. */
export function checkedExportOptions(options: ExportOptions): ExportOptions {
  const { parameters, ...rest } = options
  return { ...checkedWriteOptions(rest), ...(parameters && { parameters }) }
}

/** Writes the rows of a table, a view or a query into a file, row by row, as they are at one moment. */
export async function exportRows(
  db: Database,
  file: string,
  tableOrSql: string,
  target: string,
  { parameters, ...options }: ExportOptions,
): Promise<WrittenRows> {
  const form = formOf(target)
  const statement = readingStatement(db, askedOf(db, tableOrSql).sql, parameters, file).raw().safeIntegers()
  return writeRowStream(streamOf(db, statement, form === '.parquet'), target, options)
}

/** The rows of a query; `isTyped` where each column must be of one type throughout, as it is in the answer to `query`. */
export function streamOf(db: Database, statement: Statement, isTyped: boolean): RowStream {
  const columns = columnsOf(db, statement)
  const types = isTyped ? foundTypes(statement, columns) : columns.map((c) => c.type)
  return {
    columns: columns.map(({ name }, c) => ({ name, type: types[c] ?? 'text' })),
    *rows() {
      for (const row of statement.iterate() as IterableIterator<readonly unknown[]>)
        yield row.map((value, c) => streamedCell(value, types[c], columns[c]))
    },
  }
}

/** Goes through the rows once, where there are columns whose type is known from their values alone. */
function foundTypes(statement: Statement, columns: readonly QueryColumn[]): ColumnType[] {
  const finders = columns.map((c) => new TypeFinder(c.type))
  for (const row of statement.iterate() as IterableIterator<readonly unknown[]>)
    for (let c = 0; c < finders.length; c++) finders[c].see(row[c])
  return finders.map((f) => f.type())
}

/** Throws EXPORT_UNSTEADY where a query does not answer twice alike. */
function streamedCell(value: unknown, type: ColumnType | null, { name, type: known }: QueryColumn): Cell {
  if (type === null) return cellOf(value, ownType(value))
  if (known === null && !isHeld(value, type)) throw carnetError('EXPORT_UNSTEADY', { column: name })
  return cellOf(value, type)
}

const ownType = (value: unknown): ColumnType =>
  typeof value === 'bigint' ? 'integer' : typeof value === 'number' ? 'number' : 'text'
