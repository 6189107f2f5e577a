import { Run } from '../engine/local'
import { type PlanColumn, type QueryPlan, type Step } from '../query'
import { type Cell, type Column, Table } from '../table'
import { type GroupKey, isSame } from './group'

/** The numbers of rows, as a column that no schema can have: names of fields are not empty. */
const ROW = ''
const VALUE = ' '

/** The columns that the last summary of a plan groups by; null where it does not summarise. */
export function keysOf({ steps }: QueryPlan): readonly string[] | null {
  const summary = summaryOf(steps)
  if (summary === undefined) return null
  return summary.step === 'histogram' ? [...summary.by, 'from'] : summary.by
}

type Summary = Extract<Step, { step: 'summarise' | 'histogram' }>

const isSummary = (step: Step): step is Summary => step.step === 'summarise' || step.step === 'histogram'

/** The first summary: what is summarised again later is made of the same rows. */
const summaryOf = (steps: readonly Step[]): Summary | undefined => steps.find(isSummary)

/**
 * Which of these rows went into the figures of a group, by the question's own steps up to its first summary. `rows` are
 * the columns of the rows with their numbers, from 0.
 */
export function rowsBehind(
  plan: QueryPlan,
  columns: readonly Column[],
  numbers: readonly number[],
  group: readonly GroupKey[],
): number[] {
  const summary = summaryOf(plan.steps)
  const before = summary === undefined ? plan.steps : plan.steps.slice(0, plan.steps.indexOf(summary))
  const steps = before.map(keepingRows)
  if (summary?.step === 'histogram')
    steps.push({ step: 'derive', columns: [{ name: VALUE, value: summary.of }] })
  const row: PlanColumn = { name: ROW, type: 'integer' }
  const types = columns.map(({ name, type }) => ({ name, type }))
  const run = new Run([...types, row], steps)
  run.add(new Table([...columns, { ...row, values: numbers }]))
  const left = run.answer()
  const tests = group.map(({ column, value }) =>
    summary?.step === 'histogram' && column === 'from'
      ? inPiece(left.column(VALUE).values, value, summary.width)
      : equal(left.column(column).values, value),
  )
  return (left.column(ROW).values as number[]).filter((_, i) => tests.every((test) => test(i)))
}

/** A step that chooses columns leaves the row's number. */
const keepingRows = (step: Step): Step =>
  step.step === 'select' ? { ...step, columns: [...step.columns, ROW] } : step

const equal =
  (values: readonly Cell[], wanted: Cell) =>
  (i: number): boolean =>
    isSame(values[i], wanted)

/** A piece of a histogram holds its beginning, not its end; missing values are a piece of their own. */
const inPiece =
  (values: readonly Cell[], from: Cell, width: number) =>
  (i: number): boolean => {
    const value = values[i]
    if (value === null || from === null) return value === from
    return Number(value) >= Number(from) && Number(value) < Number(from) + width
  }
