import { type Cell } from '../../table'
import { type ValueCode } from '../refusal'

/**
 * The rule by which a value of a message becomes a cell of one type. docs/parsing.md has the rules with examples. Missing
 * is one rule for every type: no such field, null, text of blanks alone, NaN.
 */
export type Coercer = (value: unknown) => Coerced
export type Coerced = Cell | Mended | Unfit | typeof MISSING | typeof NEEDS_DIGITS

/** The ways in which a value is mended; each is counted by column, and has its words in `words.ts`. */
export type RepairKind =
  | 'text to number'
  | 'decimal comma'
  | 'grouped digits'
  | 'unit left out'
  | 'percent sign left out'
  | 'mark out of 20'
  | 'number to text'
  | 'text to boolean'
  | 'number to boolean'
  | 'empty to missing'
  | 'cut to milliseconds'
  | 'seconds to time'
  | 'microseconds to time'
  | 'nanoseconds to time'
  | 'text to time'
  | 'number to date'
  | 'time left out'
  | 'day first'
  | 'day first, assumed'
  | 'year first'
  | 'date in words'
  | 'windows-1252 to text'
  | 'read from another name'

/** A value that was mended on the way, and how. */
export class Mended {
  constructor(
    readonly cell: Cell,
    readonly kind: RepairKind,
  ) {}
}

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

/** A number by the digits that the message has, for numbers that a double does not hold. */
export class WrittenNumber {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text
  }
}

/** What has no value at all, of any type; undefined where there is one. */
export function missing(value: unknown): typeof MISSING | undefined {
  return value === undefined ||
    value === null ||
    (typeof value === 'string' && isBlank(value)) ||
    Number.isNaN(value)
    ? MISSING
    : undefined
}

/** Whether a text has nothing but blanks. */
export function isBlank(text: string): boolean {
  // Most texts begin with a letter: one look spares the copy that trim makes.
  const first = text.charCodeAt(0)
  return !(first > 0x20 && first < 0x7f) && text.trim() === ''
}
