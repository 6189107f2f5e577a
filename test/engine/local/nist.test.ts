import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mean, sd, variance } from '../../../src/query'
import { exactMean, exactVariance } from './exact'
import { figures, one } from './support'

// Certified values of NIST's Statistical Reference Datasets, univariate: https://www.itl.nist.gov/div898/strd/
interface Certified {
  readonly mean: number
  readonly sd: number
  readonly values: readonly number[]
}
const { sets } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'golden', 'query', 'nist.json'), 'utf8'),
) as { sets: Record<string, Omit<Certified, 'values'> & { values?: number[]; digits?: string }> }

// Mavro, Michelso, NumAcc3 and NumAcc4 lie far from zero for their spread, so that the rounding of 2.0018 or 10000000.1
// to a double is seen in the last digits of their deviation. What is computed is the deviation of what is held, exactly:
// these are the digits that it shares with the certified one.
const HELD: Readonly<Record<string, number>> = { Mavro: 13.1, Michelso: 13.8 }

const observed = Object.entries(sets).map(([name, { digits = '', values, ...certified }]) => {
  return [name, { ...certified, values: values ?? Array.from(digits, Number) }, 14, HELD[name] ?? 14] as const
})

/** One value, then two others in turn, 1001 in all: mean `first`, deviation 0.1, by construction. */
const alternating = (first: number, low: number, high: number): Certified => ({
  mean: first,
  sd: 0.1,
  values: [first, ...Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? low : high))],
})

const constructed = [
  ['NumAcc1', { mean: 10000002, sd: 1, values: [10000001, 10000003, 10000002] }, 15, 15],
  ['NumAcc2', alternating(1.2, 1.1, 1.3), 15, 14.5],
  ['NumAcc3', alternating(1000000.2, 1000000.1, 1000000.3), 15, 9.4],
  ['NumAcc4', alternating(10000000.2, 10000000.1, 10000000.3), 15, 8.2],
] as const

/** How many digits two numbers share (the log relative error); 16 where they are the same double. */
const digits = (found: number, certified: number): number =>
  found === certified ? 16 : -Math.log10(Math.abs((found - certified) / certified))

test.each([...observed, ...constructed])(
  'agrees with NIST on %s, in any order of rows',
  async (_name, certified, meanDigits, sdDigits) => {
    const found = await figures(one('number', certified.values), { mean: mean('x'), sd: sd('x') })
    expect(digits(Number(found.mean), certified.mean)).toBeGreaterThanOrEqual(meanDigits)
    expect(digits(Number(found.sd), certified.sd)).toBeGreaterThanOrEqual(sdDigits)
    const reversed = one('number', [...certified.values].reverse())
    expect(await figures(reversed, { mean: mean('x'), sd: sd('x') })).toEqual(found)
  },
)

test.each([...observed, ...constructed])(
  'says of %s what exact arithmetic on the same doubles says',
  async (_name, { values }) => {
    const found = await figures(one('number', values), { mean: mean('x'), variance: variance('x') })
    expect(digits(Number(found.mean), exactMean(values))).toBeGreaterThanOrEqual(15.6)
    expect(digits(Number(found.variance), exactVariance(values, values.length - 1))).toBeGreaterThanOrEqual(
      15.6,
    )
  },
)
