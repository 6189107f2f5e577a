import { TableBlock } from '../../../src/engine/local/block'
import { inOrder } from '../../../src/engine/local/positions'
import { Summary } from '../../../src/engine/local/summary'
import {
  type Aggregate,
  type Answer,
  answerColumns,
  type Predicate,
  type QueryPlan,
  type Term,
} from '../../../src/query'
import { from } from '../../../src/question'
import { type Cell, type Column, type ColumnType, Table } from '../../../src/table'

export const column = (name: string, type: ColumnType, values: readonly Cell[]): Column => ({
  name,
  type,
  values,
})

/** One column `x`. */
export const one = (type: ColumnType, values: readonly Cell[]): Table =>
  new Table([column('x', type, values)])

/** The cells of a column derived from a table. */
export async function derived(table: Table, value: Term | Predicate): Promise<readonly Cell[]> {
  const answer = await from(table).derive({ found: value }).select('found').run(table)
  return answer.columns[0].values
}

/** The figures of all rows of a table, as one object. */
export async function figures<F extends Record<string, Aggregate>>(
  table: Table,
  wanted: F,
): Promise<Record<keyof F, Cell>> {
  const answer: Answer<Record<string, unknown>> = await from(table)
    .summarise<Record<string, Aggregate>>(wanted)
    .run(table)
  return { ...answer.at(0) } as Record<keyof F, Cell>
}

/** The summary of a plan of one step, taken of each table apart and merged. */
export function merged(plan: QueryPlan, tables: readonly Table[]): Table {
  const [step] = plan.steps
  if (step.step !== 'summarise') throw new TypeError('only summaries merge')
  const types = new Map(plan.rows.columns.map((c) => [c.name, c.type]))
  const columns = answerColumns(plan)
  let before = 0
  const [first, ...others] = tables.map((table) => {
    const summary = new Summary(step, columns)
    const named = new Map(table.columns.map((c) => [c.name, c]))
    if (table.length > 0) summary.add(new TableBlock(named, types, 0, table.length, inOrder(before)))
    before += table.length
    return summary
  })
  for (const other of others) first.merge(other)
  return new Table(first.answer())
}
