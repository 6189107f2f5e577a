import { carnetError } from '../errors'
import { type Rows } from '../frame'
import { currentLang, type Lang } from '../words'
import { barsChart } from './bars'
import { chartFigure, type Chart } from './chart-figure'
import { type Figure } from './figure'
import { type Interval } from './interval'
import { drawnOf, has, isNumeric, type Drawn } from './rows'

export interface BarColumns {
  /** The column of names: that of the groups, or the first one, by default. */
  readonly by?: string
  /** The column of numbers that the bars stand for: `mean` by default, or else the first column of numbers. */
  readonly of?: string
  /** What the line at the end of a bar is: by default ± `sd` where `mean` is drawn and there is an `sd`. */
  readonly interval?: Interval
  /** The level of a confidence interval: 0.95 by default. */
  readonly level?: number
}

export interface BarChartOptions extends BarColumns {
  readonly title?: string
  /** The language of title, axes and caption; that of the process by default. */
  readonly lang?: Lang
}

/**
 * A bar for each row of an answer, of statistics by group, or of a table with one row a name; at its end a line where
 * there is an interval, and the caption says which. Bars begin at 0. A group of one has no interval, and is hollow.
 * Bars lie when there are more than eight or their names are long; of more than fifty the longest are drawn. Throws
 * COLUMN_UNKNOWN, CHART_COLUMN_TYPE, CHART_NO_NUMBERS, CHART_ROW_TWICE, CHART_INTERVAL, CHART_LEVEL, ROWS_EXPECTED.
 */
export function barChart(rows: Rows, options: BarChartOptions = {}): Figure {
  const lang = options.lang ?? currentLang()
  const drawn = drawnOf(rows)
  return chartFigure(bars(drawn, options, undefined, options.title, lang), drawn.label, lang)
}

/** The same in one plot for each value of `panelBy`. */
export function bars(
  drawn: Drawn,
  columns: BarColumns,
  panelBy: string | undefined,
  title: string | undefined,
  lang: Lang,
): Chart {
  const by = columns.by ?? defaultNames(drawn, panelBy)
  const of = columns.of ?? defaultNumbers(drawn, [by, panelBy])
  const interval = columns.interval ?? (of === 'mean' && has(drawn.table, 'sd') ? 'sd' : 'none')
  return barsChart(drawn, { by, of, panelBy, interval, level: columns.level ?? 0.95 }, title, lang)
}

function defaultNames({ table, label }: Drawn, other: string | undefined): string {
  const names = table.columns.map((c) => c.name).filter((name) => name !== other)
  const found = names.find((name) => name === label.by) ?? names[0]
  if (found === undefined) throw carnetError('CHART_NO_NUMBERS', { chart: 'barChart', columns: [] })
  return found
}

function defaultNumbers({ table }: Drawn, others: readonly (string | undefined)[]): string {
  const numbers = table.columns.filter((c) => isNumeric(c) && !others.includes(c.name))
  const found = numbers.find((c) => c.name === 'mean') ?? numbers[0]
  if (!found)
    throw carnetError('CHART_NO_NUMBERS', { chart: 'barChart', columns: table.columns.map((c) => c.name) })
  return found.name
}
