import { describe, expect, test } from 'vitest'
import { integer, number, schema, text, timestamp } from '../../src/parse/schema'
import {
  col,
  columnsUsed,
  count,
  countDistinct,
  max,
  mean,
  median,
  min,
  quantile,
  sd,
  sum,
} from '../../src/query'
import { descending, from } from '../../src/question'
import { codeOf } from '../support/codes'

const student = schema(
  {
    nom: text(),
    age: integer({ min: 0, max: 130 }),
    filiere: text(),
    note: number().optional(),
    vu: timestamp(),
  },
  { name: 'students' },
)
const all = from(student)
const byFiliere = all
  .where(col('age').gt(20))
  .groupBy('filiere')
  .summarise({ n: count(), mean: mean('age'), min: min('age'), max: max('age'), sd: sd('age') })

describe('in words', () => {
  test.each([
    [
      all
        .where(col('age').gt(20))
        .groupBy('filiere')
        .summarise({ mean: mean('age') }),
      'mean of age by filiere, where age > 20',
      'moyenne d’age par filiere, où age > 20',
    ],
    [
      byFiliere,
      'number of rows; mean, minimum, maximum and standard deviation of age by filiere, where age > 20',
      'nombre de lignes\u00a0; moyenne, minimum, maximum et écart-type d’age par filiere, où age > 20',
    ],
    [all, 'rows of students', 'lignes de students'],
    [all.summarise({ n: count('note') }), 'number of values of note', 'nombre de valeurs de note'],
    [
      all
        .derive({ decade: col('age').div(10).floor().mul(10) })
        .groupBy('decade', 'filiere')
        .summarise({ m: median('note'), q: quantile('note', 0.9) })
        .where(col('m').gt(10))
        .orderBy(descending('m'), 'decade')
        .limit(3),
      'median and quantile 0.9 of note by decade and filiere, with decade = rounded down(age / 10) * 10, groups with m > 10, ordered by m (descending) and decade, the first 3',
      'médiane et quantile 0,9 de note par decade et filiere, avec decade = arrondi inférieur(age / 10) * 10, groupes où m > 10, dans l’ordre de m (décroissant) et decade, les 3 premières',
    ],
    [
      all.groupBy('filiere').histogram('age', { width: 5 }),
      'number of rows by age in steps of 5 by filiere',
      'nombre de lignes par age, par pas de 5 par filiere',
    ],
    [
      all
        .groupBy('filiere')
        .summarise({ m: mean('age') })
        .summarise({ m: mean('m') }),
      'mean of m, from: mean of age by filiere',
      'moyenne de m, à partir de\u00a0: moyenne d’age par filiere',
    ],
    [
      all.select('nom', 'age').local(() => true, 'is on the list'),
      'rows of students, showing nom and age, where is on the list',
      'lignes de students, en montrant nom et age, où is on the list',
    ],
    [all.groupBy('filiere').summarise({}), 'groups by filiere', 'groupes par filiere'],
  ])('%s', (query, english, french) => {
    expect(String(query)).toBe(english)
    expect(query.words('en')).toBe(english)
    expect(query.words('fr')).toBe(french)
  })
})

describe('as plain data', () => {
  test('says all that an engine must know', () => {
    expect(JSON.parse(JSON.stringify(byFiliere))).toEqual({
      rules: 1,
      locale: 'fr',
      rows: {
        name: 'students',
        columns: [
          { name: 'nom', type: 'text' },
          { name: 'age', type: 'integer' },
          { name: 'filiere', type: 'text' },
          { name: 'note', type: 'number' },
          { name: 'vu', type: 'timestamp' },
        ],
      },
      steps: [
        { step: 'where', test: { call: '>', of: [{ column: 'age' }, { literal: 'integer', value: 20 }] } },
        {
          step: 'summarise',
          by: ['filiere'],
          figures: [
            { name: 'n', value: { figure: 'count' } },
            { name: 'mean', value: { figure: 'mean', of: { column: 'age' } } },
            { name: 'min', value: { figure: 'min', of: { column: 'age' } } },
            { name: 'max', value: { figure: 'max', of: { column: 'age' } } },
            { name: 'sd', value: { figure: 'sd', of: { column: 'age' } } },
          ],
        },
      ],
    })
  })

  test('knows the columns of its answer', () => {
    expect(byFiliere.columns).toEqual([
      { name: 'filiere', type: 'text' },
      { name: 'n', type: 'integer' },
      { name: 'mean', type: 'number' },
      { name: 'min', type: 'integer' },
      { name: 'max', type: 'integer' },
      { name: 'sd', type: 'number' },
    ])
    const derived = all.derive({ old: col('age').gt(30), y: col('vu').year(), age: col('age').div(2) })
    expect(derived.columns.slice(-3)).toEqual([
      { name: 'old', type: 'boolean' },
      { name: 'y', type: 'integer' },
      { name: 'age', type: 'number' },
    ])
    expect(derived.columns).toHaveLength(7)
  })

  test('has a hash that is the same for the same question alone', () => {
    const again = from(student)
      .where(col('age').gt(20))
      .groupBy('filiere')
      .summarise({ n: count(), mean: mean('age'), min: min('age'), max: max('age'), sd: sd('age') })
    expect(byFiliere.hash()).toBe(again.hash())
    // Written down, because it is kept in databases: it must not change unless the plan's form or the rules do.
    expect(byFiliere.hash()).toBe('40e7c0481e2c8af6fac4770d09e5029710c7c1ce4b2f9dd7f5d8f8b0b5e0dd99')
    expect(all.where(col('age').gt(20)).hash()).not.toBe(all.where(col('age').gt(21)).hash())
    expect(all.where(col('age').gt(20)).hash()).not.toBe(all.where(col('age').gte(20)).hash())
    expect(all.summarise({ m: median('age') }).hash()).toBe(all.summarise({ m: quantile('age', 0.5) }).hash())
    expect(all.local(() => true, 'a').hash()).not.toBe(all.local(() => false, 'a').hash())
  })

  test('does not change', () => {
    expect(byFiliere.plan.steps).toHaveLength(2)
    byFiliere.limit(1)
    expect(byFiliere.plan.steps).toHaveLength(2)
    expect(Object.isFrozen(byFiliere.plan)).toBe(true)
    expect(Object.isFrozen(byFiliere.plan.steps)).toBe(true)
  })

  test.each([
    [byFiliere, ['age', 'filiere']],
    [all, ['nom', 'age', 'filiere', 'note', 'vu']],
    [all.where(col('age').gt(1)).select('nom'), ['nom', 'age']],
    [all.summarise({ n: count() }), []],
    [
      all
        .derive({ d: col('age').add(1) })
        .groupBy('d')
        .summarise({ s: sum('note') }),
      ['age', 'note'],
    ],
    [all.local(() => true, 'x').summarise({ n: count() }), ['nom', 'age', 'filiere', 'note', 'vu']],
    [all.groupBy('filiere').histogram('age', { width: 1 }), ['age', 'filiere']],
    [all.orderBy('age').limit(1).summarise({ n: count() }), ['age']],
  ])('%s looks at %o', (query, names) => {
    expect(columnsUsed(query.plan).map((c) => c.name)).toEqual(names)
  })
})

describe('memory', () => {
  test.each([
    [all.summarise({ n: count(), sd: sd('age') }), 'constant'],
    [byFiliere, 'grows with groups'],
    [all.groupBy('filiere').histogram('age', { width: 5 }), 'grows with groups'],
    [all.groupBy('filiere').summarise({ m: median('age') }), 'keeps every value: median(age)'],
    [
      all.summarise({ m: quantile('age', 0.9), d: countDistinct('nom') }),
      'keeps every value: quantile 0.9(age); keeps every different value of nom',
    ],
    [all, 'keeps every row'],
    [all.orderBy('age'), 'keeps every row'],
    [all.orderBy('age').limit(3), 'constant'],
    [all.where(col('age').gt(1)).limit(3), 'constant'],
  ])('%s: %s', (query, words) => {
    expect(query.memory()).toBe(words)
  })

  test('is said in French too', () => {
    expect(byFiliere.memory('fr')).toBe('croît avec le nombre de groupes')
  })
})

describe('what is wrong is said at once', () => {
  // As plain JavaScript would write it, without a compiler in between.
  const loose = all as unknown as Record<
    string,
    (...args: unknown[]) => Record<string, (...args: unknown[]) => unknown>
  >
  test.each([
    ['an unknown column', 'COLUMN_UNKNOWN', () => loose.where(col('agee').gt(1))],
    ['an unknown key', 'COLUMN_UNKNOWN', () => loose.groupBy('filier').summarise({ n: count() })],
    ['an unknown column of a figure', 'COLUMN_UNKNOWN', () => loose.summarise({ n: count('x') })],
    ['an unknown column to order by', 'COLUMN_UNKNOWN', () => loose.orderBy('agee')],
    ['an unknown column to keep', 'COLUMN_UNKNOWN', () => loose.select('agee')],
    [
      'a column that a summary left behind',
      'COLUMN_UNKNOWN',
      () => (byFiliere as unknown as typeof all).where(col('age').gt(1)),
    ],
    ['a text against a number', 'COMPARISON_TYPE', () => loose.where(col('nom').gt(1))],
    ['a sum of texts', 'COLUMN_NOT_NUMERIC', () => loose.summarise({ s: sum('nom') })],
    ['a mean of moments', 'COLUMN_NOT_NUMERIC', () => loose.summarise({ s: mean('vu') })],
    ['a median of texts', 'COLUMN_NOT_NUMERIC', () => loose.summarise({ s: median(col('nom').upper()) })],
    ['a histogram of texts', 'COLUMN_NOT_NUMERIC', () => loose.histogram('nom', { width: 1 })],
    ['a product of texts', 'FUNCTION_TYPE', () => loose.derive({ d: col('nom').mul(2) })],
    ['the year of a number', 'FUNCTION_TYPE', () => loose.derive({ d: col('age').year() })],
    ['a part of a number', 'FUNCTION_TYPE', () => loose.where(col('age').startsWith('1'))],
    [
      'another value of another type',
      'FUNCTION_TYPE',
      () => loose.derive({ d: col('age').ifMissing('none') }),
    ],
    [
      'a figure called like its key',
      'COLUMN_TWICE',
      () => loose.groupBy('filiere').summarise({ filiere: count() }),
    ],
    ['a key twice', 'COLUMN_TWICE', () => loose.groupBy('filiere', 'filiere').summarise({ n: count() })],
    ['a column twice', 'COLUMN_TWICE', () => loose.select('nom', 'nom')],
    [
      'a key called like a column of histograms',
      'COLUMN_TWICE',
      () =>
        all
          .derive({ n: col('age') })
          .groupBy('n')
          .histogram('age', { width: 1 }),
    ],
    ['no figures at all', 'QUESTION_EMPTY', () => loose.summarise({})],
    ['no columns', 'QUESTION_EMPTY', () => loose.select()],
    ['no order', 'QUESTION_EMPTY', () => loose.orderBy()],
    ['nothing derived', 'QUESTION_EMPTY', () => loose.derive({})],
    ['a text as a condition', 'QUESTION_PART', () => loose.where('age > 20')],
    ['a column as a condition', 'QUESTION_PART', () => loose.where(col('age'))],
    ['a function as a condition', 'QUESTION_PART', () => loose.where(() => true)],
    ['a number as a figure', 'QUESTION_PART', () => loose.summarise({ n: 3 })],
    ['a column as a figure', 'QUESTION_PART', () => loose.summarise({ n: col('age') })],
    ['a figure as a column', 'QUESTION_PART', () => loose.derive({ n: mean('age') })],
    ['a local condition without words', 'QUESTION_PART', () => loose.local(() => true)],
    ['rows of nothing', 'QUESTION_PART', () => from(undefined as never)],
    ['rows of an array', 'QUESTION_PART', () => from([{ age: 1 }] as never)],
    ['a limit below 0', 'LIMIT_INVALID', () => all.limit(-1)],
    ['a limit that is not whole', 'LIMIT_INVALID', () => all.limit(1.5)],
    ['a quantile of 75', 'QUANTILE_RANGE', () => quantile('age', 75)],
    ['a quantile that is none', 'QUANTILE_RANGE', () => quantile('age', NaN)],
    ['pieces of no width', 'HISTOGRAM_WIDTH', () => all.histogram('age', { width: 0 })],
    ['pieces from nowhere', 'HISTOGRAM_WIDTH', () => all.histogram('age', { width: 1, origin: NaN })],
  ])('%s: %s', (_name, code, ask) => {
    expect(codeOf(ask)).toBe(code)
  })

  test('with the nearest name', () => {
    expect(() => loose.where(col('Filière').eq('x'))).toThrow('Did you mean "filiere"?')
  })
})
