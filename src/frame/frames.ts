import { type DataFrame } from 'danfojs-node'
import { groupTable, matchingRows, twoMeans } from '../engine/local'
import { lineageOf, someOf } from '../lineage'
import { type Parsed } from '../parse/outcome'
import { setLabel } from '../provenance'
import { type Predicate } from '../query'
import { Table } from '../table'
import { currentLang, label as word } from '../words'
import { columnOf, columnsFor, resolve, type Rows, rowsOf } from './columns'
import { build, type Frame, isFrame, newFrame } from './danfo'
import { bothFilters, frameLabel, labelFrame, labelOfRows, lineageOfRows } from './labels'

/** Which column to group by, and which column of numbers to describe. */
export interface Grouping {
  readonly by: string
  readonly of: string
}

/**
 * A Danfo DataFrame of the rows, built by column (Danfo itself builds from records by position, and infers types from
 * the first 20 rows). It is a copy: changing it changes nothing else. No rows give an empty frame with its columns.
 *
 * | Column | dtype | Missing | Remark |
 * | --- | --- | --- | --- |
 * | text | string | null | |
 * | integer | int32, or float32 where values are missing or beyond 32 bits | NaN | a column that holds a bigint becomes text, digit for digit: Danfo fails on bigints |
 * | number | float32 | NaN | dtypes are labels: values stay doubles |
 * | boolean | boolean | null | |
 * | date | string | null | `2024-11-24`: as text, dates sort and compare as they should |
 * | timestamp | datetime | null | Date objects |
 *
 * A column whose name Danfo needs for itself (`values`, `columns`, `index`, `query`, anything that begins with `$`, …)
 * gets an underscore after its name, `values_`; `where` and `groupStats` know it by both. Throws FRAME_COLUMN_CLASH
 * where both names are columns.
 */
export function toFrame(rows: Parsed<object> | Table<object>): DataFrame {
  const table = rowsOf(rows)
  return labelFrame(build(table), labelOfRows(rows), lineageOfRows(rows))
}

/**
 * The frame's columns as a table that carries its label. Types come from the values, not from Danfo's inferred dtypes:
 * a column that mixes numbers and text is text. NaN and undefined become null.
 */
export function toTable(frame: Frame): Table {
  const table = new Table(frame.columns.map((name) => columnOf(frame, name)))
  return setLabel(table, frameLabel(frame))
}

/**
 * The rows for which the predicate is true, as a new frame with a fresh index. None left is an empty frame, which every
 * function of carnet takes. The label says the filter; filters add up: `age > 20 and age < 30`.
 * Throws COLUMN_UNKNOWN and COMPARISON_TYPE.
 */
export function where(rows: Rows, predicate: Predicate): DataFrame {
  const frame = isFrame(rows) ? rows : toFrame(rows)
  const label = frameLabel(frame)
  const columns = predicate.columns.map((name) => ({ ...columnOf(frame, resolve(frame, name)), name }))
  const kept = matchingRows({ columns, length: frame.shape[0] }, predicate)
  const values = frame.values as unknown[][]
  const isFigures = label.by !== undefined
  return labelFrame(
    newFrame(
      kept.map((i) => values[i].slice()),
      frame.columns,
      frame.dtypes,
    ),
    { ...label, filter: bothFilters(label, predicate) },
    // Groups that were chosen are still made of all their rows.
    isFigures ? lineageOf(frame) : someOf(lineageOfRows(frame), kept),
  )
}

/**
 * Statistics of the numbers in `of` for each value of `by`, as a DataFrame with the columns `by`, `n` (values that are
 * there), `missing`, `mean`, `min`, `max`, `sd`, `q1`, `median`, `q3`. The standard deviation is the sample one (n − 1);
 * a group of one has none (NaN in the frame). Quartiles are interpolated linearly, as NumPy and pandas do. Groups come
 * in dictionary order, rows without a group last. No rows give no groups.
 * Throws COLUMN_UNKNOWN, and COLUMN_NOT_NUMERIC where `of` does not hold numbers alone.
 */
export function groupStats(rows: Rows, { by, of }: Grouping): DataFrame {
  const table = columnsFor(rows, [by, of])
  const [byColumn, ofColumn] = table.columns
  const stats = groupTable(byColumn, ofColumn)
  const frame = build(stats)
  return labelFrame(
    frame,
    { ...labelOfRows(rows), by: frame.columns[0], of: ofColumn.name },
    lineageOfRows(rows),
  )
}

/**
 * The mean over all rows and the unweighted mean of the group means, as a DataFrame of two lines: `measure` (its name,
 * in the language of labels), `mean`, and `n`, over how many rows or groups it was taken. The two differ as soon as
 * groups differ in size. Throws as `groupStats` does.
 */
export function overallMeans(rows: Rows, { by, of }: Grouping): DataFrame {
  const [byColumn, ofColumn] = columnsFor(rows, [by, of]).columns
  const { overRows, overGroups } = twoMeans(byColumn, ofColumn)
  const lang = currentLang()
  const table = new Table([
    { name: 'measure', type: 'text', values: [word('meanOverRows', lang), word('meanOfGroups', lang)] },
    { name: 'mean', type: 'number', values: [overRows.mean, overGroups.mean] },
    { name: 'n', type: 'integer', values: [overRows.n, overGroups.n] },
  ])
  return labelFrame(
    build(table),
    { ...labelOfRows(rows), by: byColumn.name, of: ofColumn.name },
    lineageOfRows(rows),
  )
}
