import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from '../../src/parse/formats/csv-reader'
import { readRelaxed, RelaxedFault } from '../../src/parse/formats/relaxed-reader'
import { readFlatXml, XmlFault } from '../../src/parse/formats/xml-reader'
import { decode, notUtf8 } from '../../src/parse/text'
import { utf16Order } from '../../src/utf16'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('the reader of relaxed JSON', () => {
  test('reads all strict JSON to the same values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 2 }), (value, indent) => {
        const read = readRelaxed(JSON.stringify(value, null, indent))
        expect(read).not.toBeInstanceOf(RelaxedFault)
        if (read instanceof RelaxedFault) return
        const back = JSON.stringify(read.value, (_, v: unknown) =>
          typeof v === 'object' && v !== null && 'text' in v && Object.keys(v).length === 1
            ? Number((v as { text: string }).text)
            : v,
        )
        expect(JSON.parse(back)).toEqual(plain(value))
      }),
    )
  })

  test('notes where the values of every object begin', () => {
    const text = '{"a": 1, "b": {"c": [2]}}'
    const read = readRelaxed(text)
    if (read instanceof RelaxedFault) throw new Error(read.problem)
    const { b } = read.value as { b: object }
    expect([...(read.places.get(read.value as object) ?? [])]).toEqual([
      ['a', text.indexOf('1')],
      ['b', text.indexOf('{"c"')],
    ])
    expect(read.places.get(b)?.get('c')).toBe(text.indexOf('['))
  })

  test.each([
    ['', 0, 'the text ends where a value is expected'],
    ['{', 1, 'the text ends where a name is expected'],
    ["{'a' 1}", 5, '":" is expected'],
    ["{'a': 1 2}", 8, '"," or "}" is expected'],
    ['[1 2]', 3, '"," or "]" is expected'],
    ['(1', 2, 'the text ends where "," or ")" is expected'],
    ["'\\x4'", 1, '"\\x" is not followed by 2 hexadecimal digits'],
    ["'\\U00110000'", 1, '"\\U" is not followed by 8 hexadecimal digits'],
    ['1_000', 1, 'the number is malformed'],
    ['1 2', 2, 'nothing may follow the value'],
    ['[,]', 1, 'a value is expected'],
    ['{"a":1,,}', 7, 'a name is expected'],
  ])('says where %j goes wrong', (text, position, problem) => {
    expect(readRelaxed(text)).toEqual(new RelaxedFault(position, problem))
  })
})

describe('the reader of CSV', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ';', '"', '\n', ' ', 'é', ',') })

  test('reads what a writer of RFC 4180 wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (lines) => {
        const text = lines.map((l) => l.map((c) => `"${c.replaceAll('"', '""')}"`).join(';')).join('\r\n')
        const read = readCsv(text, ';', 1000)
        expect(Array.isArray(read) && read.map((l) => l.map((c) => c.text))).toEqual(lines)
      }),
    )
  })

  test('says where each cell begins', () => {
    const text = 'a; "b;c" ;\n d;;e'
    const read = readCsv(text, ';', 10)
    expect(Array.isArray(read) && read.map((l) => l.map((c) => [c.text, c.start]))).toEqual([
      [
        ['a', 0],
        ['b;c', 4],
        ['', 10],
      ],
      [
        ['d', 12],
        ['', 14],
        ['e', 15],
      ],
    ])
  })

  test('stops after as many lines as are wanted', () => {
    expect(readCsv('a\nb\nc\nd', ';', 1)).toHaveLength(2)
  })
})

describe('the reader of XML', () => {
  test('reads any text that was escaped', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '<', '>', '&', '"', "'", 'é', '😀', ' ', '\n') })
    const escaped = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
    fc.assert(
      fc.property(value, value, (a, b) => {
        const read = readFlatXml(`<e a="${escaped(a)}"><b>${escaped(b)}</b></e>`)
        expect(read instanceof XmlFault || { ...read.fields }).toEqual({ a, b })
      }),
    )
  })

  test.each([['&#0;', '&#xD800;', '&#x110000;', '&', '&amp', '&constructor;'].map((e) => [e])].flat())(
    'refuses the entity %s',
    (entity) => {
      expect(readFlatXml(`<e><a>${entity}</a></e>`)).toMatchObject({ kind: 'invalid', position: 6 })
    },
  )
})

describe('decode', () => {
  test('gives any text back, in UTF-8 and both orders of UTF-16 with a mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const marked = Buffer.from(`\ufeff${text}`, 'utf16le')
        expect(decode(Buffer.from(`\ufeff${text}`))?.text).toBe(text)
        expect(decode(marked)?.text).toBe(text)
        expect(decode(Buffer.from(marked).swap16())?.text).toBe(text)
      }),
    )
  })

  test('takes every text of letters in windows-1252', () => {
    const bytes = Buffer.from([0x80, 0x8c, 0x9c, 0xa0, 0xe9, 0xff, 0x41])
    expect(decode(bytes)).toEqual({ text: '€Œœ\u00a0éÿA', encoding: 'windows-1252' })
  })

  test.each([
    ['', null],
    ['7b', null],
    ['00', null],
    ['0000000000000000', null],
    ['7b00', null],
    ['7b002200', 'LE'],
    ['007b0022', 'BE'],
    ['00000007', null],
  ])('the order of %s is %s', (hex, order) => {
    expect(utf16Order(Buffer.from(hex, 'hex'))).toBe(order)
  })

  test.each([
    ['ff', '0xff', 0],
    ['41c3', '0xc3', 1],
    ['c3a9e9', '0xe9', 2],
    ['efbfbd80', '0x80', 3],
    ['00', '0x00', 0],
  ])('names the byte of %s that fits no character', (hex, byte, index) => {
    expect(notUtf8(Buffer.from(hex, 'hex')).reason).toContain(`byte ${byte} at index ${index}`)
  })
})
