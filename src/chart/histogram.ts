import { type Rows } from '../frame'
import { currentLang, type Lang } from '../words'
import { chartFigure, type Chart } from './chart-figure'
import { type Figure } from './figure'
import { piecesChart } from './pieces'
import { drawnOf, type Drawn } from './rows'

export interface HistogramColumns {
  /** Where a piece begins, where it ends, and how many are in it: `from`, `to` and `n`, as `query.histogram` names them. */
  readonly from?: string
  readonly to?: string
  readonly n?: string
  /** What is counted, in words: by default what the question counted. */
  readonly of?: string
}

export interface HistogramChartOptions extends HistogramColumns {
  /** A plot for each value of this column: by default the key that the question was grouped by. */
  readonly by?: string
  readonly title?: string
  /** The language of title, axes and caption; that of the process by default. */
  readonly lang?: Lang
}

/**
 * A histogram of pieces that are counted already: the answer of `from(…).histogram('age', { width: 5 })`, or a table of
 * such columns. Groups get a plot each, with the same axes. Missing and infinite values, which have no place on the
 * axis, are counted under the title. Throws COLUMN_UNKNOWN, CHART_COLUMN_TYPE, CHART_ROW_TWICE, ROWS_EXPECTED.
 */
export function histogram(rows: Rows, options: HistogramChartOptions = {}): Figure {
  const lang = options.lang ?? currentLang()
  const drawn = drawnOf(rows)
  const by = options.by ?? onlyKey(drawn)
  return chartFigure(pieces(drawn, options, by, options.title, lang), drawn.label, lang)
}

/** The same in one plot for each value of `panelBy`. */
export function pieces(
  drawn: Drawn,
  { from = 'from', to = 'to', n = 'n', of }: HistogramColumns,
  panelBy: string | undefined,
  title: string | undefined,
  lang: Lang,
): Chart {
  return piecesChart(drawn, { from, to, n, panelBy }, { of, title }, lang)
}

/** The key of a histogram by one. */
function onlyKey({ answer }: Drawn): string | undefined {
  const step = answer?.plan.steps.findLast((s) => s.step === 'histogram')
  return step?.step === 'histogram' && step.by.length === 1 ? step.by[0] : undefined
}
