/** The rule of missing values, the same everywhere: null, undefined and NaN are missing; '' and 0 are values. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}
