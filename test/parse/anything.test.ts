import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { analyse } from 'scslre'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { type Parsed } from '../../src/parse/outcome'
import { parse } from '../../src/parse/parse'
import { boolean, date, integer, number, schema, text, timestamp } from '../../src/parse/schema'
import { type KafkaRecord } from '../../src/record'
import { caseFiles, recordsOf } from './case-files'
import { batchOf, record } from './support'

/** Messages that the properties try; `CARNET_MESSAGES=1000000` is the long run. */
const COUNT = Number(process.env.CARNET_MESSAGES ?? 3000)
const BATCH = 20
/** The processor time, in milliseconds, that no batch of the long run may take: 25 ms a message, collections included. */
const MOST = BATCH * 25

const student = schema({
  nom: text().synonyms('name'),
  age: integer({ min: 0, max: 130 }).optional(),
  note: number().optional(),
  actif: boolean().optional(),
  ne: date().optional(),
  inscrit: timestamp().optional(),
})

/** The messages of all cases, but those that are large: what mutations begin with. */
const known = caseFiles()
  .flatMap(({ cases }) => cases.flatMap(recordsOf))
  .flatMap(({ value }) => (value === null || value.length > 1000 ? [] : [value]))

const tokens = [
  ...['{', '}', '[', ']', '"', "'", '\\', ',', ';', ':', '=', '&', '|', '\n', '\t', '<', '>', '/', '%', ' '],
  ...['\0', '\ufeff', 'é', '\u202f', '😀', '0', '-', '1e400', 'NaN', 'None', 'nom', 'age', '22 ans', '14,5'],
  ...[
    '__proto__',
    'constructor',
    '"nom":',
    'nom=',
    '<nom>',
    '</nom>',
    '&amp;',
    '<!--',
    '\\u',
    '\\x',
    '//',
    '/*',
  ],
].map((token) => Buffer.from(token))

const piece = fc.oneof(
  fc.constantFrom(...tokens),
  fc.uint8Array({ maxLength: 4 }).map((b) => Buffer.from(b)),
)

/** One of the known messages with some pieces put in, taken out or over it. */
const mutated = fc
  .tuple(fc.constantFrom(...known), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 8 }), piece), { maxLength: 3 }))
  .map(([whole, changes]) =>
    changes.reduce((bytes, [at, drop, put]) => {
      const from = at % (bytes.length + 1)
      return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + drop)])
    }, whole),
  )

const value = fc.oneof(
  { weight: 8, arbitrary: mutated },
  { weight: 2, arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b)) },
  {
    weight: 2,
    arbitrary: fc
      .record({ nom: fc.jsonValue(), age: fc.jsonValue(), note: fc.jsonValue(), ne: fc.jsonValue() })
      .map((v) => Buffer.from(JSON.stringify(v))),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, Buffer.alloc(0)) },
)

const runs = { numRuns: Math.ceil(COUNT / BATCH) }
const batches = fc.array(value, { minLength: BATCH, maxLength: BATCH })

/** Every cell is a value of its column's type, and no other. */
function checkCells(parsed: Parsed): void {
  for (const { type, values } of parsed.rows.columns)
    for (const cell of values) {
      if (cell === null) continue
      const isRight =
        type === 'integer'
          ? typeof cell === 'bigint' || Number.isSafeInteger(cell)
          : type === 'number'
            ? typeof cell === 'number' && Number.isFinite(cell)
            : type === 'timestamp'
              ? Number.isSafeInteger(cell)
              : type === 'date'
                ? typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell)
                : typeof cell === (type === 'boolean' ? 'boolean' : 'string')
      if (!isRight) throw new Error(`${String(cell)} in a column of type ${type}`)
    }
}

describe('any messages', () => {
  test(`${COUNT} of them: none throws, and each is accounted for`, () => {
    let slowest = 0
    fc.assert(
      fc.property(batches, (values) => {
        const batch = batchOf(values.map((v, i) => record(i, v)))
        const before = process.cpuUsage()
        const parsed = parse(batch, student)
        slowest = Math.max(slowest, process.cpuUsage(before).user / 1000)
        const { funnel, origins, rejects } = parsed
        const withRow = new Set([...origins].map((o) => o.offset))
        const withReject = new Set(rejects.map((r) => r.record.offset))
        const both = new Set([...withRow, ...withReject])
        expect(both.size + funnel.tombstones + funnel.empty).toBe(values.length)
        expect(funnel.parsed).toBe(withRow.size)
        expect(parsed.rows.length).toBe(origins.length)
        const places = [...origins, ...rejects.map((r) => ({ ...r.record, index: r.index ?? 0 }))]
        expect(new Set(places.map((p) => `${p.offset}/${p.index}`)).size).toBe(places.length)
        for (const { position, reason } of rejects) {
          expect(position === null || position >= 0).toBe(true)
          expect(reason).toMatch(/^\p{Lu}[^]*\.$/u)
        }
        checkCells(parsed)
      }),
      runs,
    )
    // In the long run alone: a short one is compiling for half of its time.
    if (COUNT >= 1_000_000) {
      process.stderr.write(`\n${COUNT} messages: the slowest ${BATCH} took ${slowest} ms\n`)
      expect(slowest).toBeLessThan(MOST)
    }
  }, 3_600_000)

  test('the short way of clean JSON gives what the long way through all formats gives', () => {
    // A header that says nothing makes a message go the long way.
    const withHeader = (r: KafkaRecord): KafkaRecord => ({ ...r, headers: [['trace', Buffer.from('1')]] })
    const outcome = ({ rows, rejects, formats, repairs, funnel }: Parsed): unknown => ({
      rows: rows.columns,
      rejects: rejects.map(({ index, code, reason, position }) => ({ index, code, reason, position })),
      formats: [...formats],
      repairs,
      funnel,
    })
    fc.assert(
      fc.property(batches, (values) => {
        const records = values.map((v, i) => record(i, v))
        expect(outcome(parse(batchOf(records), student))).toEqual(
          outcome(parse(batchOf(records.map(withHeader)), student)),
        )
      }),
      { numRuns: Math.ceil(COUNT / BATCH / 10) },
    )
  }, 3_600_000)
})

describe('messages that are made to be slow', () => {
  const SIZE = 200_000
  const full = (unit: string): string => unit.repeat(SIZE / unit.length)

  test.each([
    ...['[', '{', '{"a":', "{'a':", '[{"nom":', '"', "'", '\\', '"\\', "'\\", '{"a":"\\"', '("'],
    ...[' ', '\n', '\t', '\u00a0', '{\n', '{}\n', '{"a":1}\n', '[]\n', '//', '/*', '{/**/', '{//\n'],
    ...['0', '-', '1e', '0.', '1,', '1 234 ', '1.234.', '22 ans ', '%', '/20', '9'],
    ...['a=1 ', 'a=', '=', '&', 'a=1&', 'nom=', 'nom="', '"=', ' a', ';', ',', 'nom;age;', '";"', '"";', '|'],
    ...[
      '<',
      '<a',
      '<a>',
      '<a ',
      '<a b="',
      '<!--',
      '<a><![CDATA[',
      '&#',
      '&',
      '<e>&lt;',
      '</a>',
      '<?',
      '<a b=""',
    ],
    ...['\ufffd', 'é', '\0a', 'a\0', '\0', '\x80', '\xff\xfe', '\x81', '\xde', '\xd9\xd9\xf7\x81', 'Obj\x01'],
    ...['None,', 'True', 'é'.normalize('NFD'), '\u0301', 'dimanche ', '24/11/', '2024-', ':00'],
  ])('200 kB of %j', (unit) => {
    const whole = full(unit)
    const values = [
      Buffer.from(whole),
      Buffer.from(whole, 'latin1'),
      Buffer.from(JSON.stringify({ nom: 'A', age: whole, note: whole, actif: whole, ne: whole })),
      Buffer.from(JSON.stringify({ [whole]: 1, nom: whole, inscrit: whole })),
      Buffer.from(JSON.stringify(whole)),
      Buffer.from(`{'nom': '${whole}`),
      Buffer.from(`nom=A;note=${whole}`),
      Buffer.from(`<e><nom>${whole}`),
    ]
    const { funnel } = parse(batchOf(values.map((v, i) => record(i, v))), student)
    expect(funnel.parsed + funnel.rejected + funnel.empty).toBe(values.length)
  })
})

describe('the regular expressions of src/parse', () => {
  const folder = join(__dirname, '../../src/parse')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'))

  function regexesOf(file: string): string[] {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.ES2022)
    const found: string[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.push(node.text)
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  }

  const regexes = files.flatMap((file) => regexesOf(file).map((regex) => ({ file, regex })))

  test('are found', () => {
    expect(regexes.length).toBeGreaterThan(20)
  })

  test.each(regexes)('$regex ($file) takes steps in proportion to its text', ({ regex }) => {
    const end = regex.lastIndexOf('/')
    const literal = { source: regex.slice(1, end), flags: regex.slice(end + 1) }
    const { reports } = analyse(literal, { reportTypes: { Move: false } })
    expect(reports.map((r) => r.type)).toEqual([])
    // One that may begin anywhere must not read on from each place: it is sticky, anchored, or of bounded length.
    const moving = analyse(literal, { reportTypes: { Trade: false, Self: false } }).reports
    expect(moving.map((r) => r.type)).toEqual([])
  })
})
