import { expectTypeOf, test } from 'vitest'
import { type ParseOptions } from '../../src/parse/options'
import { type Parsed } from '../../src/parse/outcome'
import { makeParser, parse } from '../../src/parse/parse'
import {
  boolean,
  date,
  integer,
  number,
  schema,
  text,
  timestamp,
  type Field,
  type Schema,
} from '../../src/parse/schema'
import { schemaFromJson } from '../../src/parse/schema-json'
import { type Batch } from '../../src/source/batch'
import { type Cell, type Table } from '../../src/table'

declare const batch: Batch
const student = schema({
  nom: text().synonyms('lastName'),
  age: integer({ min: 0, max: 130 }),
  id: integer(),
  note: number().optional(),
  actif: boolean(),
  ne: date(),
  inscrit: timestamp(),
})
type Student = {
  nom: string
  age: number
  id: number | bigint
  note: number | null
  actif: boolean
  ne: string
  inscrit: number
}

test('a row has the types of its fields', () => {
  const parsed = parse(batch, student)
  expectTypeOf(parsed.rows).toEqualTypeOf<Table<Student>>()
  expectTypeOf(makeParser(student)(batch)).toEqualTypeOf<Parsed<Student>>()
})

test('an integer is a number alone where both bounds keep it within 2^53', () => {
  expectTypeOf(integer({ min: 0, max: 130 })).toEqualTypeOf<Field<number>>()
  expectTypeOf(integer({ min: 0 })).toEqualTypeOf<Field<number | bigint>>()
  expectTypeOf(integer().optional()).toEqualTypeOf<Field<number | bigint | null>>()
})

test('synonyms and optional keep the type, in either order', () => {
  expectTypeOf(date().optional().synonyms('born')).toEqualTypeOf<Field<string | null>>()
  expectTypeOf(date().synonyms('born').optional()).toEqualTypeOf<Field<string | null>>()
})

test('a schema from a file has rows of any cells', () => {
  expectTypeOf(schemaFromJson({})).toEqualTypeOf<Schema<Record<string, Cell>>>()
})

test('columns are named by the schema', () => {
  const { rows } = parse(batch, student)
  expectTypeOf<Parameters<(typeof rows)['column']>[0]>().toEqualTypeOf<keyof Student>()
  // @ts-expect-error: there is no such column
  rows.column('agee')
  // @ts-expect-error: text has no bounds
  text({ min: 1 })
  // @ts-expect-error: a bound is a number
  integer({ min: '0' })
  // @ts-expect-error: a synonym is a name
  text().synonyms(1)
})

test('options are named and limited', () => {
  expectTypeOf<ParseOptions['mode']>().toEqualTypeOf<'keep' | 'strict' | 'drop' | undefined>()
  // @ts-expect-error: there is no such mode
  parse(batch, student, { mode: 'srtict' })
  // @ts-expect-error: there is no such option
  parse(batch, student, { maxRejectShares: 0.1 })
})
