import { describe, expect, test, vi } from 'vitest'
import { groupStats, toFrame, toTable, where } from '../../src/frame'
import { labelOf, setLabel } from '../../src/provenance'
import {
  Answer,
  col,
  count,
  type Engine,
  first,
  last,
  max,
  mean,
  median,
  min,
  missing,
  quantile,
  type QueryPlan,
  sd,
} from '../../src/query'
import { descending, from, type Query } from '../../src/question'
import { type Cell, Table } from '../../src/table'
import { column } from '../engine/local/support'
import { codeOf } from '../support/codes'
import { few, parsedFew, student, students } from './support'

// The first DataFrame loads Danfo, which takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 })

const all = from(student)
const byFiliere = all
  .where(col('age').gt(20))
  .groupBy('filiere')
  .summarise({ n: count(), mean: mean('age'), min: min('age'), max: max('age'), sd: sd('age') })
const older = [
  ['Biologie', 1, 23, 23, 23, null],
  ['Informatique', 2, 23.5, 22, 25, Math.sqrt(4.5)],
]
const lines = (answer: Table<object>): Cell[][] =>
  Array.from({ length: answer.length }, (_, i) => answer.columns.map((c) => c.values[i]))
const code = async (run: () => Promise<unknown>): Promise<string> => {
  let thrown: unknown = null
  await run().catch((e: unknown) => (thrown = e))
  return codeOf(() => {
    if (thrown !== null) throw thrown as Error
  })
}

describe('run', () => {
  test('answers from parsed rows, a table and a DataFrame alike', async () => {
    expect(lines(await byFiliere.run(parsedFew()))).toEqual(older)
    expect(lines(await byFiliere.run(few))).toEqual(older)
    expect(lines(await byFiliere.run(toFrame(few)))).toEqual(older)
  })

  test('gives a table of typed columns that becomes a DataFrame', async () => {
    const answer = await byFiliere.run(few)
    expect(answer).toBeInstanceOf(Table)
    expect(answer).toBeInstanceOf(Answer)
    expect(answer.columns.map((c) => [c.name, c.type])).toEqual([
      ['filiere', 'text'],
      ['n', 'integer'],
      ['mean', 'number'],
      ['min', 'integer'],
      ['max', 'integer'],
      ['sd', 'number'],
    ])
    expect({ ...answer.at(0) }).toEqual({ filiere: 'Biologie', n: 1, mean: 23, min: 23, max: 23, sd: null })
    expect(toTable(toFrame(answer)).column('mean').values).toEqual([23, 23.5])
    expect(answer.words('en')).toBe(String(byFiliere))
    expect(answer.hash()).toBe(byFiliere.hash())
  })

  test('says of which rows, by which filter, by what and of what', async () => {
    const parsed = parsedFew()
    const label = { provenance: parsed.provenance, filter: 'age > 20', by: 'filiere', of: 'age' }
    expect(labelOf(await byFiliere.run(parsed))).toEqual(label)
    expect(labelOf(toFrame(await byFiliere.run(parsed)))).toEqual(label)
    const both = await byFiliere.run(where(toFrame(parsed), col('note').gt(10)))
    expect(labelOf(both)?.filter).toBe('note > 10 and age > 20')
    expect(labelOf(await all.run(parsed))).toEqual({ provenance: parsed.provenance, filter: null })
    const two = all.where(col('age').gt(20).or(col('note').gt(1))).where(col('nom').ne('x'))
    expect(labelOf(await two.run(parsed))?.filter).toBe('(age > 20 or note > 1) and nom != "x"')
  })

  test('without groups gives one row, of no rows too', async () => {
    const figures = all.summarise({
      n: count(),
      mean: mean('age'),
      median: median('age'),
      first: first('nom'),
    })
    expect(lines(await figures.run(few))).toEqual([[4, 22.25, 22.5, 'Ada']])
    expect(lines(await figures.run(students()))).toEqual([[0, null, null, null]])
    expect(lines(await figures.where(col('n').gt(0)).run(students()))).toEqual([])
  })

  test('with groups gives no row of no rows', async () => {
    expect(lines(await byFiliere.run(students()))).toEqual([])
    expect((await byFiliere.run(students())).names).toEqual(['filiere', 'n', 'mean', 'min', 'max', 'sd'])
    expect(
      lines(await all.where(col('age').gt(99)).groupBy('filiere').summarise({ n: count() }).run(few)),
    ).toEqual([])
  })

  test('tells groups apart by several keys, odd ones too', async () => {
    const table = new Table<{ a: string; b: number }>([
      column('a', 'text', ['constructor', '__proto__', 'constructor', null, 'a-b', 'a', '']),
      column('b', 'integer', [1, 1, 1, null, 2, -2, null]),
    ])
    const answer = await from(table).groupBy('a', 'b').summarise({ n: count() }).run(table)
    expect(lines(answer)).toEqual([
      ['', null, 1],
      ['__proto__', 1, 1],
      ['a', -2, 1],
      ['a-b', 2, 1],
      ['constructor', 1, 2],
      [null, null, 1],
    ])
  })

  test('lists the groups alone where no figure is asked for', async () => {
    expect(lines(await all.groupBy('filiere').summarise({}).run(few))).toEqual([
      ['Biologie'],
      ['Informatique'],
      ['Physique'],
    ])
  })

  test('takes a figure or a key called __proto__', async () => {
    const table = new Table<{ ['__proto__']: string; x: number }>([
      column('__proto__', 'text', ['a', 'a']),
      column('x', 'integer', [1, 2]),
    ])
    const answer = await from(table)
      .groupBy('__proto__')
      .summarise({ mean: mean('x') })
      .run(table)
    expect(answer.columns.map((c) => [c.name, c.values])).toEqual([
      ['__proto__', ['a']],
      ['mean', [1.5]],
    ])
  })

  test('orders, keeping the order of equals, missing values last either way', async () => {
    const order = async (query: Query<{ nom: string }>): Promise<Cell[]> => [
      ...(await query.run(few)).columns[0].values,
    ]
    expect(await order(all.orderBy('note'))).toEqual(['Dan', 'Cyd', 'Ada', 'Bob'])
    expect(await order(all.orderBy(descending('note')))).toEqual(['Ada', 'Cyd', 'Dan', 'Bob'])
    expect(await order(all.orderBy('filiere', descending('age')))).toEqual(['Cyd', 'Dan', 'Ada', 'Bob'])
    expect(await order(all.orderBy('filiere'))).toEqual(['Cyd', 'Ada', 'Dan', 'Bob'])
    expect(await order(all.orderBy(descending('age')).limit(2))).toEqual(['Dan', 'Cyd'])
    expect(await order(all.limit(2).orderBy(descending('age')))).toEqual(['Ada', 'Bob'])
    expect(await order(all.limit(0))).toEqual([])
    expect(await order(all.orderBy('age').limit(0))).toEqual([])
  })

  test('goes on after a summary: filter groups, derive, order, summarise again', async () => {
    const answer = await all
      .groupBy('filiere')
      .summarise({ n: count(), mean: mean('age') })
      .where(col('n').gte(1))
      .derive({ rounded: col('mean').round() })
      .orderBy(descending('mean'))
      .select('filiere', 'rounded')
      .run(few)
    expect(lines(answer)).toEqual([
      ['Informatique', 24],
      ['Biologie', 23],
      ['Physique', 19],
    ])
    const ofMeans = all
      .groupBy('filiere')
      .summarise({ m: mean('age') })
      .summarise({ m: mean('m') })
    expect(lines(await ofMeans.run(few))).toEqual([[(23 + 23.5 + 19) / 3]])
  })

  test('keeps the rows of a local condition, which sees rows as objects', async () => {
    const list = new Set(['Ada', 'Dan'])
    const query = all.local(
      (row) => list.has(row.nom) && row.note !== null && row.note > 10,
      'is on the list',
    )
    const answer = await query.run(parsedFew())
    expect(lines(answer)).toEqual([['Ada', 22, 'Informatique', 15]])
    expect(labelOf(answer)?.filter).toBe('is on the list')
    expect(
      lines(await all.local((row) => row.age as unknown as boolean, 'truthy is not true').run(few)),
    ).toEqual([])
  })

  test('takes the first and last by offset, whatever the order of rows', async () => {
    const query = all.summarise({ first: first('nom'), last: last('nom'), note: last('note') })
    expect(lines(await query.run(parsedFew(few, [3n, 0n, 2n, 1n])))).toEqual([['Bob', 'Ada', 15]])
    expect(lines(await query.run(few))).toEqual([['Ada', 'Dan', 9]])
  })

  test('leaves columns alone that it does not look at', async () => {
    const table = new Table([column('age', 'integer', [1, 2])])
    expect(lines(await all.summarise({ n: count(), max: max('age') }).run(table))).toEqual([[2, 2]])
    expect(
      lines(await all.summarise({ n: count() }).run(new Table([column('other', 'text', ['a'])]))),
    ).toEqual([[1]])
  })

  test('refuses rows that are not those of the question', async () => {
    const wrong = new Table([column('age', 'text', ['22', null])])
    expect(await code(() => all.summarise({ m: max('age') }).run(wrong))).toBe('COLUMN_TYPE_DIFFERS')
    expect(await code(() => all.summarise({ m: max('nom') }).run(wrong))).toBe('COLUMN_UNKNOWN')
    expect(await code(() => all.run([] as never))).toBe('ROWS_EXPECTED')
    expect(await code(() => all.run(undefined as never))).toBe('ROWS_EXPECTED')
    const fraction = new Table([column('age', 'number', [22.5])])
    expect(await code(() => all.summarise({ m: max('age') }).run(fraction))).toBe('COLUMN_TYPE_DIFFERS')
    const empty = new Table([column('age', 'text', [null])])
    expect(lines(await all.summarise({ m: max('age'), n: missing('age') }).run(empty))).toEqual([[null, 1]])
  })

  test('finds a column that a DataFrame calls otherwise', async () => {
    const table = new Table<{ index: number }>([column('index', 'integer', [1, 2])])
    const query = from(table).summarise({ max: max('index') })
    expect(lines(await query.run(toFrame(table)))).toEqual([[2]])
  })
})

describe('histogram', () => {
  test('counts by pieces that hold their beginning, empty ones too, the same for every group', async () => {
    const answer = await all.groupBy('filiere').histogram('age', { width: 2, origin: 1 }).run(few)
    expect(answer.names).toEqual(['filiere', 'from', 'to', 'n'])
    const found = lines(answer)
    expect(found.filter((r) => r[0] === 'Informatique')).toEqual([
      ['Informatique', 19, 21, 0],
      ['Informatique', 21, 23, 1],
      ['Informatique', 23, 25, 0],
      ['Informatique', 25, 27, 1],
    ])
    expect(found).toHaveLength(12)
  })

  test('begins a piece where its decimals say, not where doubles do', async () => {
    const table = new Table([column('x', 'number', [0.1, 0.2, 0.3, 0.7, 1.1])])
    const answer = await from(table).histogram(col('x'), { width: 0.1 }).run(table)
    const found = lines(answer).filter((r) => Number(r[2]) > 0)
    expect(found.map((r) => r.slice(0, 2))).toEqual([
      [0.1, 0.2],
      [0.2, 0.3],
      [0.3, 0.4],
      [0.7, 0.8],
      [1.1, 1.2],
    ])
  })

  test('lists infinite values and missing ones apart', async () => {
    const table = new Table([column('x', 'number', [null, Infinity, -1, 0.5, -Infinity, null])])
    expect(lines(await from(table).histogram(col('x'), { width: 1 }).run(table))).toEqual([
      [-Infinity, -Infinity, 1],
      [-1, 0, 1],
      [0, 1, 1],
      [Infinity, Infinity, 1],
      [null, null, 2],
    ])
  })

  test('of nothing is empty, and of too fine pieces is refused', async () => {
    expect(lines(await all.histogram('age', { width: 1 }).run(students()))).toEqual([])
    expect(await code(() => all.histogram('age', { width: 1e-6 }).run(few))).toBe('HISTOGRAM_TOO_FINE')
  })
})

describe('runOnStream', () => {
  const parts = [0, 1, 2, 3].map((i) => {
    const table = new Table<Record<string, Cell>>(
      few.columns.map((c) => column(c.name, c.type, [c.values[i]])),
    )
    return parsedFew(table as never, [BigInt(i)])
  })
  async function* stream(from = parts): AsyncGenerator<(typeof parts)[number]> {
    for (const part of from) yield await Promise.resolve(part)
  }

  test('gives the answer of the whole, and the label of all parts', async () => {
    const answer = await byFiliere.runOnStream(stream())
    expect(lines(answer)).toEqual(older)
    expect(labelOf(answer)?.provenance).toMatchObject({
      ranges: [{ topic: 'message', partition: 0, from: 0n, to: 4n }],
      messages: 4,
    })
    expect(labelOf(answer)?.filter).toBe('age > 20')
  })

  test('takes first and last over all parts by offset', async () => {
    const query = all.summarise({ first: first('nom'), last: last('nom') })
    expect(lines(await query.runOnStream(stream([...parts].reverse())))).toEqual([['Ada', 'Dan']])
    const tables = parts.map((p) => p.rows)
    expect(lines(await query.runOnStream(tables))).toEqual([['Ada', 'Dan']])
  })

  test('stops reading when a limit is reached', async () => {
    let read = 0
    let isClosed = false
    async function* counted(): AsyncGenerator<(typeof parts)[number]> {
      try {
        for (const part of parts) {
          read++
          yield await Promise.resolve(part)
        }
      } finally {
        isClosed = true
      }
    }
    expect(lines(await all.select('nom').limit(2).runOnStream(counted()))).toEqual([['Ada'], ['Bob']])
    expect([read, isClosed]).toEqual([2, true])
    read = 0
    expect(lines(await all.limit(0).runOnStream(counted()))).toEqual([])
    expect(read).toBe(0)
  })

  test('of nothing is the answer to no rows', async () => {
    expect(lines(await all.summarise({ n: count() }).runOnStream([]))).toEqual([[0]])
    expect(labelOf(await byFiliere.runOnStream(stream([])))).toMatchObject({
      provenance: null,
      filter: 'age > 20',
    })
  })

  test('fails as the stream fails', async () => {
    async function* broken(): AsyncGenerator<(typeof parts)[number]> {
      yield await Promise.resolve(parts[0])
      throw new Error('the broker is gone')
    }
    await expect(byFiliere.runOnStream(broken())).rejects.toThrow('the broker is gone')
  })

  test('keeps the rows of a limit after an order alone, however many come', async () => {
    const n = 60_000
    const table = (k: number): Table =>
      new Table([
        column(
          'age',
          'integer',
          Array.from({ length: n }, (_, i) => (i * 7919 + k) % 100_003),
        ),
      ])
    const query = all.select('age').orderBy(descending('age')).limit(3)
    const answer = await query.runOnStream([table(0), table(1), table(2)])
    const sorted = [0, 1, 2].flatMap((k) => [...table(k).columns[0].values].map(Number)).sort((a, b) => b - a)
    expect(answer.columns[0].values).toEqual(sorted.slice(0, 3))
  })
})

describe('start', () => {
  test('lets look at the answer in between', () => {
    const running = all
      .groupBy('filiere')
      .summarise({ n: count(), median: median('age') })
      .start()
    expect(lines(running.answer())).toEqual([])
    running.add(few)
    expect(lines(running.answer())[1]).toEqual(['Informatique', 2, 23.5])
    running.add(few).add(students(['Eve', 30, 'Informatique', null]))
    expect(lines(running.answer())[1]).toEqual(['Informatique', 5, 25])
    expect(lines(running.answer())).toEqual(lines(running.answer()))
  })

  test('says that rows were chosen in the notebook where parts had different filters', () => {
    const label = (filter: string | null) => ({ provenance: null, filter })
    const running = all.summarise({ n: count() }).start()
    running.add(setLabel(students(), label('age > 1'))).add(setLabel(students(), label('age > 2')))
    expect(labelOf(running.answer())?.filter).toBe('rows chosen in the notebook')
  })
})

describe('another engine', () => {
  const asked: QueryPlan[] = []
  const engine: Engine = {
    engine: 'Spark',
    answer: async (plan) => {
      asked.push(plan)
      const table = new Table([column('filiere', 'text', ['Biologie']), column('n', 'integer', [1])])
      return { table, label: { provenance: parsedFew().provenance, filter: null } }
    },
  }
  const counts = all.where(col('age').gt(20)).groupBy('filiere').summarise({ n: count() })

  test('is given the plan, and its answer is labelled like ours', async () => {
    const answer = await counts.run(engine)
    expect(asked).toEqual([counts.plan])
    expect(JSON.parse(JSON.stringify(asked[0]))).toEqual(counts.toJSON())
    expect(lines(answer)).toEqual([['Biologie', 1]])
    expect(labelOf(answer)).toMatchObject({ filter: 'age > 20', provenance: { messages: 4 } })
  })

  test('is not asked what only this program can judge', async () => {
    const local = all.local(() => true, 'is on the list').summarise({ n: count() })
    expect(await code(() => local.run(engine))).toBe('QUESTION_LOCAL_ONLY')
    await expect(local.run(engine)).rejects.toThrow('Spark cannot judge "is on the list"')
    expect(asked).toHaveLength(1)
  })
})

test('groupStats is the same arithmetic', async () => {
  const query = all.groupBy('filiere').summarise({
    n: count('note'),
    missing: missing('note'),
    mean: mean('note'),
    min: min('note'),
    max: max('note'),
    sd: sd('note'),
    q1: quantile('note', 0.25),
    median: median('note'),
    q3: quantile('note', 0.75),
  })
  const stats = groupStats(toFrame(few), { by: 'filiere', of: 'note' })
  expect(toTable(stats).columns.map((c) => c.values)).toEqual(
    (await query.run(few)).columns.map((c) => c.values),
  )
  expect(toFrame(await query.run(few)).values).toEqual(stats.values)
})
