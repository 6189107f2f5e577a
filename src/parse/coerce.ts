import { type Cell } from '../table'
import { type ValueCode } from './refusal'
import { type Field } from './schema'

/**
 * The rules by which a value of a message becomes a cell (docs/parsing.md tells them with examples):
 *
 * - Missing is: no such field, null, text of blanks alone, NaN. One rule for every type.
 * - What a type takes as it is: text → text; numbers → integer (whole, 64 bits), number; true and false → boolean;
 *   ISO 8601 text with zone, and whole milliseconds → timestamp.
 * - What is mended, and counted as a repair: a number that is the whole of a text, for integer and number; a number, in
 *   the digits of the message, for text; "true" and "false" for boolean; digits beyond the millisecond for timestamp.
 * - What is never guessed: numbers that are part of a text, other bases, booleans as numbers or text, numbers as
 *   booleans, arrays and objects.
 */
export type Coercer = (value: unknown) => Cell | Mended | Unfit | typeof MISSING | typeof NEEDS_DIGITS

/** A value that was mended on the way, and how. */
export class Mended {
  constructor(
    readonly cell: Cell,
    readonly kind: RepairKind,
  ) {}
}

export type RepairKind =
  'text to number' | 'number to text' | 'text to boolean' | 'cut to milliseconds' | 'empty to missing'

/** A value that does not fit, and why. */
export class Unfit {
  constructor(
    readonly code: ValueCode,
    /** How it lies outside: `above 130`; empty for every other reason. */
    readonly bound = '',
  ) {}
}

export const MISSING = Symbol('missing')

/** The number has to be seen as it is written: call again with a WrittenNumber. */
export const NEEDS_DIGITS = Symbol('needs digits')

/** A number by the digits that the message has. */
export class WrittenNumber {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text
  }
}

/** The coercer of a field. */
export function coercerOf(field: Field<unknown>): Coercer {
  switch (field.type) {
    case 'text':
      return toText
    case 'integer':
      return integerCoercer(field)
    case 'number':
      return numberCoercer(field)
    case 'boolean':
      return toBoolean
    case 'timestamp':
      return toTimestamp
  }
}

/** What has no value at all, of any type; undefined where there is one. */
function missing(value: unknown): typeof MISSING | undefined {
  return value === undefined || value === null || isBlank(value) || Number.isNaN(value) ? MISSING : undefined
}

function isBlank(value: unknown): boolean {
  // Most texts begin with a letter: one look spares the copy that trim makes.
  return (
    typeof value === 'string' &&
    !(value.charCodeAt(0) > 0x20 && value.charCodeAt(0) < 0x7f) &&
    value.trim() === ''
  )
}

const toText: Coercer = (value) => {
  if (typeof value === 'string') return isBlank(value) ? MISSING : value
  if (value instanceof WrittenNumber) return new Mended(value.text, 'number to text')
  return missing(value) ?? (typeof value === 'number' ? NEEDS_DIGITS : new Unfit('NOT_TEXT'))
}

/** A number that is the whole of a text; longer ones are no numbers that anybody wrote. */
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
const LONGEST_NUMBER = 1000

function decimalOf(text: string): RegExpExecArray | null {
  const trimmed = text.trim()
  return trimmed.length <= LONGEST_NUMBER ? DECIMAL.exec(trimmed) : null
}

function integerCoercer(field: Field<unknown>): Coercer {
  return (value) => {
    if (typeof value === 'number') {
      if (Number.isSafeInteger(value)) return outOfRange(value, field) ?? value + 0
      // A double beyond 2^53 has lost digits, and with them whether the number is whole.
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return NEEDS_DIGITS
    }
    if (typeof value === 'string' && !isBlank(value)) {
      const cell = wholeNumber(decimalOf(value), field)
      return cell instanceof Unfit ? cell : new Mended(cell, 'text to number')
    }
    if (value instanceof WrittenNumber) return wholeNumber(decimalOf(value.text), field)
    return missing(value) ?? new Unfit(typeof value === 'number' ? 'NOT_WHOLE' : 'NOT_A_NUMBER')
  }
}

const LEAST_INTEGER = -(2n ** 63n)
const GREATEST_INTEGER = 2n ** 63n - 1n
/** Digits of the greatest integer of 64 bits. */
const MOST_DIGITS = 19

/** The whole number of a decimal text, exact: a bigint beyond 2^53. */
function wholeNumber(decimal: RegExpExecArray | null, field: Field<unknown>): number | bigint | Unfit {
  if (!decimal) return new Unfit('NOT_A_NUMBER')
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = decimal
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = withoutTrailingZeros(digits)
  if (significant === '') return outOfRange(0, field) ?? 0
  // The number is `significant` times ten to the power of `scale`.
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length)
  if (scale < 0) return new Unfit('NOT_WHOLE')
  if (significant.length + scale > MOST_DIGITS) return new Unfit('NUMBER_TOO_LARGE')
  const exact = BigInt(`${sign === '-' ? '-' : ''}${significant}${'0'.repeat(scale)}`)
  if (exact < LEAST_INTEGER || exact > GREATEST_INTEGER) return new Unfit('NUMBER_TOO_LARGE')
  const cell = Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
  return outOfRange(cell, field) ?? cell
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 0x30) end--
  return digits.slice(0, end)
}

function outOfRange(value: number | bigint, { min, max }: Field<unknown>): Unfit | undefined {
  if (min !== undefined && value < min) return new Unfit('OUT_OF_RANGE', `below ${min}`)
  if (max !== undefined && value > max) return new Unfit('OUT_OF_RANGE', `above ${max}`)
  return undefined
}

function numberCoercer(field: Field<unknown>): Coercer {
  const finite = (value: number): number | Unfit =>
    Number.isFinite(value) ? (outOfRange(value, field) ?? value) : new Unfit('NUMBER_TOO_LARGE')
  return (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return outOfRange(value, field) ?? value
    if (typeof value === 'string' && !isBlank(value)) {
      const cell = decimalOf(value) ? finite(Number(value)) : new Unfit('NOT_A_NUMBER')
      return cell instanceof Unfit ? cell : new Mended(cell, 'text to number')
    }
    if (value instanceof WrittenNumber) return finite(Number(value.text))
    // Infinity: a number such as 1e400, to be told as it is written.
    return missing(value) ?? (typeof value === 'number' ? NEEDS_DIGITS : new Unfit('NOT_A_NUMBER'))
  }
}

const toBoolean: Coercer = (value) => {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string' && value.length < 100) {
    const word = value.trim().toLowerCase()
    if (word === 'true' || word === 'false') return new Mended(word === 'true', 'text to boolean')
  }
  return missing(value) ?? new Unfit('NOT_A_BOOLEAN')
}

/** The greatest distance from 1970 that a Date holds, in milliseconds. */
const LONGEST_TIME = 8.64e15

const ISO =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

const toTimestamp: Coercer = (value) => {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= LONGEST_TIME)
    return value + 0
  if (typeof value === 'string' && value.length < 100 && !isBlank(value)) return momentOf(value.trim())
  return missing(value) ?? new Unfit('NOT_A_TIMESTAMP')
}

function momentOf(text: string): number | Mended | Unfit {
  const match = ISO.exec(text)
  if (!match) return new Unfit('NOT_A_TIMESTAMP')
  const [, year = '', month = '', day = '', hour, minute = '00', second = '00', fraction = '', zone] = match
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0')
  const time = `${hour ?? '00'}:${minute}:${second}.${milliseconds}`
  const utc = Date.parse(`${year}-${month}-${day}T${time}Z`)
  // Date.parse takes the 30th of February for the 1st of March: what was read must come back.
  if (Number.isNaN(utc) || !new Date(utc).toISOString().endsWith(`${month}-${day}T${time}Z`))
    return new Unfit('NOT_A_TIMESTAMP')
  if (hour !== undefined && zone === undefined) return new Unfit('TIMESTAMP_WITHOUT_ZONE')
  const moment = utc - minutesOf(zone) * 60_000
  if (!(Math.abs(moment) <= LONGEST_TIME)) return new Unfit('NOT_A_TIMESTAMP')
  return /[1-9]/.test(fraction.slice(3)) ? new Mended(moment, 'cut to milliseconds') : moment
}

/** Minutes that a zone such as `+01:00` is ahead of UTC; NaN for one that there is not. */
function minutesOf(zone = 'Z'): number {
  if (zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || '0')
  if (hours > 23 || minutes > 59) return NaN
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
