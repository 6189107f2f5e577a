import { describe, expect, test } from 'vitest'
import { MalformedEscape, parseProperties } from '../../src/config/properties'

const pairs = (text: string): [string, string][] => parseProperties(text).map((p) => [p.key, p.value])

describe('parseProperties', () => {
  test.each<[string, string, [string, string][]]>([
    ['nothing', '', []],
    ['an equals sign', 'a=b', [['a', 'b']]],
    ['a colon', 'a:b', [['a', 'b']]],
    ['a blank', 'a b', [['a', 'b']]],
    ['blanks around', '  a \t=\f b ', [['a', 'b ']]],
    ['only the first separator', 'a = b=c:d', [['a', 'b=c:d']]],
    ['a key alone', 'a', [['a', '']]],
    ['a key without value', 'a=', [['a', '']]],
    ['no key', '=b', [['', 'b']]],
    ['comments', '# a=b\n ! c=d\n\n \t\ne=f', [['e', 'f']]],
    ['a hash within a value', 'a=b # c', [['a', 'b # c']]],
    ['line ends of all kinds', 'a=1\r\nb=2\rc=3\n', [['a', '1'], ['b', '2'], ['c', '3']]], // prettier-ignore
    ['a continued line', 'a=b\\\n   c', [['a', 'bc']]],
    ['a line continued over three', 'a=1,\\\n 2,\\\r\n\t3', [['a', '1,2,3']]],
    ['a continued key', 'lo\\\n ng=v', [['long', 'v']]],
    ['a comment sign in a continued line', 'a=1\\\n#2', [['a', '1#2']]],
    ['a backslash that ends the file', 'a=b\\', [['a', 'b']]],
    ['two backslashes at the end of a line', 'a=b\\\\\nc=d', [['a', 'b\\'], ['c', 'd']]], // prettier-ignore
    ['escapes', 'a=\\t\\n\\r\\f\\z\\\\', [['a', '\t\n\r\fz\\']]],
    ['escaped separators in a key', 'a\\=b\\:c\\ d=e', [['a=b:c d', 'e']]],
    ['unicode escapes', 'a=fili\\u00E8re\\u00e9', [['a', 'filièreé']]],
    ['unicode as it is', 'clé=valeur é', [['clé', 'valeur é']]],
    ['a byte order mark', '\uFEFFa=b', [['a', 'b']]],
    ['names of Object.prototype', '__proto__=a\nconstructor=b', [['__proto__', 'a'], ['constructor', 'b']]], // prettier-ignore
    ['a key given twice', 'a=1\na=2', [['a', '1'], ['a', '2']]], // prettier-ignore
  ])('%s', (_name, text, expected) => {
    expect(pairs(text)).toEqual(expected)
  })

  test('tells the line that a property begins on', () => {
    expect(parseProperties('# x\na=1\\\n2\n\nb=3').map((p) => p.line)).toEqual([2, 5])
  })

  test.each(['a=\\u12', 'a=\\u', 'a=\\uZZZZ', 'a\\u00=b'])('refuses %s', (text) => {
    expect(() => parseProperties(`x=y\n${text}`)).toThrow(MalformedEscape)
    expect(() => parseProperties(`x=y\n${text}`)).toThrow('line 2')
  })
})
