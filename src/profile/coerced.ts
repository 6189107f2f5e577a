import { type Item } from '../parse/item'
import { NEEDS_DIGITS, WrittenNumber, type Coerced, type Coercer } from '../parse/values/value'

/** A value of a message as a coercer sees it: numbers that a double does not hold by their digits. */
export interface Seen {
  readonly value: unknown
  readonly coerced: Exclude<Coerced, typeof NEEDS_DIGITS>
}

/** The value of that name, and what a coercer makes of it. A name that is not there is undefined. */
export function seenAs(coerce: Coercer, item: Item, name: string | null): Seen {
  const value = name !== null && Object.hasOwn(item.fields, name) ? item.fields[name] : undefined
  const first = coerce(value)
  if (first !== NEEDS_DIGITS) return { value, coerced: first }
  const written = new WrittenNumber((name === null ? null : item.digitsOf(name)) ?? String(value))
  const second = coerce(written)
  if (second === NEEDS_DIGITS) throw new RangeError('a coercer asked for digits that it had')
  return { value: written, coerced: second }
}

const LONGEST = 60

/** The first half of a character that was cut. */
const HALF_PAIR = /[\ud800-\udbff]$/

/** A value as it may be shown: text in quotes, objects and arrays as JSON, all of it short. */
export function writtenAs(value: unknown): string {
  const text = fullText(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST).replace(HALF_PAIR, '')}…` : text
}

function fullText(value: unknown): string {
  if (value instanceof WrittenNumber || typeof value === 'bigint' || typeof value === 'number')
    return String(value)
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return JSON.stringify(value, bigintAsText) ?? ''
}

const bigintAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value
