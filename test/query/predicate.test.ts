import { describe, expect, test } from 'vitest'
import { CarnetError } from '../../src/errors'
import { col, compareText, type Literal, matchingRows, type Predicate } from '../../src/query'
import { type Cell, type ColumnType, Table } from '../../src/table'

const column = (type: ColumnType, values: readonly Cell[], name = 'x') => new Table([{ name, type, values }])
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (e) {
    if (e instanceof CarnetError) return e.code
    throw e
  }
  return 'no error'
}

describe('a predicate', () => {
  test('prints itself as one reads it', () => {
    expect(String(col('age').gt(20))).toBe('age > 20')
    expect(`${col('age').lte(-1.5).toString()}`).toBe('age <= -1.5')
    expect(String(col('filière').eq('L"3'))).toBe('filière = "L\\"3"')
    expect(String(col('note finale').ne(true))).toBe('`note finale` != true')
    expect(String(col('id').gte(9007199254740993n))).toBe('id >= 9007199254740993')
    expect(String(col('inscrit').lt(new Date(0)))).toBe('inscrit < 1970-01-01T00:00:00.000Z')
  })

  test('is plain data and goes through JSON', () => {
    const json = (p: Predicate): unknown => JSON.parse(JSON.stringify(p))
    expect(col('age').gt(20).test).toEqual({ op: '>', column: 'age', value: 20 })
    expect(json(col('age').gt(20))).toEqual({ op: '>', column: 'age', value: 20 })
    expect(json(col('id').eq(9007199254740993n))).toEqual({
      op: '=',
      column: 'id',
      value: { integer: '9007199254740993' },
    })
    expect(json(col('t').eq(new Date(0)))).toEqual({
      op: '=',
      column: 't',
      value: { timestamp: '1970-01-01T00:00:00.000Z' },
    })
  })

  test('says which columns it looks at', () => {
    expect(col('age').gt(20).columns).toEqual(['age'])
  })

  test.each([null, undefined, NaN, new Date(NaN)])('cannot be made with %s', (nothing) => {
    expect(codeOf(() => col('age').eq(nothing as Literal))).toBe('COMPARISON_NOTHING')
  })
})

describe('matchingRows', () => {
  const numbers = column('number', [19, 20, 21, null, NaN, 20.5])

  test.each([
    [col('x').eq(20), [1]],
    [col('x').ne(20), [0, 2, 5]],
    [col('x').gt(20), [2, 5]],
    [col('x').gte(20), [1, 2, 5]],
    [col('x').lt(20), [0]],
    [col('x').lte(20), [0, 1]],
  ] as const)('%s: a missing value matches nothing', (predicate, rows) => {
    expect(matchingRows(numbers, predicate)).toEqual(rows)
  })

  test('of no rows is none', () => {
    expect(matchingRows(column('number', []), col('x').gt(1))).toEqual([])
    expect(matchingRows(column('text', []), col('x').gt(1))).toEqual([])
  })

  test('of missing values alone is none, whatever their type', () => {
    expect(matchingRows(column('text', [null, null]), col('x').gt(1))).toEqual([])
  })

  test('compares bigints and numbers by value, exactly', () => {
    const ids = column('integer', [9007199254740992n, 9007199254740993n, 1, null])
    expect(matchingRows(ids, col('x').eq(9007199254740993n))).toEqual([1])
    expect(matchingRows(ids, col('x').gt(9007199254740992))).toEqual([1])
    expect(matchingRows(ids, col('x').eq(1n))).toEqual([2])
  })

  test('compares text as it stands: case, accents and white space count', () => {
    const text = column('text', ['', 'é', 'E', 'e', ' e', 'constructor', '__proto__', null])
    expect(matchingRows(text, col('x').eq('e'))).toEqual([3])
    expect(matchingRows(text, col('x').eq(''))).toEqual([0])
    expect(matchingRows(text, col('x').eq('__proto__'))).toEqual([6])
    expect(matchingRows(text, col('x').gt('e'))).toEqual([1])
    expect(matchingRows(text, col('x').lt('E'))).toEqual([0, 4])
  })

  test('compares booleans, and dates with dates or milliseconds', () => {
    expect(matchingRows(column('boolean', [true, false, null]), col('x').eq(false))).toEqual([1])
    const dates = column('timestamp', [0, 1000, null])
    expect(matchingRows(dates, col('x').gte(new Date(1000)))).toEqual([1])
    expect(matchingRows(dates, col('x').lt(1000))).toEqual([0])
  })

  test.each([
    ['text', '23', 23],
    ['number', 23, '23'],
    ['integer', 1, true],
    ['boolean', true, 1],
    ['integer', 1, new Date(1)],
    ['timestamp', 1, '1970-01-01'],
  ] as const)('refuses a column of %s (%s) against %s', (type, cell, value) => {
    expect(codeOf(() => matchingRows(column(type, [null, cell]), col('x').eq(value)))).toBe('COMPARISON_TYPE')
  })

  test('names the nearest column for one that is not there', () => {
    const table = new Table([
      { name: 'Prénom', type: 'text', values: [] },
      { name: 'age', type: 'integer', values: [] },
    ])
    expect(() => matchingRows(table, col('prenom').eq('x'))).toThrow('Did you mean "Prénom"?')
    expect(() => matchingRows(table, col('ages').eq(1))).toThrow('Did you mean "age"?')
    expect(() => matchingRows(table, col('zzz').eq(1))).toThrow('The columns are Prénom, age.')
    expect(() => matchingRows(new Table([]), col('age').eq(1))).toThrow('There are no columns at all.')
  })
})

describe('compareText', () => {
  test('orders as UTF-8 bytes do', () => {
    const texts = ['', 'a', 'ab', 'b', 'é', '\uffff', '\ue000', '\ud7ff', '😀', '😁', '😀a', '\u{10ffff}']
    const byBytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect([...texts].sort(compareText)).toEqual(byBytes)
    expect(compareText('😀', '😀')).toBe(0)
  })
})
