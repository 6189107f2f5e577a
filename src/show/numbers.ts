import { figureText } from '../chart/numbers'
import { type Cell, type ColumnType } from '../table'
import { numberText, type Lang } from '../words'

/** What stands where there is nothing. */
export const NOTHING = '–'

/** A value of the data, exactly: every digit, in the language's form, ungrouped so that years and ids read as such. */
export function cellText(cell: Cell, type: ColumnType, lang: Lang): string {
  if (cell === null) return NOTHING
  if (type === 'timestamp' && typeof cell === 'number') return isoTime(cell)
  if (typeof cell === 'number') return lang === 'fr' ? String(cell).replace('.', ',') : String(cell)
  return String(cell)
}

/** `2026-11-24 16:00:00.000 UTC`; what is beyond the range of dates stays a number. */
function isoTime(milliseconds: number): string {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return String(milliseconds)
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`
}

/** A count, grouped: `12,000`; nothing where it is not known. */
export const countText = (n: number | bigint | null, lang: Lang): string =>
  n === null ? NOTHING : numberText(n, lang)

/** A mean, deviation or quartile, with as few decimals as `least`; nothing where there is none. */
export function statisticText(cell: Cell, lang: Lang, least = 0): string {
  if (cell === null || typeof cell === 'boolean') return NOTHING
  const value = Number(cell)
  return Number.isFinite(value) ? figureText(value, lang, least) : String(cell)
}

/** A least or greatest value: a value of the data, with more of its decimals than a computed one. */
export function extremeText(cell: Cell, lang: Lang): string {
  const size = Math.abs(Number(cell))
  return typeof cell === 'number' && size >= 0.01 && size < 1e15
    ? numberText(cell, lang, 6)
    : statisticText(cell, lang)
}

/** `12 ms`, `1.2 s`. */
export function durationText(milliseconds: number, lang: Lang): string {
  if (milliseconds < 1000) return `${numberText(Math.round(milliseconds), lang)} ms`
  return `${numberText(milliseconds / 1000, lang, 1, 1)} s`
}
