import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type Aggregate,
  count,
  countDistinct,
  first,
  last,
  max,
  mean,
  min,
  missing,
  quantile,
  sd,
  sdPopulation,
  sum,
  variance,
  variancePopulation,
} from '../../../src/query'
import { from } from '../../../src/question'
import { type Cell, Table } from '../../../src/table'
import { column } from './support'

/** What test/query/reference.py has pandas and NumPy say of the same rows. */
interface Reference {
  readonly quantiles: readonly number[]
  readonly cases: readonly {
    readonly name: string
    readonly columns: { g: (string | null)[]; h: string[]; x: (number | null)[]; k: number[] }
    readonly all: { x: Figures; k: Figures }
    readonly byG: readonly (readonly [string | null, { x: Figures; k: Figures }])[]
    readonly byBoth: readonly (readonly [readonly (string | null)[], Figures])[]
    readonly histogram: { edges: number[]; counts: number[] }
  }[]
}
type Figures = Record<string, number | null> & { quantiles: (number | null)[] }

const golden = (file: string): string => join(__dirname, '..', '..', 'golden', 'query', file)
const { quantiles, cases } = JSON.parse(readFileSync(golden('pandas.json'), 'utf8')) as Reference

const all = (of: string): Record<string, Aggregate> => ({
  rows: count(),
  n: count(of),
  missing: missing(of),
  distinct: countDistinct(of),
  sum: sum(of),
  mean: mean(of),
  min: min(of),
  max: max(of),
  sd: sd(of),
  variance: variance(of),
  sdPopulation: sdPopulation(of),
  variancePopulation: variancePopulation(of),
  first: first(of),
  last: last(of),
  ...Object.fromEntries(quantiles.map((p) => [`quantile ${p}`, quantile(of, p)])),
})

/** Counts, extremes and quantiles to the last bit; sums and their like as near as pandas' own rounding allows. */
const ROUNDED = ['sum', 'mean', 'sd', 'variance', 'sdPopulation', 'variancePopulation']

function expectFigures(
  found: Record<string, Cell>,
  { quantiles: expectedQuantiles, ...expected }: Figures,
): void {
  quantiles.forEach((p, i) => expect(found[`quantile ${p}`]).toBe(expectedQuantiles[i]))
  for (const [name, value] of Object.entries(expected))
    if (ROUNDED.includes(name) && value !== null && value !== 0)
      expect(Math.abs((Number(found[name]) - value) / value)).toBeLessThan(2e-14)
    else expect(found[name]).toBe(value)
}

describe.each(cases)('pandas and NumPy on $name', ({ columns: { g, h, x, k }, ...expected }) => {
  const table = new Table<{ g: string; h: string; x: number; k: number }>([
    column('g', 'text', g),
    column('h', 'text', h),
    column('x', 'number', x),
    column('k', 'integer', k),
  ])
  const question = from(table)

  test.each(['x', 'k'] as const)('say the same of all of %s', async (of) => {
    const answer = await question.summarise(all(of)).run(table)
    expectFigures(answer.at(0) as Record<string, Cell>, expected.all[of])
  })

  test.each(['x', 'k'] as const)('say the same of %s by one key', async (of) => {
    const answer = await question.groupBy('g').summarise(all(of)).run(table)
    const rows = answer.toArray() as unknown as Record<string, Cell>[]
    expect(new Set(rows.map((r) => r.g))).toEqual(new Set(expected.byG.map(([key]) => key)))
    for (const [key, figures] of expected.byG)
      expectFigures(rows.find((r) => r.g === key) as Record<string, Cell>, figures[of])
  })

  test('say the same of x by two keys', async () => {
    const answer = await question.groupBy('g', 'h').summarise(all('x')).run(table)
    const rows = answer.toArray() as unknown as Record<string, Cell>[]
    expect(rows).toHaveLength(expected.byBoth.length)
    for (const [[a, b], figures] of expected.byBoth)
      expectFigures(rows.find((r) => r.g === a && r.h === b) as Record<string, Cell>, figures)
  })

  test('count the same pieces of a histogram', async () => {
    const { edges, counts } = expected.histogram
    const answer = await question.histogram('k', { width: 10 }).run(table)
    const found = new Map(answer.toArray().map((r) => [r.from, r.n]))
    // A piece of NumPy's that holds its end as well is the last alone, and 50 never occurs.
    counts.forEach((n, i) => expect(found.get(edges[i]) ?? 0).toBe(n))
    expect(answer.toArray().reduce((total, r) => total + r.n, 0)).toBe(k.length)
  })
})
