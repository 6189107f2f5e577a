import { type Moment } from '../reading'

const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/

/** Milliseconds since 1970 of a moment; null where it is none. Text without a zone is in UTC. */
export function momentMs(moment: Moment): number | null {
  if (moment instanceof Date) return Number.isNaN(moment.getTime()) ? null : moment.getTime()
  if (typeof moment === 'number') return Number.isSafeInteger(moment) ? moment : null
  const found = typeof moment === 'string' ? ISO_8601.exec(moment) : null
  if (!found) return null
  const [, date, time = '00:00', zone = 'Z'] = found
  const ms = Date.parse(`${date}T${time}${zone}`)
  return Number.isNaN(ms) ? null : ms
}

/** The ISO 8601 text of a time in milliseconds since 1970, or its digits where a calendar has no such day. */
export function momentText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms)
}
