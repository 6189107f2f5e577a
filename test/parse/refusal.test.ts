import { describe, expect, test } from 'vitest'
import { quoted, reasonIn, refuse, type RefusalCode } from '../../src/parse/refusal'
import { refusals } from '../../src/parse/refusals'

const codes = Object.keys(refusals) as RefusalCode[]

describe('the reasons of rejects', () => {
  test('are reviewed as one text', async () => {
    const text = codes
      .sort()
      .map((code) => {
        const refusal = refuse(code, refusals[code].example as never)
        return `${code} (${refusal.stage})\n  ${refusal.reason}\n  ${reasonIn(refusal, 'fr')}\n`
      })
      .join('\n')
    await expect(text).toMatchFileSnapshot('../golden/rejects.txt')
  })

  test.each(codes)('%s is one sentence in each language', (code) => {
    const refusal = refuse(code, refusals[code].example as never)
    expect(reasonIn(refusal, 'en')).toBe(refusal.reason)
    for (const reason of [refusal.reason, reasonIn(refusal, 'fr')]) {
      expect(reason).toMatch(/^\p{Lu}.*\.$/u)
      expect(reason).not.toMatch(/undefined|\[object|NaN/)
    }
    expect(reasonIn(refusal, 'fr')).not.toBe(refusal.reason)
  })

  test.each(['missing', 'null', 'empty', 'NaN'] as const)('a field that is %s', (how) => {
    expect(reasonIn(refuse('FIELD_MISSING', { field: 'age', how }), 'fr')).toMatch(
      /^Le champ «\u00a0age\u00a0» (manque|est null|est vide|est NaN), et /,
    )
  })

  test('are in English where their parameters are not known', () => {
    const { code, reason } = refuse('JSON_TOO_DEEP', { most: 2 })
    expect(reasonIn({ code, reason }, 'fr')).toBe('The JSON nests deeper than 2 levels.')
    expect(reasonIn({ code: 'constructor', reason: 'Why.', details: {} }, 'fr')).toBe('Why.')
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
