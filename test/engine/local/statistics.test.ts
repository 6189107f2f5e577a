import { describe, expect, test } from 'vitest'
import {
  count,
  countDistinct,
  first,
  last,
  max,
  mean,
  median,
  min,
  missing,
  quantile,
  sd,
  sdPopulation,
  sum,
  variance,
  variancePopulation,
} from '../../../src/query'
import { type Cell, type ColumnType } from '../../../src/table'
import { exactMean, exactVariance } from './exact'
import { figures, one } from './support'

const all = {
  rows: count(),
  n: count('x'),
  missing: missing('x'),
  sum: sum('x'),
  mean: mean('x'),
  min: min('x'),
  max: max('x'),
  sd: sd('x'),
  variance: variance('x'),
  sdPopulation: sdPopulation('x'),
  variancePopulation: variancePopulation('x'),
  q1: quantile('x', 0.25),
  median: median('x'),
  q3: quantile('x', 0.75),
}
const of = (values: readonly Cell[], type: ColumnType = 'number') => figures(one(type, values), all)

// The same numbers as in Python: x = 42; x = (x * 1103515245 + 12345) % 2**31; x / 2**31 * 100 - 20
function thousand(): number[] {
  let x = 42n
  return Array.from({ length: 1000 }, () => {
    x = (x * 1103515245n + 12345n) % 2n ** 31n
    return (Number(x) / 2 ** 31) * 100 - 20
  })
}

describe('figures of numbers', () => {
  test('leave missing values out and count them', async () => {
    // pandas: Series([1, None, 2.5, nan, 4, 8.5])
    expect(await of([1, null, 2.5, NaN, 4, 8.5])).toEqual({
      rows: 6,
      n: 4,
      missing: 2,
      sum: 16,
      mean: 4,
      min: 1,
      max: 8.5,
      sd: 3.24037034920393,
      variance: 10.5,
      sdPopulation: Math.sqrt(7.875),
      variancePopulation: 7.875,
      q1: 2.125,
      median: 3.25,
      q3: 5.125,
    })
  })

  test('keep the deviation of values far from zero', async () => {
    // The sum of squares minus the square of the sum gives 0 here. pandas: 5.477225575051661
    expect(await of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toMatchObject({
      mean: 1000000010,
      sd: 5.477225575051661,
      q1: 1000000006.25,
    })
  })

  test('keep it where the first value is far from all others', async () => {
    const values = [1e12, ...thousand()]
    const found = await of(values)
    expect(Number(found.variance) / exactVariance(values, 1000)).toBeCloseTo(1, 15)
    expect(found.mean).toBe(exactMean(values))
  })

  test('are right to the last bits on a thousand values, and the same in any order', async () => {
    const values = thousand()
    const found = await of(values)
    expect(found.mean).toBe(exactMean(values))
    expect(found.variance).toBe(exactVariance(values, 999))
    expect(found.variancePopulation).toBe(exactVariance(values, 1000))
    expect(await of([...values].reverse())).toEqual(found)
    expect(await of([...values].sort((a, b) => a - b))).toEqual(found)
  })

  test('of one value have no deviation of a sample', async () => {
    expect(await of([7])).toEqual({
      rows: 1,
      n: 1,
      missing: 0,
      sum: 7,
      mean: 7,
      min: 7,
      max: 7,
      sd: null,
      variance: null,
      sdPopulation: 0,
      variancePopulation: 0,
      q1: 7,
      median: 7,
      q3: 7,
    })
  })

  test('of equal values have a deviation of exactly 0', async () => {
    expect(await of([0.1, 0.1, 0.1])).toMatchObject({ mean: 0.1, sd: 0, sdPopulation: 0, q1: 0.1, q3: 0.1 })
    expect(await of([23, 23, 23], 'integer')).toMatchObject({ sd: 0 })
  })

  test.each([
    ['no rows', [], 0],
    ['missing values alone', [null, NaN], 2],
  ])('of %s are none, but for the counts', async (_name, values, rows) => {
    const { rows: found, n, missing: missed, ...others } = await of(values)
    expect([found, n, missed]).toEqual([rows, 0, rows])
    expect(new Set(Object.values(others))).toEqual(new Set([null]))
  })

  test('are none, never NaN, where an infinity leaves none', async () => {
    expect(await of([1, 2, Infinity])).toMatchObject({
      sum: Infinity,
      mean: Infinity,
      max: Infinity,
      sd: null,
      q1: 1.5,
      median: 2,
      q3: null,
    })
    expect(await of([-Infinity, Infinity])).toMatchObject({ sum: null, mean: null, sd: null, median: null })
    expect(await of([Infinity, Infinity])).toMatchObject({ mean: Infinity, median: Infinity, sd: null })
  })

  test('beyond the range of squares have a mean but no deviation', async () => {
    expect(await of([1e200, 3e200])).toMatchObject({ mean: 2e200, sd: null, median: 2e200 })
    expect(await of([-1.7e308, 1.7e308])).toMatchObject({ mean: 0, median: 0 })
    expect(await of([1.7e308, 1.7e308])).toMatchObject({ sum: Infinity })
  })

  test('are never -0', async () => {
    for (const value of Object.values(await of([-0, -0]))) expect(Object.is(value, -0)).toBe(false)
  })
})

describe('figures of whole numbers', () => {
  test('are exact beyond 2^53', async () => {
    const values = [9007199254740993n, 9007199254740993n, 1]
    expect(await of(values, 'integer')).toMatchObject({
      sum: 18014398509481987n,
      mean: Number(18014398509481987n / 3n),
      min: 1,
      max: 9007199254740993n,
    })
  })

  test('sum to a number again where they fit into one', async () => {
    expect(await of([2n ** 60n, -(2n ** 60n), 5], 'integer')).toMatchObject({ sum: 5, mean: 5 / 3 })
    expect(await of([9007199254740991, 1], 'integer')).toMatchObject({ sum: 9007199254740992n })
  })

  test('sum exactly over many rows', async () => {
    const most = Number.MAX_SAFE_INTEGER
    const values = Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? most - i : most - 7 * i))
    const exact = values.reduce((total, v) => total + BigInt(v), 0n)
    expect(await of(values, 'integer')).toMatchObject({ sum: exact })
  })

  test('keep the deviation of ids near to each other', async () => {
    const ids = [2n ** 62n, 2n ** 62n + 2n, 2n ** 62n + 4n]
    expect(await of(ids, 'integer')).toMatchObject({ variance: 4, sd: 2 })
  })
})

describe('figures of every type', () => {
  const any = {
    n: count('x'),
    missing: missing('x'),
    distinct: countDistinct('x'),
    min: min('x'),
    max: max('x'),
    first: first('x'),
    last: last('x'),
  }

  test.each([
    ['text', [null, 'é', 'a', 'Z', 'a'], [4, 1, 3, 'Z', 'é', 'é', 'a']],
    ['text', ['😀', '\uffff'], [2, 0, 2, '\uffff', '😀', '😀', '\uffff']],
    ['boolean', [true, null, false, true], [3, 1, 2, false, true, true, true]],
    [
      'date',
      ['2024-02-29', '1999-12-31', null],
      [2, 1, 2, '1999-12-31', '2024-02-29', '2024-02-29', '1999-12-31'],
    ],
    ['timestamp', [5, -5, null, 5], [3, 1, 2, -5, 5, 5, 5]],
    ['integer', [1, 2n ** 60n, 1n, null, -(2n ** 60n)], [4, 1, 3, -(2n ** 60n), 2n ** 60n, 1, -(2n ** 60n)]],
    ['number', [0, -0, 0.5, Infinity], [4, 0, 3, 0, Infinity, 0, Infinity]],
    ['text', ['__proto__', 'constructor', ''], [3, 0, 3, '', 'constructor', '__proto__', '']],
  ] as const)('%s %o', async (type, values, expected) => {
    expect(Object.values(await figures(one(type, values), any))).toEqual(expected)
  })

  test.each(['text', 'integer', 'boolean'] as const)('of no %s at all', async (type) => {
    expect(Object.values(await figures(one(type, [null]), any))).toEqual([0, 1, 0, null, null, null, null])
  })
})

describe('quantiles', () => {
  test('interpolate linearly between the two neighbours', async () => {
    // numpy.quantile([1, 2, 3, 4], [0, .1, .25, .5, .9, 1])
    const table = one('number', [4, 2, 1, 3])
    const at = async (p: number): Promise<Cell> => (await figures(table, { q: quantile('x', p) })).q
    expect(await Promise.all([0, 0.1, 0.25, 0.5, 0.9, 1].map(at))).toEqual([1, 1.3, 1.75, 2.5, 3.7, 4])
  })

  test.each([
    ['many equal', (i: number) => i % 3],
    ['rising', (i: number) => i + 0.5],
    ['falling', (i: number) => -i - 0.5],
    ['organ pipes', (i: number) => Math.min(i, 30_000 - i) + 0.25],
    ['near whole numbers', (i: number) => (i * 7919) % 1000],
    ['far whole numbers', (i: number) => ((i * 7919) % 30_011) * 1e6],
  ])('are those of sorted values: %s', async (_name, value) => {
    const values = Array.from({ length: 30_000 }, (_, i) => value(i))
    const sorted = Float64Array.from(values).sort()
    const found = await figures(one('number', values), {
      low: quantile('x', 0),
      mid: median('x'),
      high: quantile('x', 1),
    })
    expect(found).toEqual({
      low: sorted[0],
      mid: (sorted[14_999] + sorted[15_000]) / 2,
      high: sorted[29_999],
    })
  })
})
