import { type RepairKind } from './value'

/** A moment that is written as a number. */
export interface Epoch {
  /** Since 1970 in UTC. */
  readonly milliseconds: number
  /** What was mended to read it; null where the number is whole milliseconds. */
  readonly kind: RepairKind | null
}

/** The greatest distance from 1970 that a Date holds, in milliseconds. */
export const LONGEST_TIME = 8.64e15

/** Numbers of seconds from 1973 to 2099. As milliseconds they would be days of January and February 1970. */
const SECONDS = { from: 1e8, to: 4.1e9 }
/** From here on milliseconds would be beyond the year 5000. */
const LONGEST_MILLISECONDS = 1e14

/**
 * The moment that a number means, by its magnitude: milliseconds, unless it can hardly be that and is a moment from 1973
 * to 2099 in seconds, microseconds or nanoseconds. Null where it is none of these.
 */
export function epochOf(n: number): Epoch | null {
  if (within(n)) return { milliseconds: Math.floor(n * 1000), kind: 'seconds to time' }
  if (within(n / 1e6)) return { milliseconds: Math.floor(n / 1000), kind: 'microseconds to time' }
  if (within(n / 1e9)) return { milliseconds: Math.floor(n / 1e6), kind: 'nanoseconds to time' }
  if (Number.isInteger(n))
    return Math.abs(n) < LONGEST_MILLISECONDS ? { milliseconds: n + 0, kind: null } : null
  const isMilliseconds = n >= SECONDS.to && n < LONGEST_MILLISECONDS
  return isMilliseconds ? { milliseconds: Math.floor(n), kind: 'cut to milliseconds' } : null
}

const within = (seconds: number): boolean => seconds >= SECONDS.from && seconds < SECONDS.to
