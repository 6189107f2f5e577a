import { describe, expect, test } from 'vitest'
import { type ErrorCode } from '../../src/errors'
import { isGroupStats, toFrame, where } from '../../src/frame'
import { join } from '../../src/join'
import { parse } from '../../src/parse/parse'
import { integer, schema, text } from '../../src/parse/schema'
import { captionLine } from '../../src/chart/caption'
import { labelOf } from '../../src/provenance'
import { col, count, mean } from '../../src/query'
import { from } from '../../src/question'
import { Table, type Cell, type ColumnType } from '../../src/table'
import { readCsv } from '../../src/tabular'
import { messages } from '../parse/support'

type Columns = Record<string, readonly [ColumnType, readonly Cell[]]>
const table = (columns: Columns): Table =>
  new Table(Object.entries(columns).map(([name, [type, values]]) => ({ name, type, values })))
const rows = (t: Table<object>): object[] => t.toArray().map((row) => ({ ...row }))
const expectCode = (work: () => unknown, code: ErrorCode, words: RegExp): void => {
  expect(work).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(words) as string }) as Error,
  )
}

const students = table({
  nom: ['text', ['A', 'B', 'C', 'D', 'E']],
  filiere: ['text', ['Bio', 'Info', 'Maths', null, 'Bio']],
})
const filieres = table({
  code: ['integer', [1, 2, 3, 4]],
  filiere: ['text', ['Info', 'Bio', 'Chimie', null]],
})

describe('left and inner', () => {
  test('left keeps the rows and the order of the left, with nulls where there is no match', () => {
    const joined = join(students, filieres, { on: 'filiere' })
    expect(rows(joined)).toEqual([
      { nom: 'A', filiere: 'Bio', code: 2 },
      { nom: 'B', filiere: 'Info', code: 1 },
      { nom: 'C', filiere: 'Maths', code: null },
      { nom: 'D', filiere: null, code: null },
      { nom: 'E', filiere: 'Bio', code: 2 },
    ])
    expect(joined.columns[0]).toBe(students.columns[0])
  })

  test('inner keeps those that have a match', () => {
    expect(rows(join(students, filieres, { on: 'filiere', how: 'inner' }))).toEqual([
      { nom: 'A', filiere: 'Bio', code: 2 },
      { nom: 'B', filiere: 'Info', code: 1 },
      { nom: 'E', filiere: 'Bio', code: 2 },
    ])
  })

  test.each(['left', 'inner'] as const)('%s tells what found no match, and what has no key', (how) => {
    const joined = join(students, filieres, { on: 'filiere', how })
    expect(joined.unmatched).toEqual({ left: [{ key: ['Maths'], n: 1 }], right: [{ key: ['Chimie'], n: 1 }] })
    expect(joined.keyless).toEqual({ left: 1, right: 1 })
    expect(joined.matched).toBe(3)
    expect(joined.before).toEqual({ left: 5, right: 4 })
    expect(joined.how).toBe(how)
  })

  test('names that differ on both sides', () => {
    const right = table({ Filière: ['text', ['Bio']], places: ['integer', [30]] })
    const joined = join(students, right, { on: { left: 'filiere', right: 'Filière' } })
    expect(joined.names).toEqual(['nom', 'filiere', 'places'])
    expect(joined.column('places').values).toEqual([30, null, null, null, 30])
    expect(joined.on).toEqual({ left: ['filiere'], right: ['Filière'] })
  })

  test('several keys', () => {
    const left = table({
      a: ['text', ['x', 'x', 'y', 'x', null]],
      b: ['integer', [1, 2, 1, null, 1]],
      v: ['integer', [1, 2, 3, 4, 5]],
    })
    const right = table({
      b: ['integer', [1, 1, 2]],
      a: ['text', ['y', 'x', 'y']],
      w: ['text', ['y1', 'x1', 'y2']],
    })
    const joined = join(left, right, { on: ['a', 'b'] })
    expect(joined.column('w').values).toEqual(['x1', null, 'y1', null, null])
    expect(joined.unmatched).toEqual({ left: [{ key: ['x', 2], n: 1 }], right: [{ key: ['y', 2], n: 1 }] })
    expect(joined.keyless).toEqual({ left: 2, right: 0 })
  })
})

describe('keys', () => {
  const one = (type: ColumnType, left: readonly Cell[], right: readonly Cell[]) =>
    join(table({ k: [type, left] }), table({ k: [type, right], i: ['integer', right.map((_, i) => i)] }), {
      on: 'k',
    })

  test.each<[string, ColumnType, readonly Cell[], readonly Cell[], readonly Cell[]]>([
    [
      'prototype names',
      'text',
      ['constructor', '__proto__', 'toString'],
      ['__proto__', 'constructor'],
      [1, 0, null],
    ],
    ['texts as they are', 'text', ['É', 'e\u0301', ' a', 'a', ''], ['a', 'É', ''], [1, null, null, 0, 2]],
    [
      'bigints and numbers',
      'integer',
      [1, 2n, 9007199254740993n, 9007199254740992n],
      [2, 9007199254740993n, 1n],
      [2, 0, 1, null],
    ],
    ['zero and minus zero', 'number', [0, -0, 0.5], [-0], [0, 0, null]],
    ['booleans', 'boolean', [true, false, null], [false, true], [1, 0, null]],
    ['days and moments', 'timestamp', [0, 5, null], [5, 0], [1, 0, null]],
  ])('%s', (_, type, left, right, expected) => {
    expect(one(type, left, right).column('i').values).toEqual(expected)
  })

  test('whole numbers and numbers are of one kind, and days are text', () => {
    const left = table({ k: ['integer', [1, 2]], d: ['date', ['2024-11-24', '2024-11-25']] })
    const right = table({
      k: ['number', [2, 1.5]],
      d: ['text', ['2024-11-25', 'x']],
      v: ['text', ['a', 'b']],
    })
    expect(join(left, right, { on: ['k', 'd'] }).column('v').values).toEqual([null, 'a'])
  })

  test("the text '1' is not the number 1, and that is told", () => {
    const left = table({ code: ['text', ['1']] })
    const right = table({ code: ['integer', [1]], v: ['text', ['a']] })
    expectCode(
      () => join(left, right, { on: 'code' }),
      'JOIN_KEYS_DIFFER',
      /"code" on the left holds text.*numbers/,
    )
    const empty = table({ code: ['integer', [null]], v: ['text', ['a']] })
    expect(join(left, empty, { on: 'code' }).column('v').values).toEqual([null])
  })

  test('a key that the right has twice is an error that names it', () => {
    const right = table({
      filiere: ['text', ['Bio', 'Info', 'Bio', 'Info', 'Info']],
      v: ['integer', [1, 2, 3, 4, 5]],
    })
    expectCode(
      () => join(students, right, { on: 'filiere' }),
      'JOIN_KEY_TWICE',
      /"Bio" \(2 times\); "Info" \(3 times\)/,
    )
    const nulls = table({ filiere: ['text', [null, null]], v: ['integer', [1, 2]] })
    expect(join(students, nulls, { on: 'filiere' }).keyless).toEqual({ left: 1, right: 2 })
  })

  test('many to many, when asked: each match is a row, in the order of the right', () => {
    const right = table({ filiere: ['text', ['Bio', 'Info', 'Bio']], v: ['integer', [1, 2, 3]] })
    const left = join(students, right, { on: 'filiere', many: 'many' })
    expect(left.toArray().map((r) => [r.nom, r.v])).toEqual([
      ['A', 1],
      ['A', 3],
      ['B', 2],
      ['C', null],
      ['D', null],
      ['E', 1],
      ['E', 3],
    ])
    expect(join(students, right, { on: 'filiere', many: 'many', how: 'inner' }).column('v').values).toEqual([
      1, 3, 2, 1, 3,
    ])
    expect(left.matched).toBe(3)
  })
})

describe('columns', () => {
  const right = table({ filiere: ['text', ['Bio']], nom: ['text', ['Biologie']], v: ['integer', [1]] })

  test('of one name on both sides need a suffix', () => {
    expectCode(() => join(students, right, { on: 'filiere' }), 'JOIN_COLUMNS_CLASH', /"nom".*nom_ref/)
    const joined = join(students, right, { on: 'filiere', suffix: '_ref' })
    expect(joined.names).toEqual(['nom', 'filiere', 'nom_ref', 'v'])
  })

  test('that a suffix makes twice are an error', () => {
    const left = table({ filiere: ['text', ['Bio']], nom: ['text', ['A']], nom_ref: ['text', ['B']] })
    expectCode(() => join(left, right, { on: 'filiere', suffix: '_ref' }), 'COLUMN_TWICE', /nom_ref/)
  })

  test('that are not there', () => {
    expectCode(() => join(students, right, { on: 'filieres' }), 'COLUMN_UNKNOWN', /filiere/)
    expectCode(() => join(students, right, { on: { left: 'nom', right: 'name' } }), 'COLUMN_UNKNOWN', /name/)
  })
})

test('nothing on either side', () => {
  const none = table({ filiere: ['text', []], places: ['integer', []] })
  const joined = join(students, none, { on: 'filiere' })
  expect(joined.column('places').values).toEqual([null, null, null, null, null])
  expect(joined.unmatched.left.map((u) => u.n)).toEqual([2, 1, 1])
  expect(join(none, filieres, { on: 'filiere' }).length).toBe(0)
  expect(join(none, none, { on: ['filiere', 'places'] }).names).toEqual(['filiere', 'places'])
  expect(join(students, none, { on: 'filiere', how: 'inner' }).length).toBe(0)
})

test.each<[object, ErrorCode, RegExp]>([
  [{}, 'JOIN_OPTION_INVALID', /"on" is missing/],
  [{ on: [] }, 'JOIN_OPTION_INVALID', /"on"/],
  [{ on: { left: 'nom' } }, 'JOIN_OPTION_INVALID', /"on"/],
  [{ on: { left: ['nom', 'filiere'], right: ['filiere'] } }, 'JOIN_OPTION_INVALID', /"on"/],
  [{ on: 'filiere', how: 'outer' }, 'JOIN_OPTION_INVALID', /"how" is "outer"/],
  [{ on: 'filiere', many: true }, 'JOIN_OPTION_INVALID', /"many"/],
  [{ on: 'filiere', suffix: '' }, 'JOIN_OPTION_INVALID', /"suffix"/],
  [{ on: 'filiere', sufix: '_x' }, 'JOIN_OPTION_INVALID', /did you mean "suffix"\?/],
])('%j is refused', (options, code, words) => {
  expectCode(() => join(students, filieres, options as never), code, words)
})

test('what is no rows is refused', () => {
  expectCode(() => join([] as never, filieres, { on: 'filiere' } as never), 'ROWS_EXPECTED', /an array/)
  expectCode(() => join(students, undefined as never, { on: 'filiere' } as never), 'ROWS_EXPECTED', /nothing/)
})

describe('with messages and a reference table', () => {
  const student = schema({ nom: text(), age: integer({ min: 0, max: 130 }), filiere: text() })
  const parsed = parse(
    messages(
      '{"nom":"A","age":23,"filiere":"Biologie"}',
      '{"nom":"B","age":"22 ans","filiere":"Informatique"}',
      '{"nom":"C","age":19,"filiere":"Lettres"}',
    ),
    student,
  )
  const reference = () =>
    readCsv(
      {
        text: 'filiere;faculte\nBiologie;Sciences\nInformatique;Sciences\nDroit;Droit\n',
        name: 'filieres.csv',
      },
      schema({ filiere: text(), faculte: text() }),
    )

  test('the caption names both sources, and what is made of it too', async () => {
    const joined = join(parsed, await reference(), { on: 'filiere' })
    const line = captionLine(labelOf(joined) ?? { provenance: null, filter: '?' }, 'en')
    expect(line).toMatch(
      /^All rows · 0 messages of message, read 2024-12-01 08:00:00 UTC, joined with 3 rows of filieres\.csv, read .* UTC, carnet [\d.]+$/,
    )
    const answer = await from(joined)
      .where(col('faculte').eq('Sciences'))
      .groupBy('faculte')
      .summarise({ n: count(), age: mean('age') })
      .run(joined)
    expect(rows(answer)).toEqual([{ faculte: 'Sciences', n: 2, age: 22.5 }])
    expect(labelOf(answer)?.provenance?.joined?.[0]?.topics).toEqual(['filieres.csv'])
  })

  test('rows of the reference that were chosen are told as such', async () => {
    const chosen = where(await reference(), col('faculte').eq('Sciences'))
    const joined = join(parsed, chosen, { on: 'filiere' })
    expect(joined.column('faculte').values).toEqual(['Sciences', 'Sciences', null])
    const [source] = labelOf(joined)?.provenance?.joined ?? []
    expect(source).toMatchObject({ topics: ['filieres.csv'], where: 'faculte = "Sciences"' })
  }, 60_000)

  test('DataFrames on either side, of any origin', () => {
    const frame = toFrame(parsed)
    const joined = join(frame.head(2), toFrame(filieres), { on: 'filiere' })
    expect(joined.names).toEqual(['nom', 'age', 'filiere', 'code'])
    expect(labelOf(joined)?.provenance).toBeNull()
    expect(isGroupStats(toFrame(joined))).toBe(false)
    const known = join(frame, filieres, { on: 'filiere' })
    expect(labelOf(known)?.provenance?.joined).toEqual([null])
    expect(captionLine(labelOf(known) ?? { provenance: null, filter: null }, 'en')).toMatch(
      /joined with rows chosen/,
    )
  }, 60_000)
})
