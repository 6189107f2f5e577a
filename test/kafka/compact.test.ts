import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteReader, ByteWriter } from '../../src/kafka/bytes'
import {
  noTags,
  readCompactArray,
  readCompactText,
  readUvarint,
  skipTags,
  writeCompactArray,
  writeCompactText,
  writeUvarint,
} from '../../src/kafka/requests/compact'

function written(write: (out: ByteWriter) => void): ByteReader {
  const out = new ByteWriter()
  write(out)
  return new ByteReader(Buffer.from(out.written))
}

test.each([
  [0, '00'],
  [1, '01'],
  [127, '7f'],
  [128, '8001'],
  [300, 'ac02'],
  [2 ** 32 - 1, 'ffffffff0f'],
])('the number %i is %s', (value, hex) => {
  const r = written((out) => writeUvarint(out, value))
  expect(r.bytes.toString('hex')).toBe(hex)
  expect(readUvarint(r)).toBe(value)
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 8 }), (texts) => {
      const r = written((out) => {
        writeCompactArray(out, texts, (text) => writeCompactText(out, text))
        noTags(out)
      })
      expect(readCompactArray(r, () => readCompactText(r))).toEqual(texts)
      skipTags(r)
      expect(r.position).toBe(r.bytes.length)
    }),
  )
})

test('a null text, and a null list', () => {
  const r = new ByteReader(Buffer.from([0, 0]))
  expect(readCompactText(r)).toBeNull()
  expect(readCompactArray(r, () => r.int8())).toEqual([])
})

test('tags that are not known are passed over', () => {
  // Two tags: 0 with one byte, 300 with three; then 42.
  const r = new ByteReader(Buffer.from('02 00 01 ff ac02 03 010203 2a'.replaceAll(' ', ''), 'hex'))
  skipTags(r)
  expect(r.int8()).toBe(42)
})

test('a response that is cut short or makes no sense is an error', () => {
  expect(() => readUvarint(new ByteReader(Buffer.alloc(9, 0xff)))).toThrow(RangeError)
  expect(() => readCompactText(new ByteReader(Buffer.from([5, 65])))).toThrow(RangeError)
  expect(() => skipTags(new ByteReader(Buffer.alloc(0)))).toThrow(RangeError)
})
