import { cellOf, type Expression, type FunctionName } from '../../query'
import { arithmetic } from './functions/arithmetic'
import { choice } from './functions/choice'
import { comparison } from './functions/comparison'
import { type ColumnFunction } from './functions/function'
import { logic } from './functions/logic'
import { texts } from './functions/texts'
import { times } from './functions/times'
import { constant, type Vector } from './vector'

/** What an expression is computed from. */
export interface Columns {
  readonly length: number
  column(name: string): Vector
}

const FUNCTIONS: Readonly<Record<FunctionName, ColumnFunction>> = {
  ...logic,
  ...comparison,
  ...choice,
  ...arithmetic,
  ...texts,
  ...times,
}

/** Computes an expression for every row of a block. Its types have been checked when the question was made. */
export function evaluate(node: Expression, columns: Columns): Vector {
  if ('column' in node) return columns.column(node.column)
  if ('literal' in node) return constant(node.literal, cellOf(node), columns.length)
  return FUNCTIONS[node.call](
    node.of.map((n) => evaluate(n, columns)),
    node,
  )
}
