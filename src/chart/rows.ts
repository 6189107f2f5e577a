import { carnetError } from '../errors'
import { isFrame, labelOfRows, type Rows, rowsOf, toTable } from '../frame'
import { type Label } from '../provenance'
import { Answer, type Columnar, findColumn } from '../query'
import { type Cell, type Column, type ColumnType } from '../table'

/** What a chart is drawn of: columns, what the rows say of themselves, and the question they answer, where they do. */
export interface Drawn {
  readonly table: Columnar
  readonly label: Label
  readonly answer: Answer<object> | null
}

/** Throws ROWS_EXPECTED for what is neither a DataFrame, nor a table, an answer, or the outcome of `parse`. */
export function drawnOf(rows: Rows): Drawn {
  const table = isFrame(rows) ? toTable(rows) : rowsOf(rows)
  return { table, label: labelOfRows(rows), answer: table instanceof Answer ? table : null }
}

/** The column of that name; the DataFrame's own spelling of a reserved name counts too. Throws COLUMN_UNKNOWN. */
export const columnOf = ({ table }: Drawn, name: string): Column =>
  table.columns.find((c) => c.name === `${name}_` && !has(table, name)) ?? findColumn(table, name)

export const has = (table: Columnar, name: string): boolean => table.columns.some((c) => c.name === name)

const NUMBERS: readonly ColumnType[] = ['integer', 'number']
const TIMES: readonly ColumnType[] = ['timestamp', 'date']

export const isNumeric = ({ type }: Column): boolean => NUMBERS.includes(type)
export const isTime = ({ type }: Column): boolean => TIMES.includes(type)

/** A column of numbers, as doubles; null where there is none. Throws CHART_COLUMN_TYPE. */
export function numbersOf(drawn: Drawn, name: string, chart: string): readonly (number | null)[] {
  const column = columnOf(drawn, name)
  if (!isNumeric(column)) throw wrongType(column, 'numbers', chart)
  return column.values.map(toNumber)
}

/** A column along an axis. */
export interface Positions {
  readonly isTime: boolean
  /** Numbers, or milliseconds since 1970 in UTC; null where there is none. */
  readonly values: readonly (number | null)[]
}

/** A column of numbers, moments or days. Throws CHART_COLUMN_TYPE. */
export function positionsOf(drawn: Drawn, name: string, chart: string): Positions {
  const column = columnOf(drawn, name)
  if (isNumeric(column) || column.type === 'timestamp')
    return { isTime: column.type === 'timestamp', values: column.values.map(toNumber) }
  if (column.type !== 'date') throw wrongType(column, 'numbers or times', chart)
  return { isTime: true, values: column.values.map((day) => (day === null ? null : Date.parse(String(day)))) }
}

const wrongType = ({ name, type }: Column, needs: 'numbers' | 'numbers or times', chart: string): Error =>
  carnetError('CHART_COLUMN_TYPE', { chart, column: name, type, needs })

const toNumber = (cell: Cell): number | null => (cell === null ? null : Number(cell))
