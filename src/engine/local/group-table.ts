import { carnetError } from '../../errors'
import {
  type Aggregate,
  count,
  FIGURES,
  kindOf,
  LOCALE,
  max,
  mean,
  median,
  min,
  missing,
  quantile,
  RULES,
  sd,
  UNNAMED,
} from '../../query'
import { type Column, Table } from '../../table'
import { runOn } from './run'

/** A mean, and over how many things it was taken; null over none. */
export interface Mean {
  readonly n: number
  readonly mean: number | null
}

const STATISTICS: Readonly<Record<(typeof FIGURES)[number], Aggregate>> = {
  n: count('of'),
  missing: missing('of'),
  mean: mean('of'),
  min: min('of'),
  max: max('of'),
  sd: sd('of'),
  q1: quantile('of', 0.25),
  median: median('of'),
  q3: quantile('of', 0.75),
}

/**
 * The numbers of `of` described for each value of `by`: a column named as `by`, then `FIGURES`. A `by` that is called
 * like one of these gets an underscore after its name. Throws COLUMN_NOT_NUMERIC where `of` holds no numbers.
 */
export function groupTable(by: Column, of: Column): Table {
  const [key, ...figures] = summarise(by, of, STATISTICS).columns
  const isTaken = (FIGURES as readonly string[]).includes(by.name)
  return new Table([{ ...key, name: isTaken ? `${by.name}_` : by.name }, ...figures])
}

/**
 * Two means that are easily confused: over all rows, where each row counts once, and the unweighted mean of the group
 * means, where each group counts once however many rows it has. Missing values count in neither; a group without any
 * value has no mean to count. Throws COLUMN_NOT_NUMERIC.
 */
export function twoMeans(by: Column, of: Column): { overRows: Mean; overGroups: Mean } {
  const means = summarise(by, of, { mean: mean('of') }).column('mean')
  return { overRows: meanOf(of), overGroups: meanOf(means) }
}

function meanOf(of: Column): Mean {
  const one = summarise(null, of, { n: count('of'), mean: mean('of') }).at(0)
  return one as unknown as Mean
}

function summarise(by: Column | null, of: Column, figures: Readonly<Record<string, Aggregate>>): Table {
  checkNumbers(of)
  const columns = [...(by ? [{ ...by, name: 'by' }] : []), { ...of, name: 'of' }]
  const plan = {
    rules: RULES,
    locale: LOCALE,
    rows: { name: UNNAMED, columns },
    steps: [
      {
        step: 'summarise',
        by: by ? ['by'] : [],
        figures: Object.entries(figures).map(([name, { node }]) => ({ name, value: node })),
      },
    ],
  } as const
  return runOn(plan, new Table(columns))
}

function checkNumbers({ name, type, values }: Column): void {
  if (kindOf(type) === 'number') return
  const row = values.findIndex((v) => typeof v === 'string')
  const text = row < 0 ? null : String(values[row])
  throw carnetError('COLUMN_NOT_NUMERIC', { column: name, type, row, text })
}
