import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32c } from '../../src/kafka/crc32c'

/** The definition, bit by bit. */
function slowCrc32c(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) {
    c ^= byte
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1
  }
  return (c ^ 0xffffffff) >>> 0
}

describe('crc32c', () => {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  test.each<[string, Buffer, number]>([
    ['nothing', Buffer.alloc(0), 0],
    ['"123456789"', Buffer.from('123456789'), 0xe3069283],
    ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes 0xff', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ['31 to 0', Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
  ])('%s', (_name, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })

  test('equals the definition for any bytes, at any place in a buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(9), fc.nat(9), (bytes, before, after) => {
        const buffer = Buffer.concat([Buffer.alloc(before, 7), bytes, Buffer.alloc(after, 7)])
        expect(crc32c(buffer, before, before + bytes.length)).toBe(slowCrc32c(bytes))
      }),
    )
  })
})
