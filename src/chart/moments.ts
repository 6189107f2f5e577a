const LENGTHS = { day: 10, second: 19, millisecond: 23 } as const

/** `2026-11-24 16:00:00` in UTC, as exactly as asked for; what is beyond the range of dates stays a number. */
export function momentText(milliseconds: number, exactly: keyof typeof LENGTHS): string {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return String(milliseconds)
  return date.toISOString().replace('T', ' ').slice(0, LENGTHS[exactly])
}

/** Whether a moment is the beginning of a day in UTC. */
export const isDay = (milliseconds: number): boolean => milliseconds % 86_400_000 === 0
