import { describe, expect, test } from 'vitest'
import { col, lit, type Term } from '../../../src/query'
import { type Cell, type ColumnType, Table } from '../../../src/table'
import { column, derived, one } from './support'

const found = (type: ColumnType, values: readonly Cell[], term: Term): Promise<readonly Cell[]> =>
  derived(one(type, values), term)
const x = col('x')

describe('numbers', () => {
  test('whole ones are computed exactly, however large', async () => {
    const big = 2n ** 62n
    expect(await found('integer', [1, big, null], x.add(1))).toEqual([2, big + 1n, null])
    expect(await found('integer', [9007199254740991], x.add(1))).toEqual([9007199254740992n])
    expect(await found('integer', [9007199254740993n], x.sub(2))).toEqual([9007199254740991])
    expect(await found('integer', [3037000500, -3037000500], x.mul(x))).toEqual([
      9223372037000250000n,
      9223372037000250000n,
    ])
    expect(await found('integer', [-7, 7, big], x.mod(4))).toEqual([-3, 3, 0])
    expect(await found('integer', [-(2n ** 60n), -1, null], x.abs())).toEqual([2n ** 60n, 1, null])
  })

  test('with one that is not whole are doubles', async () => {
    expect(await found('integer', [1, 2n ** 60n], x.add(0.5))).toEqual([1.5, 2 ** 60])
    expect(await found('number', [0.1, -0.1, null], x.mul(3))).toEqual([0.1 * 3, -0.1 * 3, null])
    expect(await found('number', [5.5, -5.5], x.mod(2))).toEqual([1.5, -1.5])
    expect(await found('number', [-1.5, Infinity], x.abs())).toEqual([1.5, Infinity])
  })

  test('divided are numbers; by 0, nothing', async () => {
    expect(await found('integer', [1, 7, 2n ** 60n, null], x.div(2))).toEqual([0.5, 3.5, 2 ** 59, null])
    expect(await found('integer', [1, 0], x.div(0))).toEqual([null, null])
    expect(await found('integer', [1, 0], x.mod(0))).toEqual([null, null])
    expect(await found('integer', [1, 2n ** 60n], x.mod(0))).toEqual([null, null])
    expect(await found('number', [0, 4], lit(1).div(x))).toEqual([null, 0.25])
  })

  test('that are none come out missing', async () => {
    expect(await found('number', [Infinity, 1], x.sub(Infinity))).toEqual([null, -Infinity])
    expect(await found('number', [1e308], x.mul(10))).toEqual([Infinity])
  })

  test.each([
    ['floor', x.floor(), [-3, 2, 2, 0, -1, null, null]],
    ['ceil', x.ceil(), [-2, 3, 3, 1, 0, null, null]],
    ['round', x.round(), [-3, 3, 2, 0, 0, null, null]],
  ])('%s to whole numbers, halves away from zero, never to -0', async (_name, term, expected) => {
    const values = [-2.5, 2.5, 2.4, 0.49999999999999994, -0.25, Infinity, null]
    const cells = await found('number', values, term)
    expect(cells).toEqual(expected)
    expect(cells.some((v) => Object.is(v, -0))).toBe(false)
  })

  test('rounded beyond 2^53 are bigints', async () => {
    expect(await found('number', [1e17, 1.5], x.floor())).toEqual([100000000000000000n, 1])
    expect(await found('integer', [2n ** 60n, 3], x.round())).toEqual([2n ** 60n, 3])
  })

  test('of a decade', async () => {
    expect(await found('integer', [19, 20, 29, null], x.div(10).floor().mul(10))).toEqual([10, 20, 20, null])
  })
})

describe('texts', () => {
  const words = ['École', ' a b ', '😀x', '', null]
  test.each([
    ['lower', x.lower(), ['école', ' a b ', '😀x', '', null]],
    ['upper', x.upper(), ['ÉCOLE', ' A B ', '😀X', '', null]],
    ['trim', x.trim(), ['École', 'a b', '😀x', '', null]],
    ['length', x.length(), [5, 5, 2, 0, null]],
    ['left', x.left(1), ['É', ' ', '😀', '', null]],
    ['left of nothing', x.left(0), ['', '', '', '', null]],
    ['left of less than nothing', x.left(-1), ['', '', '', '', null]],
    ['concat', x.concat('!'), ['École!', ' a b !', '😀x!', '!', null]],
    ['concat with a column', x.concat(x), ['ÉcoleÉcole', ' a b  a b ', '😀x😀x', '', null]],
    ['fold', x.fold(), ['ecole', ' a b ', '😀x', '', null]],
  ])('%s', async (_name, term, expected) => {
    expect(await found('text', words, term)).toEqual(expected)
  })

  test('that differ in case, accents, ligatures or their composition are one when folded', async () => {
    const same = ['Œuvre', 'œuvre', 'OEUVRE', 'oeuvre']
    expect(new Set(await found('text', same, x.fold()))).toEqual(new Set(['oeuvre']))
    expect(await found('text', ['\u00e9', 'e\u0301', 'Ï', 'ç', 'ß', 'İ', 'ΟΔΟΣ', 'οδος'], x.fold())).toEqual([
      'e',
      'e',
      'i',
      'c',
      'ss',
      'i',
      'οδος',
      'οδος',
    ])
  })
})

describe('moments', () => {
  const moments = [
    0,
    -1,
    Date.UTC(2024, 1, 29, 23, 59, 59, 999),
    Date.UTC(2024, 10, 24, 16),
    8.64e15 + 1,
    null,
  ]
  test.each([
    ['year', x.year(), [1970, 1969, 2024, 2024, null, null]],
    ['month', x.month(), [1, 12, 2, 11, null, null]],
    ['day', x.day(), [1, 31, 29, 24, null, null]],
    ['weekday, Sunday last', x.weekday(), [4, 3, 4, 7, null, null]],
    ['hour', x.hour(), [0, 23, 23, 16, null, null]],
  ])('%s', async (_name, term, expected) => {
    expect(await found('timestamp', moments, term)).toEqual(expected)
  })

  test.each([
    ['hour', '2024-11-24T16:00:00.000Z'],
    ['day', '2024-11-24T00:00:00.000Z'],
    ['week', '2024-11-18T00:00:00.000Z'],
    ['month', '2024-11-01T00:00:00.000Z'],
    ['quarter', '2024-10-01T00:00:00.000Z'],
    ['year', '2024-01-01T00:00:00.000Z'],
  ] as const)('the start of a %s', async (unit, expected) => {
    const cells = await found('timestamp', [Date.UTC(2024, 10, 24, 16, 30, 5, 7), null], x.startOf(unit))
    expect(cells).toEqual([Date.parse(expected), null])
  })

  test('start where they should in the first century and before 1970', async () => {
    const early = Date.parse('0099-03-05T12:00:00Z')
    expect(await found('timestamp', [early, -1], x.startOf('year'))).toEqual([
      Date.parse('0099-01-01T00:00:00Z'),
      Date.parse('1969-01-01T00:00:00Z'),
    ])
  })
})

describe('days', () => {
  test('have the parts of days, and begin as days', async () => {
    const days = ['2024-02-29', '0001-01-01', null]
    expect(await found('date', days, x.year())).toEqual([2024, 1, null])
    expect(await found('date', days, x.weekday())).toEqual([4, 1, null])
    expect(await found('date', days, x.startOf('month'))).toEqual(['2024-02-01', '0001-01-01', null])
    expect(await found('date', days, x.startOf('week'))).toEqual(['2024-02-26', '0001-01-01', null])
  })
})

describe('ifMissing', () => {
  test('takes the other where there is none', async () => {
    expect(await found('integer', [1, null, 2n ** 60n], x.ifMissing(0))).toEqual([1, 0, 2n ** 60n])
    expect(await found('text', ['a', null], x.ifMissing(''))).toEqual(['a', ''])
    expect(await found('boolean', [true, null], x.ifMissing(false))).toEqual([true, false])
    expect(await found('date', ['2024-02-29', null], x.ifMissing('2000-01-01'))).toEqual([
      '2024-02-29',
      '2000-01-01',
    ])
    const table = new Table([column('a', 'integer', [null, 1]), column('b', 'number', [0.5, 2])])
    expect(await derived(table, col('a').ifMissing(col('b')))).toEqual([0.5, 1])
  })
})

test('a condition is a column of true and false, and open where a value is missing', async () => {
  expect(await derived(one('integer', [17, 18, null]), x.gte(18))).toEqual([false, true, null])
})

test('of no rows nothing is computed', async () => {
  expect(await derived(one('text', []), x.upper())).toEqual([])
})
