import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ParseOptions } from '../../src/parse/options'
import { makeParser, parse } from '../../src/parse/parse'
import { integer, number, schema, text } from '../../src/parse/schema'
import { labelOf } from '../../src/provenance'
import { batchOf, messages, provenance, record } from './support'

const student = schema(
  { nom: text(), age: integer({ min: 0, max: 130 }), note: number().optional() },
  { name: 'students' },
)

describe('parse', () => {
  test('turns messages into columns, in order', () => {
    const parsed = parse(messages('{"nom":"A","age":1}', '{"nom":"B","age":2,"note":12.5}'), student)
    expect(parsed.kind).toBe('parsed')
    expect(parsed.schema).toBe(student)
    expect(parsed.rows.columns).toEqual([
      { name: 'nom', type: 'text', values: ['A', 'B'] },
      { name: 'age', type: 'integer', values: [1, 2] },
      { name: 'note', type: 'number', values: [null, 12.5] },
    ])
    expect(parsed.formats).toEqual(new Map([['json', 2]]))
    expect(parsed.repairs).toEqual([])
    expect(parsed.rejects).toEqual([])
  })

  test('an empty batch gives an empty table with all its columns', () => {
    const parsed = parse(messages(), student)
    expect(parsed.funnel).toEqual({ read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 })
    expect(parsed.rows.length).toBe(0)
    expect(parsed.rows.names).toEqual(['nom', 'age', 'note'])
    expect(parsed.origins.length).toBe(0)
    expect(parsed.origins.at(0)).toBeUndefined()
    expect([...parsed.origins]).toEqual([])
  })

  test('counts every message once', () => {
    const parsed = parse(messages('{"nom":"A","age":1}', null, '', 'x', '{"nom":"A"}', '[1]'), student)
    expect(parsed.funnel).toEqual({ read: 6, parsed: 1, rejected: 3, tombstones: 1, empty: 1 })
    expect(parsed.formats).toEqual(new Map([['json', 2]]))
  })

  test('keeps a reject whole, with stage, code, sentence and position', () => {
    const bad = record(2n ** 60n, '{"nom":"A","âge":"2 or 3"}')
    const parsed = parse(batchOf([bad]), student)
    expect(parsed.rejects).toEqual([
      {
        record: bad,
        index: null,
        stage: 'schema',
        code: 'NOT_A_NUMBER',
        reason: 'The field "âge" is "2 or 3", not a number.',
        position: 17,
        details: { field: 'âge', value: '"2 or 3"', bound: '' },
      },
    ])
    expect(parsed.rejects[0]?.record).toBe(bad)
  })

  test('knows where each row came from, offsets beyond 2^53 included', () => {
    const good = '{"nom":"A","age":1}'
    const records = [
      record(1, good),
      record(2, 'x'),
      record(2n ** 62n, good),
      { ...record(3, good), partition: 7, timestamp: -1 },
    ]
    const { origins } = parse(batchOf(records), student)
    const at = { topic: 'message', index: 0, format: 'json' }
    expect([...origins]).toEqual([
      { ...at, partition: 0, offset: 1n, timestamp: 1_733_040_000_001 },
      { ...at, partition: 0, offset: 2n ** 62n, timestamp: records[2]?.timestamp },
      { ...at, partition: 7, offset: 3n, timestamp: -1 },
    ])
    expect(origins.at(1)?.offset).toBe(2n ** 62n)
    expect(origins.at(-1)).toBeUndefined()
  })

  test('counts repairs by column and kind, with the first as example; those of a reject do not count', () => {
    const parsed = parse(
      messages(
        '{"nom":7.10,"age":"21"}',
        '{"nom":"B","age":" 22 ","note":""}',
        '{"nom":8,"age":"23 kg"}',
        '{"nom":"D","age":"24","note":"14.5"}',
      ),
      student,
    )
    expect(parsed.repairs).toEqual([
      { column: 'nom', kind: 'number to text', count: 1, example: { from: '7.10', to: '7.10' } },
      { column: 'age', kind: 'text to number', count: 3, example: { from: '21', to: '21' } },
      { column: 'note', kind: 'empty to missing', count: 1, example: { from: '', to: 'null' } },
      { column: 'note', kind: 'text to number', count: 1, example: { from: '14.5', to: '14.5' } },
    ])
  })

  test('labels the outcome and its rows with where they come from, and no filter', () => {
    const parsed = parse(messages('{"nom":"A","age":1}'), student)
    expect(parsed.provenance).toBe(provenance)
    for (const value of [parsed, parsed.rows]) expect(labelOf(value)).toEqual({ provenance, filter: null })
  })

  test('fails where the batch held another number of messages', () => {
    expect(() => parse(batchOf([record(0, 'x')], 2), student)).toThrow(
      expect.objectContaining({
        code: 'FUNNEL_BROKEN',
        details: { expected: 2, counts: expect.any(String) as string },
      }),
    )
  })

  test('takes a message of 20 MB, and one of many fields', () => {
    const many = (n: number): string =>
      `{${Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join()},"nom":"A","age":2}`
    const large = JSON.stringify({ nom: 'x'.repeat(20_000_000), age: 1 })
    const parsed = parse(messages(large, many(9998), many(9999)), student)
    expect(parsed.rows.column('nom').values.map((v) => String(v).length)).toEqual([20_000_000, 1])
    expect(parsed.rejects.map((r) => r.code)).toEqual(['TOO_MANY_FIELDS'])
  })

  test('refuses a message beyond its bound, and one of brackets alone', () => {
    const parsed = parse(
      messages(Buffer.alloc((64 << 20) + 1, ' '), '['.repeat(20_000_000), '"'.repeat(20_000_001)),
      student,
    )
    expect(parsed.rejects.map((r) => r.code)).toEqual([
      'MESSAGE_TOO_LARGE',
      'JSON_TOO_DEEP',
      'FORMAT_UNKNOWN',
    ])
  })

  test('numbers of a million digits do not stop it', () => {
    const digits = '1'.repeat(1_000_000)
    const zeros = '0'.repeat(1_000_000)
    const parsed = parse(
      messages(
        `{"nom":"A","age":${digits}}`,
        `{"nom":"A","age":"${digits}"}`,
        `{"nom":"A","age":1,"note":0.${zeros}1}`,
        `{"nom":"A","age":1,"note":"${zeros}"}`,
      ),
      student,
    )
    expect(parsed.funnel).toMatchObject({ parsed: 1, rejected: 3 })
    expect(parsed.rejects.map((r) => r.code)).toEqual(['NOT_A_NUMBER', 'NOT_A_NUMBER', 'NOT_A_NUMBER'])
  })
})

describe('parse, of messages with several rows', () => {
  const lines = '{"nom":"A","age":1}\n{"nom":"B","age":"x"}\n{"nom":"C","age":3}'

  test('keeps those that can be rows, and rejects the others by their index', () => {
    const parsed = parse(messages(lines), student)
    expect([...parsed.rows.column('nom').values]).toEqual(['A', 'C'])
    expect([...parsed.origins].map(({ offset, index, format }) => [offset, index, format])).toEqual([
      [0n, 0, 'json'],
      [0n, 2, 'json'],
    ])
    expect(parsed.rejects.map(({ index, code }) => [index, code])).toEqual([[1, 'NOT_A_NUMBER']])
    expect(parsed.funnel).toEqual({ read: 1, parsed: 1, rejected: 0, tombstones: 0, empty: 0 })
    expect(parsed.rejectCounts).toEqual(new Map([['NOT_A_NUMBER', 1]]))
    expect(parsed.formats).toEqual(new Map([['ndjson', 1]]))
  })

  test('a message of which no row is left is a rejected one', () => {
    const parsed = parse(messages('[{"nom":"A"},{"nom":"B"}]'), student)
    expect(parsed.funnel).toMatchObject({ parsed: 0, rejected: 1 })
    expect(parsed.rejects.map((r) => r.index)).toEqual([0, 1])
  })

  test('more rows than a message may have are refused at once', () => {
    const parsed = parse(messages(`[${'{},'.repeat(100_000)}{}]`), student)
    expect(parsed.rejects.map((r) => r.code)).toEqual(['TOO_MANY_ROWS'])
  })

  test('100,000 rows, each with digits and places to look for, take no longer than their size', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `{"nom":${i}.0,"age":"x"}`)
    const parsed = parse(messages(`[${rows.join()}]`, rows.join('\n')), student)
    expect(parsed.rejects).toHaveLength(200_000)
    expect(parsed.rejects.at(-1)).toMatchObject({ index: 99_999, code: 'NOT_A_NUMBER' })
  })

  test('origins know their topics, and more rows than were expected', () => {
    const many = `[${Array.from({ length: 40 }, (_, i) => `{"nom":"A","age":${i}}`).join()}]`
    const records = [record(0, many), { ...record(1, '{"nom":"B","age":2}'), topic: 'other' }]
    const { origins } = parse(batchOf(records), student)
    expect(origins.length).toBe(41)
    expect(origins.at(39)).toMatchObject({ topic: 'message', offset: 0n, index: 39 })
    expect(origins.at(40)).toMatchObject({ topic: 'other', offset: 1n, index: 0 })
    expect(origins.at(41)).toBeUndefined()
  })
})

describe('the modes of parse', () => {
  const mixed = () =>
    messages('{"nom":"A","age":1}', 'x', '{"nom":"B","age":"2 or 3"}', null, '{"nom":"C","age":"?"}')
  const codeOf = (run: () => unknown): unknown => {
    try {
      run()
    } catch (e) {
      return e
    }
    return undefined
  }

  test('drop counts rejects by reason, and keeps none', () => {
    const parsed = parse(mixed(), student, { mode: 'drop' })
    expect(parsed.rejects).toEqual([])
    expect(parsed.rejectCounts).toEqual(
      new Map([
        ['FORMAT_UNKNOWN', 1],
        ['NOT_A_NUMBER', 2],
      ]),
    )
    expect(parsed.funnel).toEqual({ read: 5, parsed: 1, rejected: 3, tombstones: 1, empty: 0 })
  })

  test('strict throws at the first reject, and carries it', () => {
    expect(codeOf(() => parse(mixed(), student, { mode: 'strict' }))).toMatchObject({
      code: 'MESSAGE_REJECTED',
      what: 'Message message[0] 1 cannot become a row: The text is of no format that is known: it begins with "x".',
      cause: { code: 'FORMAT_UNKNOWN', record: { offset: 1n } },
    })
    expect(parse(messages('{"nom":"A","age":1}'), student, { mode: 'strict' }).rows.length).toBe(1)
  })

  test('strict names the row of a message that has several', () => {
    const batch = messages('[{"nom":"A","age":1},{"nom":"B"}]')
    expect(codeOf(() => parse(batch, student, { mode: 'strict' }))).toMatchObject({
      what: expect.stringContaining('(row 1 of it)') as string,
    })
  })

  test('a share of rejects beyond the allowed one throws, with the commonest reasons first', () => {
    expect(codeOf(() => parse(mixed(), student, { maxRejectShare: 0.74 }))).toMatchObject({
      code: 'REJECT_SHARE_EXCEEDED',
      details: { rejected: 3, all: 4, reasons: ['NOT_A_NUMBER (2)', 'FORMAT_UNKNOWN (1)'] },
    })
    expect(parse(mixed(), student, { maxRejectShare: 0.75 }).rejects).toHaveLength(3)
    expect(parse(messages(), student, { maxRejectShare: 0 }).rows.length).toBe(0)
  })

  test.each([
    ['an unknown mode', { mode: 'srtict' as never }],
    ['a share beyond 1', { maxRejectShare: 5 }],
    ['a share that is NaN', { maxRejectShare: NaN }],
    ['a header that names a column twice', { csvHeader: ['a', 'a'] }],
    ['a header without columns', { csvHeader: [] }],
    ['an unknown option', { maxRejectShares: 0.1 } as ParseOptions],
  ])('refuses %s', (_what, options) => {
    expect(() => parse(messages(), student, options)).toThrow(
      expect.objectContaining({ code: 'PARSE_OPTION_INVALID' }),
    )
  })
})

describe('makeParser', () => {
  test('keeps the header of CSV of each partition from one batch to the next', () => {
    const run = makeParser(student)
    const other = (value: string) => batchOf([{ ...record(9, value), partition: 1 }])
    expect(run(messages('age;nom')).funnel).toMatchObject({ empty: 1 })
    expect(
      run(messages('22;Durand'))
        .rows.toArray()
        .map((r) => ({ ...r })),
    ).toEqual([{ nom: 'Durand', age: 22, note: null }])
    expect(run(other('22;Durand')).rejects.map((r) => r.code)).toEqual(['CSV_HEADER_UNKNOWN'])
  })
})

describe('parse, of clean messages', () => {
  test('a clean message gives its own values back', () => {
    const row = fc.record({
      nom: fc.string({ unit: 'grapheme', minLength: 1 }).filter((t) => t.trim() !== ''),
      age: fc.integer({ min: 0, max: 130 }),
      note: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).filter((d) => !Object.is(d, -0))),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 10 }), (rows) => {
        const parsed = parse(messages(...rows.map((r) => JSON.stringify(r))), student)
        expect(parsed.rows.toArray().map((r) => ({ ...r }))).toEqual(rows.map((r) => ({ ...r })))
      }),
    )
  })

  test('an integer of 64 bits keeps every digit, as a number and in text', () => {
    const ids = schema({ id: integer() })
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
        const parsed = parse(messages(`{"id":${id}}`, `{"id":"${id}"}`), ids)
        expect(parsed.rows.column('id').values.map(String)).toEqual([String(id), String(id)])
      }),
    )
  })
})
