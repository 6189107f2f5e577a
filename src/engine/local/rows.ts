import { checkCondition, type Columnar, findColumn, isMissing, type Predicate } from '../../query'
import { type Column } from '../../table'
import { evaluate } from './evaluate'
import { toVector, TRUE, type Vector } from './vector'

/**
 * The indexes of the rows for which the predicate is true, in order.
 * Throws COLUMN_UNKNOWN, and COMPARISON_TYPE or FUNCTION_TYPE where a column is not of the kind that is asked for.
 */
export function matchingRows(table: Columnar, predicate: Predicate): number[] {
  const columns = predicate.columns.map((name) => findColumn(table, name))
  checkCondition(
    predicate.node,
    new Map(columns.map((c) => [c.name, c.values.every(isMissing) ? null : c.type])),
  )
  const found = evaluate(predicate.node, { length: table.length, column: (name) => vectorOf(columns, name) })
  const rows: number[] = []
  for (let i = 0; i < table.length; i++) if (found.values[i] === TRUE) rows.push(i)
  return rows
}

function vectorOf(columns: readonly Column[], name: string): Vector {
  const column = columns.find((c) => c.name === name)
  if (column === undefined) throw new RangeError(`no column ${name}`)
  return toVector(column.type, column, 0, column.values.length)
}
