import { type Cell, type ColumnType, type Table } from '../../table'

/** Rows on their way into a file: their columns, and the cells of each row in that order. */
export interface RowStream {
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[]
  readonly rows: () => Iterable<readonly Cell[]>
}

/** The rows of a table. */
export function rowsOfTable({ columns, length }: Pick<Table, 'columns' | 'length'>): RowStream {
  return {
    columns,
    *rows() {
      for (let i = 0; i < length; i++) yield columns.map((c) => c.values[i])
    },
  }
}

/** A moment as text, in UTC; what is beyond the range of dates stays a number. */
export function momentText(milliseconds: number | bigint): string {
  const date = new Date(Number(milliseconds))
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString()
}
