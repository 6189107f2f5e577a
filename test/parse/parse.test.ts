import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from '../../src/parse/parse'
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
    const parsed = parse(messages('{"nom":"A","age":1}', null, '', 'x', '{"nom":"A"}', '[]'), student)
    expect(parsed.funnel).toEqual({ read: 6, parsed: 1, rejected: 3, tombstones: 1, empty: 1 })
    expect(parsed.formats).toEqual(new Map([['json', 2]]))
  })

  test('keeps a reject whole, with stage, code, sentence and position', () => {
    const bad = record(2n ** 60n, '{"nom":"A","âge":"22 ans"}')
    const parsed = parse(batchOf([bad]), student)
    expect(parsed.rejects).toEqual([
      {
        record: bad,
        stage: 'schema',
        code: 'NOT_A_NUMBER',
        reason: 'The field "âge" is "22 ans", not a number.',
        position: 17,
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
    expect([...origins]).toEqual([
      { topic: 'message', partition: 0, offset: 1n, timestamp: 1_733_040_000_001 },
      { topic: 'message', partition: 0, offset: 2n ** 62n, timestamp: records[2]?.timestamp },
      { topic: 'message', partition: 7, offset: 3n, timestamp: -1 },
    ])
    expect(origins.at(1)?.offset).toBe(2n ** 62n)
    expect(origins.at(-1)).toBeUndefined()
  })

  test('counts repairs by column and kind, with the first as example; those of a reject do not count', () => {
    const parsed = parse(
      messages(
        '{"nom":7.10,"age":"21"}',
        '{"nom":"B","age":" 22 ","note":""}',
        '{"nom":8,"age":"23 ans"}',
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
    expect(parsed.rejects.map((r) => r.code)).toEqual(['MESSAGE_TOO_LARGE', 'JSON_TOO_DEEP', 'JSON_INVALID'])
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

describe('parse, of anything', () => {
  const json = fc.json({ maxDepth: 3 })
  const mutated = fc
    .tuple(
      fc.record({
        nom: fc.string(),
        age: fc.oneof(fc.integer(), fc.string(), fc.double()),
        note: fc.jsonValue(),
      }),
      fc.nat(),
      fc.uint8Array({ maxLength: 3 }),
    )
    .map(([value, at, bytes]) => {
      const whole = Buffer.from(JSON.stringify(value))
      const cut = at % (whole.length + 1)
      return Buffer.concat([whole.subarray(0, cut), bytes, whole.subarray(cut + (at % 3))])
    })
  const value = fc.oneof(
    fc.constant(null),
    json.map((t) => Buffer.from(t)),
    mutated,
    fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b)),
  )

  test('every message is in exactly one place, and none throws', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), (values) => {
        const batch = messages(...values)
        const parsed = parse(batch, student)
        const seen = [
          ...[...parsed.origins].map((o) => o.offset),
          ...parsed.rejects.map((r) => r.record.offset),
          ...batch.records().flatMap((r) => (r.value?.length ? [] : [r.offset])),
        ].sort((a, b) => (a < b ? -1 : 1))
        expect(seen).toEqual(batch.records().map((r) => r.offset))
        expect(parsed.rows.length).toBe(parsed.origins.length)
        expect(parsed.funnel.tombstones).toBe(values.filter((v) => v === null).length)
        for (const column of parsed.rows.columns)
          for (const cell of column.values) expect(cell === undefined || Number.isNaN(cell)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

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
