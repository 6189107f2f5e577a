import { describe, expect, test } from 'vitest'
import { quoted, refuse, refusals, type RefusalCode } from '../../src/parse/refusal'

const codes = Object.keys(refusals) as RefusalCode[]

describe('the reasons of rejects', () => {
  test('are reviewed as one text', async () => {
    const text = codes
      .sort()
      .map((code) => {
        const { stage, reason } = refuse(code, refusals[code].example as never)
        return `${code} (${stage})\n  ${reason}\n`
      })
      .join('\n')
    await expect(text).toMatchFileSnapshot('../golden/rejects.txt')
  })

  test.each(codes)('%s is one sentence', (code) => {
    const { reason } = refuse(code, refusals[code].example as never)
    expect(reason).toMatch(/^\p{Lu}.*\.$/u)
    expect(reason).not.toMatch(/undefined|\[object|NaN/)
  })
})

describe('quoted', () => {
  test.each([
    ['a"b\n', '"a\\"b\\n"'],
    ['x'.repeat(100), `"${'x'.repeat(40)}…"`],
    [[1, 2], 'an array'],
    [{ a: 1 }, 'an object'],
    [null, 'null'],
    [1.5, '1.5'],
    [12n, '12'],
    [true, 'true'],
  ])('is short, case %$', (value, text) => {
    expect(quoted(value)).toBe(text)
  })
})
