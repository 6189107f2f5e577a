import { createRequire } from 'node:module'
import type * as Danfo from 'danfojs-node'
import { type DataFrame } from 'danfojs-node'
import { carnetError } from '../errors'
import { type Columnar } from '../query'
import { type Cell, type Column } from '../table'

/** Any DataFrame of Danfo's: what `toFrame` makes, and what Danfo's own methods (`query`, `head`, …) give back. */
export type Frame = ReturnType<DataFrame['head']>

// Danfo takes about a second to load, so it is loaded when the first frame is made.
const load = createRequire(__filename)
const danfo = (): typeof Danfo => load('danfojs-node') as typeof Danfo

/** Whether a value is a DataFrame of Danfo's. Does not load Danfo. */
export function isFrame(value: unknown): value is Frame {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { $isSeries?: unknown }).$isSeries === false &&
    Array.isArray((value as { $columns?: unknown }).$columns)
  )
}

/** A frame of the columns: a copy. */
export function build(table: Columnar): DataFrame {
  const columns = table.columns.map(toDanfo)
  const rows: unknown[][] = new Array<unknown[]>(table.length)
  for (let i = 0; i < table.length; i++) rows[i] = columns.map((c) => c.values[i])
  return newFrame(
    rows,
    safeNames(table.columns.map((c) => c.name)),
    columns.map((c) => c.dtype),
  )
}

/** A frame of rows that it may keep. */
export function newFrame(
  rows: unknown[][],
  columns: readonly string[],
  dtypes: readonly string[],
): DataFrame {
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
export const safeName = (name: string): string =>
  RESERVED.has(name) || (name.startsWith('$') && !name.endsWith('_')) ? `${name}_` : name

function safeNames(names: readonly string[]): string[] {
  return names.map((column) => {
    const name = safeName(column)
    if (name !== column && names.includes(name)) throw carnetError('FRAME_COLUMN_CLASH', { column, name })
    return name
  })
}
