import { describe, expect, test } from 'vitest'
import { checkedFilter, type Filtered } from '../../src/kafka/filter'
import { type MessageFilter } from '../../src/reading'
import { type Header } from '../../src/record'

const message = (
  more: { key?: string | Buffer | null; time?: number; headers?: Header[] } = {},
): Filtered => ({
  key: more.key === undefined || more.key === null ? null : Buffer.from(more.key),
  timestamp: more.time ?? 0,
  headers: more.headers ?? [],
})
const header = (name: string, value: string | null): Header => [
  name,
  value === null ? null : Buffer.from(value),
]

const holds = (filter: MessageFilter, record: Filtered): boolean => {
  const checked = checkedFilter(filter)
  if (!checked) throw new Error('it has no condition')
  return checked.matches(record)
}

describe('a filter', () => {
  test('without a condition is none', () => {
    expect([undefined, {}, { headers: {} }, { time: {} }].map(checkedFilter)).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  test.each<[string, MessageFilter, Filtered, boolean]>([
    ['the same text', { key: 'étudiant' }, message({ key: 'étudiant' }), true],
    ['other text', { key: 'a' }, message({ key: 'ab' }), false],
    ['the same bytes', { key: Buffer.from([0xff, 0]) }, message({ key: Buffer.from([0xff, 0]) }), true],
    ['an empty key is not a missing one', { key: '' }, message(), false],
    ['an empty key', { key: '' }, message({ key: '' }), true],
    ['no key', { key: null }, message(), true],
    ['no key, where there is an empty one', { key: null }, message({ key: '' }), false],
    ['a pattern', { key: /^k\d+$/i }, message({ key: 'K42' }), true],
    ['a pattern that is not met', { key: /^k\d+$/ }, message({ key: 'k' }), false],
    ['a pattern without a key', { key: /.*/ }, message(), false],
    ['a header', { headers: { source: 'lycée' } }, message({ headers: [header('source', 'lycée')] }), true],
    ['a header that is not there', { headers: { source: 'web' } }, message(), false],
    [
      'one of repeated headers',
      { headers: { h: 'b' } },
      message({ headers: [header('h', 'a'), header('h', null), header('h', 'b')] }),
      true,
    ],
    ['a header without a value', { headers: { h: null } }, message({ headers: [header('h', null)] }), true],
    ['a header that is not there, asked for as null', { headers: { h: null } }, message(), true],
    ['null, where one has a value', { headers: { h: null } }, message({ headers: [header('h', '')] }), false],
    [
      'all of several headers',
      { headers: { a: '1', b: /2/ } },
      message({ headers: [header('a', '1')] }),
      false,
    ],
    [
      'names of prototypes',
      { headers: { constructor: 'x' } },
      message({ headers: [header('constructor', 'x')] }),
      true,
    ],
    ['a prototype is no header', { headers: { constructor: /./ } }, message(), false],
    ['the first moment', { time: { from: 10, to: 20 } }, message({ time: 10 }), true],
    ['the moment after the last', { time: { from: 10, to: 20 } }, message({ time: 20 }), false],
    ['from alone', { time: { from: '1970-01-01T00:00:00.010Z' } }, message({ time: 9 }), false],
    ['to alone', { time: { to: new Date(10) } }, message({ time: -1 }), true],
    ['all conditions', { key: 'a', time: { from: 5 } }, message({ key: 'a', time: 4 }), false],
  ])('%s', (_, filter, record, expected) => {
    expect(holds(filter, record)).toBe(expected)
  })

  test('a pattern that remembers where it stopped gives every message the same answer', () => {
    const filter = checkedFilter({ key: /a/gy })
    const answers = Array.from({ length: 4 }, () => filter?.matches(message({ key: 'a' })))
    expect(answers).toEqual([true, true, true, true])
  })

  test('can be told in words', () => {
    const filter: MessageFilter = {
      key: /^é"/i,
      headers: { source: 'a "b"', raw: Buffer.from([0xff, 1]), none: null },
      time: { from: '2026-11-24', to: 86_400_000 },
    }
    expect(checkedFilter(filter)?.words).toBe(
      'key ~ /^é"/i and header source = "a \\"b\\"" and header raw = 0xff01 and header none is missing ' +
        'and time ≥ 2026-11-24T00:00:00.000Z and time < 1970-01-02T00:00:00.000Z',
    )
    expect(checkedFilter({ key: null })?.words).toBe('key is missing')
  })

  test.each<[unknown, string, object]>([
    [{ keys: 'a' }, 'READ_OPTION_UNKNOWN', { option: 'where.keys', near: ['where.key'] }],
    [{ time: { form: 1 } }, 'READ_OPTION_UNKNOWN', { option: 'where.time.form', near: ['where.time.from'] }],
    [() => true, 'READ_OPTION_INVALID', { option: 'where', value: 'a function' }],
    ['a', 'READ_OPTION_INVALID', { option: 'where', value: '"a"' }],
    [{ key: 42 }, 'READ_OPTION_INVALID', { option: 'where.key', value: '42' }],
    [{ headers: [['a', 'b']] }, 'READ_OPTION_INVALID', { option: 'where.headers' }],
    [{ headers: { a: true } }, 'READ_OPTION_INVALID', { option: 'where.headers.a', value: 'true' }],
    [{ time: '2026' }, 'READ_OPTION_INVALID', { option: 'where.time' }],
    [{ time: { from: 'soon' } }, 'READ_OPTION_INVALID', { option: 'where.time.from', value: '"soon"' }],
  ])('%o is refused', (filter, code, details) => {
    expect(() => checkedFilter(filter as MessageFilter)).toThrow(
      expect.objectContaining({ code, details: expect.objectContaining(details) as object }) as Error,
    )
  })
})
