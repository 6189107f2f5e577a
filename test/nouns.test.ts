import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { now } from '../src/clock'
import { labelOf, provenanceText, setLabel, type Provenance } from '../src/provenance'
import { rangeText } from '../src/record'
import { Secret } from '../src/secret'
import { Table } from '../src/table'
import { currentLang, label, numberText } from '../src/words'

describe('Table', () => {
  const table = new Table([
    { name: 'constructor', type: 'text', values: ['a', 'é', null] },
    { name: '__proto__', type: 'integer', values: [1, null, 9007199254740993n] },
  ])

  test('gives rows in order, with any column name', () => {
    expect(table.length).toBe(3)
    expect(table.names).toEqual(['constructor', '__proto__'])
    expect(table.toArray().map((row) => [row.constructor, row['__proto__']])).toEqual([
      ['a', 1],
      ['é', null],
      [null, 9007199254740993n],
    ])
    expect(table.at(-1)).toBeUndefined()
    expect(table.at(3)).toBeUndefined()
  })

  test('of no columns has no rows', () => {
    expect(new Table([]).toArray()).toEqual([])
  })

  test('refuses columns of different lengths, and unknown names', () => {
    expect(
      () =>
        new Table([
          { name: 'a', type: 'text', values: ['x'] },
          { name: 'b', type: 'text', values: [] },
        ]),
    ).toThrow('column b has 0 values, the first column 1')
    expect(() => table.column('age')).toThrow('no column age')
  })
})

describe('Secret', () => {
  const secret = new Secret('hunter2')

  test('shows in no printed form', () => {
    const forms = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 9 }),
    ]
    for (const form of forms) {
      expect(form).toContain('[secret]')
      expect(form).not.toContain('hunter2')
    }
    expect(Object.values(secret)).not.toContain('hunter2')
  })

  test('is had by asking, and may name the setting it came from', () => {
    expect(secret.reveal()).toBe('hunter2')
    expect(new Secret('hunter2', 'KAFKA_SASL_PASSWORD').setting).toBe('KAFKA_SASL_PASSWORD')
  })
})

describe('offset ranges', () => {
  test('read as people count: the last offset included', () => {
    expect(rangeText({ topic: 'message', partition: 0, from: 0n, to: 10n })).toBe('message[0] 0–9')
    expect(rangeText({ topic: 'message', partition: 2, from: 7n, to: 7n })).toBe('message[2] none')
  })
})

describe('provenance', () => {
  const provenance: Provenance = {
    kind: 'provenance',
    topics: ['message'],
    clusterId: 'abc',
    ranges: [{ topic: 'message', partition: 0, from: 0n, to: 10n }],
    messages: 10,
    readAt: '2026-11-24T16:00:00.000Z',
    origin: 'live',
    capture: null,
  }

  test('is one line', () => {
    expect(provenanceText(provenance)).toBe('10 messages of message[0] 0–9, read 2026-11-24T16:00:00.000Z')
    const replay = { ...provenance, origin: 'replay', capture: { file: 'a.kcap', sha256: '00' } } as const
    expect(provenanceText(replay)).toContain(', replayed from a.kcap')
    expect(provenanceText({ ...provenance, ranges: [] })).toContain('10 messages of message, ')
  })

  test('a label stays with its value alone', () => {
    const value = {}
    const given = { provenance, filter: 'age > 20' }
    expect(setLabel(value, given)).toBe(value)
    expect(labelOf(value)).toBe(given)
    expect(labelOf({})).toBeUndefined()
  })
})

describe('clock and language', () => {
  afterEach(() => {
    delete process.env.SOURCE_DATE_EPOCH
    delete process.env.CARNET_LANG
  })

  test('SOURCE_DATE_EPOCH stops the clock; anything but seconds is ignored', () => {
    process.env.SOURCE_DATE_EPOCH = '1700000000'
    expect(now().toISOString()).toBe('2023-11-14T22:13:20.000Z')
    process.env.SOURCE_DATE_EPOCH = 'yesterday'
    expect(now().getTime()).toBeGreaterThan(1_700_000_000_000)
  })

  test('labels and numbers follow the language; names of the user stay', () => {
    expect([label('mean', 'en'), label('mean', 'fr'), label('toString', 'fr')]).toEqual([
      'Mean',
      'Moyenne',
      'toString',
    ])
    expect(numberText(1234.5, 'en', 2, 1)).toBe('1,234.5')
    expect(numberText(1234.5, 'fr', 2, 1)).toMatch(/^1\s234,5$/)
    expect(numberText(9007199254740993n, 'en')).toBe('9,007,199,254,740,993')
    expect(currentLang()).toBe('en')
    process.env.CARNET_LANG = 'fr'
    expect(currentLang()).toBe('fr')
  })
})
