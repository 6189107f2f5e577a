import { expect, test } from 'vitest'
import { parse } from '../../../src/parse/parse'
import { students } from '../../../src/parse/students'
import { batchOf, record } from '../../parse/support'
import { CSV, type Expected, idOf, messageOf, recordsOf } from './messages'

test('parse() makes of each message what its writer says', () => {
  const made = Array.from({ length: 2000 }, (_, id) => messageOf(id))
  const { funnel, origins, rows, rejects } = parse(
    batchOf(made.map(({ value }, id) => record(id, value))),
    students,
  )
  const found = made.map(() => ({ rows: new Map<number, unknown>(), rejects: [] as string[] }))
  for (const [i, { offset, index }] of [...origins].entries())
    found[Number(offset)].rows.set(index, rows.at(i))
  for (const reject of rejects) found[Number(reject.record.offset)].rejects.push(reject.code)
  expect(found).toEqual(made.map(({ expected }) => ({ rows: expected.rows, rejects: expected.rejects })))

  const count = (as: Expected['as']): number => made.filter(({ expected }) => expected.as === as).length
  expect(funnel).toEqual({
    read: made.length,
    parsed: count('parsed'),
    rejected: count('rejected'),
    tombstones: count('tombstone'),
    empty: count('empty'),
  })
  const kinds = new Set(made.map(({ expected: e }) => `${e.as} ${e.rows.size} ${e.rejects.join()}`))
  expect(kinds.size).toBe(10)
})

test('lines of CSV, too, after their header', () => {
  const made = Array.from({ length: 50 }, (_, i) => messageOf(CSV + i))
  const outcome = parse(batchOf(made.map(({ value }, i) => record(i, value))), students)
  expect(outcome.funnel).toMatchObject({ parsed: 49, empty: 1 })
  expect(outcome.rows.at(10)).toEqual(made[11].expected.rows.get(0))
  expect(made[0].expected.as).toBe('empty')
})

test('the same number is the same message, whose key tells it', () => {
  expect(messageOf(17)).toEqual(messageOf(17))
  expect(recordsOf(10, 13, 2).map((r) => [idOf(r.key), r.partition])).toEqual([
    [10, 0],
    [11, 1],
    [12, 0],
  ])
  expect(() => idOf(Buffer.from('k'))).toThrow('somebody else')
  expect(() => idOf(null)).toThrow('somebody else')
})
