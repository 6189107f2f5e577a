import { describe, expect, test } from 'vitest'
import { matchingRows } from '../../../src/engine/local'
import { and, col, lit, or } from '../../../src/query'
import { Table } from '../../../src/table'
import { codeOf } from '../../support/codes'
import { column, one } from './support'

describe('matchingRows', () => {
  const numbers = one('number', [19, 20, 21, null, NaN, 20.5])

  test.each([
    [col('x').eq(20), [1]],
    [col('x').ne(20), [0, 2, 5]],
    [col('x').gt(20), [2, 5]],
    [col('x').gte(20), [1, 2, 5]],
    [col('x').lt(20), [0]],
    [col('x').lte(20), [0, 1]],
    [col('x').between(20, 20.5), [1, 5]],
    [col('x').in([21, 19]), [0, 2]],
    [col('x').in<number>([]), []],
    [col('x').isMissing(), [3, 4]],
    [col('x').isPresent(), [0, 1, 2, 5]],
    [lit(20).lt(col('x')), [2, 5]],
  ] as const)('%s: a missing value matches nothing else', (predicate, rows) => {
    expect(matchingRows(numbers, predicate)).toEqual(rows)
  })

  test('what a missing value leaves open stays open under not', () => {
    expect(matchingRows(numbers, col('x').gt(20).not())).toEqual([0, 1])
    expect(matchingRows(numbers, col('x').in<number>([]).not())).toEqual([0, 1, 2, 5])
    expect(matchingRows(numbers, col('x').between(0, 20).not())).toEqual([2, 5])
  })

  test.each([
    ['true and true', true, true, true, true],
    ['true and false', true, false, false, true],
    ['true and missing', true, null, null, true],
    ['false and missing', false, null, false, null],
    ['missing and missing', null, null, null, null],
  ] as const)('Kleene: %s', (_name, a, b, both, either) => {
    const table = new Table([column('a', 'boolean', [a]), column('b', 'boolean', [b])])
    const [left, right] = [col('a').eq(true), col('b').eq(true)]
    const found = (p: typeof left | ReturnType<typeof and>): boolean | null => {
      if (matchingRows(table, p).length === 1) return true
      return matchingRows(table, p.not()).length === 1 ? false : null
    }
    expect(found(and(left, right))).toBe(both)
    expect(found(and(right, left))).toBe(both)
    expect(found(or(left, right))).toBe(either)
    expect(found(or(right, left))).toBe(either)
  })

  test('of no rows is none', () => {
    expect(matchingRows(one('number', []), col('x').gt(1))).toEqual([])
    expect(matchingRows(one('text', []), col('x').gt(1))).toEqual([])
  })

  test('of missing values alone is none, whatever their type', () => {
    expect(matchingRows(one('text', [null, null]), col('x').gt(1))).toEqual([])
    expect(matchingRows(one('text', [null, null]), col('x').eq(true))).toEqual([])
  })

  test('compares bigints and numbers by value, exactly', () => {
    const ids = one('integer', [9007199254740992n, 9007199254740993n, 1, null])
    expect(matchingRows(ids, col('x').eq(9007199254740993n))).toEqual([1])
    expect(matchingRows(ids, col('x').ne(9007199254740993n))).toEqual([0, 2])
    expect(matchingRows(ids, col('x').gt(9007199254740992))).toEqual([1])
    expect(matchingRows(ids, col('x').eq(1n))).toEqual([2])
    expect(matchingRows(ids, col('x').in([1n, 9007199254740992n]))).toEqual([0, 2])
  })

  test('compares text as it stands: case, accents and white space count', () => {
    const text = one('text', ['', 'é', 'E', 'e', ' e', 'constructor', '__proto__', null])
    expect(matchingRows(text, col('x').eq('e'))).toEqual([3])
    expect(matchingRows(text, col('x').eq(''))).toEqual([0])
    expect(matchingRows(text, col('x').eq('__proto__'))).toEqual([6])
    expect(matchingRows(text, col('x').gt('e'))).toEqual([1])
    expect(matchingRows(text, col('x').lt('E'))).toEqual([0, 4])
    expect(matchingRows(text, col('x').in(['é', '']))).toEqual([0, 1])
  })

  test('matches parts of text, with or without case and accents', () => {
    const text = one('text', ['École', 'ecole', 'E\u0301COLE', 'Œuvre', 'Straße', null])
    const rows = (p: Parameters<typeof matchingRows>[1]): number[] => matchingRows(text, p)
    expect(rows(col('x').startsWith('É'))).toEqual([0])
    expect(rows(col('x').startsWith('é', { ignore: 'case' }))).toEqual([0, 2])
    expect(rows(col('x').startsWith('e', { ignore: 'case and accents' }))).toEqual([0, 1, 2])
    expect(rows(col('x').endsWith('LE', { ignore: 'case' }))).toEqual([0, 1, 2])
    expect(rows(col('x').contains('col'))).toEqual([0, 1])
    expect(rows(col('x').contains(''))).toEqual([0, 1, 2, 3, 4])
    expect(rows(col('x').eq('ECOLE', { ignore: 'case and accents' }))).toEqual([0, 1, 2])
    expect(rows(col('x').ne('ECOLE', { ignore: 'case and accents' }))).toEqual([3, 4])
    expect(rows(col('x').eq('OEUVRE', { ignore: 'case and accents' }))).toEqual([3])
    expect(rows(col('x').eq('STRASSE', { ignore: 'case' }))).toEqual([4])
  })

  test('compares booleans, moments and days', () => {
    expect(matchingRows(one('boolean', [true, false, null]), col('x').eq(false))).toEqual([1])
    const moments = one('timestamp', [0, 1000, null])
    expect(matchingRows(moments, col('x').gte(new Date(1000)))).toEqual([1])
    expect(matchingRows(moments, col('x').lt(1000))).toEqual([0])
    const days = one('date', ['2024-02-29', '2023-12-31', null])
    expect(matchingRows(days, col('x').gt('2024-01-01'))).toEqual([0])
    expect(matchingRows(days, col('x').between('2023-12-31', '2024-02-29'))).toEqual([0, 1])
  })

  test('compares a column with another, and with what is computed from it', () => {
    const table = new Table([column('a', 'integer', [1, 2, null]), column('b', 'number', [0.5, 2, 3])])
    expect(matchingRows(table, col('a').gt(col('b')))).toEqual([0])
    expect(matchingRows(table, col('a').add(col('b')).gte(4))).toEqual([1])
  })

  test.each([
    ['text', '23', 23],
    ['number', 23, '23'],
    ['integer', 1, true],
    ['boolean', true, 1],
    ['integer', 1, new Date(1)],
    ['timestamp', 1, '1970-01-01'],
    ['date', '2024-01-01', 'yesterday'],
    ['date', '2024-01-01', new Date(1)],
  ] as const)('refuses a column of %s (%s) against %s', (type, cell, value) => {
    expect(codeOf(() => matchingRows(one(type, [null, cell]), col('x').eq(value)))).toBe('COMPARISON_TYPE')
  })

  test('says which comparison cannot be judged', () => {
    const table = new Table([
      column('age', 'text', ['22']),
      column('nom', 'text', ['A']),
      column('n', 'integer', [1]),
    ])
    expect(() => matchingRows(table, col('age').gt(20))).toThrow(
      'The comparison age > 20 cannot be judged: the column "age" holds text, and the value is a number.',
    )
    expect(() => matchingRows(table, col('n').add(1).eq(col('nom')))).toThrow(
      'n + 1 holds whole numbers, and the column "nom" holds text.',
    )
  })

  test('names the nearest column for one that is not there', () => {
    const table = new Table([column('Prénom', 'text', []), column('age', 'integer', [])])
    expect(() => matchingRows(table, col('prenom').eq('x'))).toThrow('Did you mean "Prénom"?')
    expect(() => matchingRows(table, col('ages').eq(1))).toThrow('Did you mean "age"?')
    expect(() => matchingRows(table, col('zzz').eq(1))).toThrow('The columns are Prénom, age.')
    expect(() => matchingRows(new Table([]), col('age').eq(1))).toThrow('There are no columns at all.')
  })
})
