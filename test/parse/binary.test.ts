import { encode as packMessage, ExtData } from '@msgpack/msgpack'
import avsc from 'avsc'
import { encode as packCbor } from 'cborg'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { avroReader } from '../../src/parse/binary/avro/schema'
import { readContainer } from '../../src/parse/binary/avro/container'
import { readCbor } from '../../src/parse/binary/cbor'
import { BinaryFault, Cursor, shortest } from '../../src/parse/binary/cursor'
import { readMessagePack } from '../../src/parse/binary/messagepack'
import { WrittenNumber } from '../../src/parse/values/value'

// The readers against the reference writers of their formats.

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

/** Plain data as a reader gives it: objects without prototype made ordinary ones. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v)))

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((d) => !Object.is(d, -0)),
  fc.string({ unit: 'grapheme' }),
)
const name = fc.string().filter((n) => n !== '__proto__')
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree')), fc.dictionary(name, tie('tree'))),
}))

describe('MessagePack', () => {
  test('is read as the reference wrote it', () => {
    fc.assert(
      fc.property(fc.dictionary(name, tree), (value) => {
        expect(plain(readMessagePack(Buffer.from(packMessage(value))))).toEqual(plain(value))
      }),
    )
  })

  test('no cut of it is read', () => {
    fc.assert(
      fc.property(fc.dictionary(name, tree, { minKeys: 1 }), fc.nat(), (value, at) => {
        const whole = Buffer.from(packMessage(value))
        expect(() => readMessagePack(whole.subarray(0, at % whole.length))).toThrow(BinaryFault)
      }),
    )
  })

  test('integers of 64 bits are exact, moments Dates, other extensions bytes', () => {
    expect(readMessagePack(bytes('cf 0020000000000001'))).toBe(9007199254740993n)
    expect(readMessagePack(bytes('d3 8000000000000000'))).toBe(-(2n ** 63n))
    const moments = [new Date(1732458600000), new Date(1732458600123), new Date(-1), new Date(1e14)]
    for (const moment of moments) expect(readMessagePack(Buffer.from(packMessage(moment)))).toEqual(moment)
    expect(readMessagePack(Buffer.from(packMessage(new ExtData(5, new Uint8Array([1, 2])))))).toEqual(
      Buffer.from([1, 2]),
    )
  })

  test.each([
    ['nothing', ''],
    ['a byte that is no type', 'c1'],
    ['something after the value', '00 00'],
    ['a map with a number as a name', '81 01 02'],
    ['a map with a map as a name', '81 81 01 02 03'],
    ['lists within lists', '91'.repeat(2000)],
    ['four billion elements', 'dd ffffffff'],
    ['four billion bytes', 'c6 ffffffff 00'],
  ])('refuses %s', (_what, hex) => {
    expect(() => readMessagePack(bytes(hex))).toThrow(BinaryFault)
  })

  test('names of the prototype are data', () => {
    const read = readMessagePack(bytes('81 a9 5f5f70726f746f5f5f 01')) as object
    expect(Object.entries(read)).toEqual([['__proto__', 1]])
  })
})

describe('CBOR', () => {
  test('is read as the reference wrote it', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(plain(readCbor(Buffer.from(packCbor(value))))).toEqual(plain(value))
      }),
    )
  })

  // From RFC 8949, appendix A.
  test.each([
    ['1bffffffffffffffff', 18446744073709551615n],
    ['3bffffffffffffffff', -18446744073709551616n],
    ['c249010000000000000000', 18446744073709551616n],
    ['c349010000000000000000', -18446744073709551617n],
    ['f93c00', 1],
    ['f97bff', 65504],
    ['f90001', 5.960464477539063e-8],
    ['f9c400', -4],
    ['f97c00', Infinity],
    ['f97e00', NaN],
    ['fa47c35000', 100000],
    ['fb3ff199999999999a', 1.1],
    ['f6', null],
    ['f7', null],
    ['c11a514b67b0', new Date('2013-03-21T20:04:00Z')],
    ['d818456449455446', Buffer.from('dIETF')],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['5f42010243030405ff', Buffer.from([1, 2, 3, 4, 5])],
    ['c48221196ab3', new WrittenNumber('27315e-2')],
  ])('%s', (hex, value) => {
    expect(readCbor(bytes(hex))).toEqual(value)
  })

  test.each([
    ['nothing', ''],
    ['an end alone', 'ff'],
    ['an end in an array of known length', '82 01 ff'],
    ['an end where a value is expected', 'bf 61 61 ff'],
    ['an end under a tag', 'c1 ff'],
    ['a piece of another type', '7f 41 00 ff'],
    ['a length that there is not', '1c'],
    ['a simple value of no meaning', 'f8 20'],
    ['a map with an array as a name', 'a1 80 01'],
    ['four billion elements', '9a ffffffff'],
    ['bytes of 2^64', '5b ffffffffffffffff'],
    ['tags within tags', 'c1'.repeat(2000)],
    ['a number of a thousand bytes', `c2 5903e8 ${'ff'.repeat(1000)}`],
  ])('refuses %s', (_what, hex) => {
    expect(() => readCbor(bytes(hex))).toThrow(BinaryFault)
  })
})

const read = (schema: unknown, encoded: Buffer): unknown => {
  const cursor = new Cursor(encoded)
  const value = avroReader(schema)({ cursor, left: 10_000, depth: 0 })
  expect(cursor.left).toBe(0)
  return value
}

describe('Avro', () => {
  const schema = {
    type: 'record',
    name: 'Etudiant',
    namespace: 'org.example',
    fields: [
      { name: 'nom', type: 'string' },
      { name: 'age', type: 'int' },
      { name: 'id', type: 'long' },
      { name: 'note', type: ['null', 'double'] },
      { name: 'actif', type: 'boolean' },
      { name: 'photo', type: 'bytes' },
      { name: 'cle', type: { type: 'fixed', name: 'Cle', size: 2 } },
      { name: 'filiere', type: { type: 'enum', name: 'Filiere', symbols: ['Biologie', 'Physique'] } },
      { name: 'notes', type: { type: 'array', items: 'double' } },
      { name: 'villes', type: { type: 'map', values: 'string' } },
      { name: 'ami', type: ['null', 'Etudiant'] },
    ],
  }
  const type = avsc.Type.forSchema(schema as avsc.Schema)
  // Beyond 2^52 the reference loses the last bit of negative longs.
  const long = fc.maxSafeInteger().map((n) => Math.trunc(n / 2))
  const student = fc.record({
    nom: fc.string({ unit: 'grapheme' }),
    age: fc.integer(),
    id: long,
    note: fc.option(fc.double({ noNaN: true })),
    actif: fc.boolean(),
    photo: fc.uint8Array({ maxLength: 5 }).map((b) => Buffer.from(b)),
    cle: fc.uint8Array({ minLength: 2, maxLength: 2 }).map((b) => Buffer.from(b)),
    filiere: fc.constantFrom('Biologie', 'Physique'),
    notes: fc.array(fc.double({ noNaN: true })),
    villes: fc.dictionary(name, fc.string()),
    ami: fc.constant(null),
  })
  const nested = fc.tuple(student, student).map(([a, b]) => ({ ...a, ami: b }))

  test('is read as the reference wrote it', () => {
    fc.assert(
      fc.property(fc.oneof(student, nested), (value) => {
        const wrapped: unknown = value.ami === null ? value : { ...value, ami: value.ami }
        expect(plain(read(schema, type.toBuffer(wrapped)))).toEqual(plain(wrapped))
      }),
    )
  })

  test('longs are exact', () => {
    expect(read('long', bytes('feffffffffffffffff01'))).toBe(2n ** 63n - 1n)
    expect(read('long', bytes('ffffffffffffffffff01'))).toBe(-(2n ** 63n))
    expect(read('long', bytes('8280808080808020'))).toBe(9007199254740993n)
    fc.assert(
      fc.property(long, (n) => {
        // Whole numbers have one zero.
        expect(read('long', avsc.Type.forSchema('long').toBuffer(n))).toBe(n + 0)
      }),
    )
  })

  test.each([
    ['date', { type: 'int', logicalType: 'date' }, 'a8b902', '2024-11-25'],
    ['timestamp-millis', { type: 'long', logicalType: 'timestamp-millis' }, '02', new Date(1)],
    ['timestamp-micros', { type: 'long', logicalType: 'timestamp-micros' }, 'd00f', new Date(1)],
    ['timestamp-nanos', { type: 'long', logicalType: 'timestamp-nanos' }, '80897a', new Date(1)],
    [
      'local-timestamp-millis',
      { type: 'long', logicalType: 'local-timestamp-millis' },
      '02',
      '1970-01-01T00:00:00.001',
    ],
    [
      'local-timestamp-micros',
      { type: 'long', logicalType: 'local-timestamp-micros' },
      'd00f',
      '1970-01-01T00:00:00.001',
    ],
    [
      'decimal',
      { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 },
      '04 04d2',
      new WrittenNumber('12.34'),
    ],
    [
      'a negative decimal',
      { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 3 },
      '02 fb',
      new WrittenNumber('-0.005'),
    ],
    [
      'a decimal without scale',
      { type: 'bytes', logicalType: 'decimal', precision: 9 },
      '02 7f',
      new WrittenNumber('127'),
    ],
    ['a meaning that is not known', { type: 'string', logicalType: 'uuid' }, '02 61', 'a'],
    ['a name of a type in an object', { type: { type: 'string' } }, '02 61', 'a'],
    ['a float of 32 bits', 'float', 'cdcc6441', 14.3],
    ['blocks with their size', { type: 'array', items: 'int' }, '03 04 02 04 00', [1, 2]],
  ])('%s', (_what, schema, hex, value) => {
    expect(read(schema, bytes(hex))).toEqual(value)
  })

  test.each([
    ['a boolean that is neither', 'boolean', '02'],
    ['an integer beyond 32 bits', 'int', '8080808020'],
    ['a number without end', 'long', 'ffffffffffffffffffffff'],
    ['a text that is cut', 'string', '04 61'],
    ['a text of negative length', 'string', '01'],
    ['a branch that there is not', ['null', 'int'], '04'],
    ['a symbol that there is not', { type: 'enum', name: 'E', symbols: ['A'] }, '02'],
    ['a billion values of no bytes', { type: 'array', items: 'null' }, '80a8d6b907 00'],
    ['a type that is itself alone', { type: 'record', name: 'A', fields: [{ name: 'a', type: 'A' }] }, ''],
    ['an unknown type', 'uuid', ''],
    ['a schema that is none', { type: 'array' }, '02'],
    ['fields that are none', { type: 'record', name: 'A', fields: [1] }, ''],
    ['symbols that are none', { type: 'enum', name: 'A', symbols: [1] }, ''],
    ['a size that is none', { type: 'fixed', name: 'A', size: -1 }, ''],
  ])('refuses %s', (_what, schema, hex) => {
    expect(() => read(schema, bytes(hex))).toThrow(BinaryFault)
  })

  test('refuses a schema that nests without end', () => {
    const deep: unknown = JSON.parse('{"type":"array","items":'.repeat(1500) + '"int"' + '}'.repeat(1500))
    expect(() => avroReader(deep)).toThrow(BinaryFault)
  })

  test('a container of the reference is read', async () => {
    const rows = fc.sample(student, 20)
    for (const codec of ['null', 'deflate']) {
      const encoder = new avsc.streams.BlockEncoder(type, { codec, blockSize: 200 })
      const chunks: Buffer[] = []
      encoder.on('data', (chunk: Buffer) => chunks.push(chunk))
      for (const row of rows) encoder.write(row)
      await new Promise((done) => encoder.on('end', done).end())
      expect(plain(readContainer(Buffer.concat(chunks)))).toEqual(plain(rows))
    }
  })
})

test.each([
  [14.3, 14.3],
  [0.1, 0.1],
  [16777217, 16777216],
  [1 / 3, 0.33333334],
  [NaN, NaN],
  [-Infinity, -Infinity],
])('the shortest form of the float nearest to %d is %d', (value, short) => {
  expect(shortest(Math.fround(value))).toBe(short)
})
