import * as protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import { parse } from '../../../src/parse/parse'
import { integer, number, schema, text, timestamp } from '../../../src/parse/schema'
import { protobufDecoder } from '../../../src/parse/schemas/protobuf'
import { type SchemaReference } from '../../../src/registry/schema'
import { record } from '../support'
import { batchWith, framed, registered } from './support'

const FIRST = Buffer.from([0])

/** A message that protobufjs writes, of a type in a schema; `files` are what the schema imports. */
function written(schemaText: string, type: string, value: object, files: readonly string[] = []): Buffer {
  const root = new protobuf.Root()
  for (const file of files) {
    const bundled = protobuf.common.get(file)
    if (bundled?.nested) root.addJSON(bundled.nested)
    else protobuf.parse(file, root, { keepCase: true })
  }
  protobuf.parse(schemaText, root, { keepCase: true })
  const of = root.lookupType(type)
  return Buffer.from(of.encode(of.fromObject(value)).finish())
}

const read = (
  schemaText: string,
  payload: Buffer,
  {
    references = [],
    indexes = null,
  }: { references?: readonly SchemaReference[]; indexes?: Buffer | null } = {},
): unknown => protobufDecoder(registered(1, 'PROTOBUF', schemaText, references)).decode?.(payload, indexes)

/** The same, of the first type. */
const through = (schemaText: string, type: string, value: object, files: readonly string[] = []): unknown =>
  read(schemaText, Buffer.concat([FIRST, written(schemaText, type, value, files)]))

describe('a message', () => {
  const student = `syntax = "proto3"; package fr;
    enum Niveau { INCONNU = 0; L3 = 1; }
    message Etudiant {
      string nom = 1; int32 age = 2; optional int32 rang = 3; Niveau niveau = 4; float note = 5;
      int64 id = 6; uint64 jeton = 7; bytes brut = 8; repeated int32 notes = 9;
      map<string, int64> plus = 10; map<int64, string> noms = 11; map<uint64, bool> vus = 12;
      Adresse adresse = 13; oneof contact { string mail = 14; int32 tel = 15; }
      bool constructor = 16; bool actif_maintenant = 17;
    }
    message Adresse { string ville = 1; }`

  test('comes back: exact numbers, enums, lists, maps, messages within', () => {
    const value: Record<string, unknown> = {
      nom: 'Zoé',
      age: -1,
      rang: 0,
      niveau: 'L3',
      note: 14.3,
      id: '-9007199254740993',
      jeton: '18446744073709551615',
      brut: Buffer.from([0, 255]),
      notes: [1, -2],
      plus: { a: 1, ['__proto__']: '9007199254740993' },
      noms: { '-9007199254740993': 'x', 5: 'y' },
      vus: { '18446744073709551615': true },
      adresse: { ville: 'Orléans' },
      tel: 0,
      constructor: true,
      actif_maintenant: true,
    }
    expect(through(student, 'fr.Etudiant', value)).toEqual({
      ...value,
      id: -9_007_199_254_740_993n,
      jeton: 18_446_744_073_709_551_615n,
      plus: Object.fromEntries<unknown>([
        ['a', 1],
        ['__proto__', 9_007_199_254_740_993n],
      ]),
    })
  })

  test('of no bytes has the zeros of proto3, and nothing where the schema can tell', () => {
    expect(read(student, FIRST)).toEqual({
      nom: '',
      age: 0,
      niveau: 'INCONNU',
      note: 0,
      id: 0,
      jeton: 0,
      brut: Buffer.alloc(0),
      notes: [],
      plus: {},
      noms: {},
      vus: {},
      constructor: false,
      actif_maintenant: false,
    })
  })

  test('keeps the number of an enum that the schema does not have, and leaves out fields that it does not have', () => {
    const later = student
      .replace('L3 = 1;', 'L3 = 1; M1 = 2;')
      .replace('string nom = 1;', 'string nom = 1; string x = 99;')
    const payload = written(later, 'fr.Etudiant', { nom: 'Al', niveau: 'M1', x: 'y' })
    expect(read(student, Buffer.concat([FIRST, payload]))).toMatchObject({ nom: 'Al', niveau: 2 })
    expect(read(student, Buffer.concat([FIRST, payload]))).not.toHaveProperty('x')
  })

  test('of proto2 has what was written', () => {
    const proto2 = `syntax = "proto2"; message M { required int32 a = 1; optional int32 b = 2 [default = 5];
      optional group G = 3 { optional string c = 4; } extensions 100 to 200; } extend M { optional string ext = 100; }`
    expect(through(proto2, 'M', { a: 0, g: { c: 'x' }, '.ext': 'e' })).toEqual({
      a: 0,
      g: { c: 'x' },
      ext: 'e',
    })
    expect(() => read(proto2, FIRST)).toThrow("its bytes are not those of the type M (missing required 'a')")
  })

  test('of an edition has what was written', () => {
    const edition =
      'edition = "2023"; message M { int32 a = 1; int32 b = 2 [features.field_presence = IMPLICIT]; }'
    expect(through(edition, 'M', { a: 0 })).toEqual({ a: 0, b: 0 })
    expect(read(edition, FIRST)).toEqual({ b: 0 })
  })
})

describe('the type of a message', () => {
  const types = `syntax = "proto3"; package p; import "o.proto";
    enum E { Z = 0; }
    message A { string a = 1; }
    message B { string b = 1; enum F { Z = 0; } message C { string c = 1; message D { string d = 1; } } message X { string x = 1; } }`
  const references = [
    { name: 'o.proto', schema: 'syntax = "proto3"; package p; message Other { string o = 1; }' },
  ]
  const one = Buffer.from('\x0a\x01v')

  test.each([
    ['00', { a: 'v' }],
    ['0200', { a: 'v' }],
    ['0202', { b: 'v' }],
    ['040202', { x: 'v' }],
    ['06020000', { d: 'v' }],
  ])('%s is found', (indexes, expected) => {
    expect(read(types, Buffer.concat([Buffer.from(indexes, 'hex'), one]), { references })).toEqual(expected)
    expect(read(types, one, { references, indexes: Buffer.from(indexes, 'hex') })).toEqual(expected)
  })

  test.each([
    ['that is not there', '0204', 'its schema has no type number 2'],
    ['within one without any', '040000', 'its schema has no type number 0, 0'],
    ['before the first', '0201', 'its schema has no type number -1'],
    ['of no number', '01', 'it does not say of which type it is'],
    ['of more numbers than there are bytes', 'feffff7f', 'it does not say of which type it is'],
    ['that is cut', '02', 'it ends within a value'],
    ['of no bytes', '', 'it ends within a value'],
  ])('%s is refused', (_what, indexes, said) => {
    expect(() => read(types, Buffer.from(indexes, 'hex'), { references })).toThrow(said)
  })

  test('may have fields of imported types', () => {
    const importing = 'syntax = "proto3"; import "o.proto"; message M { p.Other other = 1; }'
    expect(read(importing, Buffer.from('\x00\x0a\x03\x0a\x01v'), { references })).toEqual({
      other: { o: 'v' },
    })
  })
})

describe('well-known types', () => {
  const google = (...names: string[]): string[] => names.map((n) => `google/protobuf/${n}.proto`)
  const message = (files: readonly string[], fields: string): string =>
    `syntax = "proto3"; ${files.map((f) => `import "${f}";`).join(' ')} message M { ${fields} }`

  test('mean what they stand for', () => {
    const files = google('timestamp', 'duration', 'wrappers', 'struct', 'field_mask', 'empty')
    const fields = `google.protobuf.Timestamp vu = 1; google.protobuf.Duration d = 2; google.protobuf.Duration e = 3;
      google.protobuf.StringValue s = 4; google.protobuf.Int64Value i = 5; google.protobuf.BoolValue b = 6;
      google.protobuf.Struct st = 7; google.protobuf.FieldMask fm = 8; google.protobuf.Empty em = 9;
      repeated google.protobuf.Timestamp all = 10; google.protobuf.FloatValue f = 11; google.protobuf.Value v = 12;`
    const value = {
      vu: { seconds: -1, nanos: 500_999_999 },
      d: { seconds: 90, nanos: 50_000_000 },
      e: { seconds: 0, nanos: -1 },
      s: { value: '' },
      i: { value: '9007199254740993' },
      b: {},
      st: {
        fields: {
          rien: { nullValue: 0 },
          n: { numberValue: 1.5 },
          liste: { listValue: { values: [{ stringValue: 'x' }, { boolValue: false }] } },
          dedans: { structValue: { fields: {} } },
        },
      },
      fm: { paths: ['a', 'b.c'] },
      em: {},
      all: [{ seconds: 1_733_040_000 }],
      f: { value: 14.3 },
    }
    expect(through(message(files, fields), 'M', value, files)).toEqual({
      vu: new Date(-500),
      d: '90.05s',
      e: '-0.000000001s',
      s: '',
      i: 9_007_199_254_740_993n,
      b: false,
      st: { rien: null, n: 1.5, liste: ['x', false], dedans: {} },
      fm: 'a,b.c',
      em: {},
      all: [new Date(1_733_040_000_000)],
      f: 14.3,
    })
  })

  test('of Confluent and Google that registries do not keep are known', () => {
    const files = ['confluent/type/decimal.proto', 'google/type/date.proto', 'google/type/money.proto']
    const text = message(
      [...files, 'confluent/meta.proto'],
      `confluent.type.Decimal p = 1 [(confluent.field_meta).doc = "prix"];
      google.type.Date d = 2; google.type.Money m = 3; confluent.type.Decimal q = 4;`,
    )
    const decimal = Buffer.from('0a0204d21802', 'hex')
    const odd = Buffer.from('0a010118ffffffff07', 'hex')
    const fields = (tag: number, bytes: Buffer): Buffer =>
      Buffer.concat([Buffer.from([tag, bytes.length]), bytes])
    const bytes = Buffer.concat([
      FIRST,
      fields(0x0a, decimal),
      fields(0x12, Buffer.from('08e80f100c1801', 'hex')),
      fields(0x1a, Buffer.from('0a034555521005', 'hex')),
      fields(0x22, odd),
    ])
    const value = read(text, bytes) as Record<string, unknown>
    expect(String(value.p)).toBe('12.34')
    expect(value.d).toBe('2024-12-01')
    expect(value.m).toEqual({ currency_code: 'EUR', units: 5, nanos: 0 })
    // No scale that a number could have.
    expect(value.q).toEqual(Buffer.from([1]))
  })

  test('may come from the registry like any other', () => {
    const name = 'google/type/money.proto'
    const references = [
      { name, schema: 'syntax = "proto3"; package google.type; message Money { string other = 1; }' },
    ]
    const bytes = Buffer.from('\x00\x0a\x03\x0a\x01v')
    expect(read(message([name], 'google.type.Money m = 1;'), bytes, { references })).toEqual({
      m: { other: 'v' },
    })
  })
})

describe('a schema', () => {
  test.each([
    ['is none', '{"type":"record"}', 'illegal token'],
    ['refers to a type that nobody has', 'syntax = "proto3"; message M { x.Y y = 1; }', 'x.Y'],
    ['is empty', '', 'has no type number 0'],
  ])('that %s is refused', (_what, text, said) => {
    expect(() => read(text, FIRST)).toThrow(said)
  })
})

describe('bytes of another kind', () => {
  const text = 'syntax = "proto3"; message M { string s = 1; M m = 2; }'
  test.each([
    ['cut', '000a05', 'it ends within a value'],
    ['of no wire type', '000f', 'its bytes are not those of the type M (invalid wire type 7'],
    ['of a text that is none', '000a01ff', 'its bytes are not those of the type M'],
  ])('%s are refused', (_what, hex, said) => {
    expect(() => read(text, Buffer.from(hex, 'hex'))).toThrow(said)
  })

  test('that nest without end are refused', () => {
    let deep = Buffer.alloc(0)
    for (let i = 0; i < 500; i++) deep = Buffer.from(protobuf.Writer.create().uint32(18).bytes(deep).finish())
    expect(() => read(text, Buffer.concat([FIRST, deep]))).toThrow('max depth exceeded')
  })
})

describe('messages in Protobuf', () => {
  const v1 = `syntax = "proto3"; import "google/protobuf/timestamp.proto";
    message Etudiant { string nom = 1; int64 age = 2; optional double note = 3; google.protobuf.Timestamp vu = 4; }`
  const student = schema({
    nom: text(),
    age: integer(),
    note: number().optional(),
    vu: timestamp().optional(),
  })
  const payload = written(v1, 'Etudiant', { nom: 'Zoé', age: 22, vu: { seconds: 1_733_040_000 } }, [
    'google/protobuf/timestamp.proto',
  ])
  const GUID = '89791762-2336-4186-9674-299b90a802e2'

  test('are rows, the schema in the bytes or in a header', () => {
    const header = Buffer.concat([Buffer.from(`01${GUID.replaceAll('-', '')}00`, 'hex')])
    const batch = batchWith(
      [registered(1, 'PROTOBUF', v1), registered(GUID, 'PROTOBUF', v1)],
      [
        record(0, framed(1, FIRST, payload)),
        { ...record(1, payload), headers: [['__value_schema_id', header]] },
        record(2, framed(1, FIRST)),
      ],
    )
    const parsed = parse(batch, student)
    const row = { nom: 'Zoé', age: 22, note: null, vu: 1_733_040_000_000 }
    expect([...parsed.rows].map((r) => ({ ...r }))).toEqual([row, row])
    expect(parsed.formats).toEqual(new Map([['protobuf in Confluent framing', 3]]))
    expect(parsed.repairs).toEqual([])
    // A name without letters is missing.
    expect(parsed.rejects.map((r) => r.code)).toEqual(['FIELD_MISSING'])
  })
})
