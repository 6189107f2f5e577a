import { carnetError } from '../errors'
import { type Frame, frameLabel, isFrame, toTable } from '../frame'
import { boxPlotOfTable, type BoxPlotOptions } from './box-of-table'
import { labelOf } from '../provenance'
import { Table } from '../table'
import { type Figure } from './figure'

export { type BoxPlotOptions }

/**
 * A box plot of statistics by group (`groupStats`): boxes from the quartiles, whiskers to minimum and maximum, and
 * beside each box its mean ± standard deviation. An answer or table with the same columns will do. Nothing is computed anew: picture, table and database hold the same
 * numbers. A group of one value is a dot; statistics without any value make a figure that says so. Boxes lie when there
 * are more than eight or their names are long. Throws CHART_NEEDS_STATISTICS for any other.
 */
export function boxPlot(stats: Frame | Table<object>, options: BoxPlotOptions = {}): Figure {
  if (stats instanceof Table) return boxPlotOfTable(stats, labelOf(stats), options)
  if (!isFrame(stats)) throw carnetError('CHART_NEEDS_STATISTICS', { missing: [] })
  return boxPlotOfTable(toTable(stats), frameLabel(stats), options)
}
