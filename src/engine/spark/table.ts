import { type Cell, type Column, type ColumnType, Table } from '../../table'
import { type SparkColumn, type SparkValue } from './client'

/** Digits of a decimal that a double always gives back. */
const EXACT_DIGITS = 15

/**
 * The rows of a result of Spark's, or of one of its batches, as a table, which `show` renders and `toFrame` takes.
 *
 * | Spark | Column | Remark |
 * | --- | --- | --- |
 * | tinyint, smallint, int, bigint, decimal without a fraction | integer | a bigint beyond 2^53 |
 * | float, double, other decimals of up to 15 digits | number | NaN becomes null |
 * | decimals of more digits | text | every digit |
 * | string, char, varchar | text | |
 * | boolean, date | boolean, date | |
 * | timestamp, timestamp_ntz | timestamp | milliseconds, the microseconds as a fraction |
 * | binary | text | hexadecimal |
 * | array, map, struct, interval | text | JSON |
 */
export function sparkTable({ columns }: { readonly columns: readonly SparkColumn[] }): Table {
  return new Table(columns.map(columnOf))
}

function columnOf({ name, type, values }: SparkColumn): Column {
  const [as, convert] = conversionOf(type)
  return { name, type: as, values: values.map((value) => (value === null ? null : convert(value))) }
}

type Conversion = readonly [ColumnType, (value: SparkValue) => Cell]

function conversionOf(type: string): Conversion {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? []
  if (precision !== undefined) return decimalConversion(Number(precision), Number(scale))
  return SIMPLE.get(type) ?? ['text', textOf]
}

const asIs = (value: SparkValue): Cell => value as Cell
const withoutNaN = (value: SparkValue): Cell => (Number.isNaN(value) ? null : (value as Cell))
const hex = (value: SparkValue): Cell => Buffer.from(value as Uint8Array).toString('hex')
const textOf = (value: SparkValue): Cell => (typeof value === 'string' ? value : jsonOf(value))

const SIMPLE: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ...['tinyint', 'smallint', 'int', 'bigint'].map((t) => [t, ['integer', asIs]] as const),
  ...['float', 'double'].map((t) => [t, ['number', withoutNaN]] as const),
  ...['timestamp', 'timestamp_ntz'].map((t) => [t, ['timestamp', asIs]] as const),
  ['boolean', ['boolean', asIs]],
  ['date', ['date', asIs]],
  ['binary', ['text', hex]],
])

function decimalConversion(precision: number, scale: number): Conversion {
  if (scale === 0) return ['integer', (value) => wholeOf(value as string)]
  return precision <= EXACT_DIGITS ? ['number', (value) => Number(value)] : ['text', asIs]
}

function wholeOf(digits: string): number | bigint {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : BigInt(digits)
}

/** As JSON, with every digit; a map whose keys are no texts is a list of pairs. */
function jsonOf(value: SparkValue): string {
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (value instanceof Uint8Array) return JSON.stringify(hex(value))
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`
  if (!(value instanceof Map)) return objectOf(Object.entries(value))
  const entries = [...(value as ReadonlyMap<SparkValue, SparkValue>)]
  return entries.every(([key]) => typeof key === 'string')
    ? objectOf(entries as [string, SparkValue][])
    : `[${entries.map(([key, v]) => `[${jsonOf(key)},${jsonOf(v)}]`).join(',')}]`
}

const objectOf = (entries: readonly (readonly [string, SparkValue])[]): string =>
  `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`).join(',')}}`
