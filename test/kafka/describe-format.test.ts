import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatOf, schemaIdOf } from '../../src/kafka/describe-format'
import { isMsgpack } from '../../src/kafka/describe-msgpack'

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex')

describe('what a value looks like', () => {
  test.each<[string, string | Buffer | null]>([
    ['tombstone', null],
    ['empty', ''],
    ['json object', '{"nom":"Nguyễn","age":23}'],
    ['json object', ' {"__proto__":1}\n'],
    ['json object', '\ufeff{"a":1}'],
    ['json array', '[1,2]'],
    ['json text', '"{\\"a\\":1}"'],
    ['json scalar', '42'],
    ['json scalar', '-1.5e3'],
    ['json scalar', 'null'],
    ['json lines', '{"a":1}\n{"a":2}\n'],
    ['almost json', "{'nom': 'Martin', 'actif': True}"],
    ['almost json', '{"a":1'],
    ['almost json', '{"a":NaN}'],
    ['xml', '<?xml version="1.0"?><a/>'],
    ['xml', '<etudiant nom="Martin"/>'],
    ['key=value', 'nom=Martin&age=23'],
    ['key=value', 'level=info msg=started'],
    ['csv-like', 'Martin;Paul;23'],
    ['csv-like', 'nom,prenom,age\nMartin,Paul,23'],
    ['csv-like', 'a\tb'],
    ['text', 'Bonjour, le monde, ça va ?'],
    ['text', '[INFO] started'],
    ['text', '2026-11-24 started'],
    ['text', 'a,b'],
    ['text', '   '],
    ['text', 'constructor'],
    ['text', '\u001b[31mred\u001b[0m'],
    ['text not in UTF-8', Buffer.from('filière informatique', 'latin1')],
    ['text not in UTF-8', hex('fffe 6100 6200')],
    ['schema registry', hex('00 00000007 02 06 61 62 63')],
    ['schema registry', Buffer.concat([hex('00 00000001'), Buffer.from('{"a":1}')])],
    ['binary', hex('00 00000000 00002a')], // a long, 42
    ['binary', hex('00 00000007')], // no content
    ['avro container', Buffer.concat([Buffer.from('Obj\x01'), hex('02 16')])],
    ['gzip', hex('1f8b 0800')],
    ['msgpack', hex('82 a7 636f6d70616374 c3 a6 736368656d61 00')],
    ['msgpack', hex('93 01 c0 cb 3ff8000000000000')],
    ['msgpack', hex('dc 0001 d9 02 6162')],
    ['binary', hex('82 a1 61')],
    ['binary', hex('0a 05 68656c6c6f 10 96 01')], // protobuf
    ['binary', hex('ff 80 90 01')],
  ])('%s: %j', (format, value) => {
    expect(formatOf(typeof value === 'string' ? Buffer.from(value) : value)).toBe(format)
  })

  test('any bytes have a format', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => formatOf(Buffer.from(bytes)) !== undefined),
    )
  })

  test('every JSON object is one', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        expect(formatOf(Buffer.from(JSON.stringify(object)))).toBe('json object')
      }),
    )
  })

  test('the schema id', () => {
    expect(schemaIdOf(hex('00 00000102 02'))).toBe(258)
    expect(schemaIdOf(hex('00 ffffffff 02'))).toBeNull()
    expect(schemaIdOf(hex('01 00000102 02'))).toBeNull()
  })
})

describe('MessagePack', () => {
  /** An encoder of the shortest forms, as the specification writes them. */
  function encode(value: unknown): Buffer {
    if (value === null) return hex('c0')
    if (typeof value === 'boolean') return hex(value ? 'c3' : 'c2')
    if (typeof value === 'number') {
      if (Number.isInteger(value) && value >= 0 && value < 128) return Buffer.from([value])
      const double = Buffer.alloc(9, 0xcb)
      double.writeDoubleBE(value, 1)
      return double
    }
    if (typeof value === 'string') {
      const bytes = Buffer.from(value)
      const head = bytes.length < 32 ? [0xa0 | bytes.length] : [0xda, bytes.length >> 8, bytes.length & 255]
      return Buffer.concat([Buffer.from(head), bytes])
    }
    const list = Array.isArray(value) ? (value as unknown[]) : Object.entries(value as object).flat()
    const size = Array.isArray(value) ? list.length : list.length / 2
    const head =
      size < 16
        ? [(Array.isArray(value) ? 0x90 : 0x80) | size]
        : [Array.isArray(value) ? 0xdc : 0xde, size >> 8, size & 255]
    return Buffer.concat([Buffer.from(head), ...list.map(encode)])
  }
  const structure = fc.oneof(
    fc.array(fc.jsonValue(), { maxLength: 40 }),
    fc.dictionary(fc.string(), fc.jsonValue()),
  )

  test('maps and arrays are told', () => {
    fc.assert(fc.property(structure, (value) => isMsgpack(encode(value))))
  })

  test('cut short or with more behind, they are none', () => {
    fc.assert(
      fc.property(structure, (value) => {
        const bytes = encode(value)
        expect(isMsgpack(bytes.subarray(0, -1))).toBe(false)
        expect(isMsgpack(Buffer.concat([bytes, hex('c0')]))).toBe(false)
      }),
    )
  })

  test.each(['', '01', 'a161', 'c1', '91c1', '91', 'dd00000001', 'dfffffffff'])('%s is none', (bytes) => {
    expect(isMsgpack(hex(bytes))).toBe(false)
  })
})
