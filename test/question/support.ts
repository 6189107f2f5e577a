import { integer, number, schema, text } from '../../src/parse/schema'
import { type Parsed } from '../../src/parse/outcome'
import { type Cell, Table } from '../../src/table'
import { column } from '../engine/local/support'
import { parsedOf } from '../store/students'

export const student = schema(
  { nom: text(), age: integer({ min: 0, max: 130 }), filiere: text(), note: number().optional() },
  { name: 'students' },
)

export type Student = { nom: string; age: number; filiere: string; note: number | null }

export function students(...rows: readonly (readonly Cell[])[]): Table<Student> {
  const names = ['nom', 'age', 'filiere', 'note'] as const
  const types = ['text', 'integer', 'text', 'number'] as const
  return new Table(
    names.map((name, c) =>
      column(
        name,
        types[c],
        rows.map((r) => r[c]),
      ),
    ),
  )
}

export const few = students(
  ['Ada', 22, 'Informatique', 15],
  ['Bob', 19, 'Physique', null],
  ['Cyd', 23, 'Biologie', 12.5],
  ['Dan', 25, 'Informatique', 9],
)

/** The same rows as parsed messages, by default of offsets 0, 1, 2, … */
export function parsedFew(table: Table<Student> = few, offsets?: readonly bigint[]): Parsed<Student> {
  return parsedOf({
    columns: table.columns,
    ...(offsets && { offsets, from: offsets.reduce((a, b) => (b < a ? b : a)) }),
  }) as unknown as Parsed<Student>
}
