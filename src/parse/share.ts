import { carnetError } from '../errors'

/** Reasons that are named: the commonest. */
const NAMED = 3

/**
 * Throws REJECT_SHARE_EXCEEDED where more than the share `most` of what could be rows are rejects. A message that could not
 * be read at all counts as one.
 */
export function checkShare(
  counts: ReadonlyMap<string, number>,
  rows: number,
  most: number | undefined,
): void {
  const rejected = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const all = rows + rejected
  if (most === undefined || rejected <= most * all) return
  const reasons = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, NAMED)
    .map(([code, n]) => `${code} (${n})`)
  throw carnetError('REJECT_SHARE_EXCEEDED', { rejected, all, most, reasons })
}
