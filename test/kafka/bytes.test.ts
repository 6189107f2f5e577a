import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader, ByteWriter } from '../../src/kafka/bytes'

describe('ByteWriter and ByteReader', () => {
  test('every type comes back', () => {
    const out = new ByteWriter(1)
    out
      .int8(-128)
      .int16(-32768)
      .int32(-(2 ** 31))
      .int64(-(2n ** 63n))
      .text('filière ☃')
      .nullText()
      .blob(Buffer.from([1, 2]))
      .array(['a', ''], (s) => out.text(s))
      .int32(-1)
    const r = new ByteReader(out.written)
    expect([r.int8(), r.int16(), r.int32(), r.int64()]).toEqual([-128, -32768, -(2 ** 31), -(2n ** 63n)])
    expect([r.text(), r.nullableText(), r.blob()]).toEqual(['filière ☃', null, Buffer.from([1, 2])])
    expect([r.array(() => r.text()), r.array(() => r.int8())]).toEqual([['a', ''], []])
    expect(r.position).toBe(out.length)
  })

  test('an answer that is too short is refused', () => {
    expect(() => new ByteReader(Buffer.alloc(3)).int32()).toThrow(RangeError)
    expect(() => new ByteReader(Buffer.from([0, 5, 65])).text()).toThrow('shorter than it says')
    expect(() => new ByteReader(Buffer.from([0, 0, 0, 9, 1])).blob()).toThrow(RangeError)
  })

  // Protocol Buffers' documentation of zigzag varints.
  test.each<[number, number[]]>([
    [0, [0]],
    [-1, [1]],
    [1, [2]],
    [63, [0x7e]],
    [64, [0x80, 1]],
    [-64, [0x7f]],
    [2147483647, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
    [-2147483648, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('varint %i', (value, bytes) => {
    expect([...new ByteWriter(0).varint(value).written]).toEqual(bytes)
  })

  test('varint equals the definition within 53 bits', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        let z = BigInt(value) < 0n ? -2n * BigInt(value) - 1n : 2n * BigInt(value)
        const expected: number[] = []
        for (; z > 127n; z >>= 7n) expected.push(Number(z & 127n) | 128)
        expected.push(Number(z))
        expect([...new ByteWriter().varint(value).written]).toEqual(expected)
      }),
    )
  })
})
