import { describe, expect, test } from 'vitest'
import { type SparkParameter, sqlRelation } from '../../../src/engine/spark/client/parameters'
import { errorOf } from '../../support/codes'

/** What a parameter becomes in the request. */
function literalOf(parameter: SparkParameter): object | undefined {
  const relation = sqlRelation('SELECT ?', [parameter])
  return 'sql' in relation ? relation.sql.posArguments?.[0]?.literal : undefined
}

test.each<[SparkParameter, object]>([
  [null, { null: { string: {} } }],
  [true, { boolean: true }],
  [20, { integer: 20 }],
  [-(2 ** 31), { integer: -2147483648 }],
  [2 ** 31, { long: '2147483648' }],
  [Number.MAX_SAFE_INTEGER, { long: '9007199254740991' }],
  [2 ** 53, { double: 2 ** 53 }],
  [14.5, { double: 14.5 }],
  [-0, { double: -0 }],
  [NaN, { double: NaN }],
  [Infinity, { double: Infinity }],
  [2n ** 63n - 1n, { long: '9223372036854775807' }],
  [2n ** 63n, { decimal: { value: '9223372036854775808', precision: 19, scale: 0 } }],
  ["o'clock \\ ; -- :x", { string: "o'clock \\ ; -- :x" }],
  ['', { string: '' }],
  [new Date(1770091506123), { timestamp: '1770091506123000' }],
  [new Date(-1), { timestamp: '-1000' }],
  [Uint8Array.of(1, 2), { binary: Uint8Array.of(1, 2) }],
  [{ type: 'double', value: 20 }, { double: 20 }],
  [{ type: 'int', value: 20 }, { integer: 20 }],
  [{ type: 'bigint', value: 20 }, { long: '20' }],
  [{ type: 'bigint', value: null }, { null: { string: {} } }],
  [{ type: 'boolean', value: false }, { boolean: false }],
  [{ type: 'string', value: 'x' }, { string: 'x' }],
  [{ type: 'binary', value: Uint8Array.of() }, { binary: Uint8Array.of() }],
  [{ type: 'date', value: '2024-02-29' }, { date: 19782 }],
  [{ type: 'date', value: '1969-12-31' }, { date: -1 }],
  [{ type: 'timestamp', value: 1.5 }, { timestamp: '1500' }],
  [{ type: 'decimal', value: '-0014.50' }, { decimal: { value: '-0014.50', precision: 4, scale: 2 } }],
  [{ type: 'decimal', value: '0.001' }, { decimal: { value: '0.001', precision: 3, scale: 3 } }],
  [{ type: 'decimal', value: '0' }, { decimal: { value: '0', precision: 1, scale: 0 } }],
])('%s becomes %j', (parameter, literal) => {
  expect(literalOf(parameter)).toEqual(literal)
})

describe('a value that SQL has no word for', () => {
  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [[1, 2], 'an array'],
    [{}, 'a value of type object'],
    [() => 1, 'a value of type function'],
    [Symbol('s'), 'Symbol(s)'],
    [new Date(NaN), 'an invalid date'],
    [2n ** 130n, '1361129467683753853853498429727072845824'],
    [{ type: 'int', value: 1.5 }, '1.5 as int'],
    [{ type: 'int', value: 2 ** 31 }, '2147483648 as int'],
    [{ type: 'bigint', value: 2n ** 63n }, '9223372036854775808 as bigint'],
    [{ type: 'date', value: '2023-02-29' }, '"2023-02-29" as date'],
    [{ type: 'decimal', value: '1e5' }, '"1e5" as decimal'],
    [{ type: 'constructor', value: 1 }, '1 as constructor'],
  ])('%s is refused', (value, found) => {
    const error = errorOf(() => sqlRelation('SELECT :x', { x: value as SparkParameter }))
    expect(error.code).toBe('SPARK_PARAMETER_UNFIT')
    expect(error.details).toEqual({ name: ':x', found })
  })

  test('is named by its position where it has no name', () => {
    expect(
      errorOf(() => sqlRelation('SELECT ?, ?', [1, undefined as unknown as null])).details,
    ).toMatchObject({
      name: '2',
    })
  })
})

test('names are any, even those of an object itself', () => {
  const relation = sqlRelation('SELECT :constructor', { constructor: 1, ['__proto__']: 2 })
  expect(Object.entries('sql' in relation ? (relation.sql.namedArguments ?? {}) : {})).toEqual([
    ['constructor', { literal: { integer: 1 } }],
    ['__proto__', { literal: { integer: 2 } }],
  ])
})
