/**
 * The one clock. `SOURCE_DATE_EPOCH` (seconds since 1970, https://reproducible-builds.org/specs/source-date-epoch/)
 * stops it, so that a run can be repeated byte for byte.
 */
export function now(): Date {
  const fixed = stoppedAt()
  return fixed === null ? new Date() : new Date(fixed)
}

/** Milliseconds from now on, for what is shown to people; none pass where the clock is stopped. */
export function stopwatch(): () => number {
  if (stoppedAt() !== null) return () => 0
  const started = performance.now()
  return () => performance.now() - started
}

function stoppedAt(): number | null {
  const fixed = process.env.SOURCE_DATE_EPOCH
  return fixed !== undefined && /^\d+$/.test(fixed) ? Number(fixed) * 1000 : null
}
