import { type Cell } from '../table'
import { LOCALE } from './plan'

/**
 * Text by Unicode code point: the order of UTF-8 bytes, which SQLite and Spark use too. JavaScript's own `<` compares
 * UTF-16 units and puts characters beyond U+FFFF before U+E000.
 */
export function compareText(a: string, b: string): number {
  const end = Math.min(a.length, b.length)
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

/** Cells of one type as conditions compare them; text by code point. */
export function compareCells(a: NonNullable<Cell>, b: NonNullable<Cell>): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

// Made when the first texts are ordered: it takes some milliseconds.
let dictionary: Intl.Collator | null = null

/** Cells as they are listed: text as a French dictionary has it, numbers by size, false before true, missing last. */
export function compareGroups(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'string' && typeof b === 'string') {
    dictionary ??= new Intl.Collator(LOCALE)
    return dictionary.compare(a, b) || compareText(a, b)
  }
  return a < b ? -1 : a > b ? 1 : 0
}
