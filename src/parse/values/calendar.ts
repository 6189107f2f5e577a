import { fold } from '../fold'
import { type RepairKind } from './value'

/** A date as it is written, perhaps with a time of day and a zone. The day exists. */
export interface WrittenDate {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Null where the text is a date alone. */
  readonly clock: Clock | null
  /** What was mended to read it; null for ISO 8601. */
  readonly kind: RepairKind | null
}

export interface Clock {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly milliseconds: number
  /** Digits other than zero beyond the millisecond. */
  readonly isCut: boolean
  /** Minutes ahead of UTC; null where no zone is written. */
  readonly zone: number | null
}

const LONGEST = 100

/**
 * The date of a text; null where it is none, or where its day does not exist. The forms: ISO 8601, `2024/11/24`,
 * `20241124`, `24/11/2024` (also with `-` and `.`; the day always comes first), `24 nov. 2024`, `Nov 24, 2024`, with or without the
 * day of the week, a time and a zone after it.
 */
export function writtenDate(text: string): WrittenDate | null {
  const trimmed = text.length < LONGEST ? text.trim() : ''
  const date = iso(trimmed) ?? inNumbers(trimmed) ?? inWords(trimmed)
  return date && dayExists(date) ? date : null
}

const ISO = /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:[T ](\d\d:.+))?$/i

function iso(text: string): WrittenDate | null {
  const [match, year, month, day, time] = ISO.exec(text) ?? []
  return match === undefined ? null : made({ year, month, day }, time ?? '', null)
}

const YEAR_FIRST = /^(\d{4})([/.])(\d\d?)\2(\d\d?)(?:(?:T|,? +)(\S.*))?$/
const TOGETHER = /^((?:19|20)\d\d)(\d\d)(\d\d)$/
const DAY_FIRST = /^(\d\d?)([/.-])(\d\d?)\2(\d{4})(?:(?:T|,? +)(\S.*))?$/

function inNumbers(text: string): WrittenDate | null {
  const [isYearFirst, year, , month, day, time] = YEAR_FIRST.exec(text) ?? []
  if (isYearFirst !== undefined) return made({ year, month, day }, time ?? '', 'year first')
  const [isTogether, y4, m2, d2] = TOGETHER.exec(text) ?? []
  if (isTogether !== undefined) return made({ year: y4, month: m2, day: d2 }, '', 'year first')
  const [isDayFirst, d = '', , m = '', y, rest] = DAY_FIRST.exec(text) ?? []
  if (isDayFirst === undefined) return null
  const isCertain = Number(d) > 12 || Number(d) === Number(m)
  return made({ year: y, month: m, day: d }, rest ?? '', isCertain ? 'day first' : 'day first, assumed')
}

/** The names of months, and their usual short forms, in French and English, folded. */
const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    ['janvier', 'janv', 'jan', 'january'],
    ['fevrier', 'fevr', 'fev', 'feb', 'february'],
    ['mars', 'mar', 'march'],
    ['avril', 'avr', 'apr', 'april'],
    ['mai', 'may'],
    ['juin', 'jun', 'june'],
    ['juillet', 'juil', 'jul', 'july'],
    ['aout', 'aug', 'august'],
    ['septembre', 'sept', 'sep', 'september'],
    ['octobre', 'oct', 'october'],
    ['novembre', 'nov', 'november'],
    ['decembre', 'dec', 'december'],
  ].flatMap((names, i) => names.map((name): [string, number] => [name, i + 1])),
)
const WEEKDAYS: ReadonlySet<string> = new Set([
  ...['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  ...['lun', 'mer', 'jeu', 'ven', 'sam', 'dim'],
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  ...['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
])
const DAY = /^(\d\d?)(?:er|st|nd|rd|th)?$/i

function inWords(text: string): WrittenDate | null {
  if (!/\p{L}/u.test(text)) return null
  const words = text.split(/[\s,]+/)
  if (WEEKDAYS.has(fold(words[0] ?? ''))) words.shift()
  if (/^\d\d?-\p{L}+\.?-\d{4}$/u.test(words[0] ?? '')) words.splice(0, 1, ...(words[0] ?? '').split('-'))
  const [first = '', second = '', year = '', ...rest] = words
  const day = DAY.exec(first)?.[1] ?? DAY.exec(second)?.[1]
  const month = MONTHS.get(fold(first)) ?? MONTHS.get(fold(second))
  if (day === undefined || month === undefined || !/^\d{4}$/.test(year)) return null
  if (rest[0] === 'à' || rest[0] === 'at') rest.shift()
  return made({ year, month: String(month), day }, rest.join(' '), 'date in words')
}

interface Parts {
  readonly year?: string
  readonly month?: string
  readonly day?: string
}

function made({ year, month, day }: Parts, time: string, kind: RepairKind | null): WrittenDate | null {
  const clock = time === '' ? null : clockOf(time)
  if (time !== '' && clock === null) return null
  return { year: Number(year), month: Number(month), day: Number(day), clock, kind }
}

const CLOCK =
  /^(\d\d?)[:h](\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?|UTC|GMT)(?: \([^)]+\))?)?$/i

function clockOf(text: string): Clock | null {
  const [match, hour, minute, second = '0', fraction = '', zoneText] = CLOCK.exec(text.trim()) ?? []
  const zone = zoneText === undefined ? null : minutesOf(zoneText)
  if (match === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  if (Number.isNaN(zone)) return null
  return {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    milliseconds: Number(fraction.slice(0, 3).padEnd(3, '0')),
    isCut: /[1-9]/.test(fraction.slice(3)),
    zone,
  }
}

/** Minutes that a zone such as `+01:00` or `GMT+0100` is ahead of UTC; NaN for one that there is not. */
function minutesOf(zoneText: string): number {
  const zone = zoneText.replace(/^(?:UTC|GMT|Z)/i, '')
  if (zone === '') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || '0')
  if (hours > 23 || minutes > 59) return NaN
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** Whether there is such a day: no 30th of February. */
function dayExists(date: WrittenDate): boolean {
  const midnight = new Date(utcOf({ ...date, clock: null }))
  return midnight.getUTCMonth() === date.month - 1 && midnight.getUTCDate() === date.day
}

/** Milliseconds since 1970, the zone taken as UTC where none is written; NaN beyond what a Date holds. */
export function utcOf({ year, month, day, clock }: WrittenDate): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (clock) date.setUTCHours(clock.hour, clock.minute - (clock.zone ?? 0), clock.second, clock.milliseconds)
  return date.getTime()
}
