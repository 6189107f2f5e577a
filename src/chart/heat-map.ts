import { type Rows } from '../frame'
import { currentLang, type Lang } from '../words'
import { chartFigure } from './chart-figure'
import { cellsChart } from './cells'
import { type Figure } from './figure'
import { drawnOf } from './rows'

export interface HeatMapOptions {
  /** The two keys: one along the bottom, one down the side. */
  readonly x: string
  readonly y: string
  /** The column of numbers that the colours stand for. */
  readonly of: string
  readonly title?: string
  /** The language of title, axes and caption; that of the process by default. */
  readonly lang?: Lang
}

/**
 * A figure by two keys as a field of colours: the answer of `groupBy('filiere', 'annee').summarise(…)`, or a table with
 * one row a pair. Keys stand in the order of groups. Colours are told apart with any colour vision; where numbers are
 * negative and positive, the middle of the scale is 0. A pair that no row has stays empty, a pair without a value is
 * marked `–`. Of more than forty keys along a side, those of the most rows are drawn, and it says so. Throws
 * COLUMN_UNKNOWN, CHART_COLUMN_TYPE, CHART_ROW_TWICE, ROWS_EXPECTED.
 */
export function heatMap(rows: Rows, options: HeatMapOptions): Figure {
  const lang = options.lang ?? currentLang()
  const drawn = drawnOf(rows)
  return chartFigure(cellsChart(drawn, options, options.title, lang), drawn.label, lang)
}
