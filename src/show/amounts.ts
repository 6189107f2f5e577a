import { numberText, phrase, type Lang } from '../words'

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A size: `618 bytes`, `1.2 MB`; units of 1,000. */
export function bytesText(bytes: number, lang: Lang): string {
  let unit = 0
  let value = bytes
  // 999,950 would be rounded to 1,000.0 kB.
  for (; value >= 999.95 && unit < UNITS.length - 1; unit++) value /= 1000
  return phrase(`size.${UNITS[unit] ?? 'bytes'}`, lang, { n: numberText(value, lang, unit === 0 ? 0 : 1) })
}

/** A part of a whole as percent: `42 %`, `<1 %` for what is there at all. */
export function percentText(part: number, lang: Lang): string {
  const sign = lang === 'fr' ? '\u00a0%' : '%'
  if (part > 0 && part < 0.01) return `<1${sign}`
  return `${numberText(part * 100, lang, part < 0.1 ? 1 : 0)}${sign}`
}

/** `2026-11-24 16:00`, in UTC, or with seconds; what is beyond the range of dates stays a number. */
export function instantText(milliseconds: number, precision: 'minutes' | 'seconds' = 'seconds'): string {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return String(milliseconds)
  const [day, time] = date.toISOString().split('T')
  return `${day} ${time.slice(0, precision === 'minutes' ? 5 : 8)}`
}

/** From one moment to another, in UTC: `2026-11-24 16:00 → 16:10`; the same day is said once. */
export function spanText(from: number, to: number, precision?: 'minutes' | 'seconds'): string {
  const [begin, end] = [instantText(from, precision), instantText(to, precision)]
  if (begin === end) return begin
  const [day, time] = end.split(' ') as [string, string | undefined]
  return `${begin} → ${time !== undefined && begin.startsWith(`${day} `) ? time : end}`
}

const STEPS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

/** A width of time in its largest whole unit: `5 min`, `7 d`. */
export function widthText(milliseconds: number, lang: Lang): string {
  const [unit, size] = STEPS.find(([, ms]) => milliseconds % ms === 0) ?? (['ms', 1] as const)
  return phrase(`width.${unit}`, lang, { n: numberText(milliseconds / size, lang) })
}
