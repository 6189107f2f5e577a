/** What is said of one set of numbers. Null stands where there is no such figure. */
export interface Summary {
  /** Values that are there. */
  readonly n: number
  /** Values that are missing: null or NaN. */
  readonly missing: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  /** Sample standard deviation (divided by n − 1); null for fewer than two values. */
  readonly sd: number | null
  readonly q1: number | null
  readonly median: number | null
  readonly q3: number | null
}

/**
 * Describes numbers; NaN is missing and counted. The input may come in any order and the figures are the same to the
 * last bit: everything is computed over the sorted values.
 */
export function summarise(values: Float64Array): Summary {
  const sorted = values.slice().sort()
  // A typed array sorts NaN to its end.
  let n = sorted.length
  while (n > 0 && Number.isNaN(sorted[n - 1])) n--
  return summariseSorted(sorted.subarray(0, n), values.length - n)
}

/** The same for values that are sorted and hold no NaN; `missing` is passed through. */
export function summariseSorted(sorted: Float64Array, missing: number): Summary {
  const n = sorted.length
  if (n === 0)
    return { n, missing, mean: null, min: null, max: null, sd: null, q1: null, median: null, q3: null }
  const mean = sum(sorted) / n
  return {
    n,
    missing,
    mean: finite(mean),
    min: sorted[0],
    max: sorted[n - 1],
    sd: finite(sampleDeviation(sorted, mean)),
    q1: finite(quantile(sorted, 0.25)),
    median: finite(quantile(sorted, 0.5)),
    q3: finite(quantile(sorted, 0.75)),
  }
}

/**
 * The quantile `p` (0 to 1) of sorted values, at least one: linear interpolation between the two neighbours of rank
 * (n − 1)p, the default of NumPy and pandas. Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American
 * Statistician 50 (1996) 361–365, definition 7.
 */
export function quantile(sorted: Float64Array, p: number): number {
  const rank = (sorted.length - 1) * p
  const below = Math.floor(rank)
  const low = sorted[below]
  const high = sorted[Math.min(below + 1, sorted.length - 1)]
  const weight = rank - below
  return weight === 0 || low === high ? low : low + (high - low) * weight
}

/**
 * Sample standard deviation from the mean, by the corrected two-pass algorithm: the second term takes back what rounding
 * left in the mean. Chan, Golub & LeVeque, "Algorithms for Computing the Sample Variance", The American Statistician 37
 * (1983) 242–247, equation 1.7. NaN for fewer than two values.
 */
function sampleDeviation(values: Float64Array, mean: number): number {
  let squares = 0
  let rest = 0
  for (const value of values) {
    const d = value - mean
    squares += d * d
    rest += d
  }
  const n = values.length
  return n < 2 ? NaN : Math.sqrt(Math.max(0, squares - (rest * rest) / n) / (n - 1))
}

/**
 * Compensated sum: what each addition loses is added at the end. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen", ZAMM 54 (1974) 39–51.
 */
export function sum(values: Float64Array): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return Number.isFinite(total) ? total + lost : total
}

/** A table holds null where there is no figure, never NaN (as the deviation of one value, or of an infinity). */
const finite = (value: number): number | null => (Number.isNaN(value) ? null : value)
