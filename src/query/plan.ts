import { type ColumnType } from '../table'
import { type AggregateNode } from './aggregate'
import { columnsOf, type Expression } from './expression'

/** The rules that a plan is answered by (docs/questions.md). A rule that changes figures gets a new number. */
export const RULES = 1

/** Texts are listed as a French dictionary does, whatever the language of labels: figures come in one order. */
export const LOCALE = 'fr'

/** The name of rows that have none, as of a table; also what a schema is called by default. */
export const UNNAMED = 'rows'

export interface PlanColumn {
  readonly name: string
  readonly type: ColumnType
}

/**
 * A question as plain data: which rows, and what is done with them, step by step. It says everything that an engine
 * needs to answer it, in JSON, but for a `local` step, whose function stands in JSON as its text.
 */
export interface QueryPlan {
  readonly rules: typeof RULES
  readonly locale: typeof LOCALE
  /** The rows in question, and their columns. */
  readonly rows: { readonly name: string; readonly columns: readonly PlanColumn[] }
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly step: 'where'; readonly test: Expression }
  | LocalStep
  | { readonly step: 'derive'; readonly columns: readonly Computed[] }
  | { readonly step: 'select'; readonly columns: readonly string[] }
  | SummariseStep
  | HistogramStep
  | OrderStep
  | { readonly step: 'limit'; readonly rows: number }

export interface Computed {
  readonly name: string
  readonly value: Expression
}

/** A condition that only this program can judge. */
export interface LocalStep {
  readonly step: 'local'
  readonly words: string
  readonly test: (row: never) => unknown
}

export interface SummariseStep {
  readonly step: 'summarise'
  readonly by: readonly string[]
  readonly figures: readonly { readonly name: string; readonly value: AggregateNode }[]
}

/** Rows counted by pieces of `width`, of which one begins at `origin`; a piece holds its beginning, not its end. */
export interface HistogramStep {
  readonly step: 'histogram'
  readonly by: readonly string[]
  readonly of: Expression
  readonly width: number
  readonly origin: number
}

export interface OrderStep {
  readonly step: 'orderBy'
  readonly keys: readonly { readonly column: string; readonly descending: boolean }[]
}

/** The columns of a histogram after its keys. */
export const HISTOGRAM = ['from', 'to', 'n'] as const

/** The conditions in their own words that only this program can judge: what a cluster has to refuse, by name. */
export function localParts({ steps }: QueryPlan): string[] {
  return steps.flatMap((s) => (s.step === 'local' ? [s.words] : []))
}

/** The columns of the rows in question that a plan looks at. */
export function columnsUsed({ rows, steps }: QueryPlan): readonly PlanColumn[] {
  const used = new Set<string>()
  const derived = new Set<string>()
  const use = (names: readonly string[]): void => names.forEach((n) => derived.has(n) || used.add(n))
  for (const step of steps) {
    switch (step.step) {
      case 'where':
        use(columnsOf(step.test))
        break
      case 'derive':
        use(columnsOf(...step.columns.map((c) => c.value)))
        step.columns.forEach((c) => derived.add(c.name))
        break
      case 'orderBy':
        use(step.keys.map((k) => k.column))
        break
      case 'select':
        use(step.columns)
        return rows.columns.filter((c) => used.has(c.name))
      case 'summarise':
        use([...step.by, ...columnsOf(...step.figures.flatMap((f) => ('of' in f.value ? [f.value.of] : [])))])
        return rows.columns.filter((c) => used.has(c.name))
      case 'histogram':
        use([...step.by, ...columnsOf(step.of)])
        return rows.columns.filter((c) => used.has(c.name))
      case 'local':
        return rows.columns
      case 'limit':
        break
    }
  }
  return rows.columns
}
