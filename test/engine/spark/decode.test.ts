import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeBatch } from '../../../src/engine/spark/client/decode'
import { type SparkValue } from '../../../src/engine/spark/client/values'

/** Batches as Spark 4.2.0 sent them, byte for byte. */
const recorded = (name: string): Buffer => readFileSync(join(__dirname, 'recorded', `${name}.arrow`))

const struct = (fields: Record<string, SparkValue>): object =>
  Object.assign(Object.create(null) as object, fields)

const batch = decodeBatch(recorded('types'))
const column = (name: string): readonly SparkValue[] | undefined => batch.columns[batch.names.indexOf(name)]

test('a batch has its rows', () => {
  expect(batch.rowCount).toBe(3)
  expect(batch.names).toHaveLength(23)
})

test.each<[string, SparkValue, SparkValue]>([
  ['b', true, false],
  ['i8', 1, -128],
  ['i16', 2, -32768],
  ['i32', 3, -2147483648],
  ['i64', 4, -9007199254740991],
  ['big', 9223372036854775807n, -9223372036854775808n],
  ['f', 1.5, -Infinity],
  ['d', NaN, -0],
  ['amount', '123.45', '-0.01'],
  ['exact', '-99999999999999999999999999999999999.999', '0.001'],
  ['s', 'é😀', ''],
  ['bin', Uint8Array.of(0, 255), Uint8Array.of()],
  ['day', '2024-02-29', '-000044-03-15'],
  ['at', 1770008706123.456, 253402300799999.999],
  ['local', 1770008706100, -62135596800000],
  ['nothing', null, null],
  ['list', [1, null, 3], []],
  ['months', 14, -1],
  ['span', -93784500000, 0],
])('column %s has its values, and null for null', (name, first, third) => {
  expect(column(name)).toStrictEqual([first, null, third])
})

test('maps, structs and what is nested come whole', () => {
  expect(column('pairs')).toStrictEqual([
    new Map<string, unknown>([
      ['a', 1],
      ['b', null],
    ]),
    null,
    new Map(),
  ])
  expect(column('it')).toStrictEqual([
    struct({ x_0: 1, constructor: 'c', x_1: 2 }),
    null,
    struct({ x_0: null, constructor: '__proto__', x_1: null }),
  ])
  expect(column('nested')).toStrictEqual([[struct({ k: new Map([[1, ['1.5']]]) })], null, []])
  expect(column('mixed')).toStrictEqual([
    struct({ months: 14, days: 25, nanoseconds: 18_367_500_000_000 }),
    null,
    struct({ months: 0, days: -1, nanoseconds: -1000 }),
  ])
})

test('no rows still have their columns', () => {
  expect(decodeBatch(recorded('no-rows'))).toEqual({ rowCount: 0, names: ['a', 'b'], columns: [[], []] })
})

test('texts and bytes with long offsets are read, too', () => {
  expect(decodeBatch(recorded('large')).columns).toEqual([
    ['é', null, ''],
    [Uint8Array.of(0, 255), null, Uint8Array.of()],
  ])
})

test('bytes are a copy, which does not keep the whole batch', () => {
  const [value] = column('bin') ?? []
  expect((value as Uint8Array).buffer.byteLength).toBe(2)
})

test('what is cut off, or none at all, is refused', () => {
  const whole = recorded('types')
  for (const bytes of [
    whole.subarray(0, 100),
    whole.subarray(0, whole.length - 200),
    Buffer.from('nonsense'),
  ])
    expect(() => {
      const { rowCount } = decodeBatch(bytes)
      if (rowCount !== 3) throw new Error('rows are missing')
    }).toThrow()
})
