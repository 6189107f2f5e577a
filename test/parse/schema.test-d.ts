import { expectTypeOf, test } from 'vitest'
import { parse } from '../../src/parse/parse'
import { boolean, integer, number, schema, text, timestamp, type Field } from '../../src/parse/schema'
import { type Batch } from '../../src/source/batch'
import { type Table } from '../../src/table'

declare const batch: Batch
const student = schema({
  nom: text(),
  age: integer({ min: 0, max: 130 }),
  id: integer(),
  note: number().optional(),
  actif: boolean(),
  inscrit: timestamp(),
})

test('a row has the types of its fields', () => {
  const parsed = parse(batch, student)
  expectTypeOf(parsed.rows).toEqualTypeOf<
    Table<{
      nom: string
      age: number
      id: number | bigint
      note: number | null
      actif: boolean
      inscrit: number
    }>
  >()
})

test('an integer is a number alone where both bounds keep it within 2^53', () => {
  expectTypeOf(integer({ min: 0, max: 130 })).toEqualTypeOf<Field<number>>()
  expectTypeOf(integer({ min: 0 })).toEqualTypeOf<Field<number | bigint>>()
  expectTypeOf(integer().optional()).toEqualTypeOf<Field<number | bigint | null>>()
})

test('columns are named by the schema', () => {
  const { rows } = parse(batch, student)
  expectTypeOf<Parameters<(typeof rows)['column']>[0]>().toEqualTypeOf<
    'nom' | 'age' | 'id' | 'note' | 'actif' | 'inscrit'
  >()
  // @ts-expect-error: there is no such column
  rows.column('agee')
  // @ts-expect-error: text has no bounds
  text({ min: 1 })
  // @ts-expect-error: a bound is a number
  integer({ min: '0' })
})
