import { describe, expect, test } from 'vitest'
import { CarnetError } from '../../src/errors'
import { parse } from '../../src/parse/parse'
import { schemaFromJson, schemaToJson } from '../../src/parse/schema-json'
import { inferSchema } from '../../src/profile/infer'
import { replaySource } from '../../src/source/replay'
import { join } from 'node:path'
import { messages } from '../parse/support'

const json = (...values: object[]): ReturnType<typeof messages> =>
  messages(...values.map((v) => JSON.stringify(v)))

const typesOf = (...values: object[]): Record<string, string> =>
  Object.fromEntries(
    inferSchema(json(...values)).seen.map((s) => [s.name, s.type + (s.isOptional ? '?' : '')]),
  )

describe('inferSchema', () => {
  test('takes the narrowest type that takes the values', () => {
    expect(
      typesOf(
        { t: 'a', i: 1, n: 1, b: true, d: '2024-11-24', w: '24/11/2024', m: '2024-11-24', s: '22 ans' },
        {
          t: '1',
          i: 2,
          n: 1.5,
          b: false,
          d: '2024-11-25',
          w: '25/11/2024',
          m: '2024-11-24T08:00:00Z',
          s: '23',
        },
      ),
    ).toEqual({
      t: 'text',
      i: 'integer',
      n: 'number',
      b: 'boolean',
      d: 'date',
      w: 'date',
      m: 'timestamp',
      s: 'integer',
    })
  })

  test('numbers are no moments and no booleans, digits after a zero no amounts', () => {
    expect(typesOf({ at: 1_733_040_000_000, flag: 1, zip: '01000', phone: '+33123456789' })).toEqual({
      at: 'integer',
      flag: 'integer',
      zip: 'text',
      phone: 'text',
    })
  })

  test('dirt does not change a type: it becomes a reject, which the share counts', () => {
    const inferred = inferSchema(
      json(...Array.from({ length: 19 }, (_, i) => ({ age: i })), { age: '2 or 3' }),
    )
    expect(inferred.seen[0]).toMatchObject({ type: 'integer', isOptional: false, least: 0, greatest: 18 })
    expect(inferred.sample).toMatchObject({ messages: 20, of: 20, accepted: 0.95 })
    expect([...inferred.sample.rejectCounts]).toEqual([['NOT_A_NUMBER', 1]])
  })

  test('where no type has nearly all values, the one with half of them', () => {
    const rows = [1, 2, 3, 'vingt', true, [4]].map((age) => ({ age }))
    expect(typesOf(...rows)).toEqual({ age: 'integer' })
    expect(typesOf(...[1, 2, 3, [4]].map((age) => ({ age })))).toEqual({ age: 'integer' })
  })

  test('a field is optional where a row has no value: none, null, blanks', () => {
    expect(typesOf({ a: 1, b: 1, c: 'x', d: 1 }, { b: null, c: ' ', d: 2 })).toEqual({
      a: 'integer?',
      b: 'integer?',
      c: 'text?',
      d: 'integer',
    })
    expect(typesOf({ a: null })).toEqual({ a: 'text?' })
  })

  test('names of one thing are one field, with the synonyms that it needs', () => {
    const inferred = inferSchema(
      json({ nom: 'A' }, { nom: 'B' }, { NOM: 'C' }, { lastName: 'D' }, { last_name: 'E' }),
    )
    expect(inferred.seen.map((s) => s.names)).toEqual([['nom', 'NOM', 'lastName', 'last_name']])
    expect(inferred.json).toEqual({
      name: 'message',
      fields: { nom: { type: 'text', synonyms: ['lastName'] } },
    })
    expect(parse(json({ lastName: 'Z' }), inferred).repairs).toEqual([])
  })

  test('names that a row has both are two fields', () => {
    expect(typesOf({ nom: 'A', surname: 'B' }, { surname: 'C' })).toEqual({ nom: 'text?', surname: 'text' })
  })

  test('what is nested, rare or without a name is left out, and said', () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({
      a: i,
      tags: [i],
      ...(i === 7 && { odd: 1 }),
      '—': 1,
    }))
    const inferred = inferSchema(json(...rows))
    expect(Object.keys(inferred.fields)).toEqual(['a'])
    expect(inferred.leftOut).toEqual([
      { name: 'tags', rows: 200, why: 'nested' },
      { name: '—', rows: 200, why: 'no name' },
      { name: 'odd', rows: 1, why: 'rare' },
    ])
  })

  test('prototype names are ordinary fields, in the code too', () => {
    const inferred = inferSchema(messages('{"__proto__":1,"constructor":"x","it\'s":2}'))
    expect(Object.keys(inferred.fields)).toEqual(['__proto__', 'constructor', "it's"])
    expect(inferred.code).toContain("['__proto__']: integer()")
    expect(inferred.code).toContain(`'it\\'s': integer()`)
    const parsed = parse(messages('{"__proto__":5,"constructor":"y","it\'s":3}'), inferred)
    expect(Object.entries(parsed.rows.at(0) ?? {})).toEqual([
      ['__proto__', 5],
      ['constructor', 'y'],
      ["it's", 3],
    ])
  })

  test('nothing of a message gets out of a comment or a text of the code', () => {
    const evil = "'\u2028*/ \n process.exit(1) //"
    const { code } = inferSchema(messages(JSON.stringify({ [evil]: evil })))
    const lines = code.split(/[\n\r\u2028\u2029]/)
    expect(lines.filter((l) => l.includes('process.exit'))).toHaveLength(1)
    expect(lines.find((l) => l.includes('process.exit'))).toMatch(/^ {4}'\\'/)
  })

  test('is a schema, as code, as a file, and as it is', () => {
    const batch = json({ nom: 'A', age: 20 }, { nom: 'B' })
    const inferred = inferSchema(batch, { name: 'default' })
    expect(inferred.code).toBe(
      `import { schema, integer, text } from 'carnet'

const rowsOfdefault = schema(
  {
    nom: text(), // "A", "B"
    age: integer().optional(), // 20; 1 missing
  },
  { name: 'default' },
)
`,
    )
    expect(schemaToJson(schemaFromJson(inferred.json))).toEqual(inferred.json)
    expect([...parse(batch, inferred).rows]).toEqual([
      { nom: 'A', age: 20 },
      { nom: 'B', age: null },
    ])
  })

  test('a sample is spread over the batch', () => {
    const batch = json(...Array.from({ length: 1000 }, (_, i) => ({ i, ...(i >= 500 && { later: i }) })))
    const inferred = inferSchema(batch, { sample: 10 })
    expect(inferred.sample).toMatchObject({ messages: 10, of: 1000 })
    expect(inferred.seen.map((s) => [s.name, s.least, s.greatest])).toEqual([
      ['i', 0, 900],
      ['later', 500, 900],
    ])
  })

  test('refuses what has no fields, and wrong options', () => {
    const codeOf = (work: () => unknown): string => {
      try {
        work()
      } catch (e) {
        if (e instanceof CarnetError) return e.code
      }
      return 'none'
    }
    expect(codeOf(() => inferSchema(messages(null, '', 'hello')))).toBe('SCHEMA_NOT_INFERRED')
    expect(codeOf(() => inferSchema(messages()))).toBe('SCHEMA_NOT_INFERRED')
    expect(codeOf(() => inferSchema(json({ a: 1 }), { sample: 0 }))).toBe('INSPECT_OPTION_INVALID')
  })

  test('of the dirty sample it accepts all but what no schema could', async () => {
    const file = join(__dirname, '..', '..', 'data', 'etudiants.ndjson.gz')
    const batch = await replaySource(file).read('etudiants', { quiet: true })
    const inferred = inferSchema(batch)
    const fields = Object.entries(inferred.fields).map(
      ([name, f]) => `${name} ${f.type}${f.isOptional ? '?' : ''}`,
    )
    expect(fields).toEqual([
      'nom text',
      'prenom text',
      'age integer?',
      'filiere text',
      'note number?',
      'naissance date?',
      'boursier boolean?',
      'bourse number?',
      'birthDate date?',
      'hasGrant boolean?',
    ])
    // CSV needs to know the fields: it counts once there is a schema.
    expect(inferred.sample.funnel).toMatchObject({ parsed: 1874, rejected: 75 })
    expect(parse(batch, inferred).funnel).toEqual(inferred.sample.funnel)
  })
})
