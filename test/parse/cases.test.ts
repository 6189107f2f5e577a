import { describe, expect, test } from 'vitest'
import { type Parsed } from '../../src/parse/outcome'
import { parse } from '../../src/parse/parse'
import { caseFiles, cellOf, recordsOf, type Case } from './case-files'
import { batchOf } from './support'

/** What became of the message of a case, in the words of the case files. */
function outcomeOf(parsed: Parsed, offset: bigint): unknown {
  const rejects = parsed.rejects
    .filter((r) => r.record.offset === offset)
    .map(({ index, code, position }) => ({ index, reject: { code, position } }))
  const rows = [...parsed.origins].flatMap((origin, i) =>
    origin.offset === offset ? [{ index: origin.index, row: Object.entries(parsed.rows.at(i) ?? {}) }] : [],
  )
  return [...rejects, ...rows].sort((a, b) => (a.index ?? -1) - (b.index ?? -1))
}

function expected(c: Case): unknown {
  const rowOf = (row: object) => ({ row: Object.entries(row).map(([name, cell]) => [name, cellOf(cell)]) })
  const rejectOf = ({ code, position }: { code: string; position?: number }) => ({
    reject: { code, position: position ?? null },
  })
  if (c.rows)
    return c.rows.map((r, index) => ({ index, ...('row' in r ? rowOf(r.row) : rejectOf(r.reject)) }))
  if (c.row) return [{ index: 0, ...rowOf(c.row) }]
  return c.reject ? [{ index: null, ...rejectOf(c.reject) }] : []
}

function repairsOf(parsed: Parsed): Record<string, unknown> {
  const kinds = new Map<string, string[]>()
  for (const { column, kind } of parsed.repairs) kinds.set(column, [...(kinds.get(column) ?? []), kind])
  return Object.fromEntries([...kinds].map(([column, all]) => [column, all.length === 1 ? all[0] : all]))
}

describe.each(caseFiles())('$file', ({ schema, cases }) => {
  test('names every case once', () => {
    expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length)
  })

  test.each(cases)('$name', (c) => {
    const records = recordsOf(c)
    const parsed = parse(batchOf(records), schema, { csvHeader: c.csv_header })
    const { tombstones, empty } = parsed.funnel
    expect({
      outcome: outcomeOf(parsed, BigInt(records.length - 1)),
      tombstones,
      empty: empty > 0,
      repairs: repairsOf(parsed),
      ...(c.format !== undefined && { format: [...parsed.formats.keys()].at(-1) }),
    }).toEqual({
      outcome: expected(c),
      tombstones: c.tombstone ? 1 : 0,
      empty: c.empty === true || c.before !== undefined,
      repairs: c.repairs ?? {},
      ...(c.format !== undefined && { format: c.format }),
    })
  })
})

test('there are cases enough', () => {
  expect(caseFiles().reduce((n, { cases }) => n + cases.length, 0)).toBeGreaterThanOrEqual(200)
})
