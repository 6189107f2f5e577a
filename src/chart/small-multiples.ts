import { type Rows } from '../frame'
import { currentLang, type Lang } from '../words'
import { bars, type BarColumns } from './bar'
import { chartFigure, type Chart } from './chart-figure'
import { type Figure } from './figure'
import { type HistogramColumns, pieces } from './histogram'
import { lines } from './line'
import { drawnOf, type Drawn } from './rows'
import { points } from './scatter'

interface XyColumns {
  readonly x: string
  readonly y: string
  /** Lines or points of another colour within each plot, for each value of this column. */
  readonly series?: string
}

export type SmallMultiplesOptions = {
  /** A plot for each value of this column. */
  readonly by: string
  readonly title?: string
  /** The language of title, axes and caption; that of the process by default. */
  readonly lang?: Lang
} & (
  | ({ readonly chart: 'line' } & XyColumns)
  | ({ readonly chart: 'scatter' } & XyColumns)
  | ({ readonly chart: 'histogram' } & HistogramColumns)
  | ({ readonly chart: 'bar'; readonly names?: string } & Omit<BarColumns, 'by'>)
)

/**
 * The same chart once for each group, small, beside and below each other, all with the same axes, so that they compare.
 * Of more than 36 groups those of the most rows are drawn, and it says so. Throws what the chart itself throws.
 */
export function smallMultiples(rows: Rows, options: SmallMultiplesOptions): Figure {
  const lang = options.lang ?? currentLang()
  const drawn = drawnOf(rows)
  return chartFigure(chartOf(drawn, options, lang), drawn.label, lang)
}

function chartOf(drawn: Drawn, options: SmallMultiplesOptions, lang: Lang): Chart {
  const { by, title } = options
  switch (options.chart) {
    case 'line':
      return lines(drawn, { ...options, by: options.series, panelBy: by }, title, lang)
    case 'scatter':
      return points(drawn, { ...options, by: options.series, panelBy: by }, title, lang)
    case 'histogram':
      return pieces(drawn, options, by, title, lang)
    case 'bar':
      return bars(drawn, { ...options, by: options.names }, by, title, lang)
  }
}
