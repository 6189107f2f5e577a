import { plain } from './decimal'
import { utcOf, writtenDate } from './calendar'
import { epochOf, LONGEST_TIME } from './epoch'
import { isBlank, Mended, missing, Unfit, WrittenNumber, type Coerced, type Coercer } from './value'

/** A moment in milliseconds since 1970 in UTC: a written date, or date and time with its zone, or a number. */
export const toTimestamp: Coercer = (value) => {
  if (typeof value === 'number' && !Number.isNaN(value)) return ofNumber(value)
  if (typeof value === 'string' && !isBlank(value)) return ofText(value)
  if (typeof value === 'bigint' || value instanceof WrittenNumber) return ofNumber(Number(value))
  if (value instanceof Date && Math.abs(value.getTime()) <= LONGEST_TIME) return value.getTime()
  return missing(value) ?? new Unfit('NOT_A_TIMESTAMP')
}

function ofNumber(n: number): Coerced {
  const epoch = epochOf(n)
  if (epoch === null) return new Unfit('NOT_A_TIMESTAMP')
  return epoch.kind === null ? epoch.milliseconds : new Mended(epoch.milliseconds, epoch.kind)
}

function ofText(text: string): Coerced {
  const written = writtenDate(text)
  if (written) {
    const { clock, kind } = written
    if (clock && clock.zone === null) return new Unfit('TIMESTAMP_WITHOUT_ZONE')
    const moment = utcOf(written)
    if (Number.isNaN(moment)) return new Unfit('NOT_A_TIMESTAMP')
    if (kind !== null) return new Mended(moment, kind)
    return clock?.isCut ? new Mended(moment, 'cut to milliseconds') : moment
  }
  // Digits alone: the same number in text. Shorter ones are years, days or anything else.
  const digits = text.trim()
  const epoch = plain(digits) && /^\d{9,19}(?:\.\d+)?$/.test(digits) ? epochOf(Number(digits)) : null
  return epoch ? new Mended(epoch.milliseconds, epoch.kind ?? 'text to time') : new Unfit('NOT_A_TIMESTAMP')
}
