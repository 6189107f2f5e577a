import { describe, expect, test, vi } from 'vitest'
import { groupStats, overallMeans, toFrame, where } from '../../src/frame'
import { schema, integer, text } from '../../src/parse/schema'
import { parse } from '../../src/parse/parse'
import { col, count, mean, type Answer } from '../../src/query'
import { from } from '../../src/question'
import { toBundle } from '../../src/show'
import { Table } from '../../src/table'
import { explain } from '../../src/trace/explain'
import { type FigureMessages } from '../../src/trace/figure-messages'
import { messages } from '../parse/support'

// The first DataFrame loads Danfo, which takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 })

const student = schema({ nom: text(), age: integer(), filiere: text().optional() }, { name: 'students' })
const values = [
  '{"nom": "Ada", "age": 23, "filiere": "Biologie"}',
  '{"nom": "Bob", "age": "?", "filiere": "Biologie"}',
  '[{"nom": "Cid", "age": 19, "filiere": "Biologie"}, {"nom": "Dan", "age": 25, "filiere": "Physique"}]',
  '{"nom": "Eve", "age": 30, "filiere": null}',
  '{"nom": "Fay", "age": 22, "filiere": "constructor"}',
  '{"nom": "Gus", "age": 24, "filiere": "Biologie"}',
]
const parsed = parse(messages(...values), student)
const older = from(student).where(col('age').gt(20))

/** `offset.index value of age` a row. */
const lines = ({ rows }: FigureMessages): string[] =>
  rows.toArray().map((r) => `${r.topic}[${r.partition}] ${r.offset}.${r.index} ${r.filiere ?? '-'} ${r.age}`)

describe('the messages behind statistics by group', () => {
  const stats = groupStats(toFrame(parsed), { by: 'filiere', of: 'age' })

  test('are those of its rows, with the columns it was made from', () => {
    const found = explain(stats, 'Biologie')
    expect(lines(found)).toEqual([
      'message[0] 0.0 Biologie 23',
      'message[0] 2.0 Biologie 19',
      'message[0] 5.0 Biologie 24',
    ])
    expect(found.rows.names).toEqual(['topic', 'partition', 'offset', 'index', 'filiere', 'age'])
    expect(found.messages).toBe(3)
    expect(found.label.provenance).toBe(parsed.provenance)
  })

  test('without a group are those behind all figures: two rows of one message are one message', () => {
    const found = explain(stats)
    expect(found.rows.length).toBe(6)
    expect(found.messages).toBe(5)
  })

  test('of rows without a group, and of a group that is called like a property', () => {
    expect(lines(explain(stats, null))).toEqual(['message[0] 3.0 - 30'])
    expect(lines(explain(stats, 'constructor'))).toEqual(['message[0] 4.0 constructor 22'])
  })

  test('leave out what filters left out, also two of them, and those that chose groups', () => {
    const young = where(where(toFrame(parsed.rows), col('age').gt(20)), col('age').lt(24))
    const chosen = where(groupStats(young, { by: 'filiere', of: 'age' }), col('n').gte(1))
    expect(lines(explain(chosen, 'Biologie'))).toEqual(['message[0] 0.0 Biologie 23'])
    expect(explain(chosen, 'Biologie').label.filter).toContain('age > 20 and age < 24')
  })

  test('are found of parsed rows and of their table alike', () => {
    for (const rows of [parsed, parsed.rows])
      expect(lines(explain(groupStats(rows, { by: 'filiere', of: 'age' }), 'Physique'))).toEqual([
        'message[0] 2.1 Physique 25',
      ])
  })

  test('are not known where Danfo chose the rows, or where no messages were read', () => {
    const df = toFrame(parsed)
    const own = groupStats(df.query(df.column('age').gt(20)), { by: 'filiere', of: 'age' })
    expect(() => explain(own, 'Biologie')).toThrow(/chosen by Danfo's own methods.*\[FIGURE_ROWS_UNKNOWN\]/)
    const bare = groupStats(new Table(parsed.rows.columns), { by: 'filiere', of: 'age' })
    expect(() => explain(bare, 'Biologie')).toThrow(/did not come from messages/)
  })

  test('a frame that Danfo filtered in place is told apart from what it was', () => {
    const df = toFrame(parsed)
    df.drop({ index: [0], inplace: true })
    expect(() => explain(groupStats(df, { by: 'filiere', of: 'age' }))).toThrow(/FIGURE_ROWS_UNKNOWN/)
  })

  test('statistics of statistics have no messages of their own', () => {
    const again = groupStats(stats, { by: 'filiere', of: 'mean' })
    expect(() => explain(again, 'Biologie')).toThrow(/FIGURE_ROWS_UNKNOWN/)
  })

  test('a group that is not there is refused, with the nearest one or all of them', () => {
    expect(() => explain(stats, 'Biologi')).toThrow('Did you mean "Biologie"? [FIGURE_GROUP_UNKNOWN]')
    expect(() => explain(stats, 'Chimie')).toThrow(
      'The groups are "Biologie", "constructor", "Physique", null.',
    )
    expect(() => explain(stats, { age: 3 })).toThrow(/FIGURE_KEY_UNKNOWN/)
  })

  test('only figures have messages behind them', () => {
    for (const value of [toFrame(parsed), overallMeans(parsed, { by: 'filiere', of: 'age' })])
      expect(() => explain(value, 'Biologie')).toThrow(/FIGURE_EXPECTED/)
  })
})

describe('the messages behind an answer', () => {
  const behind = async (
    query: { run: (rows: typeof parsed) => Promise<Answer<object>> },
    group?: Parameters<typeof explain>[1],
  ): Promise<string[]> => lines(explain(await query.run(parsed), group as string))

  test('go through its own steps', async () => {
    const query = older.groupBy('filiere').summarise({ n: count(), mean: mean('age') })
    expect(await behind(query, 'Biologie')).toEqual([
      'message[0] 0.0 Biologie 23',
      'message[0] 5.0 Biologie 24',
    ])
    expect(await behind(query, null)).toEqual(['message[0] 3.0 - 30'])
  })

  test('of derived columns, several keys, chosen columns and the first rows of an order', async () => {
    const query = older
      .derive({ decade: col('age').div(10).floor().mul(10) })
      .select('filiere', 'age', 'decade')
      .orderBy('age')
      .limit(3)
      .groupBy('decade', 'filiere')
      .summarise({ n: count() })
      .orderBy('n')
    expect(await behind(query, { decade: 20, filiere: 'Biologie' })).toEqual([
      'message[0] 0.0 Biologie 23',
      'message[0] 5.0 Biologie 24',
    ])
    expect(await behind(query, { decade: 20 })).toEqual([
      'message[0] 4.0 constructor 22',
      'message[0] 0.0 Biologie 23',
      'message[0] 5.0 Biologie 24',
    ])
  })

  test('of a piece of a histogram', async () => {
    const query = from(student).histogram('age', { width: 5 })
    const found = explain(await query.run(parsed), { from: 20 })
    expect(found.rows.column('age').values).toEqual([23, 22, 24])
  })

  test('of figures of all rows', async () => {
    const answer = await older.summarise({ n: count() }).run(parsed)
    expect(explain(answer).rows.length).toBe(5)
    expect(() => explain(answer, 'Biologie')).toThrow(/There are no groups at all/)
  })

  test('of a DataFrame that was filtered before', async () => {
    const query = from(student)
      .groupBy('filiere')
      .summarise({ mean: mean('age') })
    const found = explain(await query.run(where(parsed, col('age').lt(20))), 'Biologie')
    expect(lines(found)).toEqual(['message[0] 2.0 Biologie 19'])
  })

  test('that went by in a stream are not known', async () => {
    const answer = await older.summarise({ n: count() }).runOnStream([parsed])
    expect(() => explain(answer)).toThrow(/went by in a stream.*\[FIGURE_ROWS_UNKNOWN\]/)
  })
})

test('shown, they say which group, how many, by which filter and from where', async () => {
  const stats = groupStats(where(parsed, col('age').gt(20)), { by: 'filiere', of: 'age' })
  const bundle = await toBundle(explain(stats, 'Biologie'), 'fr')
  expect(bundle['text/plain']).toContain(
    'Derrière les chiffres de filiere = Biologie\u00a0: 2 lignes, issues de 2 messages',
  )
  expect(bundle['text/plain']).toContain('Filtre\u00a0: age > 20')
})
