import * as avsc from 'avsc'
import { describe, expect, test } from 'vitest'
import { parse } from '../../../src/parse/parse'
import { date, integer, number, schema, text, timestamp } from '../../../src/parse/schema'
import { avroDecoder } from '../../../src/parse/schemas/avro'
import { record } from '../support'
import { batchWith, framed, registered } from './support'

/** What avsc writes, read by our decoder. */
const through = (type: avsc.Schema, value: unknown, options?: Partial<avsc.ForSchemaOptions>): unknown => {
  const bytes = avsc.Type.forSchema(type, options).toBuffer(value)
  return avroDecoder(registered(1, 'AVRO', type)).decode?.(bytes, null)
}

const fields = (...types: readonly (readonly [name: string, type: unknown])[]): avsc.Schema =>
  ({ type: 'record', name: 'R', fields: types.map(([name, type]) => ({ name, type })) }) as avsc.Schema

describe('a value that avsc wrote', () => {
  test('comes back: unions, enums, bytes, lists, maps, records within', () => {
    const type = fields(
      ['vide', ['null', 'string']],
      ['nom', ['null', 'string']],
      ['niveau', { type: 'enum', name: 'Niveau', symbols: ['L3', 'M1'] }],
      ['brut', 'bytes'],
      ['notes', { type: 'array', items: 'double' }],
      ['plus', { type: 'map', values: 'boolean' }],
      ['adresse', { type: 'record', name: 'Adresse', fields: [{ name: 'ville', type: 'string' }] }],
    )
    const value = {
      vide: null,
      nom: { string: 'Durand' },
      niveau: 'M1',
      brut: Buffer.from([0, 255]),
      notes: [14.5, -0],
      plus: { actif: true, ['__proto__']: false },
      adresse: { ville: 'Orléans' },
    }
    expect(through(type, value, { wrapUnions: true })).toEqual({
      ...value,
      nom: 'Durand',
      plus: Object.fromEntries([
        ['actif', true],
        ['__proto__', false],
      ]),
    })
  })

  test('is exact beyond 2^53', () => {
    const long = avsc.types.LongType.__with({
      fromBuffer: (b: Buffer) => b.readBigInt64LE(),
      toBuffer: (n: bigint) => {
        const b = Buffer.alloc(8)
        b.writeBigInt64LE(n)
        return b
      },
      fromJSON: BigInt,
      toJSON: String,
      isValid: (n: unknown) => typeof n === 'bigint',
      compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
    })
    const big = [9_007_199_254_740_993n, -9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n, 7n]
    const type = { type: 'array', items: 'long' } as const
    expect(through(type, big, { registry: { long } })).toEqual([big[0], big[1], big[2], 7])
  })

  test('means what its logical type says', () => {
    const type = fields(
      ['jour', { type: 'int', logicalType: 'date' }],
      ['ms', { type: 'long', logicalType: 'timestamp-millis' }],
      ['us', { type: 'long', logicalType: 'timestamp-micros' }],
      ['prix', { type: 'bytes', logicalType: 'decimal', precision: 20, scale: 2 }],
      ['dette', { type: 'fixed', name: 'F', size: 2, logicalType: 'decimal', precision: 4, scale: 3 }],
      ['id', { type: 'string', logicalType: 'uuid' }],
      ['clef', { type: 'fixed', name: 'U', size: 16, logicalType: 'uuid' }],
    )
    const uuid = '89791762-2336-4186-9674-299b90a802e2'
    const value = through(type, {
      jour: 20_058,
      ms: 1_733_040_000_123,
      us: 1_733_040_000_123_456,
      prix: Buffer.from('0102030405060708', 'hex'),
      dette: Buffer.from('ff85', 'hex'),
      id: uuid,
      clef: Buffer.from(uuid.replaceAll('-', ''), 'hex'),
    }) as Record<string, unknown>
    expect(value).toMatchObject({
      jour: '2024-12-01',
      ms: new Date(1_733_040_000_123),
      us: new Date(1_733_040_000_123),
      id: uuid,
      clef: uuid,
    })
    expect(String(value.prix)).toBe('726238597903828.56')
    expect(String(value.dette)).toBe('-0.123')
  })

  test.each([-1, 1001, 1.5])('is bytes where its scale is %j', (scale) => {
    const type = { type: 'bytes', logicalType: 'decimal', precision: 4, scale }
    expect(avroDecoder(registered(1, 'AVRO', type)).decode?.(Buffer.from([2, 7]), null)).toEqual(
      Buffer.from([7]),
    )
  })
})

describe('a schema', () => {
  const ville = {
    type: 'record',
    name: 'Ville',
    namespace: 'fr.geo',
    fields: [{ name: 'nom', type: 'string' }],
  }
  const student = {
    type: 'record',
    name: 'Etudiant',
    namespace: 'fr',
    fields: [
      { name: 'nom', type: 'string' },
      { name: 'ville', type: 'fr.geo.Ville' },
    ],
  }

  test('may refer to types of another', () => {
    const references = [{ name: 'fr.geo.Ville', schema: JSON.stringify(ville) }]
    const decoder = avroDecoder(registered(1, 'AVRO', student, references))
    expect(decoder.decode?.(Buffer.from('\x04Al\x0aParis'), null)).toEqual({
      nom: 'Al',
      ville: { nom: 'Paris' },
    })
  })

  test.each([
    ['no JSON', 'syntax = "proto3";', 'its schema is marked as Avro and is no JSON'],
    ['no schema', '{"type":7}', 'its schema is none: 7 stands in it'],
  ])('that is %s is refused', (_what, text, said) => {
    expect(() => avroDecoder(registered(1, 'AVRO', text))).toThrow(said)
  })

  test('may be the bare name of a type', () => {
    expect(avroDecoder(registered(1, 'AVRO', '"string"')).decode?.(Buffer.from('\x02a'), null)).toBe('a')
    expect(avroDecoder(registered(1, 'AVRO', 'string')).decode?.(Buffer.from('\x02a'), null)).toBe('a')
  })
})

describe('messages in Avro', () => {
  const v1 = fields(['nom', 'string'], ['age', 'int'])
  const v2 = fields(
    ['nom', 'string'],
    ['age', 'long'],
    ['note', ['null', 'double']],
    ['inscrit', { type: 'int', logicalType: 'date' }],
    ['vu', { type: 'long', logicalType: 'timestamp-millis' }],
  )
  const student = schema({
    nom: text(),
    age: integer(),
    note: number().optional(),
    inscrit: date().optional(),
    vu: timestamp().optional(),
  })
  const schemas = [registered(1, 'AVRO', v1), registered(2, 'AVRO', v2)]
  const old = framed(1, avsc.Type.forSchema(v1).toBuffer({ nom: 'Zoé', age: 22 }))
  const young = framed(
    2,
    avsc.Type.forSchema(v2).toBuffer({
      nom: 'Al',
      age: 30,
      note: 14.5,
      inscrit: 20_058,
      vu: 1_733_040_000_000,
    }),
  )

  test('are rows, each by the schema that it was written with', () => {
    const parsed = parse(batchWith(schemas, [record(0, old), record(1, young)]), student)
    expect([...parsed.rows].map((row) => ({ ...row }))).toEqual([
      { nom: 'Zoé', age: 22, note: null, inscrit: null, vu: null },
      { nom: 'Al', age: 30, note: 14.5, inscrit: '2024-12-01', vu: 1_733_040_000_000 },
    ])
    expect(parsed.formats).toEqual(new Map([['avro in Confluent framing', 2]]))
    expect(parsed.repairs).toEqual([])
  })

  test.each([
    ['is cut', old.subarray(0, -1), 'BINARY_INVALID', 'it ends within a value'],
    [
      'holds more',
      Buffer.concat([old, Buffer.from('x')]),
      'BINARY_INVALID',
      'it holds more than its schema says',
    ],
    ['is a bare value', framed(3, Buffer.from('\x02a')), 'NOT_AN_OBJECT', 'a string'],
    ['has a schema that nobody read', framed(4, Buffer.from('x')), 'SCHEMA_ID_UNKNOWN', 'its schema is none'],
    [
      'has a schema of another kind',
      framed(5, Buffer.from('x')),
      'SCHEMA_ID_UNKNOWN',
      'of the type "THRIFT"',
    ],
    ['has no schema', framed(6, Buffer.from('x')), 'SCHEMA_ID_UNKNOWN', 'no schema registry was configured'],
  ])('of which one %s are rejects', (_what, value, code, said) => {
    const more = [
      registered(3, 'AVRO', '"string"'),
      registered(4, 'AVRO', '{}'),
      registered(5, 'THRIFT', 'x'),
    ]
    const parsed = parse(batchWith([...schemas, ...more], [record(0, value), record(1, old)]), student)
    expect(parsed.rejects).toHaveLength(1)
    expect(parsed.rejects[0]).toMatchObject({ code, reason: expect.stringContaining(said) as string })
    expect(parsed.rows.length).toBe(1)
  })
})
