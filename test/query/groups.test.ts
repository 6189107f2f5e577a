import { describe, expect, test } from 'vitest'
import { describeGroups, groupTable, twoMeans } from '../../src/query'
import { type Cell, type Column, type ColumnType } from '../../src/table'

const by = (values: readonly Cell[], type: ColumnType = 'text', name = 'g'): Column => ({
  name,
  type,
  values,
})
const of = (values: readonly Cell[], type: ColumnType = 'number'): Column => ({ name: 'x', type, values })
const keys = (column: Column): Cell[] =>
  describeGroups(column, of(column.values.map((_, i) => i))).map((g) => g.key)

describe('describeGroups', () => {
  test('agrees with pandas', () => {
    const groups = describeGroups(
      by(['b', 'a', 'b', 'c', 'a', 'b', 'a', 'b', 'a', 'b']),
      of([21.5, 19, 23, 30, 18.25, 22, 22, 41, 19, 25.125]),
    )
    // pandas: df.groupby('g').x.agg(['count', 'mean', 'min', 'max', 'std', quantile .25, 'median', quantile .75])
    const rows = groups.map(({ key, summary: s }) => [key, s.n, s.mean, s.min, s.max, s.q1, s.median, s.q3])
    expect(rows).toEqual([
      ['a', 4, 19.5625, 18.25, 22, 18.8125, 19, 19.75],
      ['b', 5, 26.525, 21.5, 41, 22, 23, 25.125],
      ['c', 1, 30, 30, 30, 30, 30, 30],
    ])
    const sds = groups.map((g) => g.summary.sd)
    expect(sds[0]).toBeCloseTo(1.6630168369562588, 14)
    expect(sds[1]).toBeCloseTo(8.210321248282554, 14)
    expect(sds[2]).toBeNull()
  })

  test('tells keys apart as values', () => {
    const odd = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'null', 'NaN', 'a-b']
    expect(new Set(keys(by([...odd, ...odd, null, null])))).toEqual(new Set([...odd, null]))
    expect(keys(by([10, 9, 10, 1, -0, 0, NaN, null], 'number'))).toEqual([0, 1, 9, 10, null])
    expect(keys(by([9007199254740993n, 1, 9007199254740992n], 'integer'))).toEqual([
      1,
      9007199254740992n,
      9007199254740993n,
    ])
    expect(keys(by([true, null, false, true], 'boolean'))).toEqual([false, true, null])
  })

  test('lists text as a French dictionary does, and the missing group last', () => {
    expect(keys(by([null, 'Zoologie', 'économie', 'Eau', 'Droit', 'droit', 'École', 'Etude']))).toEqual([
      'droit',
      'Droit',
      'Eau',
      'École',
      'économie',
      'Etude',
      'Zoologie',
      null,
    ])
  })

  test('keeps apart texts that read the same, in a fixed order', () => {
    const composed = '\u00e9'
    const decomposed = 'e\u0301'
    expect(keys(by([composed, decomposed]))).toEqual(keys(by([decomposed, composed])))
    expect(keys(by([composed, decomposed]))).toHaveLength(2)
  })

  test('counts missing values by group, and keeps a group that has no value', () => {
    const groups = describeGroups(by(['a', 'a', 'b', null]), of([1, null, NaN, 4]))
    expect(groups.map((g) => [g.key, g.summary.n, g.summary.missing, g.summary.mean])).toEqual([
      ['a', 1, 1, 1],
      ['b', 0, 1, null],
      [null, 1, 0, 4],
    ])
  })

  test('of no rows has no groups', () => {
    expect(describeGroups(by([]), of([]))).toEqual([])
  })

  test('takes bigints as doubles', () => {
    expect(describeGroups(by(['a', 'a']), of([2n ** 60n, 2], 'integer'))[0].summary.mean).toBe(2 ** 59 + 1)
  })

  test.each([
    ['text', ['23', '24'], 'such as "23" in row 0'],
    ['boolean', [true, false], 'holds true and false,'],
    ['timestamp', [0, 1], 'holds dates,'],
  ] as const)('refuses to describe %s', (type, values, words) => {
    expect(() => describeGroups(by(['a', 'b']), of(values, type))).toThrow(words)
  })
})

describe('groupTable', () => {
  test('has one typed column a figure', () => {
    const table = groupTable(by(['a', 'b', 'b'], 'text', 'filiere'), of([20, 21, 22], 'integer'))
    expect(table.columns.map((c) => [c.name, c.type, c.values])).toEqual([
      ['filiere', 'text', ['a', 'b']],
      ['n', 'integer', [1, 2]],
      ['missing', 'integer', [0, 0]],
      ['mean', 'number', [20, 21.5]],
      ['min', 'integer', [20, 21]],
      ['max', 'integer', [20, 22]],
      ['sd', 'number', [null, Math.SQRT1_2]],
      ['q1', 'number', [20, 21.25]],
      ['median', 'number', [20, 21.5]],
      ['q3', 'number', [20, 21.75]],
    ])
  })

  test('renames a group column that is called like a figure', () => {
    expect(groupTable(by(['a'], 'text', 'mean'), of([1])).names[0]).toBe('mean_')
  })

  test('of no rows has its columns and no line', () => {
    const table = groupTable(by([]), of([]))
    expect(table.length).toBe(0)
    expect(table.names).toHaveLength(10)
  })
})

describe('twoMeans', () => {
  test('differ where groups differ in size', () => {
    expect(twoMeans(by(['a', 'a', 'a', 'b', null]), of([1, 2, 3, 10, null]))).toEqual({
      overRows: { n: 4, mean: 4 },
      overGroups: { n: 2, mean: 6 },
    })
  })

  test('of nothing are none', () => {
    expect(twoMeans(by([]), of([]))).toEqual({
      overRows: { n: 0, mean: null },
      overGroups: { n: 0, mean: null },
    })
  })
})
