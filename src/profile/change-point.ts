/** Where a share changes, and from what to what. */
export interface Change {
  /** The first bucket after the change. */
  readonly bucket: number
  readonly before: number
  readonly after: number
}

/** Twice the log-likelihood ratio that a change must have: chance alone reaches it once in some 20,000 series. */
const LEAST_EVIDENCE = 20
/** What is neither new nor gone must change by so much to be told. */
const LEAST_STEP = 0.1

/**
 * The one place where the share of `counts` in `totals` changes most surely (the two binomials with the greatest
 * likelihood ratio against one); null where the share may well be the same throughout, or changes by less than a tenth
 * without being 0 on one side.
 */
export function changeOf(counts: readonly number[], totals: readonly number[]): Change | null {
  const all = sum(totals)
  const hits = sum(counts)
  let best: Change | null = null
  let most = LEAST_EVIDENCE
  let [n, k] = [0, 0]
  for (let bucket = 1; bucket < totals.length; bucket++) {
    n += totals[bucket - 1] ?? 0
    k += counts[bucket - 1] ?? 0
    if (n === 0 || n === all) continue
    const evidence = 2 * (likelihood(k, n) + likelihood(hits - k, all - n) - likelihood(hits, all))
    if (evidence <= most) continue
    most = evidence
    best = { bucket, before: k / n, after: (hits - k) / (all - n) }
  }
  if (best === null) return null
  const { before, after } = best
  return before === 0 || after === 0 || Math.abs(after - before) >= LEAST_STEP ? best : null
}

/** The logarithm of the likelihood of `k` of `n` at its own share. */
function likelihood(k: number, n: number): number {
  const part = (x: number): number => (x === 0 ? 0 : x * Math.log(x / n))
  return part(k) + part(n - k)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
