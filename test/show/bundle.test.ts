import { join } from 'node:path'
import { Script } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import { plainText, toBundle } from '../../src/show'
import { Secret } from '../../src/secret'
import { Table } from '../../src/table'
import { toFrame } from '../../src/frame'
import { batch, figure, parsed, provenance, range, reject, sample, saved, students, table } from './values'

// The first DataFrame loads Danfo, which takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 })

describe('values of no kind of ours', () => {
  test.each([
    ['a text', 'Bonjour\n  à tous', 'Bonjour\n  à tous'],
    ['a number', 21.4, '21.4'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    [
      'an object',
      { kind: 'other', a: [1, new Map([['c', 2]])] },
      "{ kind: 'other', a: [ 1, Map(1) { 'c' => 2 } ] }",
    ],
    ['an array of rows', [{ n: 1 }], '[ { n: 1 } ]'],
  ])('%s is text alone', async (_, value, text) => {
    expect(await toBundle(value, 'en')).toEqual({ 'text/plain': text })
    expect(plainText(value)).toBe(text)
  })

  test('a secret does not print', () => {
    expect(plainText({ password: new Secret('hunter2') })).toBe('{ password: [secret] }')
  })

  test('long arrays are cut, and it is said how many are left out', () => {
    expect(plainText(Array.from({ length: 150 }, (_, i) => i))).toContain('50 more items')
  })
})

describe('tables', () => {
  test('a table without a label names no source', () => {
    const plain = new Table([{ name: 'a', type: 'text', values: ['x'] }])
    expect(plainText(plain, 'en')).toBe('1 row × 1 column\n\n#  a\n   text\n─  ────\n0  x')
  })

  test('a DataFrame shows as its rows', () => {
    expect(plainText(toFrame(students()), 'en')).toContain('4 rows × 5 columns')
  })

  test('more than twenty columns are cut, and the others named', () => {
    const wide = table(
      Object.fromEntries(Array.from({ length: 23 }, (_, i) => [`c${i}`, ['text', ['v']] as const])),
    )
    const text = plainText(wide, 'en')
    expect(text).toContain('… 3 more columns: c20, c21, c22')
    expect(text.split('\n').find((line) => line.includes('c19'))).not.toContain('c20')
  })
})

describe('kinds', () => {
  test('a batch of many partitions shows the first and the last', () => {
    expect(plainText(batch(100), 'en')).toContain('… 80 more rows')
  })

  test('a parse with many rejects shows the first ones of each reason', () => {
    const rejects = Array.from({ length: 25 }, (_, i) => reject(BigInt(i), '{', 'The text ends.', 1))
    const text = plainText(parsed(rejects), 'fr')
    expect(text).toContain('Rejets par raison\u00a0: 25')
    expect(text).toMatch(/JSON invalide +JSON_INVALID +25\n/)
    expect(text).toContain('message[0] 2 ')
    expect(text).not.toContain('message[0] 3')
  })

  test('many positions are counted', () => {
    const positions = Array.from({ length: 12 }, (_, partition) => ({ topic: 't', partition, next: 1n }))
    expect(plainText({ ...saved, positions }, 'en')).toContain('t[9] 1, 2 more partitions')
  })

  test('a file below the working folder is named from there, another one whole', () => {
    const named = (file: string): string | undefined => plainText({ ...saved, file }, 'en').split('\n')[0]
    expect(named(join(process.cwd(), 'out', 'x.db'))).toBe(`Saved in ${join('out', 'x.db')}`)
    expect(named('/elsewhere/x.db')).toBe('Saved in /elsewhere/x.db')
  })

  test('many ranges are counted', () => {
    const ranges = Array.from({ length: 21 }, (_, p) => range(p, 0n, 1n))
    expect(plainText({ ...provenance, ranges }, 'en')).toContain('message[19] 0–0, 1 more partition')
  })
})

describe('figures', () => {
  test('come as picture, drawing and words', async () => {
    const bundle = await toBundle(figure(sample, 'en'), 'en')
    expect(Object.keys(bundle).sort()).toEqual(['image/png', 'text/html', 'text/plain'])
    expect(bundle['image/png']).toBe(Buffer.from('PNG').toString('base64'))
    expect(bundle['text/plain']).toBe(plainText(figure(sample, 'en'), 'en'))
  })

  test('put nothing of a message into the script or the markup', async () => {
    const rows = [['</script><script>alert(1)</script>\u2028', 2, 0, 1, 1, 1, 0, 1, 1, 1]] as const
    const { 'text/html': html = '' } = await toBundle(figure(rows, 'en'), 'en')
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html.match(/<\/script/g)).toHaveLength(1)
    expect(html).not.toMatch(/[\u2028\u2029]/)
    const script = /<script>(.*)<\/script>/s.exec(html)?.[1] ?? ''
    expect(() => new Script(script)).not.toThrow()
  })

  test('the same figure gives the same HTML, another figure another id', async () => {
    const html = async (value: unknown): Promise<string> => (await toBundle(value, 'en'))['text/html'] ?? ''
    const id = (text: string): string => /data-carnet-figure="(\w+)"/.exec(text)?.[1] ?? ''
    const [a, b, other] = [
      await html(figure(sample, 'en')),
      await html(figure(sample, 'en')),
      await html(figure(sample, 'en', { filter: 'age > 20' })),
    ]
    expect(a).toBe(b)
    expect(id(a)).toMatch(/^[0-9a-f]{16}$/)
    expect(id(other)).not.toBe(id(a))
  })
})
