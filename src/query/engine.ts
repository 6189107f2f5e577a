import { type Label } from '../provenance'
import { type Table } from '../table'
import { type QueryPlan } from './plan'

/**
 * Rows that are not here but somewhere that can answer questions: a table of a database, a topic on a cluster. What it
 * answers is held to docs/questions.md; the columns are those of `answerColumns(plan)`, in that order.
 */
export interface Engine {
  /** Its name in sentences: `SQLite`, `Spark`. */
  readonly engine: string
  /** Whether it runs functions of this program, so that a plan may hold local steps. */
  readonly isHere?: boolean
  /** Answers a plan. */
  answer(plan: QueryPlan): Promise<{ readonly table: Table; readonly label: Label }>
}

export const isEngine = (value: unknown): value is Engine =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Engine>).engine === 'string' &&
  typeof (value as Partial<Engine>).answer === 'function'
