/**
 * A value of a result. Integers of 64 bits are numbers where a double holds them exactly, else bigints; decimals are text
 * with every digit; dates are text, `2024-11-24`; timestamps are milliseconds since 1970 with the microseconds as a
 * fraction (exact from 1691 to 2248; `unix_micros(t)` in the query gives whole microseconds of any time); intervals of
 * years and months are months, those of days and seconds microseconds.
 */
export type SparkValue =
  null | boolean | number | bigint | string | Uint8Array | readonly SparkValue[] | SparkMap | SparkStruct
/** A MAP, in the order in which Spark sends it. */
export type SparkMap = ReadonlyMap<SparkValue, SparkValue>
/** A STRUCT: an object without prototype, so that a field may be called `constructor`. */
export interface SparkStruct {
  readonly [field: string]: SparkValue
}

/** A column of a result. */
export interface SparkColumn {
  readonly name: string
  /** As SQL has it: `bigint`, `decimal(10,2)`, `array<struct<a:int>>`. */
  readonly type: string
  readonly values: readonly SparkValue[]
}

/** The types that values of this program can have when they go to Spark. */
export type SparkScalarType =
  'boolean' | 'int' | 'bigint' | 'double' | 'string' | 'binary' | 'date' | 'timestamp'

const DAY_MS = 86_400_000
const I64_MAX = 2n ** 63n - 1n

export const narrow = (n: bigint): number | bigint =>
  n >= BigInt(Number.MIN_SAFE_INTEGER) && n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : n

/** `2024-11-24` of days since 1970; years beyond four digits have a sign, as ISO 8601 has it. */
export function dateText(days: number): string {
  const text = new Date(days * DAY_MS).toISOString()
  return text.slice(0, text.indexOf('T'))
}

/** Days since 1970 of a date's text; null where it is none. */
export function daysOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/^(?:\d{4}|[+-]\d{6})-\d\d-\d\d$/.test(value)) return null
  const ms = Date.parse(`${value}T00:00:00Z`)
  const days = ms / DAY_MS
  // Date takes the 31st of February for a day in March.
  return Number.isInteger(days) && dateText(days) === value ? days : null
}

/** Microseconds since 1970 of a Date, or of milliseconds; null where it is neither. */
export function microsOf(value: unknown): bigint | null {
  const ms = value instanceof Date ? value.getTime() : value
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return null
  const whole = Math.floor(ms)
  const micros = BigInt(whole) * 1000n + BigInt(Math.round((ms - whole) * 1000))
  return fits(micros) ? micros : null
}

/** A whole number that 64 bits hold, and that is what it was written as; null where it is none. */
export function int64Of(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null
  return typeof value === 'bigint' && fits(value) ? value : null
}

const fits = (n: bigint): boolean => n <= I64_MAX && n >= -I64_MAX - 1n

/** What a value is, in a few words, for an error. */
export function found(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (value instanceof Date) return 'an invalid date'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' || typeof value === 'function') return `a value of type ${typeof value}`
  const text = typeof value === 'string' ? JSON.stringify(value) : (value as bigint).toString()
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
