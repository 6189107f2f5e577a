import { createRequire } from 'node:module'
import type * as Danfo from 'danfojs-node'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CarnetError } from '../../src/errors'
import {
  type Frame,
  frameLabel,
  groupStats,
  isFrame,
  isGroupStats,
  overallMeans,
  toFrame,
  toTable,
  where,
} from '../../src/frame'
import { labelOf, setLabel } from '../../src/provenance'
import { col } from '../../src/query'
import { type Cell, type ColumnType, Table } from '../../src/table'
import { columnOf, parsedOf, students } from '../store/students'

const dfd = createRequire(__filename)('danfojs-node') as typeof Danfo
const lines = (frame: Frame): unknown[][] => frame.values as unknown[][]
const one = (type: ColumnType, values: readonly Cell[], name = 'x') =>
  toFrame(new Table([{ name, type, values }]))
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (e) {
    if (e instanceof CarnetError) return e.code
    throw e
  }
  return 'no error'
}

afterEach(() => vi.unstubAllEnvs())

describe('toFrame', () => {
  test('makes a Danfo frame by column, whatever the order of keys was', () => {
    const df = toFrame(parsedOf())
    expect(df).toBeInstanceOf(dfd.DataFrame)
    expect(df.columns).toEqual(['filiere', 'age'])
    expect(df.dtypes).toEqual(['string', 'int32'])
    expect(df.shape).toEqual([10, 2])
    expect(df.index).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(lines(df)[1]).toEqual(['Biologie', 23])
  })

  test.each([
    ['text', ['23', ' 23 ', '', null, 'é😀'], 'string', ['23', ' 23 ', '', null, 'é😀']],
    ['integer', [1, 2147483647, -2147483648], 'int32', [1, 2147483647, -2147483648]],
    ['integer', [1, null], 'float32', [1, NaN]],
    ['integer', [2147483648], 'float32', [2147483648]],
    ['integer', [1, 9007199254740993n, null], 'string', ['1', '9007199254740993', null]],
    ['number', [0.1, null, 1e300], 'float32', [0.1, NaN, 1e300]],
    ['boolean', [true, null, false], 'boolean', [true, null, false]],
    ['timestamp', [0, null], 'datetime', [new Date(0), null]],
    ['integer', [null, null], 'float32', [NaN, NaN]],
    ['text', [null], 'string', [null]],
  ] as const)('turns %s %o into %s', (type, values, dtype, cells) => {
    const df = one(type, values)
    expect(df.dtypes).toEqual([dtype])
    expect(lines(df).map((row) => row[0])).toEqual(cells)
    expect((df['x'] as Danfo.Series).values).toEqual(cells)
  })

  test('of no rows is an empty frame with its columns', () => {
    const df = toFrame(new Table([columnOf('a', 'text', []), columnOf('b', 'number', [])]))
    expect(df.shape).toEqual([0, 2])
    expect(df.columns).toEqual(['a', 'b'])
    expect((df['b'] as Danfo.Series).gt(1).values).toEqual([])
    expect(df.head().shape).toEqual([0, 2])
    expect(df.toString()).toContain('a')
    expect(toFrame(new Table([])).shape).toEqual([0, 0])
  })

  test('is a copy', () => {
    const table = students()
    const df = toFrame(table)
    lines(df)[0][1] = 99
    expect(table.at(0)).toMatchObject({ age: 22 })
  })

  test.each(['values', 'columns', 'dtypes', 'index', 'shape', 'query', '$data', '__proto__', 'constructor'])(
    'gives a column called %s an underscore, and finds it by both names',
    (name) => {
      const df = one('integer', [1, 2, 3], name)
      const safe = `${name}_`
      expect(df.columns).toEqual([safe])
      expect((df[safe] as Danfo.Series).values).toEqual([1, 2, 3])
      expect(df.query((df[safe] as Danfo.Series).gt(1)).shape).toEqual([2, 1])
      expect(lines(where(df, col(name).gt(1)))).toEqual([[2], [3]])
      expect(lines(where(df, col(safe).gt(2)))).toEqual([[3]])
      expect(groupStats(df, { by: name, of: name }).columns[0]).toBe(safe)
    },
  )

  test.each(['mean', 'count', 'size', 'âge', 'with space', '', '0', 'a-b', 'hasOwnProperty'])(
    'keeps a column called "%s"',
    (name) => {
      const df = one('integer', [1, 2], name)
      expect((df[name] as Danfo.Series).values).toEqual([1, 2])
      expect(df.query([false, true]).shape).toEqual([1, 1])
      expect(toTable(df).names).toEqual([name])
    },
  )

  test('refuses a name that is wanted twice', () => {
    const table = new Table([columnOf('index', 'text', []), columnOf('index_', 'text', [])])
    expect(codeOf(() => toFrame(table))).toBe('FRAME_COLUMN_CLASH')
  })

  test.each([
    [[{ age: 1 }], 'an array'],
    [undefined, 'nothing'],
    [3, 'of type number'],
  ])('refuses %o', (value, words) => {
    expect(() => toFrame(value as unknown as Table)).toThrow(words)
  })

  test('carries the label of what it is made of', () => {
    const parsed = parsedOf()
    expect(labelOf(toFrame(parsed))).toEqual({ provenance: parsed.provenance, filter: null })
    const table = setLabel(students(), { provenance: parsed.provenance, filter: 'age > 1' })
    expect(labelOf(toFrame(table))).toEqual({ provenance: parsed.provenance, filter: 'age > 1' })
    expect(labelOf(toFrame(students()))).toEqual({ provenance: null, filter: 'rows chosen in the notebook' })
  })
})

describe('isFrame', () => {
  test('knows the frames that Danfo makes, which are of another class', () => {
    const df = toFrame(students())
    const queried = df.query((df['age'] as Danfo.Series).gt(20))
    expect(queried).not.toBeInstanceOf(dfd.DataFrame)
    expect([df, queried, df.head(2), new dfd.DataFrame([[1]])].every(isFrame)).toBe(true)
  })

  test.each([null, undefined, 1, 'x', [], {}, new Table([]), { columns: [], ndim: 2 }])(
    'says no to %s',
    (value) => {
      expect(isFrame(value)).toBe(false)
    },
  )

  test('says no to a series', () => {
    expect(isFrame(new dfd.Series([1, 2]))).toBe(false)
  })
})

describe('toTable', () => {
  test('gives back what toFrame was given', () => {
    const columns = [
      columnOf('text', 'text', ['a', null, '']),
      columnOf('whole', 'integer', [1, 2, 3]),
      columnOf('number', 'number', [0.5, null, 3]),
      columnOf('truth', 'boolean', [true, false, null]),
      columnOf('when', 'timestamp', [0, null, 1732464000000]),
    ]
    const table = toTable(toFrame(new Table(columns)))
    expect(table.columns).toEqual(columns)
  })

  test('keeps the types of an empty frame', () => {
    const columns = [columnOf('t', 'text', []), columnOf('n', 'number', []), columnOf('w', 'timestamp', [])]
    expect(toTable(toFrame(new Table(columns))).columns).toEqual(columns)
  })

  test('calls a column text where Danfo lets text through as numbers', () => {
    const df = new dfd.DataFrame([[1], ['22'], [3], [null]], { columns: ['age'], dtypes: ['int32'] })
    expect(toTable(df).columns[0]).toEqual(columnOf('age', 'text', ['1', '22', '3', null]))
  })

  test('does not believe a dtype that was guessed from the first rows', () => {
    const rows = [...Array.from({ length: 30 }, (_, i) => [i]), [0.5], [NaN], [undefined]]
    const column = toTable(new dfd.DataFrame(rows, { columns: ['x'] })).columns[0]
    expect(column.type).toBe('number')
    expect(column.values.slice(30)).toEqual([0.5, null, null])
  })

  test('takes dates, also among other values', () => {
    const df = new dfd.DataFrame([[new Date(0)], [new Date(NaN)], ['x']], { columns: ['d'] })
    expect(toTable(df).columns[0]).toEqual(columnOf('d', 'text', ['1970-01-01T00:00:00.000Z', null, 'x']))
  })
})

describe('where', () => {
  test('keeps the rows that match, with a fresh index', () => {
    const df = where(toFrame(parsedOf()), col('age').gt(22))
    expect(lines(df)).toEqual([
      ['Biologie', 23],
      ['Biologie', 23],
      ['Biologie', 23],
    ])
    expect(df.index).toEqual([0, 1, 2])
    expect(df.dtypes).toEqual(['string', 'int32'])
    expect(df).toBeInstanceOf(dfd.DataFrame)
  })

  test('agrees with Danfo’s own query', () => {
    const df = toFrame(students())
    const queried = df.query((df['age'] as Danfo.Series).gt(20))
    expect(lines(where(df, col('age').gt(20)))).toEqual(lines(queried))
  })

  test('says its filter, and adds filters up', () => {
    const parsed = parsedOf()
    const older = where(toFrame(parsed), col('age').gt(20))
    expect(labelOf(older)).toEqual({ provenance: parsed.provenance, filter: 'age > 20' })
    const both = where(older, col('filiere').eq('Biologie'))
    expect(labelOf(both)?.filter).toBe('age > 20 and filiere = "Biologie"')
    expect(both.shape).toEqual([3, 2])
  })

  test('works on what Danfo’s query gave, whose index has gaps', () => {
    const df = toFrame(students())
    const queried = df.query((df['age'] as Danfo.Series).lt(23))
    const physics = where(queried, col('filiere').eq('Physique'))
    expect(lines(physics)).toEqual([
      ['Physique', 19],
      ['Physique', 19],
      ['Physique', 19],
    ])
    expect(labelOf(physics)?.filter).toBe('rows chosen in the notebook and filiere = "Physique"')
  })

  test('of a table of statistics says that it chose groups', () => {
    const stats = groupStats(where(parsedOf(), col('age').gt(20)), { by: 'filiere', of: 'age' })
    expect(labelOf(where(stats, col('n').gt(3)))?.filter).toBe('age > 20, groups with n > 3')
  })

  test('takes parsed rows and tables as they are', () => {
    expect(where(parsedOf(), col('age').gt(22)).shape).toEqual([3, 2])
    expect(where(students(), col('age').gt(22)).shape).toEqual([3, 2])
  })

  test('with none left is an empty frame that all the rest takes', () => {
    const none = where(toFrame(parsedOf()), col('age').gt(200))
    expect(none.shape).toEqual([0, 2])
    expect(none.columns).toEqual(['filiere', 'age'])
    const stats = groupStats(none, { by: 'filiere', of: 'age' })
    expect(stats.shape).toEqual([0, 10])
    expect(labelOf(stats)?.filter).toBe('age > 200')
    expect(toTable(stats).length).toBe(0)
    expect(where(none, col('age').lt(3)).shape).toEqual([0, 2])
    expect(where(stats, col('n').gt(3)).shape).toEqual([0, 10])
    expect(toTable(overallMeans(none, { by: 'filiere', of: 'age' })).column('mean').values).toEqual([
      null,
      null,
    ])
  })

  test('does not share its rows', () => {
    const df = toFrame(students())
    lines(where(df, col('age').gt(0)))[0][1] = 99
    expect(lines(df)[0][1]).toBe(22)
  })

  test('names the nearest column for an unknown one', () => {
    expect(() => where(toFrame(students()), col('filière').eq('x'))).toThrow('Did you mean "filiere"?')
  })
})

describe('groupStats', () => {
  test('gives the table of the report, exactly', () => {
    const parsed = parsedOf()
    const stats = groupStats(toFrame(parsed), { by: 'filiere', of: 'age' })
    expect(stats).toBeInstanceOf(dfd.DataFrame)
    expect(stats.columns).toEqual([
      'filiere',
      'n',
      'missing',
      'mean',
      'min',
      'max',
      'sd',
      'q1',
      'median',
      'q3',
    ])
    expect(lines(stats)).toEqual([
      ['Biologie', 3, 0, 23, 23, 23, 0, 23, 23, 23],
      ['Informatique', 4, 0, 22, 22, 22, 0, 22, 22, 22],
      ['Physique', 3, 0, 19, 19, 19, 0, 19, 19, 19],
    ])
    expect(labelOf(stats)).toEqual({ provenance: parsed.provenance, filter: null, by: 'filiere', of: 'age' })
  })

  test('of the older students leaves the physicists out, and says so', () => {
    const stats = groupStats(where(toFrame(parsedOf()), col('age').gt(20)), { by: 'filiere', of: 'age' })
    expect(lines(stats).map((row) => row.slice(0, 2))).toEqual([
      ['Biologie', 3],
      ['Informatique', 4],
    ])
    expect(labelOf(stats)?.filter).toBe('age > 20')
  })

  test('is the same from a frame, from parsed rows and from a table', () => {
    const parsed = parsedOf()
    const grouping = { by: 'filiere', of: 'age' }
    const expected = lines(groupStats(toFrame(parsed), grouping))
    expect(lines(groupStats(parsed, grouping))).toEqual(expected)
    expect(lines(groupStats(parsed.rows, grouping))).toEqual(expected)
    expect(labelOf(groupStats(parsed, grouping))?.provenance).toBe(parsed.provenance)
  })

  test('agrees with Danfo’s own group-by on clean data', () => {
    const groups = Array.from({ length: 500 }, (_, i) => `group ${(i * 7) % 13}`)
    const numbers = groups.map((_, i) => ((i * 7919) % 1009) / 8)
    const df = toFrame(new Table([columnOf('g', 'text', groups), columnOf('x', 'number', numbers)]))
    const theirs = df.groupby(['g']).agg({ x: ['count', 'mean', 'min', 'max', 'std'] })
    const ours = new Map(
      [...toTable(groupStats(df, { by: 'g', of: 'x' }))].map((r) => [r.g, [r.n, r.mean, r.min, r.max, r.sd]]),
    )
    expect(lines(theirs)).toHaveLength(13)
    for (const [group, count, mean, min, max, std] of lines(theirs) as [string, ...number[]][])
      expect(ours.get(group)).toEqual([count, expect.closeTo(mean, 10), min, max, expect.closeTo(std, 10)])
  })

  test('has no deviation for a group of one', () => {
    const stats = groupStats(where(students(), col('age').gt(0)).head(1), { by: 'filiere', of: 'age' })
    expect(lines(stats)).toEqual([['Informatique', 1, 0, 22, 22, 22, NaN, 22, 22, 22]])
    expect(toTable(stats).column('sd').values).toEqual([null])
  })

  test('counts missing values, and lists the rows without a group last', () => {
    const table = new Table([
      columnOf('g', 'text', [null, 'constructor', '__proto__', 'constructor', '']),
      columnOf('x', 'number', [1, null, 3, 5, null]),
    ])
    const stats = toTable(groupStats(toFrame(table), { by: 'g', of: 'x' }))
    expect(stats.toArray().map((r) => [r.g, r.n, r.missing, r.mean])).toEqual([
      ['', 0, 1, null],
      ['__proto__', 1, 0, 3],
      ['constructor', 1, 1, 5],
      [null, 1, 0, 1],
    ])
  })

  test('works on frames of Danfo’s own, and says that their filter is not known', () => {
    const df = toFrame(parsedOf())
    const stats = groupStats(df.query((df['age'] as Danfo.Series).gt(20)), { by: 'filiere', of: 'age' })
    expect(lines(stats).map((row) => row.slice(0, 4))).toEqual([
      ['Biologie', 3, 0, 23],
      ['Informatique', 4, 0, 22],
    ])
    expect(labelOf(stats)).toEqual({
      provenance: null,
      filter: 'rows chosen in the notebook',
      by: 'filiere',
      of: 'age',
    })
  })

  test('does not trust the label of a frame that was filtered in place', () => {
    const df = toFrame(parsedOf())
    df.query((df['age'] as Danfo.Series).gt(20), { inplace: true })
    expect(frameLabel(df)).toEqual({ provenance: null, filter: 'rows chosen in the notebook' })
    expect(labelOf(groupStats(df, { by: 'filiere', of: 'age' }))?.filter).toBe('rows chosen in the notebook')
  })

  test('says it in French where labels are French', () => {
    vi.stubEnv('CARNET_LANG', 'fr')
    expect(frameLabel(new dfd.DataFrame([[1]])).filter).toBe('lignes choisies dans le carnet')
  })

  test('describes whole numbers from a frame, bigints not: they came as text', () => {
    const table = new Table([columnOf('g', 'text', ['a']), columnOf('id', 'integer', [9007199254740993n])])
    expect(lines(groupStats(table, { by: 'g', of: 'id' }))[0][3]).toBe(9007199254740992)
    expect(codeOf(() => groupStats(toFrame(table), { by: 'g', of: 'id' }))).toBe('COLUMN_NOT_NUMERIC')
  })

  test('refuses text, with an example of it', () => {
    const df = new dfd.DataFrame(
      [
        ['a', 1],
        ['a', '22 ans'],
      ],
      { columns: ['g', 'age'] },
    )
    expect(() => groupStats(df, { by: 'g', of: 'age' })).toThrow('The column "age" holds text')
    expect(() => groupStats(parsedOf(), { by: 'age', of: 'filiere' })).toThrow(
      'such as "Informatique" in row 0',
    )
  })

  test('names the nearest column for an unknown one', () => {
    expect(() => groupStats(toFrame(students()), { by: 'filier', of: 'age' })).toThrow(
      'Did you mean "filiere"?',
    )
    expect(() => groupStats(students(), { by: 'filiere', of: 'Age' })).toThrow('Did you mean "age"?')
  })
})

describe('isGroupStats', () => {
  test('knows what groupStats made', () => {
    const stats = groupStats(parsedOf(), { by: 'filiere', of: 'age' })
    expect(isGroupStats(stats)).toBe(true)
    expect(isGroupStats(where(stats, col('n').gt(3)))).toBe(true)
    expect(isGroupStats(stats.head(1))).toBe(false)
    expect(isGroupStats(toFrame(parsedOf()))).toBe(false)
    expect(isGroupStats(overallMeans(parsedOf(), { by: 'filiere', of: 'age' }))).toBe(false)
  })
})

describe('overallMeans', () => {
  test('gives both means of the report, each by its name', () => {
    const parsed = parsedOf()
    const means = overallMeans(toFrame(parsed), { by: 'filiere', of: 'age' })
    expect(means.columns).toEqual(['measure', 'mean', 'n'])
    expect(lines(means)).toEqual([
      ['Mean over all rows', 21.4, 10],
      ['Unweighted mean of the group means', 64 / 3, 3],
    ])
    expect(labelOf(means)).toEqual({ provenance: parsed.provenance, filter: null, by: 'filiere', of: 'age' })
  })

  test('speaks French', () => {
    vi.stubEnv('CARNET_LANG', 'fr')
    expect(lines(overallMeans(students(), { by: 'filiere', of: 'age' })).map((row) => row[0])).toEqual([
      'Moyenne sur toutes les lignes',
      'Moyenne non pondérée des moyennes des groupes',
    ])
  })
})
