import { cellOf, type Unit } from '../../../query'
import { type ColumnFunction } from './function'
import { type Cell } from '../../../table'
import { cells, cellsOf, doubles, toNumbers, type Vector } from '../vector'

/** Parts of moments, in UTC, and of days. A number that is no moment that a calendar knows has none. */
export const times = {
  year: part((date) => date.getUTCFullYear()),
  month: part((date) => date.getUTCMonth() + 1),
  day: part((date) => date.getUTCDate()),
  weekday: part(weekdayOf),
  hour: part((date) => date.getUTCHours()),
  'start of': (([time], node) => {
    const unit = node.of[1]
    const found = each(time, STARTS['literal' in unit ? (cellOf(unit) as Unit) : 'day'])
    return time.type === 'date' ? cells('date', Array.from(found, dayText)) : doubles('timestamp', found)
  }) satisfies ColumnFunction,
}

/** Sets a date to the moment at which the unit that it lies in began. */
const STARTS: Readonly<Record<Unit, (date: Date) => number>> = {
  hour: (date) => date.setUTCMinutes(0, 0, 0),
  day: startOfDay,
  week: (date) => {
    startOfDay(date)
    return date.setUTCDate(date.getUTCDate() - weekdayOf(date) + 1)
  },
  month: (date) => {
    startOfDay(date)
    return date.setUTCDate(1)
  },
  quarter: (date) => {
    startOfDay(date)
    return date.setUTCMonth(Math.floor(date.getUTCMonth() / 3) * 3, 1)
  },
  year: (date) => {
    startOfDay(date)
    return date.setUTCMonth(0, 1)
  },
}

function startOfDay(date: Date): number {
  return date.setUTCHours(0, 0, 0, 0)
}

/** Monday is 1, Sunday 7: ISO 8601. */
function weekdayOf(date: Date): number {
  return ((date.getUTCDay() + 6) % 7) + 1
}

function part(read: (date: Date) => number) {
  return ([time]: readonly Vector[]): Vector => doubles('integer', each(time, read))
}

function each(time: Vector, read: (date: Date) => number): Float64Array {
  const date = new Date(0)
  const moments = time.type === 'date' ? cellsOf(time).map(momentOf) : toNumbers(time)
  const found = new Float64Array(moments.length)
  for (let i = 0; i < found.length; i++) {
    date.setTime(moments[i])
    found[i] = read(date)
  }
  return found
}

/** A day, `2024-11-24`, as the moment at which it begins in UTC. */
const momentOf = (day: Cell): number => (day === null ? NaN : Date.parse(String(day)))

const dayText = (moment: number): string | null =>
  Number.isNaN(moment) ? null : new Date(moment).toISOString().slice(0, 10)
