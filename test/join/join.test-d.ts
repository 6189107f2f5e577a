import { expectTypeOf, test } from 'vitest'
import { type Frame } from '../../src/frame'
import { join, type Joined } from '../../src/join'
import { type Parsed } from '../../src/parse/outcome'
import { type Cell, type Table } from '../../src/table'

declare const students: Parsed<{ nom: string; age: number; filiere: string }>
declare const filieres: Table<{ filiere: string; code: number; places: number | null }>
declare const campus: Table<{ nom: string; code: number; ville: string }>
declare const frame: Frame

test('a left join adds the columns of the right, which may be null', () => {
  expectTypeOf(join(students, filieres, { on: 'filiere' })).toEqualTypeOf<
    Joined<{ nom: string; age: number; filiere: string; code: number | null; places: number | null }>
  >()
})

test('in an inner join they are as they were', () => {
  expectTypeOf(join(students, filieres, { on: 'filiere', how: 'inner' })).toEqualTypeOf<
    Joined<{ nom: string; age: number; filiere: string; code: number; places: number | null }>
  >()
})

test('the key of the right is left out, whatever its name', () => {
  expectTypeOf(join(filieres, campus, { on: { left: 'code', right: 'code' }, how: 'inner' })).toEqualTypeOf<
    Joined<{ filiere: string; code: number; places: number | null; nom: string; ville: string }>
  >()
  expectTypeOf(join(students, campus, { on: ['nom'], how: 'inner' })).toEqualTypeOf<
    Joined<{ nom: string; age: number; filiere: string; code: number; ville: string }>
  >()
})

test('a name that both have needs a suffix', () => {
  const on = { left: 'filiere', right: 'ville' } as const
  // @ts-expect-error: both have `nom`
  join(students, campus, { on })
  expectTypeOf(join(students, campus, { on, suffix: '_campus', how: 'inner' })).toEqualTypeOf<
    Joined<{ nom: string; age: number; filiere: string; nom_campus: string; code: number }>
  >()
})

test('keys are columns', () => {
  // @ts-expect-error: no such column
  join(students, filieres, { on: 'filieres' })
  // @ts-expect-error: the right has none of that name
  join(students, filieres, { on: 'nom' })
  // @ts-expect-error: no such way
  join(students, filieres, { on: 'filiere', how: 'outer' })
})

test('of a DataFrame nothing is known', () => {
  expectTypeOf(join(frame, frame, { on: 'filiere' })).toEqualTypeOf<Joined<Record<string, Cell>>>()
  expectTypeOf(join(students, frame, { on: 'filiere' }).at(0)?.nom).toEqualTypeOf<string | undefined>()
})
