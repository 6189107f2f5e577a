import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { elementSpans, jsonFault, memberSpan, nestsDeeperThan } from '../../src/source/json-text'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('jsonFault', () => {
  test.each([
    ['', 0, 'the text ends where a value is expected'],
    ['{', 1, 'the text ends where a name in double quotes is expected'],
    ['[1,]', 3, 'a value is expected'],
    ['[1 2]', 3, '"," or "]" is expected'],
    ['{"a" 1}', 5, '":" is expected'],
    ['{"a":1,}', 7, 'a name in double quotes is expected'],
    ['{"a":1]', 6, '"," or "}" is expected'],
    ['"a', 2, 'the text ends within a string'],
    ['"\\', 2, 'the text ends within a string'],
    ['"\\x"', 1, '"\\x" is no escape of JSON'],
    ['"\\u12g4"', 1, '"\\u" is not followed by four hexadecimal digits'],
    ['"\t"', 1, 'a control character stands in a string'],
    ['-', 1, 'the text ends where a digit is expected'],
    ['1.', 1, 'the number is malformed'],
    ['01', 1, 'the number is malformed'],
    ['1 1', 2, 'nothing may follow the value'],
    ['nul', 0, 'a value is expected'],
    ['\u00a01', 0, 'a value is expected'],
  ])('%j stops being JSON at %i', (text, position, problem) => {
    expect(isJson(text)).toBe(false)
    expect(jsonFault(text)).toEqual({ position, problem })
  })

  test('agrees with JSON.parse on what is JSON', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        'a',
        '"a"',
        '\\',
        '\\u00e9',
        '1',
        '-',
        '0',
        '.5',
        'e1',
        ' ',
        '\n',
        'true',
        'null',
        '\u2028',
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((p) => p.join('')),
          fc.json(),
        ),
        (text) => {
          expect(jsonFault(text) === null).toBe(isJson(text))
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('agrees with JSON.parse on JSON that was cut or changed at one place', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), fc.boolean(), (json, at, put, cut) => {
        const i = at % (json.length + 1)
        const text = json.slice(0, i) + put + (cut ? '' : json.slice(i + 1))
        expect(jsonFault(text) === null).toBe(isJson(text))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('memberSpan', () => {
  test('finds the text of any member', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (object, indent) => {
        const text = JSON.stringify(object, null, indent)
        for (const name of Object.keys(object)) {
          const span = memberSpan(text, name)
          expect(JSON.parse(text.slice(span?.start, span?.end))).toEqual(
            JSON.parse(JSON.stringify(object[name])),
          )
        }
      }),
    )
  })

  test('takes the last of two, sees through escapes, and gives null for none', () => {
    expect(memberSpan('{"a":1,"\\u0061":2}', 'a')).toEqual({ start: 16, end: 17 })
    expect(memberSpan('{"b":{"a":1}}', 'a')).toBeNull()
    expect(memberSpan('{}', 'a')).toBeNull()
    expect(memberSpan('{"__proto__":5}', '__proto__')).toEqual({ start: 13, end: 14 })
  })
})

describe('nestsDeeperThan', () => {
  test.each([
    ['[[1]]', 2, false],
    ['[[1]]', 1, true],
    ['["[[[["]', 2, false],
    ['["\\"[[[["]', 2, false],
    ['[[],[],[]]', 2, false],
    ['"[[[[', 2, false],
    ['', 0, false],
  ])('%j, %i levels: %s', (text, max, deeper) => {
    expect(nestsDeeperThan(text, max)).toBe(deeper)
  })
})

describe('elementSpans', () => {
  const elements = (text: string, most = 100): string[] =>
    elementSpans(text, most).map(({ start, end }) => text.slice(start, end))

  test.each([
    ['[]', []],
    [' [ ] ', []],
    ['[1]', ['1']],
    [' [ 1 , "a,]" , {"b":[2,3]} , [ ] , null ] ', ['1', '"a,]"', '{"b":[2,3]}', '[ ]', 'null']],
    ['["\\"",2]', ['"\\""', '2']],
    ['{"a":[1]}', []],
    ['1', []],
  ])('of %s', (text, expected) => {
    expect(elements(text)).toEqual(expected)
  })

  test('stops at as many as are wanted', () => {
    expect(elements('[1,2,3]', 2)).toEqual(['1', '2'])
  })
})
