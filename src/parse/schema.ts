import { carnetError } from '../errors'
import { type ColumnType } from '../table'
import { fold } from './fold'

/** One field of a schema: what it accepts, under which names, and whether it may be missing. */
export interface Field<T> {
  readonly type: ColumnType
  readonly isOptional: boolean
  readonly min?: number
  readonly max?: number
  /** Other names that it has in messages. */
  readonly otherNames: readonly string[]
  /** Makes the field optional: a missing value becomes null. */
  optional(): Field<T | null>
  /**
   * Other names under which messages have the field: `integer().synonyms('years', 'âge_ans')`. Like its own name they
   * count whatever their accents, case, spaces, `_` and `-`.
   */
  synonyms(...names: readonly string[]): Field<T>
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
  if (Object.keys(fields).length === 0) throw carnetError('SCHEMA_EMPTY', {})
  if (name.trim() === '') throw carnetError('SCHEMA_NAME_INVALID', { name })
  checkTold(fields)
  return Object.freeze({ name, fields: Object.freeze({ ...fields }) })
}

/** Throws where a message name could mean two fields. */
function checkTold(fields: Fields): void {
  const seen = new Map<string, { readonly name: string; readonly field: string }>()
  for (const [field, { otherNames }] of Object.entries(fields))
    for (const name of [field, ...otherNames]) {
      const other = seen.get(fold(name))
      if (other !== undefined && other.field !== field)
        throw carnetError('SCHEMA_FIELDS_ALIKE', { first: other.name, second: name })
      seen.set(fold(name), { name, field })
    }
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

/**
 * A day of the calendar, without time or zone, as text: `2024-11-24`. So written, dates sort and compare as they should;
 * they are from the year 1 to 9999.
 */
export function date(): Field<string> {
  return field<string>('date', {})
}

/** A moment, in milliseconds since 1970 in UTC: a date, or a date and time with its zone, or a number since 1970. */
export function timestamp(): Field<number> {
  return field<number>('timestamp', {})
}

type Facts = Pick<Field<unknown>, 'isOptional' | 'otherNames'>

function field<T>(
  type: ColumnType,
  bounds: Bounds,
  facts: Facts = { isOptional: false, otherNames: [] },
): Field<T> {
  return Object.freeze({
    type,
    ...facts,
    ...bounds,
    optional: () => field<T | null>(type, bounds, { ...facts, isOptional: true }),
    synonyms: (...names: readonly string[]) =>
      field<T>(type, bounds, { ...facts, otherNames: [...facts.otherNames, ...checkedNames(names)] }),
  })
}

function checkedNames(names: readonly string[]): readonly string[] {
  for (const name of names) if (fold(name) === '') throw carnetError('FIELD_SYNONYM_INVALID', { name })
  return names
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
