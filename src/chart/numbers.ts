import { numberText, type Lang } from '../words'

/**
 * A computed figure (mean, sd, quartile): two decimals at most and `least` at least; below 0.01 three significant
 * digits, so that a small figure does not read as 0; beyond 10^15 as `1.23E15`.
 */
export function figureText(value: number, lang: Lang, least = 0): string {
  const size = Math.abs(value)
  if (size >= 1e15)
    return new Intl.NumberFormat(lang, { notation: 'scientific', maximumFractionDigits: 2 }).format(value)
  if (size > 0 && size < 0.01)
    return new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 }).format(value)
  return numberText(value, lang, 2, least)
}

/** A step of 1, 2 or 5 times a power of ten that divides `span` into about `parts`; at least `least`. */
export function niceStep(span: number, parts: number, least = 0): number {
  const rough = span / parts
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5].find((m) => m * power >= rough) ?? 10) * power
  return Math.max(step, least)
}
