import { describe, expect, test } from 'vitest'
import { fold } from '../../src/parse/fold'
import { FieldMatcher } from '../../src/parse/match'

describe('fold', () => {
  test.each([
    ['Prénom', 'prenom'],
    ['PRE\u0301NOM', 'prenom'],
    ['first_name', 'firstname'],
    ['firstName', 'firstname'],
    [' First-Name: ', 'firstname'],
    ['Œuvre', 'oeuvre'],
    ['Straße', 'strasse'],
    ['Łódź', 'lodz'],
    ['ﬁlière', 'filiere'],
    ['名前', '名前'],
    ['note2', 'note2'],
    ['__', ''],
    ['', ''],
    ['__proto__', 'proto'],
  ])('%j becomes %j', (name, folded) => {
    expect(fold(name)).toBe(folded)
  })
})

describe('FieldMatcher', () => {
  const wanted = (name: string, ...otherNames: string[]) => ({ name, otherNames })
  const matcher = new FieldMatcher([wanted('prenom'), wanted('_'), wanted('constructor')])

  test('finds a field by its exact and by its folded name', () => {
    expect(matcher.indexOf('prenom')).toBe(0)
    expect(matcher.indexOf('Pré nom')).toBe(0)
    expect(matcher.indexOf('Constructor')).toBe(2)
  })

  test('finds nothing else', () => {
    for (const name of ['nom', '', 'toString', '__proto__', 'prenom'.repeat(1000)])
      expect(matcher.indexOf(name)).toBe(-1)
  })

  test('takes a name of signs alone exactly', () => {
    expect(matcher.indexOf('_')).toBe(1)
    expect(matcher.indexOf('-')).toBe(-1)
  })

  test('still finds fields after more names than it remembers', () => {
    for (let i = 0; i < 11_000; i++) matcher.indexOf(`k${i}`)
    expect(matcher.indexOf('PRÉNOM')).toBe(0)
    expect(matcher.indexOf('k10999')).toBe(-1)
  })
})
