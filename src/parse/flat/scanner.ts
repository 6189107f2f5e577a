import { MOST_VALUES } from '../limits'
import { type FlatFields, type NameNode } from './names'

/** What a value of a flat object is. */
export const Kind = { text: 0, number: 1, digits: 2, yes: 3, no: 4, none: 5 } as const

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x7b
const CLOSE = 0x7d
const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const SMALL_E = 0x65
const LARGE_E = 0x45
const BLANK = 0x20

const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')

/** So many digits and a power of ten that a double holds exactly: their quotient is rounded once, as JSON.parse rounds. */
const EXACT_DIGITS = 15
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, n) => 10 ** n)

/**
 * Goes once over the bytes of a flat object of strict JSON (RFC 8259) whose names are known, and notes where its values are.
 * What it does not take is not wrong: an escape, a value within a value, names that are new.
 */
export class FlatScanner {
  /** The values of the last object: what each is, and its bytes, those of a text without its quotes. */
  readonly kinds = new Uint8Array(MOST_VALUES)
  readonly starts = new Uint32Array(MOST_VALUES)
  readonly ends = new Uint32Array(MOST_VALUES)
  /** Of texts: a number that is the same for the same bytes, and all bytes joined by "or". */
  readonly hashes = new Int32Array(MOST_VALUES)
  readonly joined = new Uint8Array(MOST_VALUES)
  /** Of numbers of few digits. */
  readonly numbers = new Float64Array(MOST_VALUES)

  /** The fields of the object that is just the bytes from `from` to `to`, and blanks; null where it is not such a one. */
  scan(bytes: Uint8Array, from: number, to: number, root: NameNode): FlatFields | null {
    let end = to
    while (end > from && isBlank(bytes[end - 1])) end--
    // With a bracket in the last place, which is no part of what is gone over before, no byte beyond it is looked at.
    if (end - from < 2 || bytes[from] !== OPEN || bytes[end - 1] !== CLOSE) return null
    let node = root
    let i = afterBlanks(bytes, from + 1)
    for (let n = 0; n < MOST_VALUES; n++) {
      const next = nameAt(bytes, i, end, node)
      if (next === null) return null
      node = next
      i = afterBlanks(bytes, i + next.quoted.length)
      if (bytes[i] !== COLON) return null
      i = this.#value(bytes, afterBlanks(bytes, i + 1), end, n)
      if (i < 0) return null
      i = afterBlanks(bytes, i)
      if (bytes[i] === CLOSE) return i === end - 1 ? node.fields : null
      if (bytes[i] !== COMMA) return null
      i = afterBlanks(bytes, i + 1)
    }
    return null
  }

  /** The index after the value that begins at `i`, the `n`th; -1 where it is none that is taken. */
  #value(bytes: Uint8Array, i: number, end: number, n: number): number {
    const c = bytes[i]
    if (c === QUOTE) return this.#text(bytes, i + 1, end, n)
    if (c === MINUS || (c >= ZERO && c <= NINE)) return this.#number(bytes, i, n)
    if (isAt(TRUE, bytes, i, end)) return this.#word(i, TRUE.length, Kind.yes, n)
    if (isAt(FALSE, bytes, i, end)) return this.#word(i, FALSE.length, Kind.no, n)
    if (isAt(NULL, bytes, i, end)) return this.#word(i, NULL.length, Kind.none, n)
    return -1
  }

  #word(i: number, length: number, kind: number, n: number): number {
    this.kinds[n] = kind
    return i + length
  }

  #text(bytes: Uint8Array, start: number, end: number, n: number): number {
    let hash = 0
    let joined = 0
    for (let i = start; i < end; i++) {
      const c = bytes[i]
      if (c === QUOTE) {
        this.kinds[n] = Kind.text
        this.starts[n] = start
        this.ends[n] = i
        this.hashes[n] = hash
        this.joined[n] = joined
        return i + 1
      }
      if (c < BLANK || c === BACKSLASH) return -1
      hash = (Math.imul(hash, 31) + c) | 0
      joined |= c
    }
    return -1
  }

  #number(bytes: Uint8Array, start: number, n: number): number {
    const isNegative = bytes[start] === MINUS
    const first = isNegative ? start + 1 : start
    let i = first
    let c = bytes[i]
    let digits = 0
    for (; c >= ZERO && c <= NINE; c = bytes[++i]) digits = digits * 10 + (c - ZERO)
    let length = i - first
    if (length === 0 || (length > 1 && bytes[first] === ZERO)) return -1
    let decimals = 0
    if (c === POINT) {
      for (c = bytes[++i]; c >= ZERO && c <= NINE; c = bytes[++i]) digits = digits * 10 + (c - ZERO)
      decimals = i - first - length - 1
      if (decimals === 0) return -1
      length += decimals
    }
    if (c === SMALL_E || c === LARGE_E) {
      c = bytes[++i]
      if (c === PLUS || c === MINUS) c = bytes[++i]
      const exponent = i
      while (c >= ZERO && c <= NINE) c = bytes[++i]
      if (i === exponent) return -1
      length = Infinity
    }
    this.starts[n] = start
    this.ends[n] = i
    if (length > EXACT_DIGITS) this.kinds[n] = Kind.digits
    else {
      this.kinds[n] = Kind.number
      const value = decimals === 0 ? digits : digits / POWERS[decimals]
      this.numbers[n] = isNegative ? -value : value
    }
    return i
  }
}

function afterBlanks(bytes: Uint8Array, i: number): number {
  while (bytes[i] <= BLANK && isBlank(bytes[i])) i++
  return i
}

const isBlank = (c: number): boolean => c === BLANK || c === 0x0a || c === 0x0d || c === 0x09

function isAt(word: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  const { length } = word
  if (at + length > end) return false
  for (let i = 0; i < length; i++) if (bytes[at + i] !== word[i]) return false
  return true
}

function nameAt(bytes: Uint8Array, i: number, end: number, { next }: NameNode): NameNode | null {
  // A loop over indexes, because this is the innermost of all.
  for (let n = 0; n < next.length; n++) if (isAt(next[n].quoted, bytes, i, end)) return next[n]
  return null
}
