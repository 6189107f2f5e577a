import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  endPiece,
  framePieces,
  parseEnd,
  readFrame,
  type ByteReader,
} from '../../../src/source/capture/kcap-frame'

const readerOf = (bytes: Buffer): ByteReader => {
  let rest = bytes
  return {
    get left() {
      return rest.length
    },
    async read(length) {
      const read = rest.subarray(0, length)
      rest = rest.subarray(length)
      return read
    },
  }
}

const frame = fc.record({
  type: fc.constantFrom('O' as const, 'C' as const, 'M' as const),
  header: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
  body: fc.uint8Array({ maxLength: 100 }).map((b) => Buffer.from(b)),
})

describe('a frame', () => {
  test('gives header and body back, and leaves what follows it', async () => {
    await fc.assert(
      fc.asyncProperty(frame, fc.uint8Array({ maxLength: 5 }), async ({ type, header, body }, after) => {
        const written = Buffer.concat(framePieces(type, JSON.stringify(header), body))
        const reader = readerOf(Buffer.concat([written, after]))
        const read = await readFrame(reader)
        const json = JSON.parse(JSON.stringify(header)) as unknown
        expect(read).toEqual({ type, header: json, body, length: written.length })
        expect(reader.left).toBe(after.length)
      }),
      { numRuns: 300 },
    )
  })

  test('that is cut is cut, and one with a wrong bit is never taken', async () => {
    await fc.assert(
      fc.asyncProperty(frame, fc.nat(), fc.nat(7), async ({ type, header, body }, at, bit) => {
        const bytes = Buffer.concat(framePieces(type, JSON.stringify(header), body))
        const i = at % bytes.length
        expect(await readFrame(readerOf(bytes.subarray(0, i)))).toBe('cut')
        bytes[i] ^= 1 << bit
        expect(['cut', 'damaged']).toContain(await readFrame(readerOf(bytes)))
      }),
      { numRuns: 300 },
    )
  })
})

describe('the end of a file', () => {
  test('says where the manifest begins, beyond 2^32 too', () => {
    const sha256 = Buffer.alloc(32, 7)
    const end = endPiece(2 ** 40 + 1, sha256)
    expect(end).toHaveLength(48)
    expect(parseEnd(Buffer.concat([Buffer.alloc(3), end]))).toEqual({ manifestAt: 2 ** 40 + 1, sha256 })
  })

  test('is not there in a file that was cut', () => {
    const end = endPiece(0, Buffer.alloc(32))
    for (const bytes of [Buffer.alloc(0), end.subarray(1), end.subarray(0, -1)])
      expect(parseEnd(bytes)).toBeNull()
  })
})
