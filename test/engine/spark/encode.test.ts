import { describe, expect, test } from 'vitest'
import { decodeBatch } from '../../../src/engine/spark/client/decode'
import { encodeColumns, type SparkLocalColumn } from '../../../src/engine/spark/client/encode'
import { errorOf } from '../../support/codes'

const there = (columns: SparkLocalColumn[]): ReturnType<typeof decodeBatch> =>
  decodeBatch(encodeColumns(columns))

test('every type comes back as it was sent, nulls included', () => {
  const columns: SparkLocalColumn[] = [
    { name: 'text', type: 'string', values: ['a', null, 'é😀\u0000'] },
    { name: 'whole', type: 'bigint', values: [1, undefined, -(2n ** 63n)] },
    { name: 'small', type: 'int', values: [-(2 ** 31), null, 2 ** 31 - 1] },
    { name: 'number', type: 'double', values: [NaN, null, -0] },
    { name: 'yes', type: 'boolean', values: [true, null, false] },
    { name: 'day', type: 'date', values: ['2024-02-29', null, '0001-01-01'] },
    { name: 'at', type: 'timestamp', values: [new Date(1), null, 1770091506123.456] },
    { name: 'bytes', type: 'binary', values: [Uint8Array.of(1), null, Uint8Array.of()] },
    { name: '__proto__', type: 'string', values: [null, null, null] },
  ]
  const { names, columns: values, rowCount } = there(columns)
  expect(rowCount).toBe(3)
  expect(names).toEqual(columns.map((c) => c.name))
  expect(values).toStrictEqual([
    ['a', null, 'é😀\u0000'],
    [1, null, -(2n ** 63n)],
    [-(2 ** 31), null, 2 ** 31 - 1],
    [NaN, null, -0],
    [true, null, false],
    ['2024-02-29', null, '0001-01-01'],
    [1, null, 1770091506123.456],
    [Uint8Array.of(1), null, Uint8Array.of()],
    [null, null, null],
  ])
})

test('more than a byte of booleans keeps its order', () => {
  const values = Array.from({ length: 19 }, (_, i) => (i % 5 === 0 ? null : i % 3 === 0))
  expect(there([{ name: 'b', type: 'boolean', values }]).columns).toEqual([values])
})

test('no rows keep their columns', () => {
  expect(there([{ name: 'a', type: 'string', values: [] }])).toEqual({
    rowCount: 0,
    names: ['a'],
    columns: [[]],
  })
})

describe('a value that its type does not hold', () => {
  test.each<[SparkLocalColumn['type'], unknown, string]>([
    ['bigint', 22.5, '22.5'],
    ['bigint', 2 ** 53, '9007199254740992'],
    ['bigint', 2n ** 63n, '9223372036854775808'],
    ['int', 2 ** 31, '2147483648'],
    ['int', NaN, 'NaN'],
    ['double', '1', '"1"'],
    ['double', 1n, '1'],
    ['string', 1, '1'],
    ['boolean', 'true', '"true"'],
    ['date', '2023-02-29', '"2023-02-29"'],
    ['date', '2023-02-31', '"2023-02-31"'],
    ['date', new Date(NaN), 'an invalid date'],
    ['timestamp', new Date(NaN), 'an invalid date'],
    ['timestamp', Infinity, 'Infinity'],
    ['binary', [1], 'an array'],
  ])('%s: %s', (type, value, found) => {
    const error = errorOf(() => encodeColumns([{ name: 'c', type, values: [null, value] }]))
    expect(error.code).toBe('SPARK_COLUMN_UNFIT')
    expect(error.details).toEqual({ column: 'c', type, found, row: 1 })
  })
})

test('columns of different lengths, or none, are a mistake of the program', () => {
  const a: SparkLocalColumn = { name: 'a', type: 'string', values: ['x'] }
  expect(() => encodeColumns([a, { ...a, name: 'b', values: [] }])).toThrow(
    'column b has 0 values, the first column 1',
  )
  expect(() => encodeColumns([])).toThrow('a view has at least one column')
})

test('too much for one request is refused with its size', () => {
  const values = Array.from({ length: 70 }, () => 'x'.repeat(2 ** 20))
  const error = errorOf(() => encodeColumns([{ name: 'a', type: 'string', values }]))
  expect(error.code).toBe('SPARK_DATA_TOO_LARGE')
  expect(error.details).toEqual({ megabytes: 71, most: 64 })
})
