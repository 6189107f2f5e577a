import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FlatLane } from '../../src/parse/flat/lane'
import { matcherOf } from '../../src/parse/match'
import { type Parsed } from '../../src/parse/outcome'
import { addMessage, parse } from '../../src/parse/parse'
import { Parsing } from '../../src/parse/parsing'
import { MessageReader } from '../../src/parse/reader'
import { boolean, date, integer, number, schema, text, timestamp, type Schema } from '../../src/parse/schema'
import { type KafkaRecord } from '../../src/record'
import { caseFiles, recordsOf } from './case-files'
import { batchOf, provenance, record } from './support'

/** Messages that the properties try; `CARNET_MESSAGES=1000000` is the long run. */
const COUNT = Number(process.env.CARNET_MESSAGES ?? 3000)
const BATCH = 20

const student = schema({
  nom: text().synonyms('name'),
  age: integer({ min: 0, max: 130 }).optional(),
  filiere: text().optional(),
  note: number().optional(),
  actif: boolean().optional(),
  ne: date().optional(),
  inscrit: timestamp().optional(),
})

/** The long way for every message: the rule that the short way has to keep. */
function parseLongWay(records: readonly KafkaRecord[], wanted: Schema<object>): Parsed<object> {
  const matcher = matcherOf(wanted.fields)
  const reader = new MessageReader({ isField: (name) => matcher.isField(name) })
  const parsing = new Parsing(wanted, {}, records.length)
  for (const r of records) addMessage(parsing, reader, r)
  return parsing.outcome(provenance, records.length)
}

const outcome = ({
  rows,
  origins,
  rejects,
  rejectCounts,
  formats,
  repairs,
  funnel,
}: Parsed<object>): unknown => ({
  rows: rows.columns,
  origins: [...origins],
  rejects,
  rejectCounts: [...rejectCounts],
  formats: [...formats],
  repairs,
  funnel,
})

function expectSame(values: readonly (Buffer | string | null)[], wanted: Schema<object> = student): void {
  const records = values.map((value, i) => record(i, value))
  expect(outcome(parse(batchOf(records), wanted))).toEqual(outcome(parseLongWay(records, wanted)))
}

/** How many of the messages go the short way, once the first of them have shown what they are. */
function shortWay(values: readonly (Buffer | string)[], headers: KafkaRecord['headers'] = []): number {
  const matcher = matcherOf(student.fields)
  const lane = new FlatLane(student.fields, matcher)
  const reader = new MessageReader({ isField: (name) => matcher.isField(name) })
  let short = 0
  for (const [i, value] of values.entries()) {
    const bytes = Buffer.from(value)
    const r = { ...record(i, bytes), headers }
    if (lane.read(r, bytes)) short++
    else lane.learn(r, bytes, reader.read(r, bytes))
  }
  return short
}

const names = [
  ...[
    'nom',
    'Nom',
    'name',
    'lastName',
    'age',
    'Âge',
    'filiere',
    'major',
    'note',
    'actif',
    'ne',
    'inscrit',
    'autre',
  ],
  ...[
    'op',
    'ts_ms',
    'source',
    'specversion',
    'type',
    'data',
    'value',
    'schema',
    'payload',
    '__proto__',
    '0',
    '',
  ],
]
const texts = fc.oneof(
  fc.constantFrom(
    'Durand',
    'Élodie',
    '😀',
    '',
    ' ',
    '\ufffd',
    '\ufeff',
    '"',
    '\\',
    '\u0000',
    'x'.repeat(40),
    '22 ans',
  ),
  fc.constantFrom(
    '14,5',
    '2024-11-24',
    '24/11/2004',
    'vrai',
    'hier',
    'NaN',
    '1733040000',
    '\ud800',
    'é'.repeat(20),
  ),
  fc.string({ maxLength: 8, unit: 'grapheme' }),
)
const scalar = fc.oneof(
  { weight: 4, arbitrary: texts.map((t) => JSON.stringify(t)) },
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)) },
  { weight: 4, arbitrary: fc.integer({ min: -5, max: 200 }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['0', '-0', '0.1', '22.0', '1e3', '1E-2', '1e400', '-1.50', '9007199254740993', '123456789012345.6'],
      ...['0.30000000000000004', '999999999999999', '1234567890123456', '99999999999999999999', '5e-324'],
      ...['true', 'false', 'null', '[]', '{}', '{"a":1}', '[1]'],
    ),
  },
  // No JSON.
  {
    weight: 1,
    arbitrary: fc.constantFrom('01', '1.', '.5', '+1', '1e', '-', 'NaN', 'tru', "'a'", '"a', '1 2', ''),
  },
)
const blank = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n', '\u00a0')
const member = fc
  .tuple(fc.constantFrom(...names), blank, blank, scalar, blank)
  .map(([name, a, b, value, c]) => `${a}${JSON.stringify(name)}${b}:${value}${c}`)
const object = fc
  .tuple(fc.array(member, { maxLength: 5 }), fc.constantFrom('}', '}', '}', '}', '} ', '}x', ',}', ''))
  .map(([members, end]) => `{${members.join(',')}${end}`)
/** The same object in different hands, so that names come again in their order. */
const alike = fc.tuple(fc.constantFrom(0, 1, 2, 3), scalar, scalar, scalar).map(([kind, a, b, c]) => {
  const inner = `{"nom":${a},"age":${b},"ne":${c}}`
  if (kind === 1) return `{"schema":{"type":"struct"},"payload":${inner}}`
  if (kind === 2) return `{"before":null,"after":${inner},"op":"c","ts_ms":1}`
  return kind === 3 ? `{"data":${inner}}` : inner
})
const known = caseFiles()
  .flatMap(({ cases }) => cases.flatMap(recordsOf))
  .flatMap(({ value }) => (value === null || value.length > 1000 ? [] : [value]))
const hurt = fc
  .tuple(fc.oneof(object, alike), fc.nat(), fc.nat({ max: 2 }), fc.uint8Array({ maxLength: 2 }))
  .map(([whole, at, drop, put]) => {
    const bytes = Buffer.from(whole)
    const from = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + drop)])
  })
const value = fc.oneof(
  { weight: 5, arbitrary: alike.map((t) => Buffer.from(t)) },
  { weight: 5, arbitrary: object.map((t) => Buffer.from(t)) },
  { weight: 3, arbitrary: hurt },
  { weight: 1, arbitrary: fc.constantFrom(...known) },
)

describe('the short way of flat objects', () => {
  test(`gives what the long way gives, for ${COUNT} messages`, () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: BATCH, maxLength: BATCH }), (values) => {
        // Twice, so that what was learned at the end is used as well.
        expectSame([...values, ...values])
      }),
      { numRuns: Math.ceil(COUNT / BATCH) },
    )
  }, 3_600_000)

  test('gives what the long way gives for the cases, twice over', () => {
    for (const { cases } of caseFiles())
      for (const one of cases) {
        const values = recordsOf(one).map((r) => r.value)
        expectSame([...values, ...values])
      }
  })

  test('is gone from the second message on, with other blanks, dirt and frames too', () => {
    const flat = [
      '{"nom":"A","age":1}',
      '{"nom":"É","age":"22 ans"}',
      '{ "nom" : "B",\n "age" : null }\n',
      '{"nom":"A","age":999}',
    ]
    expect(shortWay(flat)).toBe(3)
    const framed = flat.slice(0, 2).map((inner) => `{"schema":{"type":"struct"},"payload":${inner}}`)
    expect(shortWay(framed)).toBe(1)
    expect(shortWay(flat, [['trace', Buffer.from('1')]])).toBe(3)
  })

  test('is not gone where a header, a name or a value may say more', () => {
    const twice = (value: Buffer | string): (Buffer | string)[] => [value, value]
    expect(shortWay(twice('{"nom":"A"}'), [['ce_specversion', Buffer.from('1.0')]])).toBe(0)
    expect(shortWay(twice('{"nom":"A"}'), [['__value_schema_id', Buffer.from([0, 0, 0, 0, 1])]])).toBe(0)
    for (const message of [
      ...[
        '{"data":"{}"}',
        '{"op":"c","ts_ms":1,"after":null}',
        '{"schema":null,"payload":1}',
        '{}',
        '[]',
        '"{}"',
      ],
      ...[
        '{"specversion":"1.0","type":"t","source":"s"}',
        '{"nom":"A","x":{}}',
        '{"nom":"\\u0041"}',
        '{"n\\u006fm":"A"}',
      ],
      ...[
        '{"nom":"A","nom":"B"}',
        '{"nom":"A"',
        '{"nom":"A"}}',
        ' {"nom":"A"}',
        '{"b":1,"0":2}',
        "{'nom':'A'}",
      ],
    ])
      expect([message, shortWay(twice(message))]).toEqual([message, 0])
    expect(shortWay([`{"nom":"A"}`, Buffer.from('{"nom":"\xe9"}', 'latin1')])).toBe(1)
    expect(shortWay(['{"x":"A"}', Buffer.from('{"x":"\xe9"}', 'latin1')])).toBe(0)
  })

  test('forgets names that go on changing, and learns others', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `{"n${i}":1}`)
    expect(shortWay([...many, ...Array<string>(20).fill('{"nom":"A"}')])).toBe(19)
  })
})
