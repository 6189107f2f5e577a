import { describe, expect, test } from 'vitest'
import { and, col, compareText, lit, type Literal, not, or, type Predicate, type Term } from '../../src/query'
import { codeOf } from '../support/codes'

describe('a predicate', () => {
  test.each<[Predicate, string, string]>([
    [col('age').gt(20), 'age > 20', 'age > 20'],
    [col('age').lte(-1.5), 'age <= -1.5', 'age <= -1.5'],
    [col('filière').eq('L"3'), 'filière = "L\\"3"', 'filière = "L\\"3"'],
    [col('note finale').ne(true), '`note finale` != true', '`note finale` != vrai'],
    [col('id').gte(9007199254740993n), 'id >= 9007199254740993', 'id >= 9007199254740993'],
    [
      col('inscrit').lt(new Date(0)),
      'inscrit < 1970-01-01T00:00:00.000Z',
      'inscrit < 1970-01-01T00:00:00.000Z',
    ],
    [col('age').isMissing(), 'age is missing', 'age est manquant'],
    [col('age').isPresent(), 'age is not missing', 'age n’est pas manquant'],
    [col('age').between(18, 25), 'age between 18 and 25', 'age entre 18 et 25'],
    [col('f').in(['A', 'B']), 'f in ("A", "B")', 'f parmi ("A", "B")'],
    [col('nom').startsWith('M'), 'nom starts with "M"', 'nom commence par "M"'],
    [
      col('nom').contains('é', { ignore: 'case and accents' }),
      'nom contains "é" (whatever its case and accents)',
      'nom contient "é" (quels que soient la casse et les accents)',
    ],
    [
      col('nom').eq('é', { ignore: 'case' }),
      'nom = "é" (whatever its case)',
      'nom = "é" (quelle que soit la casse)',
    ],
    [
      or(and(col('a').gt(1), col('b').gt(2)), not(col('c').between(1, 2))),
      'a > 1 and b > 2 or not (c between 1 and 2)',
      'a > 1 et b > 2 ou non (c entre 1 et 2)',
    ],
    [
      col('a').gt(1).or(col('b').gt(2)).and(col('c').gt(3)),
      '(a > 1 or b > 2) and c > 3',
      '(a > 1 ou b > 2) et c > 3',
    ],
    [
      col('a')
        .add(1)
        .mul(2)
        .gt(lit(10).sub(col('b').sub(3))),
      '(a + 1) * 2 > 10 - (b - 3)',
      '(a + 1) * 2 > 10 - (b - 3)',
    ],
  ])('prints itself as one reads it: %s', (predicate, english, french) => {
    expect(String(predicate)).toBe(english)
    expect(predicate.words('fr')).toBe(french)
  })

  test('is plain data and goes through JSON', () => {
    const json = (p: Predicate): unknown => JSON.parse(JSON.stringify(p))
    expect(json(col('age').gt(20))).toEqual({
      call: '>',
      of: [{ column: 'age' }, { literal: 'integer', value: 20 }],
    })
    const literals: readonly [Literal, object][] = [
      [9007199254740993n, { literal: 'integer', value: '9007199254740993' }],
      [5n, { literal: 'integer', value: 5 }],
      [new Date(0), { literal: 'timestamp', value: '1970-01-01T00:00:00.000Z' }],
      [Infinity, { literal: 'number', value: 'Infinity' }],
      [1e300, { literal: 'number', value: 1e300 }],
      [-0, { literal: 'integer', value: 0 }],
      ['', { literal: 'text', value: '' }],
      [false, { literal: 'boolean', value: false }],
    ]
    for (const [value, node] of literals)
      expect(json(col('x').eq(value))).toEqual({ call: '=', of: [{ column: 'x' }, node] })
    expect(json(col('x').contains('a', { ignore: 'case' }))).toMatchObject({ ignoring: 'case' })
  })

  test('cannot be changed', () => {
    const { node } = col('age').in([1, 2])
    expect(Object.isFrozen(node)).toBe(true)
    expect('of' in node && Object.isFrozen(node.of)).toBe(true)
  })

  test('says which columns it looks at, each once', () => {
    expect(col('age').gt(20).columns).toEqual(['age'])
    expect(and(col('a').gt(col('b').add(col('a'))), col('c').isMissing()).columns).toEqual(['a', 'b', 'c'])
    expect(lit(1).eq(1).columns).toEqual([])
  })

  test('of several and is one and', () => {
    expect(and(col('a').gt(1), and(col('b').gt(2), col('c').gt(3))).node).toEqual(
      and(col('a').gt(1), col('b').gt(2), col('c').gt(3)).node,
    )
  })

  test.each([null, undefined, NaN, new Date(NaN)])('cannot be made with %s', (nothing) => {
    expect(codeOf(() => col('age').eq(nothing as Literal))).toBe('COMPARISON_NOTHING')
    expect(codeOf(() => col('age').in([1, nothing as Literal]))).toBe('COMPARISON_NOTHING')
    expect(codeOf(() => col('age').between(0, nothing as Literal))).toBe('COMPARISON_NOTHING')
    expect(codeOf(() => col('age').add(nothing as number))).toBe('VALUE_MISSING')
    expect(codeOf(() => lit(nothing as Literal))).toBe('VALUE_MISSING')
  })
})

describe('what is computed from a row', () => {
  test.each<[Term, string, string]>([
    [col('age').div(10).floor().mul(10), 'rounded down(age / 10) * 10', 'arrondi inférieur(age / 10) * 10'],
    [col('a').sub(col('b').sub(1)), 'a - (b - 1)', 'a - (b - 1)'],
    [col('a').sub(col('b')).sub(1), 'a - b - 1', 'a - b - 1'],
    [col('a').mod(3), 'a mod 3', 'a mod 3'],
    [col('t').startOf('month'), 'start of month(t)', 'début de mois(t)'],
    [col('nom').left(2).upper(), 'upper case(beginning(nom, 2))', 'majuscules(début(nom, 2))'],
    [col('nom').concat('!'), 'joined(nom, "!")', 'mis bout à bout(nom, "!")'],
    [col('note').ifMissing(0).add(1), '(note or, where missing, 0) + 1', '(note ou, si manquant, 0) + 1'],
  ])('prints itself: %s', (term, english, french) => {
    expect(String(term)).toBe(english)
    expect(
      col('x')
        .eq(term as never)
        .words('fr'),
    ).toBe(`x = ${french}`)
  })
})

describe('compareText', () => {
  test('orders as UTF-8 bytes do', () => {
    const texts = ['', 'a', 'ab', 'b', 'é', '\uffff', '\ue000', '\ud7ff', '😀', '😁', '😀a', '\u{10ffff}']
    const byBytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect([...texts].sort(compareText)).toEqual(byBytes)
    expect(compareText('😀', '😀')).toBe(0)
  })
})
