import fc from 'fast-check'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { labelOf } from '../../src/provenance'
import {
  and,
  col,
  count,
  first,
  last,
  lit,
  max,
  mean,
  median,
  not,
  or,
  type Predicate,
  type QueryPlan,
} from '../../src/query'
import { from, Query } from '../../src/question'
import { openStore, type Store } from '../../src/store'
import { pushedDown } from '../../src/store/pushdown'
import { type Cell, type Column, Table } from '../../src/table'
import { conditions, plans, tables, TYPES } from '../engine/local/tables'
import { testFolder } from '../support/folders'
import { change, temporaryFolder } from './reading'
import { columnOf, parsedOf, rejectOf, students } from './students'

vi.setConfig({ testTimeout: 120_000 })

function newStore(): Store {
  const store = openStore(`${testFolder()}/a.db`)
  onTestFinished(() => store.close())
  return store
}

/** -0 is 0 in a database. */
const cellsOf = (table: Table<object>): unknown => ({
  names: table.names,
  types: table.columns.map((c) => c.type),
  values: table.columns.map((c) => c.values.map((v) => (v === 0 ? 0 : v))),
})

// One store, with a table for each try: a new file each would take longer than all else.
const folder = temporaryFolder()
const shared = openStore(folder.file())
afterAll(() => {
  shared.close()
  folder.remove()
})
let tries = 0
const newName = (): string => `try_${++tries}`

describe('the answer of a store', () => {
  test('is that of the rows at hand, on any table and question', async () => {
    await fc.assert(
      fc.asyncProperty(tables(), plans, async (table, plan) => {
        const parsed = parsedOf({ name: newName(), columns: table.columns })
        shared.save(parsed)
        const query = new Query(plan)
        expect(cellsOf(await query.run(shared.of(parsed.schema)))).toEqual(cellsOf(await query.run(parsed)))
      }),
      { numRuns: 200, seed: 6 },
    )
  })

  test('is that of the rows at hand where rows come in several saves, out of order', async () => {
    await fc.assert(
      fc.asyncProperty(tables(), plans, fc.nat(), async (table, plan, cut) => {
        const n = table.length
        const at = n === 0 ? 0 : cut % n
        const name = newName()
        const part = (start: number, end: number) =>
          parsedOf({
            name,
            columns: table.columns.map((c) => ({ ...c, values: c.values.slice(start, end) })),
            offsets: Array.from({ length: end - start }, (_, i) => BigInt(start + i)),
            from: BigInt(start),
            to: BigInt(end),
          })
        shared.save(part(at, n))
        shared.save(part(0, at))
        const query = new Query(plan)
        expect(cellsOf(await query.run(shared.of(name)))).toEqual(
          cellsOf(await query.run(parsedOf({ columns: table.columns }))),
        )
      }),
      { numRuns: 100, seed: 7 },
    )
  })
})

describe('what SQLite leaves out', () => {
  const columns = Object.entries(TYPES).map(([name, type]) => columnOf(name, type, []))
  const fields = new Map(columns.map(({ name, type }) => [name, { name, type, column: name }]))

  test('is never a row that the filter keeps', async () => {
    await fc.assert(
      fc.asyncProperty(tables(), conditions, async (table, condition) => {
        const plan = from(table).where(condition).plan
        const pushed = pushedDown(plan, fields)
        if (pushed === null) return
        const name = newName()
        shared.save(parsedOf({ name, columns: table.columns }))
        const sql = `SELECT offset FROM ${name} WHERE ${pushed.sql}`
        const left = new Set(shared.query(sql, pushed.values as never[]).column('offset').values)
        const numbered = new Table([
          ...table.columns,
          columnOf(
            'at',
            'integer',
            Array.from({ length: table.length }, (_, i) => i),
          ),
        ])
        const kept = (await from(numbered).where(condition).run(numbered)).column('at').values
        expect(kept.filter((i) => !left.has(i))).toEqual([])
      }),
      { numRuns: 200, seed: 8 },
    )
  })

  const sqlFor = (...conditions: readonly Predicate[]): unknown => {
    let query: Query<Record<string, Cell>> = from(new Table(columns))
    for (const condition of conditions) query = query.where(condition)
    const pushed = pushedDown(query.plan, fields)
    return pushed && [pushed.sql, ...pushed.values]
  }

  test.each<[string, Predicate, unknown]>([
    ['numbers', col('i').gt(20), ['(("i" > ?))', 20]],
    ['a list', col('t').in(['a', 'É']), ['(("t" IN (?, ?)))', 'a', 'É']],
    ['from and to', col('x').between(1, Infinity), ['(("x" BETWEEN ? AND ?))', 1, Infinity]],
    ['two columns', col('i').lte(col('x')), ['(("i" <= "x"))']],
    ['true or false', col('b').eq(true), ['(("b" = ?))', 1]],
    ['a moment', col('m').lt(new Date(5)), ['(("m" < ?))', 5]],
    ['days', col('d').gte('2024-01-01'), ['(("d" >= ?))', '2024-01-01']],
    ['missing ones', not(col('t').isMissing()), ['((NOT ("t" IS NULL)))']],
    ['parts of and', and(col('i').gt(1), col('t').startsWith('a')), ['((("i" > ?)))', 1]],
    ['all of or', or(col('i').gt(1), col('j').gt(2)), ['((("i" > ?) OR ("j" > ?)))', 1, 2]],
    ['not a part of or', or(col('i').gt(1), col('t').startsWith('a')), null],
    ['not a part under not', not(and(col('i').gt(1), col('t').startsWith('a'))), null],
    ['no text whatever its case', col('t').eq('a', { ignore: 'case' }), null],
    ['nothing computed', col('i').add(1).gt(20), null],
    ['no number beyond 64 bits', col('i').lt(2n ** 64n), null],
    ['no text that has no UTF-8', col('t').eq('\ud800'), null],
    ['no empty list', col('i').in([]), null],
  ])('is told by %s', (_, condition, expected) => {
    expect(sqlFor(condition)).toEqual(expected)
  })

  test('is told by the filters before anything else', () => {
    const query = from(new Table(columns)).where(col('i').gt(1)).where(col('i').lt(9))
    expect(pushedDown(query.plan, fields)).toEqual({ sql: '(("i" > ?) AND ("i" < ?))', values: [1, 9] })
    const derived = from(new Table(columns))
      .derive({ i: lit(1) })
      .where(col('i').gt(1))
    expect(pushedDown(derived.plan, fields)).toBeNull()
  })
})

describe('a question', () => {
  const byFiliere = from(parsedOf())
    .where(col('age').gt(20))
    .groupBy('filiere')
    .summarise({ n: count(), mean: mean('age'), median: median('age') })

  test('finds the table of its schema, and says where the rows come from', async () => {
    const store = newStore()
    store.save(parsedOf({ rejects: [rejectOf(10n)] }))
    const answer = await byFiliere.run(store)
    expect(answer.toArray().map((row) => ({ ...row }))).toEqual([
      { filiere: 'Biologie', n: 3, mean: 23, median: 23 },
      { filiere: 'Informatique', n: 4, mean: 22, median: 22 },
    ])
    const here = await byFiliere.run(parsedOf({ rejects: [rejectOf(10n)] }))
    expect(labelOf(answer)).toEqual(labelOf(here))
  })

  test('of a table without a name finds the only one that has its columns', async () => {
    const store = newStore()
    store.save(parsedOf())
    store.save(parsedOf({ name: 'others', topic: 'b', columns: [columnOf('x', 'text', ['a'])] }))
    expect((await from(students()).summarise({ n: count() }).run(store)).at(0)).toEqual({ n: 10 })
    store.save(parsedOf({ name: 'more', topic: 'c' }))
    const question = from(students()).summarise({ n: count() })
    await expect(question.run(store)).rejects.toMatchObject({ code: 'STORE_ROWS_UNKNOWN' })
    expect((await question.run(store.of('more'))).at(0)).toEqual({ n: 10 })
  })

  test('of columns that the table does not have so is refused', async () => {
    const store = newStore()
    store.save(parsedOf())
    const other = (columns: readonly Column[]) => from(parsedOf({ columns })).summarise({ n: max('age') })
    await expect(other([columnOf('age', 'number', [])]).run(store)).rejects.toMatchObject({
      code: 'COLUMN_TYPE_DIFFERS',
    })
    await expect(
      from(parsedOf({ columns: [columnOf('agee', 'integer', [])] }))
        .summarise({ n: max('agee') })
        .run(store),
    ).rejects.toMatchObject({ code: 'COLUMN_UNKNOWN', details: { near: 'age' } })
    await expect(
      from(parsedOf({ name: 'studens' }))
        .summarise({ n: count() })
        .run(store),
    ).rejects.toMatchObject({ code: 'STORE_ROWS_UNKNOWN', todo: 'Did you mean students?' })
    await expect(byFiliere.run(newStore())).rejects.toMatchObject({
      code: 'STORE_ROWS_UNKNOWN',
      todo: /Save some first/,
    })
  })

  test('may have a function of this program', async () => {
    const store = newStore()
    store.save(parsedOf())
    const answer = await from(parsedOf())
      .local((row) => row.filiere === 'Physique', 'is physics')
      .summarise({ n: count() })
      .run(store)
    expect(answer.at(0)).toEqual({ n: 3 })
  })

  test('of fields that are called as columns of ours are', async () => {
    const store = newStore()
    const columns = [
      columnOf('offset', 'integer', [7, 8]),
      columnOf('topic', 'text', ['a', 'b']),
      columnOf('say "x"', 'text', ['c', 'd']),
    ]
    store.save(parsedOf({ columns }))
    const answer = await from(parsedOf({ columns })).where(col('offset').gt(7)).run(store)
    expect(answer.toArray().map((row) => ({ ...row }))).toEqual([{ offset: 8, topic: 'b', 'say "x"': 'd' }])
  })

  test('stops reading when it has its rows', async () => {
    const store = newStore()
    store.save(parsedOf())
    expect((await from(parsedOf()).limit(2).run(store)).length).toBe(2)
    expect((await from(parsedOf()).limit(0).run(store)).length).toBe(0)
  })

  test('is refused once the store is closed', async () => {
    const store = newStore()
    store.save(parsedOf())
    store.close()
    await expect(byFiliere.run(store)).rejects.toMatchObject({ code: 'STORE_CLOSED' })
  })
})

describe('of several reads', () => {
  const rows = (topic: string, offset: number, values: readonly Cell[], options: object = {}) =>
    parsedOf({
      topic,
      columns: [columnOf('x', 'integer', values)],
      offsets: values.map((_, i) => BigInt(offset + i)),
      from: BigInt(offset),
      to: BigInt(offset + values.length),
      ...options,
    })
  const question = from(rows('a', 0, [])).summarise({ n: count(), first: first('x'), last: last('x') })
  const ask = async (store: Store, selection?: { topic?: string; run?: string }) => {
    const answer = await question.run(selection ? store.of('students', selection) : store)
    return { ...answer.at(0), provenance: labelOf(answer)?.provenance }
  }

  test('rows are in the order of topics, partitions and offsets', async () => {
    const store = newStore()
    store.save(rows('é', 0, [9]))
    store.save(rows('b', 5, [5, 6]))
    store.save(rows('b', 0, [1, 2]))
    expect(await ask(store)).toMatchObject({ n: 5, first: 1, last: 9 })
    expect((await from(rows('b', 0, [])).run(store)).column('x').values).toEqual([1, 2, 5, 6, 9])
  })

  test('some can be asked for: those of a topic, of a run', async () => {
    const store = newStore()
    const run = store.save(rows('a', 0, [1, 2])).run
    store.save(rows('a', 2, [3, 4, 5]))
    store.save(rows('b', 0, [6]))
    expect(await ask(store, { topic: 'a' })).toMatchObject({
      n: 5,
      provenance: { topics: ['a'], messages: 5, ranges: [{ topic: 'a', partition: 0, from: 0n, to: 5n }] },
    })
    expect(await ask(store, { run })).toMatchObject({
      n: 2,
      last: 2,
      provenance: { messages: 2, ranges: [{ topic: 'a', from: 0n, to: 2n }] },
    })
    expect(await ask(store, { run: 'last' })).toMatchObject({ n: 1, first: 6 })
    await expect(ask(store, { topic: 'aa' })).rejects.toMatchObject({ code: 'STORE_TOPIC_UNKNOWN' })
    await expect(ask(store, { run: 'x' })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' })
    await expect(ask(store, { run, topic: 'b' })).rejects.toMatchObject({ code: 'STORE_TOPIC_UNKNOWN' })
    await expect(question.run(store.of('student', {}))).rejects.toMatchObject({
      todo: 'Did you mean students?',
    })
  })

  test('messages that were read twice count once', async () => {
    const store = newStore()
    const funnel = { read: 6, parsed: 2, rejected: 0, tombstones: 4, empty: 0 }
    const read = { messages: 6 }
    store.save({ ...rows('a', 0, [1, 2], { to: 6n, provenance: read }), funnel })
    store.save(rows('a', 0, [1]))
    expect(await ask(store)).toMatchObject({
      n: 2,
      provenance: { messages: 6, ranges: [{ from: 0n, to: 6n }] },
    })
    // These overlap in part: what is stored is counted, which the tombstones are not.
    store.save(rows('a', 5, [7, 8, 9]))
    expect(await ask(store)).toMatchObject({
      n: 5,
      provenance: { messages: 5, ranges: [{ from: 0n, to: 8n }] },
    })
    store.save(rows('a', 20, [10]))
    expect((await ask(store)).provenance?.ranges.map((r) => [r.from, r.to])).toEqual([
      [0n, 8n],
      [20n, 21n],
    ])
  })

  test('a run that found nothing new says neither when they were read nor how many there are', async () => {
    const store = newStore()
    const at = (partition: number, from: bigint, to: bigint) => ({ topic: 'a', partition, from, to })
    const funnel = { read: 4, parsed: 2, rejected: 0, tombstones: 2, empty: 0 }
    const first = { messages: 4, ranges: [at(0, 0n, 4n), at(1, 0n, 0n)] }
    store.save({ ...rows('a', 0, [1, 2], { provenance: first }), funnel })
    store.save(rows('a', 0, [], { provenance: { messages: 5, ranges: [at(0, 4n, 4n), at(1, 0n, 5n)] } }))
    const found = (await ask(store)).provenance
    const later = { readAt: '2027-01-01T00:00:00.000Z', ranges: [at(0, 4n, 4n), at(1, 5n, 5n)] }
    store.save(rows('a', 4, [], { provenance: later }))
    expect(found).toMatchObject({ messages: 9, ranges: [at(0, 0n, 4n), at(1, 0n, 5n)] })
    expect((await ask(store)).provenance).toEqual(found)
  })

  test('a topic that was made anew counts after what it was', async () => {
    const store = newStore()
    store.save(rows('a', 0, [1, 2]))
    const again = store.save(rows('a', 0, [3, 4, 5], { timestamp: () => 1_800_000_000_000 }))
    expect(again.generation).toBe(2)
    expect(await ask(store)).toMatchObject({ n: 5, first: 1, last: 5, provenance: { messages: 5 } })
    expect((await ask(store)).provenance?.ranges.map((r) => [r.from, r.to])).toEqual([
      [0n, 2n],
      [0n, 3n],
    ])
    expect(await ask(store, { run: again.run })).toMatchObject({ n: 3, first: 3 })
  })

  test('clusters are told apart, and the newest read is named', async () => {
    const store = newStore()
    store.save(rows('a', 0, [1], { provenance: { readAt: '2026-11-25T10:00:00.000Z' } }))
    const other = { clusterId: 'cluster-2', readAt: '2026-11-24T10:00:00.000Z' }
    store.save(rows('a', 0, [2, 3], { provenance: { ...other, messages: 2 } }))
    expect(await ask(store)).toMatchObject({
      n: 3,
      provenance: { clusterId: null, readAt: '2026-11-25T10:00:00.000Z', messages: 3 },
    })
  })

  test('many rows go by in blocks, and other work goes on meanwhile', async () => {
    const store = newStore()
    store.save(rows('a', 0, [0]))
    change(
      store.file,
      `WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 149999)
       INSERT INTO students (source, partition, offset, row, x) SELECT 1, 0, i, 0, i % 1000 FROM n`,
    )
    let turns = 0
    const turning = setInterval(() => turns++, 0)
    const plan: QueryPlan = from(rows('a', 0, []))
      .groupBy('x')
      .summarise({ n: count(), last: last('x') })
      .orderBy('x').plan
    const answer = await new Query(plan).run(store)
    clearInterval(turning)
    expect([answer.length, answer.at(999)]).toEqual([1000, { x: 999, n: 150, last: 999 }])
    expect(turns).toBeGreaterThan(0)
  })
})
