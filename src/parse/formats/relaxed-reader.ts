import { MOST_LEVELS } from '../limits'
import { WrittenNumber } from '../values/value'

/** Where the values of each object begin in the text, by name. */
export type Places = ReadonlyMap<object, ReadonlyMap<string, number>>

export interface Relaxed {
  readonly value: unknown
  readonly places: Places
  /** Whether it is written as Python writes it, rather than nearly JSON. */
  readonly isPython: boolean
}

/** Where a text is no longer what this reads (0-based), and what is wrong there. */
export class RelaxedFault {
  constructor(
    readonly position: number,
    readonly problem: string,
    /** Whether it nests deeper than is read. */
    readonly isDeep = false,
  ) {}
}

/** Ends the reading where a fault is: one for all of them, because an error notes its stack, which takes long. */
const STOP = new Error('a fault of the text')

/** One value that is the whole of the text. Reads each character once; evaluates nothing. */
export function readRelaxed(text: string): Relaxed | RelaxedFault {
  const reader = new Reader(text)
  try {
    return reader.whole()
  } catch (e) {
    if (e === STOP && reader.fault) return reader.fault
    throw e
  }
}

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['True', true],
  ['False', false],
  ['None', null],
  ['nan', NaN],
  ['inf', Infinity],
])
const PYTHON_WORDS = new Set(['True', 'False', 'None', 'nan', 'inf'])

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }

/** A number of JSON, or with a plus before it. No leading zeros: they are octal for some and decimal for others. */
const NUMBER = /[+-]?(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity|inf)/y
/** What JSON.parse reads to the same number. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const AFTER_NUMBER = /[\w.+-]/

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07', '0': '\0' },
  ...{ '\\': '\\', '/': '/', "'": "'", '"': '"', '\n': '' },
}
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Blanks of ASCII, told without a regular expression, and all others. */
const isBlank = (c: number): boolean =>
  c === 0x20 || (c >= 0x09 && c <= 0x0d) || (c >= 0xa0 && /\s/.test(String.fromCharCode(c)))

class Reader {
  readonly #text: string
  readonly #places = new Map<object, Map<string, number>>()
  #i = 0
  #depth = 0
  /** What is wrong, once something is. */
  fault: RelaxedFault | null = null
  #python = 0
  #other = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): Relaxed {
    this.#blanks()
    const value = this.#value()
    this.#blanks()
    if (this.#i < this.#text.length) throw this.#fault('nothing may follow the value')
    return { value, places: this.#places, isPython: this.#python > 0 && this.#other === 0 }
  }

  /** Notes the fault, and gives what is to be thrown. */
  #fault(problem: string, position = this.#i, isDeep = false): Error {
    this.fault = new RelaxedFault(position, problem, isDeep)
    return STOP
  }

  #expected(what: string): Error {
    const ends = this.#i >= this.#text.length
    return this.#fault(ends ? `the text ends where ${what} is expected` : `${what} is expected`)
  }

  /** Blanks and comments. */
  #blanks(): void {
    for (;;) {
      while (isBlank(this.#text.charCodeAt(this.#i))) this.#i++
      if (this.#text[this.#i] !== '/') return
      const two = this.#text.slice(this.#i, this.#i + 2)
      if (two !== '//' && two !== '/*') return
      this.#other++
      const end = this.#text.indexOf(two === '//' ? '\n' : '*/', this.#i + 2)
      if (end < 0 && two === '/*') throw this.#fault('the comment does not end')
      this.#i = end < 0 ? this.#text.length : end + (two === '//' ? 1 : 2)
    }
  }

  #value(): unknown {
    const c = this.#text[this.#i] ?? ''
    if (c === '{') return this.#nested(() => this.#object())
    if (c === '[' || c === '(') return this.#nested(() => this.#array(c))
    if (c === '"' || c === "'") return this.#string()
    if ((c === 'u' || c === 'U') && /["']/.test(this.#text[this.#i + 1] ?? '')) {
      this.#i++
      this.#python++
      return this.#string()
    }
    return this.#number() ?? this.#word()
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MOST_LEVELS) throw this.#fault('it nests too deep', this.#i, true)
    const value = read()
    this.#depth--
    return value
  }

  #object(): object {
    const fields = Object.create(null) as Record<string, unknown>
    const starts = new Map<string, number>()
    this.#places.set(fields, starts)
    this.#i++
    for (this.#blanks(); this.#text[this.#i] !== '}'; this.#blanks()) {
      const name = this.#name()
      this.#blanks()
      if (this.#text[this.#i] !== ':') throw this.#expected('":"')
      this.#i++
      this.#blanks()
      starts.set(name, this.#i)
      fields[name] = this.#value()
      if (!this.#comma('}')) break
    }
    this.#i++
    return fields
  }

  #array(open: string): unknown[] {
    const close = CLOSING[open] ?? ']'
    if (open === '(') this.#python++
    const values: unknown[] = []
    this.#i++
    for (this.#blanks(); this.#text[this.#i] !== close; this.#blanks()) {
      values.push(this.#value())
      if (!this.#comma(close)) break
    }
    this.#i++
    return values
  }

  /** Goes over a comma; false, and stands on the bracket, where that comes instead. */
  #comma(close: string): boolean {
    this.#blanks()
    if (this.#text[this.#i] === close) return false
    if (this.#text[this.#i] !== ',') throw this.#expected(`"," or "${close}"`)
    this.#i++
    return true
  }

  #name(): string {
    const c = this.#text[this.#i] ?? ''
    if (c === '"' || c === "'") return this.#string()
    if (c === 'u' && /["']/.test(this.#text[this.#i + 1] ?? '')) {
      this.#i++
      this.#python++
      return this.#string()
    }
    const written = this.#number()
    if (written !== null) {
      // A number as a name is Python's.
      this.#python++
      return written instanceof WrittenNumber ? written.text : `${written}`
    }
    NAME.lastIndex = this.#i
    const name = NAME.exec(this.#text)?.[0]
    if (name === undefined) throw this.#expected('a name')
    this.#i += name.length
    this.#other++
    return name
  }

  #string(): string {
    const quote = this.#text[this.#i] ?? ''
    if (quote === "'") this.#python++
    let from = ++this.#i
    let value = ''
    for (;;) {
      const c = this.#text[this.#i]
      if (c === undefined) throw this.#fault('the text ends within a string')
      if (c === quote) break
      if (c === '\\') {
        value += this.#text.slice(from, this.#i) + this.#escape()
        from = this.#i
      } else this.#i++
    }
    value += this.#text.slice(from, this.#i)
    this.#i++
    return value
  }

  #escape(): string {
    const start = this.#i
    const letter = this.#text[start + 1] ?? ''
    const digits = HEX_DIGITS[letter]
    if (digits === undefined) {
      this.#i += 2
      // As in Python, a backslash before any other character is itself.
      return ESCAPES[letter] ?? `\\${letter}`
    }
    const hex = this.#text.slice(start + 2, start + 2 + digits)
    const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? parseInt(hex, 16) : Infinity
    if (code > 0x10ffff) throw this.#fault(`"\\${letter}" is not followed by ${digits} hexadecimal digits`)
    this.#i += 2 + digits
    return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code)
  }

  /** A number; one that a double does not hold in these digits comes as it is written. Null where there is none. */
  #number(): number | WrittenNumber | null {
    NUMBER.lastIndex = this.#i
    const written = NUMBER.exec(this.#text)?.[0]
    if (written === undefined) return null
    const end = this.#i + written.length
    if (AFTER_NUMBER.test(this.#text[end] ?? '')) {
      // `inf` may be the beginning of a word.
      if (/^\p{L}/u.test(written)) return null
      throw this.#fault('the number is malformed', end)
    }
    this.#i = end
    if (written.endsWith('inf')) this.#python++
    if (/[Ii]nf/.test(written)) return written.startsWith('-') ? -Infinity : Infinity
    return JSON_NUMBER.test(written) && String(Number(written)) === written
      ? Number(written)
      : new WrittenNumber(written)
  }

  #word(): unknown {
    NAME.lastIndex = this.#i
    const word = NAME.exec(this.#text)?.[0] ?? ''
    if (!WORDS.has(word)) throw this.#expected('a value')
    this.#i += word.length
    if (PYTHON_WORDS.has(word)) this.#python++
    else this.#other++
    return WORDS.get(word)
  }
}
