import { WrittenNumber } from '../values/value'
import { Item, type FieldValues } from '../item'
import { MOST_ROWS } from '../limits'
import { refuse } from '../refusal'
import { Rows, type Found } from './format'

/** A value without a text of its own, as one row, or as several where it is an array. */
export function found(value: unknown, format: string): Found {
  if (isFields(value)) return new Item(value, format)
  if (!Array.isArray(value)) return refuse('NOT_AN_OBJECT', { found: nameOf(value) })
  return rowsOf(value, `${format} array`, (fields) => new Item(fields, format))
}

/** The elements of an array, each a row or refused by itself. Only an array in which nothing is a row is refused whole. */
export function rowsOf(
  values: readonly unknown[],
  format: string,
  make: (fields: FieldValues, index: number) => Item,
): Found {
  if (values.length > MOST_ROWS) return refuse('TOO_MANY_ROWS', { most: MOST_ROWS })
  if (values.length > 0 && !values.some(isFields))
    return refuse('NOT_AN_OBJECT', { found: 'an array without an object' }, 0)
  return new Rows(
    format,
    values.map((v, i) => (isFields(v) ? make(v, i) : refuse('NOT_AN_OBJECT', { found: nameOf(v) }))),
  )
}

/** Whether a value is an object with fields. */
export function isFields(value: unknown): value is FieldValues {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof WrittenNumber)
  )
}

/** A value, as the sentence of a reject names it. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (value instanceof WrittenNumber || typeof value === 'bigint') return 'a number'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Date) return 'a moment'
  return `a ${typeof value}`
}
