import { carnetError } from '../errors'
import { type ColumnType } from '../table'
import { fold } from './fold'

/** One field of a schema: what it accepts, and whether it may be missing. */
export interface Field<T> {
  readonly type: ColumnType
  readonly isOptional: boolean
  readonly min?: number
  readonly max?: number
  /** Makes the field optional: a missing value becomes null. */
  optional(): Field<T | null>
  /** Carries the TypeScript type of the value; never present at run time. */
  readonly _value?: T
}

export type Fields = Record<string, Field<unknown>>
export type RowOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** Named, typed columns. `name` is the table that rows are stored in. */
export interface Schema<Row extends object> {
  readonly name: string
  readonly fields: Readonly<Record<keyof Row & string, Field<unknown>>>
}

/**
 * The rows that are wanted, by name and type of their fields: `schema({ nom: text(), age: integer({ min: 0, max: 130 })
 * }, { name: 'students' })`. The name is `rows` by default. In a message a field is found by its name, whatever its
 * accents, case, spaces, `_` and `-`. Throws SCHEMA_EMPTY, SCHEMA_NAME_INVALID, SCHEMA_FIELDS_ALIKE.
 */
export function schema<F extends Fields>(
  fields: F,
  options: { readonly name?: string } = {},
): Schema<RowOf<F>> {
  const { name = 'rows' } = options
  const names = Object.keys(fields)
  if (names.length === 0) throw carnetError('SCHEMA_EMPTY', {})
  if (name.trim() === '') throw carnetError('SCHEMA_NAME_INVALID', { name })
  const seen = new Map<string, string>()
  for (const second of names) {
    const first = seen.get(fold(second))
    if (first !== undefined) throw carnetError('SCHEMA_FIELDS_ALIKE', { first, second })
    seen.set(fold(second), second)
  }
  return Object.freeze({ name, fields: Object.freeze({ ...fields }) })
}

/** Text, as it is. A number counts as text in the digits of the message. */
export function text(): Field<string> {
  return field<string>('text', {})
}

/** Least and greatest accepted value, both included; none by default. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
}

/**
 * A whole number of 64 bits. Beyond 2^53 a value is a bigint, so that no digit is lost; with both bounds given it never
 * is. Throws FIELD_BOUNDS_INVALID.
 */
export function integer(bounds: { readonly min: number; readonly max: number }): Field<number>
export function integer(bounds?: Bounds): Field<number | bigint>
export function integer(bounds: Bounds = {}): Field<number | bigint> {
  return field<number | bigint>('integer', checkedBounds('integer', bounds, Number.isSafeInteger))
}

/** A number (a double of IEEE 754). Throws FIELD_BOUNDS_INVALID. */
export function number(bounds: Bounds = {}): Field<number> {
  return field<number>(
    'number',
    checkedBounds('number', bounds, (n) => !Number.isNaN(n)),
  )
}

/** True or false. */
export function boolean(): Field<boolean> {
  return field<boolean>('boolean', {})
}

/** A moment, in milliseconds since 1970 in UTC: an ISO 8601 date, or date and time with its zone, or that number. */
export function timestamp(): Field<number> {
  return field<number>('timestamp', {})
}

function field<T>(type: ColumnType, bounds: Bounds, isOptional = false): Field<T> {
  return Object.freeze({
    type,
    isOptional,
    ...bounds,
    optional: () => field<T | null>(type, bounds, true),
  })
}

function checkedBounds(type: 'integer' | 'number', bounds: Bounds, fits: (n: number) => boolean): Bounds {
  const { min, max } = bounds
  const wrong = (n: number | undefined): boolean => n !== undefined && !fits(n)
  if (wrong(min) || wrong(max) || (min !== undefined && max !== undefined && min > max))
    throw carnetError('FIELD_BOUNDS_INVALID', {
      type,
      min: String(min ?? 'none'),
      max: String(max ?? 'none'),
    })
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}
