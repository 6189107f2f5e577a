import { type Rows } from '../frame'
import { currentLang, type Lang } from '../words'
import { chartFigure, type Chart } from './chart-figure'
import { type Figure } from './figure'
import { type Point, type XyColumns } from './points'
import { drawnOf, type Drawn } from './rows'
import { type SeriesStyle } from './series'
import { xyChart } from './xy'

/** Points in one figure: more are a sample of so many, and the caption says so. */
const MOST_POINTS = 2000

export interface ScatterPlotOptions {
  /** Columns of numbers, moments or days. */
  readonly x: string
  readonly y: string
  /** Points of another colour and mark for each value of this column; a plot each where there are more than eight. */
  readonly by?: string
  readonly title?: string
  /** The language of title, axes and caption; that of the process by default. */
  readonly lang?: Lang
}

/**
 * A point for each row. Of more than 2,000 rows it draws a sample, the same one each time, and says so. Rows without one of
 * the two values are counted under the title. Throws COLUMN_UNKNOWN, CHART_COLUMN_TYPE, ROWS_EXPECTED.
 */
export function scatterPlot(rows: Rows, options: ScatterPlotOptions): Figure {
  const lang = options.lang ?? currentLang()
  const drawn = drawnOf(rows)
  return chartFigure(points(drawn, options, options.title, lang), drawn.label, lang)
}

/** The same, also in one plot for each value of `panelBy`. */
export function points(drawn: Drawn, columns: XyColumns, title: string | undefined, lang: Lang): Chart {
  const manner = {
    chart: 'scatterPlot',
    most: MOST_POINTS,
    isLine: false,
    alt: 'chart.altScatter',
    trace,
  } as const
  return xyChart(drawn, columns, manner, title, lang)
}

/** The more points there are, the smaller and the more transparent: where they are dense, it is darker. */
function trace(_: readonly Point[], { colour, symbol }: SeriesStyle, total: number): object {
  const [size, opacity] = total <= 200 ? [9, 0.8] : total <= 800 ? [7, 0.6] : [6, 0.45]
  return {
    type: 'scatter',
    mode: 'markers',
    marker: { color: colour, symbol, size, opacity, line: { width: 0 } },
  }
}
