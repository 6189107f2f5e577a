/**
 * The one clock. `SOURCE_DATE_EPOCH` (seconds since 1970, https://reproducible-builds.org/specs/source-date-epoch/)
 * stops it, so that a run can be repeated byte for byte.
 */
export function now(): Date {
  const fixed = process.env.SOURCE_DATE_EPOCH
  return fixed !== undefined && /^\d+$/.test(fixed) ? new Date(Number(fixed) * 1000) : new Date()
}
