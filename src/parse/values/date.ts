import { writtenDate } from './calendar'
import { epochOf } from './epoch'
import { isBlank, Mended, missing, Unfit, WrittenNumber, type Coerced, type Coercer } from './value'

/** A calendar date as ISO 8601 text, `2024-11-24`: the date as it is written, or of a moment, in UTC. */
export const toDate: Coercer = (value) => {
  if (typeof value === 'string' && !isBlank(value)) return ofText(value)
  if (value instanceof Date) return ofMoment(value.getTime())
  if (typeof value === 'bigint' || value instanceof WrittenNumber) return ofNumber(Number(value))
  if (typeof value === 'number' && !Number.isNaN(value)) return ofNumber(value)
  return missing(value) ?? new Unfit('NOT_A_DATE')
}

function ofText(text: string): Coerced {
  const written = writtenDate(text)
  if (written === null || written.year < 1 || written.year > 9999) return new Unfit('NOT_A_DATE')
  const { year, month, day, clock, kind } = written
  const cell = isoDate(year, month, day)
  const mended = kind ?? (clock ? 'time left out' : null)
  return mended === null ? cell : new Mended(cell, mended)
}

/** A number is a date such as 20241124, or a moment; other numbers (of days, of years) are not guessed. */
function ofNumber(n: number): Coerced {
  if (n >= 19_000_101 && n <= 20_991_231) return ofText(String(n))
  const epoch = n >= 1e8 ? epochOf(n) : null
  return epoch ? ofMoment(epoch.milliseconds, true) : new Unfit('NOT_A_DATE')
}

const DAY = 86_400_000

function ofMoment(milliseconds: number, isNumber = false): Coerced {
  const date = new Date(milliseconds)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return new Unfit('NOT_A_DATE')
  const cell = isoDate(year, date.getUTCMonth() + 1, date.getUTCDate())
  if (isNumber) return new Mended(cell, 'number to date')
  return milliseconds % DAY === 0 ? cell : new Mended(cell, 'time left out')
}

const isoDate = (year: number, month: number, day: number): string =>
  `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`
const digits = (n: number, width: number): string => String(n).padStart(width, '0')
