import { carnetError } from '../errors'
import { type ColumnType } from '../table'
import { type AggregateNode } from './aggregate'
import { columnUnknown } from './columns'
import { HISTOGRAM, type PlanColumn, type QueryPlan, type Step } from './plan'
import { checkCondition, numberTypeOf, typeOf, type Types } from './types'

/**
 * The columns that a step leaves. Throws what is wrong with it: COLUMN_UNKNOWN, COLUMN_TWICE, COMPARISON_TYPE,
 * FUNCTION_TYPE, COLUMN_NOT_NUMERIC.
 */
export function columnsAfter(columns: readonly PlanColumn[], step: Step): readonly PlanColumn[] {
  const types: Types = new Map(columns.map((c) => [c.name, c.type]))
  switch (step.step) {
    case 'where':
      checkCondition(step.test, types)
      return columns
    case 'local':
    case 'limit':
      return columns
    case 'derive': {
      const derived = step.columns.map(({ name, value }) => ({ name, type: typeOf(value, types) ?? 'text' }))
      const names = new Set(derived.map((c) => c.name))
      return [...columns.filter((c) => !names.has(c.name)), ...derived]
    }
    case 'select':
      return unique(pick(columns, step.columns))
    case 'orderBy':
      pick(
        columns,
        step.keys.map((k) => k.column),
      )
      return columns
    case 'summarise':
      return unique([
        ...pick(columns, step.by),
        ...step.figures.map(({ name, value }) => ({ name, type: figureType(value, types) })),
      ])
    case 'histogram':
      numberTypeOf(step.of, types)
      return unique([
        ...pick(columns, step.by),
        ...HISTOGRAM.map((name) => ({
          name,
          type: name === 'n' ? ('integer' as const) : ('number' as const),
        })),
      ])
  }
}

/** The columns of the answer to a plan. */
export function answerColumns({ rows, steps }: QueryPlan): readonly PlanColumn[] {
  return steps.reduce(columnsAfter, rows.columns)
}

function pick(columns: readonly PlanColumn[], names: readonly string[]): PlanColumn[] {
  return names.map((name) => {
    const found = columns.find((c) => c.name === name)
    if (!found)
      throw columnUnknown(
        name,
        columns.map((c) => c.name),
      )
    return found
  })
}

function unique(columns: readonly PlanColumn[]): readonly PlanColumn[] {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name)) throw carnetError('COLUMN_TWICE', { column: name })
    seen.add(name)
  }
  return columns
}

function figureType(node: AggregateNode, types: Types): ColumnType {
  switch (node.figure) {
    case 'count':
      return 'integer'
    case 'present':
    case 'missing':
    case 'distinct':
      typeOf(node.of, types)
      return 'integer'
    case 'sum':
      return numberTypeOf(node.of, types)
    case 'min':
    case 'max':
    case 'first':
    case 'last':
      return typeOf(node.of, types) ?? 'text'
    case 'mean':
    case 'sd':
    case 'variance':
    case 'sdPopulation':
    case 'variancePopulation':
    case 'quantile':
      numberTypeOf(node.of, types)
      return 'number'
  }
}
