import { expectTypeOf, test } from 'vitest'
import { boolean, date, integer, number, schema, text, timestamp } from '../../src/parse/schema'
import { type Parsed } from '../../src/parse/outcome'
import {
  and,
  type Answer,
  col,
  count,
  countDistinct,
  first,
  lit,
  max,
  mean,
  median,
  min,
  not,
  or,
  sd,
  sum,
} from '../../src/query'
import { descending, from, type Query } from '../../src/question'
import { type Cell, type Table } from '../../src/table'

const student = schema({
  nom: text(),
  age: integer({ min: 0, max: 130 }),
  filiere: text(),
  id: integer(),
  note: number().optional(),
  actif: boolean(),
  ne: date(),
  inscrit: timestamp(),
})
const all = from(student)

test('an answer has the types of its keys and figures', async () => {
  const query = all
    .where(col('age').gt(20))
    .groupBy('filiere')
    .summarise({
      n: count(),
      mean: mean('age'),
      min: min('nom'),
      id: max('id'),
      sd: sd('note'),
      total: sum('age'),
    })
  expectTypeOf(await query.run({} as Parsed)).toEqualTypeOf<
    Answer<{
      filiere: string
      n: number
      mean: number | null
      min: string | null
      id: number | bigint | null
      sd: number | null
      total: number | bigint | null
    }>
  >()
  expectTypeOf(
    await all.summarise({ n: count('note'), d: countDistinct('nom'), f: first('actif') }).run({} as Table),
  ).toEqualTypeOf<Answer<{ n: number; d: number; f: boolean | null }>>()
})

test('derived columns are known from there on', () => {
  const derived = all.derive({
    decade: col('age').div(10),
    upper: col('nom').upper(),
    adult: col('age').gte(18),
    year: col('inscrit').year(),
    month: col('ne').startOf('month'),
    copy: col('note'),
  })
  expectTypeOf(derived.select('decade', 'upper', 'adult', 'year', 'month', 'copy')).toEqualTypeOf<
    Query<{
      decade: number | null
      upper: string | null
      adult: boolean | null
      year: number | null
      month: string | null
      copy: number | null
    }>
  >()
  derived
    .groupBy('decade', 'adult')
    .summarise({ m: mean('year') })
    .where(col('m').gt(1))
    .orderBy(descending('m'), 'decade')
})

test('conditions that fit the rows', () => {
  all.where(and(col('age').between(18, 25), col('filiere').in(['A', 'B'])))
  all.where(
    or(not(col('note').isMissing()), col('nom').contains('é', { ignore: 'case' }), col('actif').eq(true)),
  )
  all.where(col('inscrit').gt(new Date())).where(col('inscrit').gt(0)).where(col('ne').gt('2000-01-01'))
  all
    .where(col('id').eq(5n))
    .where(col('id').eq(5))
    .where(lit(100).sub(col('note')).gt(col('age')))
  all.where(col('age').gt(col('note')))
  all.local((row) => row.age > 20 && row.nom !== '', 'older')
})

test('wrong columns and types do not compile', () => {
  // @ts-expect-error: there is no such column
  all.where(col('agee').gt(20))
  // @ts-expect-error: text is not compared with a number
  all.where(col('nom').gt(20))
  // @ts-expect-error: a number is not compared with text
  all.where(col('age').eq('20'))
  // @ts-expect-error: a moment is not compared with text
  all.where(col('inscrit').eq('2020'))
  // @ts-expect-error: nor is what is computed from a number
  all.where(col('age').div(10).eq('x'))
  // @ts-expect-error: one of the conditions is wrong
  all.where(and(col('age').gt(20), col('zzz').eq('x')))
  // @ts-expect-error: one of the conditions is wrong
  all.where(col('age').gt(20).and(col('zzz').eq('x')))
  // @ts-expect-error: the values are of another type
  all.where(col('filiere').in([1, 2]))
  // @ts-expect-error: null is no value to compare with
  all.where(col('note').eq(null))
  // @ts-expect-error: a column is no condition
  all.where(col('actif'))
  // @ts-expect-error: there is no such column
  all.groupBy('filier')
  // @ts-expect-error: a sum needs numbers
  all.summarise({ s: sum('nom') })
  // @ts-expect-error: a median needs numbers
  all.summarise({ s: median(col('nom')) })
  // @ts-expect-error: there is no such column
  all.summarise({ n: count(), s: mean('agee') })
  // @ts-expect-error: texts are not multiplied
  all.derive({ d: col('nom').mul(2) })
  // @ts-expect-error: numbers are not divided by texts
  all.derive({ d: col('age').div(col('nom')) })
  // @ts-expect-error: what is computed from a number is no text
  all.where(col('age').div(10).startsWith('x'))
  // @ts-expect-error: there is no such column
  all.orderBy('agee')
  // @ts-expect-error: there is no such column
  all.orderBy(descending('agee'))
  // @ts-expect-error: there is no such column
  all.select('agee')
  // @ts-expect-error: there is no such column
  all.groupBy('filiere').histogram('agee', { width: 2 })
  // @ts-expect-error: a summary leaves its keys and figures alone
  all.groupBy('filiere').summarise({ n: count() }).orderBy('age')
  // @ts-expect-error: a local condition sees the columns there are
  all.local((row) => row.agee > 20, 'older')
})

test('rows whose columns are not known to the compiler take any name', () => {
  const loose = from({} as Table)
  loose
    .where(col('anything').gt(20))
    .groupBy('anything')
    .summarise({ s: sum('other') })
  expectTypeOf(loose.summarise({ m: min('x') })).toEqualTypeOf<Query<{ m: Cell }>>()
})
