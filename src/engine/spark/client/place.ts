/** Where in the text of a query something is. */
export interface SqlPlace {
  /** From 1. */
  readonly line: number
  /** From 1, in characters as a person counts them. */
  readonly column: number
  /** Offsets in the text, as JavaScript counts: `sql.slice(from, to)`. */
  readonly from: number
  readonly to: number
  /** The line of the query, and the mark under the place. */
  readonly marked: readonly [line: string, mark: string]
}

const WIDEST = 100
const BEFORE = 60

/** The place of characters `start` to `stop`, both included, which Spark counts from 0 in code points. */
export function placeOfRange(sql: string, start: number, stop: number): SqlPlace | null {
  if (start < 0 || stop < start) return null
  const from = offsetOf(sql, start)
  if (from >= sql.length) return null
  return placeAt(sql, from, Math.max(offsetOf(sql, stop + 1), from + 1))
}

/** The place that a syntax error names: `line` from 1, `position` in it from 0. */
export function placeOfPosition(sql: string, line: number, position: number): SqlPlace | null {
  const lines = sql.split('\n')
  const text = lines[line - 1]
  if (text === undefined) return null
  const before = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0)
  const from = before + offsetOf(text, position)
  // A word, or one character; at the end of the text, the place after it.
  const word = /^[\p{L}\p{N}_]+/u.exec(sql.slice(from))?.[0] ?? [...sql.slice(from)][0] ?? ''
  return placeAt(sql, from, from + word.length)
}

function placeAt(sql: string, from: number, to: number): SqlPlace {
  const begin = sql.lastIndexOf('\n', from - 1) + 1
  const end = sql.indexOf('\n', from)
  const line = sql.slice(begin, end < 0 ? undefined : end)
  return {
    line: sql.slice(0, begin).split('\n').length,
    column: [...sql.slice(begin, from)].length + 1,
    from,
    to,
    marked: mark(
      [...line],
      [...sql.slice(begin, from)].length,
      [...sql.slice(from, to).split('\n', 1)[0]].length,
    ),
  }
}

/** A long line is cut around the place. */
function mark(line: readonly string[], at: number, length: number): readonly [string, string] {
  const first = line.length <= WIDEST ? 0 : Math.max(0, at - BEFORE)
  const shown = line.slice(first, first + WIDEST)
  const left = first > 0 ? '… ' : ''
  const right = first + WIDEST < line.length ? ' …' : ''
  const marks = Math.max(1, Math.min(length, shown.length - (at - first)))
  const text = shown.join('').replace(/[\t\r]/g, ' ')
  return [left + text + right, ' '.repeat(left.length + at - first) + '^'.repeat(marks)]
}

/** The offset of a code point. */
function offsetOf(text: string, codePoints: number): number {
  let offset = 0
  for (let i = 0; i < codePoints && offset < text.length; i++)
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  return offset
}
