import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupTable, twoMeans } from '../../../src/engine/local'
import { compareGroups } from '../../../src/query'
import { type Cell, type Column, type ColumnType } from '../../../src/table'
import { codeOf } from '../../support/codes'
import { column } from './support'

const by = (values: readonly Cell[], type: ColumnType = 'text', name = 'g'): Column =>
  column(name, type, values)
const of = (values: readonly Cell[], type: ColumnType = 'number'): Column => column('x', type, values)
const keys = (key: Column): readonly Cell[] =>
  groupTable(key, of(key.values.map((_, i) => i))).columns[0].values

describe('groupTable', () => {
  test('agrees with pandas', () => {
    const table = groupTable(
      by(['b', 'a', 'b', 'c', 'a', 'b', 'a', 'b', 'a', 'b']),
      of([21.5, 19, 23, 30, 18.25, 22, 22, 41, 19, 25.125]),
    )
    // pandas: df.groupby('g').x.agg(['count', 'mean', 'min', 'max', 'std', quantile .25, 'median', quantile .75])
    const rows = table.toArray().map((r) => [r.g, r.n, r.mean, r.min, r.max, r.q1, r.median, r.q3])
    expect(rows).toEqual([
      ['a', 4, 19.5625, 18.25, 22, 18.8125, 19, 19.75],
      ['b', 5, 26.525, 21.5, 41, 22, 23, 25.125],
      ['c', 1, 30, 30, 30, 30, 30, 30],
    ])
    expect(table.column('sd').values).toEqual([1.6630168369562588, 8.210321248282554, null])
  })

  test('tells keys apart as values', () => {
    const odd = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'null', 'NaN', 'a-b']
    expect(new Set(keys(by([...odd, ...odd, null, null])))).toEqual(new Set([...odd, null]))
    expect(keys(by([10, 9, 10, 1, -0, 0, NaN, null], 'number'))).toEqual([0, 1, 9, 10, null])
    expect(keys(by([0.5, -1, 70000, 0.5, Infinity], 'number'))).toEqual([-1, 0.5, 70000, Infinity])
    expect(keys(by([9007199254740993n, 1, 1n, 9007199254740992n], 'integer'))).toEqual([
      1,
      9007199254740992n,
      9007199254740993n,
    ])
    expect(keys(by([true, null, false, true], 'boolean'))).toEqual([false, true, null])
    expect(keys(by(['2024-01-01', null, '1999-12-31'], 'date'))).toEqual(['1999-12-31', '2024-01-01', null])
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

  test('lists plain text, which goes a quicker way, in the same order', () => {
    const words = [
      'b',
      'B',
      'a b',
      'ab',
      'a-b',
      'A',
      '',
      'z9',
      'z10',
      'zz',
      '_x',
      'groupe 10',
      'groupe 9',
      'Groupe 9',
      '~',
    ]
    const found = keys(by(words))
    expect(found).toEqual([...words].sort(compareGroups))
    expect(keys(by(words.map((w) => `shared beginning ${w}`)))).toEqual(
      found.map((w) => `shared beginning ${String(w)}`),
    )
  })

  test('lists any plain texts in the order of the dictionary', () => {
    const plain = fc.string({ unit: 'grapheme-ascii', maxLength: 12 })
    fc.assert(
      fc.property(fc.uniqueArray(plain, { maxLength: 30 }), plain, (words, start) => {
        const all = words.map((w) => start + w)
        expect(keys(by(all))).toEqual([...all].sort(compareGroups))
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  test('keeps apart texts that read the same, in a fixed order', () => {
    const [composed, decomposed] = ['\u00e9', 'e\u0301']
    expect(keys(by([composed, decomposed]))).toEqual(keys(by([decomposed, composed])))
    expect(keys(by([composed, decomposed]))).toHaveLength(2)
  })

  test('counts missing values by group, and keeps a group that has no value', () => {
    const table = groupTable(by(['a', 'a', 'b', null]), of([1, null, NaN, 4]))
    expect(table.toArray().map((r) => [r.g, r.n, r.missing, r.mean])).toEqual([
      ['a', 1, 1, 1],
      ['b', 0, 1, null],
      [null, 1, 0, 4],
    ])
  })

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

  test('describes a column by itself', () => {
    const age = column('age', 'integer', [20, 20, 21])
    expect(
      groupTable(age, age)
        .toArray()
        .map((r) => [r.age, r.n, r.mean]),
    ).toEqual([
      [20, 2, 20],
      [21, 1, 21],
    ])
  })

  test('of no rows has its columns and no line', () => {
    const table = groupTable(by([]), of([]))
    expect(table.length).toBe(0)
    expect(table.names).toHaveLength(10)
  })

  test.each([
    ['text', ['23', '24'], 'such as "23" in row 0'],
    ['boolean', [true, false], 'holds true and false,'],
    ['timestamp', [0, 1], 'holds dates,'],
    ['date', ['2024-01-01', null], 'days of the calendar'],
  ] as const)('refuses to describe %s', (type, values, words) => {
    expect(() => groupTable(by(['a', 'b']), of(values, type))).toThrow(words)
    expect(codeOf(() => groupTable(by(['a', 'b']), of(values, type)))).toBe('COLUMN_NOT_NUMERIC')
  })
})

describe('twoMeans', () => {
  test('differ where groups differ in size', () => {
    expect({ ...twoMeans(by(['a', 'a', 'a', 'b', null]), of([1, 2, 3, 10, null])) }).toEqual({
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
