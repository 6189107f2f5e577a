import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type AggregateNode, answerColumns, type QueryPlan } from '../../../src/query'
import { from, Query } from '../../../src/question'
import { type Cell, Table } from '../../../src/table'
import { type Row, slowAnswer } from './oracle'
import { column, merged } from './support'
import { plans, summaries, tables, TYPES } from './tables'

// Hundreds of questions, each answered slowly: it takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 120_000 })

const rowsOf = (table: Table<object>): Row[] =>
  Array.from({ length: table.length }, (_, i) => new Map(table.columns.map((c) => [c.name, c.values[i]])))

/** Figures that the oracle rounds otherwise: to 1e-12. All the rest to the last bit. */
function expectAlike(found: readonly Row[], expected: readonly Row[]): void {
  expect(found.map((r) => [...r.keys()])).toEqual(expected.map((r) => [...r.keys()]))
  found.forEach((row, i) => {
    for (const [name, cell] of row) expectCell(cell, expected[i].get(name) ?? null)
  })
}

function expectCell(found: Cell, expected: Cell): void {
  if (
    typeof found === 'number' &&
    typeof expected === 'number' &&
    Number.isFinite(expected) &&
    found !== expected
  )
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)))
  else expect(found === 0 ? 0 : found).toBe(expected === 0 ? 0 : expected)
}

const pieces = (table: Table, cuts: readonly number[]): Table[] => {
  const ends = [...cuts.map((c) => c % (table.length + 1)).sort((a, b) => a - b), table.length]
  return ends.map((end, i) => {
    const start = i === 0 ? 0 : ends[i - 1]
    return new Table(table.columns.map((c) => column(c.name, c.type, c.values.slice(start, end))))
  })
}

const run = (plan: QueryPlan, ...parts: readonly Table[]): Row[] => {
  const running = new Query(plan).start()
  for (const part of parts) running.add(part)
  return rowsOf(running.answer())
}

describe('the quick answer', () => {
  test('is the slow one, on any table and question', () => {
    fc.assert(
      fc.property(tables(), plans, (table, plan) => {
        expectAlike(run(plan, table), slowAnswer(plan, table))
      }),
      { numRuns: 600, seed: 5 },
    )
  })

  test('does not depend on how rows come', () => {
    fc.assert(
      fc.property(tables(), plans, fc.array(fc.nat(), { maxLength: 4 }), (table, plan, cuts) => {
        expect(run(plan, ...pieces(table, cuts))).toEqual(run(plan, table))
      }),
      { numRuns: 400, seed: 5 },
    )
  })

  test('is the same from what was kept apart and merged', () => {
    fc.assert(
      fc.property(
        tables(),
        summaries,
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        (table, summary, cuts) => {
          const plan = planOf(summary)
          expectAlike(rowsOf(merged(plan, pieces(table, cuts))), run(plan, table))
        },
      ),
      { numRuns: 400, seed: 5 },
    )
  })

  test('holds over many blocks of rows', () => {
    const n = 140_000
    const table = new Table([
      column(
        't',
        'text',
        Array.from({ length: n }, (_, i) => (i % 97 === 0 ? null : `g${(i * 7) % 300}`)),
      ),
      column(
        'x',
        'number',
        Array.from({ length: n }, (_, i) => (i % 11 === 0 ? null : ((i * 7919) % 1009) / 8)),
      ),
      column(
        'i',
        'integer',
        Array.from({ length: n }, (_, i) => (i * 31) % 5000),
      ),
    ])
    const figures = ['sum', 'mean', 'min', 'max', 'sd', 'first', 'last', 'distinct'].flatMap((figure) =>
      ['x', 'i'].map((name) => ({ figure, of: { column: name } }) as AggregateNode),
    )
    const quantiles = [0.1, 0.5].flatMap((p) =>
      ['x', 'i'].map((name): AggregateNode => ({ figure: 'quantile', of: { column: name }, p })),
    )
    const plan = planOf({ by: ['t'], figures: [...figures, ...quantiles] }, from(table).plan)
    expectAlike(run(plan, table), slowAnswer(plan, table))
  })
})

function planOf({ by, figures }: { by: string[]; figures: AggregateNode[] }, plan?: QueryPlan): QueryPlan {
  const start =
    plan ?? from(new Table(Object.entries(TYPES).map(([name, type]) => column(name, type, [])))).plan
  const named = figures.map((value, i) => ({ name: `f${i}`, value }))
  const found: QueryPlan = { ...start, steps: [{ step: 'summarise', by, figures: named }] }
  expect(answerColumns(found)).toHaveLength(by.length + figures.length)
  return found
}
