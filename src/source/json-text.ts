/**
 * What `JSON.parse` does not tell: where a text stops being JSON, how deep it nests, and how a number is written, digit
 * for digit. `JSON.parse` stays the parser; these scanners run on the few texts that need them. None of them recurses.
 */

/** Where a text stops being JSON (RFC 8259): the 0-based character, and what is wrong there. */
export interface JsonFault {
  readonly position: number
  readonly problem: string
}

/** The characters of `text` from `start` (included) to `end` (excluded). */
export interface Span {
  readonly start: number
  readonly end: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c
const COLON = 0x3a

const isBlank = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09

function skipBlanks(text: string, i: number): number {
  while (isBlank(text.charCodeAt(i))) i++
  return i
}

/** The index after the string that begins at `i`; the text's length where it is not closed. */
function skipString(text: string, i: number): number {
  for (i++; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === BACKSLASH) i++
    else if (c === QUOTE) return i + 1
  }
  return text.length
}

/** Whether arrays and objects nest deeper than `max`. Answers for any text, JSON or not. */
export function nestsDeeperThan(text: string, max: number): boolean {
  // So deep a text has as many characters, so that a short one needs no look.
  if (text.length <= max) return false
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = skipString(text, i) - 1
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      if (++depth > max) return true
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) depth--
  }
  return false
}

/**
 * Where the value of member `name` stands in the text of a JSON object; null where the object has no such member. Of a
 * name that occurs twice it is the last one, as in `JSON.parse`. The text must be valid JSON.
 */
export function memberSpan(text: string, name: string): Span | null {
  let found: Span | null = null
  let i = skipBlanks(text, text.indexOf('{') + 1)
  while (text.charCodeAt(i) === QUOTE) {
    const keyEnd = skipString(text, i)
    const key = text.slice(i + 1, keyEnd - 1)
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1)
    const end = skipValue(text, start)
    if (key === name || (key.includes('\\') && JSON.parse(`"${key}"`) === name)) found = { start, end }
    i = skipBlanks(text, end)
    if (text.charCodeAt(i) !== COMMA) break
    i = skipBlanks(text, i + 1)
  }
  return found
}

/**
 * Where the elements of a JSON array stand in its text, at most `most` of them; none where the text is no array. The text
 * must be valid JSON.
 */
export function elementSpans(text: string, most: number): Span[] {
  const spans: Span[] = []
  let i = skipBlanks(text, 0)
  if (text.charCodeAt(i) !== OPEN_BRACKET) return spans
  i = skipBlanks(text, i + 1)
  while (i < text.length && text.charCodeAt(i) !== CLOSE_BRACKET && spans.length < most) {
    const end = skipValue(text, i)
    spans.push({ start: i, end })
    i = skipBlanks(text, end)
    if (text.charCodeAt(i) === COMMA) i = skipBlanks(text, i + 1)
  }
  return spans
}

function skipValue(text: string, i: number): number {
  const first = text.charCodeAt(i)
  if (first === QUOTE) return skipString(text, i)
  let depth = 0
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = skipString(text, i) - 1
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) depth++
    else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      if (depth === 0) return i
      if (--depth === 0) return i + 1
    } else if (depth === 0 && (c === COMMA || isBlank(c))) return i
  }
  return i
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERALS = ['true', 'false', 'null']

/** The first place where `text` is not JSON; null where it is. */
export function jsonFault(text: string): JsonFault | null {
  /** One entry an open array or object: the character that closes it. */
  const open: number[] = []
  let i = skipBlanks(text, 0)
  for (;;) {
    // Here a value begins.
    const c = text.charCodeAt(i)
    let closed = true
    if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      const close = c === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET
      i = skipBlanks(text, i + 1)
      if (text.charCodeAt(i) === close) i++
      else {
        open.push(close)
        closed = false
      }
    } else {
      const end = scalarEnd(text, i)
      if (typeof end !== 'number') return end
      i = end
    }
    while (closed) {
      i = skipBlanks(text, i)
      const close = open.at(-1)
      if (close === undefined)
        return i === text.length ? null : { position: i, problem: 'nothing may follow the value' }
      const next = text.charCodeAt(i)
      if (next === COMMA) {
        i = skipBlanks(text, i + 1)
        closed = false
      } else if (next === close) {
        i++
        open.pop()
      } else return expected(text, i, close === CLOSE_BRACE ? '"," or "}"' : '"," or "]"')
    }
    if (open.at(-1) === CLOSE_BRACE) {
      if (text.charCodeAt(i) !== QUOTE) return expected(text, i, 'a name in double quotes')
      const end = stringEnd(text, i)
      if (typeof end !== 'number') return end
      i = skipBlanks(text, end)
      if (text.charCodeAt(i) !== COLON) return expected(text, i, '":"')
      i = skipBlanks(text, i + 1)
    }
  }
}

function expected(text: string, position: number, what: string): JsonFault {
  const ends = position >= text.length
  return { position, problem: ends ? `the text ends where ${what} is expected` : `${what} is expected` }
}

/** The index after the string, number or word that begins at `i`. */
function scalarEnd(text: string, i: number): number | JsonFault {
  const c = text[i]
  if (c === '"') return stringEnd(text, i)
  if (c === '-' || (c !== undefined && c >= '0' && c <= '9')) {
    NUMBER.lastIndex = i
    const number = NUMBER.exec(text)
    if (!number) return expected(text, i + 1, 'a digit')
    const end = i + number[0].length
    return /[\w.+-]/.test(text[end] ?? '') ? { position: end, problem: 'the number is malformed' } : end
  }
  const literal = LITERALS.find((l) => text.startsWith(l, i))
  return literal === undefined ? expected(text, i, 'a value') : i + literal.length
}

function stringEnd(text: string, start: number): number | JsonFault {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) return i + 1
    if (c < 0x20) return { position: i, problem: 'a control character stands in a string' }
    if (c === BACKSLASH) {
      const escape = text[i + 1]
      if (escape === undefined) break
      if (escape === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6)))
          return { position: i, problem: '"\\u" is not followed by four hexadecimal digits' }
        i += 5
      } else if ('"\\/bfnrt'.includes(escape)) i++
      else return { position: i, problem: `"\\${escape}" is no escape of JSON` }
    }
  }
  return { position: text.length, problem: 'the text ends within a string' }
}
