import { describe, expect, test } from 'vitest'
import { carnetError, CarnetError, catalogue, type ErrorCode } from '../../src/errors'
import { type ErrorEntry } from '../../src/errors/define'

const entries = Object.entries(catalogue) as unknown as [ErrorCode, ErrorEntry<object>][]

describe('the error catalogue', () => {
  test('is reviewed as one text', async () => {
    const text = entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, e]) => `${code}\n  ${e.what(e.example)}\n  ${e.todo(e.example)}\n`)
      .join('\n')
    await expect(text).toMatchFileSnapshot('../golden/errors.txt')
  })

  test.each(entries)('%s says what happened and what to do, each as a sentence', (_code, e) => {
    const given = Object.values(e.example).flat().map(String)
    for (const sentence of [e.what(e.example), e.todo(e.example)]) {
      // A capital, or what the user wrote: a host, a name, a file. A program's own last lines may end it.
      expect(/^[\p{Lu}"'`\d]/u.test(sentence) || given.some((text) => sentence.startsWith(text))).toBe(true)
      expect(
        /[.?!:)]$/.test(sentence) || given.some((text) => sentence.trimEnd().endsWith(text.trimEnd())),
      ).toBe(true)
      expect(sentence).not.toMatch(/undefined|\[object Object\]|NaN/)
    }
  })
})

describe('carnetError', () => {
  test('carries code, sentences, details and cause', () => {
    const cause = new Error('below')
    const e = carnetError('PARAM_MALFORMED', { text: 'limit' }, cause)
    expect(e).toBeInstanceOf(CarnetError)
    expect(e.message).toBe(`${e.what} ${e.todo} [PARAM_MALFORMED]`)
    expect(e.cause).toBe(cause)
    expect(JSON.parse(JSON.stringify(e))).toEqual({
      code: 'PARAM_MALFORMED',
      what: e.what,
      todo: e.todo,
      details: { text: 'limit' },
    })
  })
})
