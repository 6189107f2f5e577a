import { createRequire } from 'node:module'
import type * as Danfo from 'danfojs-node'
import { type DataFrame } from 'danfojs-node'
import { groupTable, matchingRows, twoMeans } from './engine/local'
import { carnetError } from './errors'
import { type Parsed } from './parse/outcome'
import { type Label, labelOf, setLabel } from './provenance'
import { type Columnar, columnUnknown, FIGURES, findColumn, isMissing, type Predicate } from './query'
import { type Cell, type Column, type ColumnType, Table } from './table'
import { currentLang, label as word } from './words'

/** Any DataFrame of Danfo's: what `toFrame` makes, and what Danfo's own methods (`query`, `head`, …) give back. */
export type Frame = ReturnType<DataFrame['head']>

/** What questions can be asked of: a DataFrame, the outcome of `parse`, or its rows. */
export type Rows = Frame | Parsed<object> | Table<object>

/** Which column to group by, and which column of numbers to describe. */
export interface Grouping {
  readonly by: string
  readonly of: string
}

// Danfo takes about a second to load, so it is loaded when the first frame is made.
const load = createRequire(__filename)
const danfo = (): typeof Danfo => load('danfojs-node') as typeof Danfo

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
  return build(table, labelOfRows(rows))
}

/** Whether a value is a DataFrame of Danfo's. Does not load Danfo. */
export function isFrame(value: unknown): value is Frame {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { $isSeries?: unknown }).$isSeries === false &&
    Array.isArray((value as { $columns?: unknown }).$columns)
  )
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
 * What a frame says of itself. A frame that Danfo made (by `query`, `head`, `readCSV`, …), or whose rows were changed
 * in place, has no known filter: it says that its rows were chosen in the notebook.
 */
export function frameLabel(frame: Frame): Label {
  const known = labelOf(frame)
  const length = lengths.get(frame)
  return known && (length === undefined || length === frame.shape[0]) ? known : ownLabel()
}

/** Whether a frame is what `groupStats` makes: it has the figures, and says by what and of what. */
export function isGroupStats(frame: Frame): boolean {
  const { by, of } = frameLabel(frame)
  return by !== undefined && of !== undefined && FIGURES.every((name) => frame.columns.includes(name))
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
  return labelFrame(
    newFrame(
      kept.map((i) => values[i].slice()),
      frame.columns,
      frame.dtypes,
    ),
    { ...label, filter: bothFilters(label, predicate) },
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
  return labelFrame(frame, { ...labelOfRows(rows), by: frame.columns[0], of: ofColumn.name })
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
  return labelFrame(build(table), { ...labelOfRows(rows), by: byColumn.name, of: ofColumn.name })
}

// Labels

/** How many rows a frame had when it got its label: Danfo can filter in place, and the label would be wrong then. */
const lengths = new WeakMap<object, number>()

function labelFrame(frame: DataFrame, label: Label): DataFrame {
  lengths.set(frame, frame.shape[0])
  return setLabel(frame, label)
}

const ownLabel = (): Label => ({ provenance: null, filter: word('ownRows', currentLang()) })

/** What rows say of themselves. */
export function labelOfRows(rows: Rows): Label {
  if (isFrame(rows)) return frameLabel(rows)
  if (rows instanceof Table) return labelOf(rows) ?? ownLabel()
  return { provenance: rows.provenance, filter: null }
}

/** The filter of a frame and one more. On a table of statistics the second one chose groups, not rows. */
function bothFilters({ filter, by }: Label, predicate: Predicate): string {
  const more =
    by === undefined ? String(predicate) : `${word('groupsWith', currentLang())} ${predicate.toString()}`
  return filter === null ? more : `${filter}${by === undefined ? ' and ' : ', '}${more}`
}

// Into Danfo

function build(table: Columnar, label?: Label): DataFrame {
  const columns = table.columns.map(toDanfo)
  const rows: unknown[][] = new Array<unknown[]>(table.length)
  for (let i = 0; i < table.length; i++) rows[i] = columns.map((c) => c.values[i])
  const frame = newFrame(
    rows,
    safeNames(table.columns.map((c) => c.name)),
    columns.map((c) => c.dtype),
  )
  return label ? labelFrame(frame, label) : frame
}

function newFrame(rows: unknown[][], columns: readonly string[], dtypes: readonly string[]): DataFrame {
  const { DataFrame } = danfo()
  return new DataFrame(rows, { columns: [...columns], dtypes: [...dtypes] })
}

function toDanfo({ type, values }: Column): { dtype: string; values: readonly unknown[] } {
  switch (type) {
    case 'text':
    case 'date':
      return { dtype: 'string', values }
    case 'boolean':
      return { dtype: 'boolean', values }
    case 'timestamp':
      return { dtype: 'datetime', values: values.map((v) => (v === null ? null : new Date(Number(v)))) }
    case 'integer':
      if (values.some((v) => typeof v === 'bigint'))
        return { dtype: 'string', values: values.map((v) => (v === null ? null : String(v))) }
      return { dtype: values.every(isInt32) ? 'int32' : 'float32', values: values.map(nanForNull) }
    case 'number':
      return { dtype: 'float32', values: values.map(nanForNull) }
  }
}

const nanForNull = (value: Cell): Cell => (value === null ? NaN : value)
const isInt32 = (value: Cell): boolean => typeof value === 'number' && value === (value | 0)

/**
 * Names that break a frame when a column has them: Danfo puts columns on the frame as properties, over its own fields
 * and methods. Other methods (`mean`, `min`, `count`, `size`, …) may be covered: `df['mean']` is the column then.
 */
const RESERVED: ReadonlySet<string> = new Set([
  ...['values', 'columns', 'dtypes', 'index', 'shape', 'config', 'constructor', '__proto__', 'getColumnData'],
  ...[
    'query',
    'head',
    'tail',
    'print',
    'toString',
    'iloc',
    'loc',
    'groupby',
    'describe',
    'sortValues',
    'copy',
  ],
  ...['addColumn', 'drop', 'dropNa', 'fillNa', 'isNa', 'rename', 'resetIndex', 'selectDtypes'],
])

/** The name as a frame can hold it; a name made safe once stays as it is. */
const safeName = (name: string): string =>
  RESERVED.has(name) || (name.startsWith('$') && !name.endsWith('_')) ? `${name}_` : name

function safeNames(names: readonly string[]): string[] {
  return names.map((column) => {
    const name = safeName(column)
    if (name !== column && names.includes(name)) throw carnetError('FRAME_COLUMN_CLASH', { column, name })
    return name
  })
}

// Out of Danfo

/** The name in this frame of a column that may have been renamed on its way in. */
function resolve(frame: Frame, name: string): string {
  const found = [name, safeName(name)].find((n) => frame.columns.includes(n))
  if (found === undefined) throw columnUnknown(name, frame.columns)
  return found
}

function columnOf(frame: Frame, name: string): Column {
  const at = frame.columns.indexOf(name)
  const raw = (frame.values as unknown[][]).map((row) => row[at])
  const type = typeOf(raw, frame.dtypes[at])
  return { name, type, values: raw.map((value) => cellOf(value, type)) }
}

/** The type that all the values have; text where they differ; from the dtype where there is no value at all. */
function typeOf(values: readonly unknown[], dtype: string): ColumnType {
  let kind: ColumnType | null = null
  let isWhole = true
  for (const value of values) {
    const own = kindOf(value)
    if (own === null) continue
    if (own !== (kind ??= own)) return 'text'
    isWhole &&= typeof value === 'bigint' || Number.isInteger(value)
  }
  kind ??= KINDS.get(dtype) ?? 'text'
  return kind === 'number' && dtype === 'int32' && isWhole ? 'integer' : kind
}

const KINDS: ReadonlyMap<string, ColumnType> = new Map([
  ['int32', 'number'],
  ['float32', 'number'],
  ['boolean', 'boolean'],
  ['datetime', 'timestamp'],
])

function kindOf(value: unknown): ColumnType | null {
  if (isMissing(value)) return null
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return value instanceof Date ? 'timestamp' : 'text'
}

function cellOf(value: unknown, type: ColumnType): Cell {
  if (isMissing(value)) return null
  if (value instanceof Date) {
    const time = value.getTime()
    if (Number.isNaN(time)) return null
    return type === 'timestamp' ? time : value.toISOString()
  }
  if (type === 'text') return typeof value === 'object' ? JSON.stringify(value) : inText(value as Cell)
  return value as Cell
}

const inText = (value: Cell): string => String(value)

/** The columns of those names, whatever kind of rows they are in. Throws COLUMN_UNKNOWN, ROWS_EXPECTED. */
export function columnsFor(rows: Rows, names: readonly string[]): Table {
  if (isFrame(rows)) return new Table(names.map((name) => columnOf(rows, resolve(rows, name))))
  const table = rowsOf(rows)
  return new Table(names.map((name) => findColumn(table, name)))
}

/** The columns of rows that are no DataFrame. Throws ROWS_EXPECTED. */
export function rowsOf(rows: Parsed<object> | Table<object>): Columnar {
  if (rows instanceof Table) return rows
  const inner: unknown = (rows as { rows?: unknown } | null | undefined)?.rows
  if (inner instanceof Table) return inner
  throw carnetError('ROWS_EXPECTED', { got: nameOf(rows) })
}

const nameOf = (value: unknown): string =>
  Array.isArray(value)
    ? 'an array'
    : value === null || value === undefined
      ? 'nothing'
      : `of type ${typeof value}`
