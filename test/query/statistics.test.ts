import { describe, expect, test } from 'vitest'
import { quantile, summarise } from '../../src/query'

const of = (...values: number[]) => summarise(Float64Array.from(values))

// The same numbers as in Python: x = 42; x = (x * 1103515245 + 12345) % 2**31; x / 2**31 * 100 - 20
function thousand(): number[] {
  let x = 42n
  return Array.from({ length: 1000 }, () => {
    x = (x * 1103515245n + 12345n) % 2n ** 31n
    return (Number(x) / 2 ** 31) * 100 - 20
  })
}

describe('summarise', () => {
  test('agrees with pandas on ten values', () => {
    // pandas 3.0: Series.mean(), .std(), .quantile(.25), .median(), .quantile(.75)
    const s = of(21.5, 19, 23, 30, 18.25, 22, 22, 41, 19, 25.125)
    expect(s).toEqual({
      n: 10,
      missing: 0,
      mean: 24.0875,
      min: 18.25,
      max: 41,
      sd: expect.closeTo(6.867811898834867, 13) as number,
      q1: 19.625,
      median: 22,
      q3: 24.59375,
    })
  })

  test('agrees with exact arithmetic and pandas on a thousand values', () => {
    // mean and sd by Python's fractions and decimal (exact, then rounded once); the rest by pandas.
    expect(summarise(Float64Array.from(thousand()))).toEqual({
      n: 1000,
      missing: 0,
      mean: 30.82393458429724,
      min: -19.811679683625698,
      max: 79.98398018069565,
      sd: expect.closeTo(29.16448204487257, 13) as number,
      q1: expect.closeTo(6.112723781261593, 13) as number,
      median: expect.closeTo(31.5347643988207, 13) as number,
      q3: expect.closeTo(56.12939539831132, 13) as number,
    })
  })

  test('leaves missing values out and counts them', () => {
    // pandas: Series([1, None, 2.5, nan, 4, 8.5])
    expect(of(1, NaN, 2.5, NaN, 4, 8.5)).toEqual({
      n: 4,
      missing: 2,
      mean: 4,
      min: 1,
      max: 8.5,
      sd: expect.closeTo(3.24037034920393, 14) as number,
      q1: 2.125,
      median: 3.25,
      q3: 5.125,
    })
  })

  test('keeps the deviation of values far from zero', () => {
    // The sum of squares minus the square of the sum gives 0 here. pandas: 5.477225575051661
    expect(of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)).toMatchObject({
      mean: 1000000010,
      sd: 5.477225575051661,
      q1: 1000000006.25,
    })
  })

  // Certified values of NIST's Statistical Reference Datasets, univariate: https://www.itl.nist.gov/div898/strd/
  const alternating = (base: number, first: number, second: number) =>
    of(base, ...Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? first : second)))
  test.each([
    ['NumAcc1', of(10000001, 10000003, 10000002), 10000002, 1, 15],
    ['NumAcc2', alternating(1.2, 1.1, 1.3), 1.2, 0.1, 14],
    ['NumAcc3', alternating(1000000.2, 1000000.1, 1000000.3), 1000000.2, 0.1, 9],
    ['NumAcc4', alternating(10000000.2, 10000000.1, 10000000.3), 10000000.2, 0.1, 8],
  ])('agrees with NIST on %s', (_name, s, mean, sd, digits) => {
    const sharedDigits = (found: number | null, certified: number) =>
      Math.min(17, -Math.log10(Math.abs((found ?? NaN) - certified) / Math.abs(certified)))
    expect(sharedDigits(s.mean, mean)).toBeGreaterThanOrEqual(15)
    // NumAcc3 and 4 cannot be held in doubles: 10000000.1 is rounded in its ninth digit.
    expect(sharedDigits(s.sd, sd)).toBeGreaterThanOrEqual(digits - 0.5)
  })

  test('of one value has no deviation', () => {
    expect(of(7)).toEqual({
      n: 1,
      missing: 0,
      mean: 7,
      min: 7,
      max: 7,
      sd: null,
      q1: 7,
      median: 7,
      q3: 7,
    })
  })

  test('of equal values has a deviation of exactly 0', () => {
    expect(of(0.1, 0.1, 0.1)).toMatchObject({ sd: 0, q1: 0.1, q3: 0.1 })
    expect(of(23, 23, 23).sd).toBe(0)
  })

  test.each([
    ['nothing', of(), 0],
    ['missing values alone', of(NaN, NaN), 2],
  ])('of %s has no figure but its counts', (_name, s, missing) => {
    expect(s).toEqual({
      n: 0,
      missing,
      mean: null,
      min: null,
      max: null,
      sd: null,
      q1: null,
      median: null,
      q3: null,
    })
  })

  test('gives null, never NaN, where an infinity leaves no figure', () => {
    expect(of(1, 2, Infinity)).toMatchObject({ mean: Infinity, max: Infinity, sd: null, q1: 1.5, median: 2 })
    expect(of(-Infinity, Infinity)).toMatchObject({ mean: null, sd: null, median: null })
  })

  test('does not depend on the order of the values, to the last bit', () => {
    const values = thousand()
    expect(summarise(Float64Array.from(values.reverse()))).toEqual(summarise(Float64Array.from(thousand())))
  })

  test('leaves its input as it was', () => {
    const input = Float64Array.of(3, NaN, 1)
    summarise(input)
    expect([...input]).toEqual([3, NaN, 1])
  })
})

describe('quantile', () => {
  test('interpolates linearly between neighbours', () => {
    // numpy.quantile([1, 2, 4, 8], [0, .1, .25, .5, .9, 1])
    const values = Float64Array.of(1, 2, 4, 8)
    expect([0, 0.25, 0.5, 1].map((p) => quantile(values, p))).toEqual([1, 1.75, 3, 8])
    expect(quantile(values, 0.1)).toBeCloseTo(1.3, 14)
    expect(quantile(values, 0.9)).toBeCloseTo(6.8, 14)
  })
})
