import { describe, expect, test } from 'vitest'
import { makeParser, parse } from '../../src/parse/parse'
import { integer, schema, text } from '../../src/parse/schema'
import { drift } from '../../src/profile/drift'
import { explain } from '../../src/profile/explain'
import { type Explanation } from '../../src/profile/explanation'
import { readCsv } from '../../src/tabular'
import { codeOf } from '../support/codes'
import { type KafkaRecord } from '../../src/record'
import { batchOf, messages, record } from '../parse/support'

const student = schema({ nom: text(), age: integer({ min: 0, max: 130 }), note: text().optional() })

const first = (...values: (Buffer | string | null)[]): Explanation =>
  explain(parse(messages(...values), student), 0)
const steps = ({ encoding, format, within, outside, outcome, left }: Explanation): unknown => ({
  encoding,
  format,
  within,
  outside,
  outcome,
  left,
})

describe('explain', () => {
  test('shows each step to a row', () => {
    const text = '{"op":"c","ts_ms":1,"before":null,"after":{"LastName":"A","âge":"22 ans","note":" ","x":1}}'
    const explained = first(text)
    expect(explained.record.value?.toString()).toBe(text)
    expect(steps(explained)).toEqual({
      encoding: 'UTF-8',
      format: 'json',
      within: ['Debezium'],
      outside: ['op', 'ts_ms', 'before'],
      outcome: 'row',
      left: ['x'],
    })
    const nothing = { repair: null, cell: null, problem: null }
    expect(explained.fields).toEqual([
      {
        column: 'nom',
        type: 'text',
        name: 'LastName',
        match: 'common',
        written: '"A"',
        ...nothing,
        cell: 'A',
      },
      {
        column: 'age',
        type: 'integer',
        name: 'âge',
        match: 'alike',
        written: '"22 ans"',
        ...nothing,
        repair: 'unit left out',
        cell: 22,
      },
      {
        column: 'note',
        type: 'text',
        name: 'note',
        match: 'exact',
        written: '" "',
        ...nothing,
        repair: 'empty to missing',
      },
    ])
  })

  test('shows encodings and binary formats', () => {
    const json = '{"nom":"é","age":1}'
    expect(first(Buffer.from(json, 'latin1'))).toMatchObject({
      encoding: 'windows-1252',
      format: 'json',
      within: [],
    })
    expect(first(Buffer.from(`\ufeff${json}`, 'utf16le'))).toMatchObject({
      encoding: 'UTF-16',
      format: 'json',
    })
    expect(first(Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), Buffer.from(json)]))).toMatchObject({
      encoding: 'UTF-8',
      schemaId: 9,
      within: ['Confluent framing'],
    })
    const messagePack = Buffer.from([0x82, 0xa3, 0x6e, 0x6f, 0x6d, 0xa1, 0x41, 0xa3, 0x61, 0x67, 0x65, 0x05])
    expect(first(messagePack)).toMatchObject({ encoding: null, format: 'messagepack', outcome: 'row' })
  })

  test('names what stands beside a CloudEvent in binary mode', () => {
    const headers: KafkaRecord['headers'] = [
      ['ce_specversion', Buffer.from('1.0')],
      ['trace', null],
      ['ce_type', Buffer.from('t')],
    ]
    const one = { ...record(0, '{"nom":"A","age":1}'), headers }
    const several = { ...record(1, '[{"nom":"A","age":1},{"nom":"B","age":2}]'), headers }
    const parsed = parse(batchOf([one, several]), student)
    for (const row of [0, 1, 2])
      expect(explain(parsed, row)).toMatchObject({
        within: ['CloudEvents'],
        outside: ['ce_specversion', 'ce_type'],
        outcome: 'row',
      })
  })

  test('shows where a reject was refused', () => {
    const parsed = parse(
      messages('{"nom":"A","age":true}', '{"nom', 'hi', '{"nom":"A","Nom":"B","age":1}'),
      student,
    )
    const [value, cut, words, conflict] = parsed.rejects.map((reject) => explain(parsed, reject))
    expect(value).toMatchObject({ outcome: 'reject', reject: { code: 'NOT_A_NUMBER', position: 17 } })
    expect(value?.fields.map((f) => f.problem)).toEqual([null, 'NOT_A_NUMBER', null])
    expect(cut).toMatchObject({
      encoding: 'UTF-8',
      format: null,
      fields: [],
      rows: 0,
      reject: { code: 'JSON_INVALID' },
    })
    expect(words).toMatchObject({ format: null, reject: { code: 'FORMAT_UNKNOWN' } })
    expect(conflict).toMatchObject({
      format: 'json',
      fields: [],
      left: [],
      reject: { code: 'FIELD_CONFLICT' },
    })
  })

  test('a field that is not there is why, too', () => {
    const parsed = parse(messages('{"nom":"A"}'), student)
    const { fields, reject } = explain(parsed, { topic: 'message', partition: 0, offset: 0n })
    expect(fields[1]).toMatchObject({ name: null, match: null, written: '', problem: 'FIELD_MISSING' })
    expect(reject?.code).toBe('FIELD_MISSING')
  })

  test('finds a message by its place, and a row by its index', () => {
    const parsed = parse(messages(null, '', '[{"nom":"A","age":1},{"nom":"B"},{"nom":"C","age":3}]'), student)
    const at = (offset: bigint, index?: number): Explanation =>
      explain(parsed, { topic: 'message', partition: 0, offset, ...(index !== undefined && { index }) })
    expect(at(0n)).toMatchObject({ outcome: 'tombstone', rows: 0, format: null, fields: [] })
    expect(at(1n)).toMatchObject({ outcome: 'empty', encoding: null, rows: 0 })
    expect(at(2n)).toMatchObject({ outcome: 'row', index: 0, rows: 3 })
    expect(at(2n, 1)).toMatchObject({ outcome: 'reject', index: 1, rows: 3 })
    expect(explain(parsed, 1)).toMatchObject({ outcome: 'row', index: 2 })
    expect(explain(parsed, parsed.rejects[0])).toMatchObject({ outcome: 'reject', index: 1 })
    expect(codeOf(() => at(2n, 3))).toBe('MESSAGE_ABSENT')
    expect(codeOf(() => at(9n))).toBe('MESSAGE_ABSENT')
    expect(codeOf(() => explain(parsed, 2))).toBe('MESSAGE_ABSENT')
    expect(codeOf(() => explain(parsed, -1))).toBe('MESSAGE_ABSENT')
  })

  test('a line of CSV is read under the header that came before, also in an earlier batch', () => {
    const parser = makeParser(student)
    parser(messages('nom;age'))
    const later = parser(batchOf([record(1, 'A;1'), record(2, 'age;nom'), record(3, '2;B')]))
    expect(explain(later, 0)).toMatchObject({
      format: 'csv',
      fields: [{ cell: 'A' }, { cell: 1 }, { cell: null }],
    })
    expect(explain(later, 1)).toMatchObject({
      format: 'csv',
      fields: [{ cell: 'B' }, { cell: 2 }, { cell: null }],
    })
  })

  test('keeps every digit, and prototype names apart', () => {
    const ids = schema({ id: integer(), constructor: text().optional() })
    const explained = explain(parse(messages('{"id":9007199254740993,"__proto__":1}'), ids), 0)
    expect(explained.fields).toMatchObject([
      { written: '9007199254740993', cell: 9007199254740993n },
      { column: 'constructor', name: null, cell: null },
    ])
    expect(explained.left).toEqual(['__proto__'])
  })

  test('without its messages an outcome explains its rejects alone', () => {
    const parsed = { ...parse(messages('{"nom":"A","age":1}', 'hi'), student) }
    expect(explain(parsed, parsed.rejects[0])).toMatchObject({
      outcome: 'reject',
      reject: { code: 'FORMAT_UNKNOWN' },
    })
    expect(codeOf(() => explain(parsed, 0))).toBe('MESSAGES_NOT_KEPT')
    expect(codeOf(() => explain(parsed, 1))).toBe('MESSAGE_ABSENT')
    expect(() => explain(parsed, 0)).toThrow(/^The messages of message .* no copy of it\. /)
  })

  test('rows of a file have no messages: the line to look at is named, and a reject is explained', async () => {
    const parsed = await readCsv({ text: 'nom;age\n"A\nB";1\nC;2 or 3\nD;4\n', name: 'a.csv' }, student)
    expect(() => explain(parsed, 1)).toThrow(
      'There are no messages for explain to read again: the rows of a.csv were read from a file, once, and are not kept as they stood there. Look at a.csv #5 in the source itself',
    )
    expect(() => explain(parsed, { topic: 'a.csv', partition: 0, offset: 2n })).toThrow(/Look at a\.csv #2 /)
    expect(() => explain(parsed, 2)).toThrow(/Ask for one of the rows 0 to 1\./)
    expect(() => drift(parsed)).toThrow(/ for drift .* Give what parse\(batch, schema\) makes /)
    expect(explain(parsed, parsed.rejects[0])).toMatchObject({
      outcome: 'reject',
      reject: { code: 'NOT_A_NUMBER', details: { field: 'age', value: '"2 or 3"' } },
    })
  })
})
