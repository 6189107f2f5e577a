import { describe, expect, test } from 'vitest'
import { parse } from '../../src/parse/parse'
import { type SchemaRegistry } from '../../src/parse/registry'
import { integer, schema, text } from '../../src/parse/schema'
import { schemaIdsOf } from '../../src/registry/framing'
import { batchOf, record } from './support'

const student = schema({ nom: text(), age: integer() })

const framed = (id: number, payload: string): Buffer => {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(id, 1)
  return Buffer.concat([head, Buffer.from(payload)])
}

const GUID = '89791762-2336-4186-9674-299b90a802e2'
const guidHeader = ['__value_schema_id', Buffer.from('01' + GUID.replaceAll('-', ''), 'hex')] as const
const idHeader = ['__value_schema_id', framed(7, '')] as const

/** Decodes `name,age`; refuses what has no comma. */
const registry: SchemaRegistry = {
  decoderOf: (id) =>
    id === 7 || id === GUID
      ? {
          format: 'avro',
          decode: (payload) => {
            const [nom, age] = payload.toString().split(',')
            if (age === undefined) throw new Error('it ends within a value')
            return nom === '' ? [] : { nom, age: BigInt(age) }
          },
        }
      : undefined,
}

describe('framed messages', () => {
  test('are decoded by the schema that they name', () => {
    const parsed = parse(batchOf([record(0, framed(7, 'Durand,22'))]), student, { registry })
    expect({ ...parsed.rows.at(0) }).toEqual({ nom: 'Durand', age: 22 })
    expect(parsed.formats).toEqual(new Map([['avro in Confluent framing', 1]]))
  })

  test('are decoded by the schema in their header', () => {
    const messages = [guidHeader, idHeader].map((header, i) => ({
      ...record(i, 'Durand,22'),
      headers: [header],
    }))
    expect(parse(batchOf(messages), student, { registry }).rows.length).toBe(2)
  })

  test('with a schema in a header that nobody knows are read as what they are', () => {
    const [json, text] = ['{"nom":"Durand","age":22}', '\x02abc'].map((value, i) => ({
      ...record(i, value),
      headers: [guidHeader],
    }))
    const parsed = parse(batchOf([json, text]), student)
    expect(parsed.formats).toEqual(new Map([['json in Confluent framing', 1]]))
    expect(parsed.rejects.map((r) => r.code)).toEqual(['SCHEMA_ID_UNKNOWN'])
  })

  test.each([
    [
      'an id that the registry does not know',
      framed(8, 'Durand,22'),
      'SCHEMA_ID_UNKNOWN',
      'with the schema id 8, and the schema registry does not know it.',
    ],
    [
      'a payload that its schema does not fit',
      framed(7, 'Durand'),
      'BINARY_INVALID',
      'avro, but it ends within a value',
    ],
  ])('with %s are rejects', (_what, value, code, reason) => {
    const [reject] = parse(batchOf([record(0, value)]), student, { registry }).rejects
    expect(reject).toMatchObject({ code, reason: expect.stringContaining(reason) as string })
  })

  test('without a registry say which id is wanted', () => {
    const [reject] = parse(batchOf([record(0, framed(42, 'Durand,22'))]), student).rejects
    expect(reject?.reason).toBe(
      'The message is in Confluent framing with the schema id 42, and no schema registry was configured when it was read.',
    )
  })
})

test('schemaIdsOf finds each id once, in frames and in headers', () => {
  const records = [
    record(0, framed(7, 'x')),
    record(1, framed(7, 'y')),
    record(2, framed(70_000, 'z')),
    record(3, '{"a":1}'),
    record(4, null),
    record(5, ''),
    record(6, Buffer.from([0, 0, 0, 0, 1])),
    { ...record(7, 'x'), headers: [guidHeader] },
    { ...record(8, 'x'), headers: [['__value_schema_id', Buffer.from('odd')] as const] },
    record(9, Buffer.from('{"a":1}', 'utf16le').swap16()),
  ]
  expect(schemaIdsOf(records)).toEqual(new Set([7, 70_000, GUID]))
})
