import { type Rows } from '../frame'
import { currentLang, type Lang } from '../words'
import { chartFigure, type Chart } from './chart-figure'
import { type Figure } from './figure'
import { type Point, type XyColumns } from './points'
import { drawnOf, type Drawn } from './rows'
import { type SeriesStyle } from './series'
import { xyChart } from './xy'

/** The corners that one line may have, all lines of a figure together. */
const MOST_POINTS = 5000
/** A line of no more points than this shows each of them. */
const MARKED = 60

export interface LineChartOptions {
  /** A column of moments, days or numbers, in the order of which the points are joined. */
  readonly x: string
  /** A column of numbers. */
  readonly y: string
  /** A line for each value of this column; a plot each where there are more than eight. */
  readonly by?: string
  readonly title?: string
  /** The language of title, axes and caption; that of the process by default. */
  readonly lang?: Lang
}

/**
 * Lines over time, or over numbers: one, or one for each group, told apart by colour, dash and marks. A value that is
 * missing is a gap, a point without neighbours a dot. Throws COLUMN_UNKNOWN, CHART_COLUMN_TYPE, ROWS_EXPECTED.
 */
export function lineChart(rows: Rows, options: LineChartOptions): Figure {
  const lang = options.lang ?? currentLang()
  const drawn = drawnOf(rows)
  return chartFigure(lines(drawn, options, options.title, lang), drawn.label, lang)
}

/** The same, also in one plot for each value of `panelBy`. */
export function lines(drawn: Drawn, columns: XyColumns, title: string | undefined, lang: Lang): Chart {
  const manner = { chart: 'lineChart', most: MOST_POINTS, isLine: true, alt: 'chart.altLine', trace } as const
  return xyChart(drawn, columns, manner, title, lang)
}

function trace(points: readonly Point[], { colour, dash, symbol }: SeriesStyle): object {
  const isShort = points.length <= MARKED
  const alone = points.map((p, i) => p.y !== null && points[i - 1]?.y == null && points[i + 1]?.y == null)
  const marked = isShort || alone.includes(true)
  return {
    type: 'scatter',
    mode: marked ? 'lines+markers' : 'lines',
    connectgaps: false,
    line: { color: colour, dash, width: 2.5 },
    ...(marked && {
      marker: { color: colour, symbol, size: isShort ? 7 : alone.map((isAlone) => (isAlone ? 7 : 0)) },
    }),
  }
}
