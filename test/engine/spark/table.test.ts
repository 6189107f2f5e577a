import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type SparkColumn, type SparkValue } from '../../../src/engine/spark/client'
import { decodeBatch } from '../../../src/engine/spark/client/decode'
import { sparkTable } from '../../../src/engine/spark/table'

const column = (type: string, ...values: SparkValue[]): SparkColumn => ({ name: 'x', type, values })
const struct = (fields: Record<string, SparkValue>): SparkValue =>
  Object.assign(Object.create(null) as Record<string, SparkValue>, fields)

test.each<[SparkColumn, string, unknown[]]>([
  [column('bigint', 1, 2n ** 60n, null), 'integer', [1, 2n ** 60n, null]],
  [column('tinyint', -1), 'integer', [-1]],
  [column('double', 1.5, NaN, Infinity, null), 'number', [1.5, null, Infinity, null]],
  [column('decimal(5,2)', '123.45', null), 'number', [123.45, null]],
  [column('decimal(20,0)', '12', '10000000000000000000'), 'integer', [12, 10n ** 19n]],
  [column('decimal(38,3)', '-9.001'), 'text', ['-9.001']],
  [column('string', 'é', '', null), 'text', ['é', '', null]],
  [column('varchar(3)', 'abc'), 'text', ['abc']],
  [column('boolean', true, null), 'boolean', [true, null]],
  [column('date', '2024-02-29'), 'date', ['2024-02-29']],
  [column('timestamp', 1770091506123.456), 'timestamp', [1770091506123.456]],
  [column('timestamp_ntz', 0), 'timestamp', [0]],
  [column('void', null), 'text', [null]],
  [column('binary', Uint8Array.of(0, 255)), 'text', ['00ff']],
  [column('array<bigint>', [1, 2n ** 60n, null]), 'text', ['[1,1152921504606846976,null]']],
  [column('map<string,int>', new Map([['__proto__', 1]])), 'text', ['{"__proto__":1}']],
  [column('map<int,int>', new Map([[1, 2]])), 'text', ['[[1,2]]']],
  [
    column('struct<constructor:string,b:binary>', struct({ constructor: 'c', b: Uint8Array.of(1) })),
    'text',
    ['{"constructor":"c","b":"01"}'],
  ],
  [
    column('interval', struct({ months: 1, days: 2, nanoseconds: 3 })),
    'text',
    ['{"months":1,"days":2,"nanoseconds":3}'],
  ],
])('row %#', (given, type, values) => {
  expect(sparkTable({ columns: [given] }).columns).toEqual([{ name: 'x', type, values }])
})

test('no rows keep their columns', () => {
  expect(sparkTable({ columns: [column('int')] }).length).toBe(0)
  expect(sparkTable({ columns: [] }).columns).toEqual([])
})

test('all that Spark sends has a place in a table', () => {
  const { names, columns } = decodeBatch(readFileSync(join(__dirname, 'recorded', 'types.arrow')))
  const table = sparkTable({
    columns: names.map((name, i) => ({ name, type: 'unknown', values: columns[i] ?? [] })),
  })
  expect(table.length).toBe(3)
})
