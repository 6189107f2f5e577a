import { carnetError } from '../errors'

/** The limit of a read, checked. Throws LIMIT_INVALID. */
export function checkedLimit(limit: number | undefined): number {
  if (limit === undefined || limit === Infinity) return Infinity
  if (!Number.isSafeInteger(limit) || limit < 0) throw carnetError('LIMIT_INVALID', { limit: String(limit) })
  return limit
}
