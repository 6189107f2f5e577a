import { describe, expect, test } from 'vitest'
import { momentMs, momentText } from '../../src/kafka/moment'

describe('a moment', () => {
  test.each([
    ['2026-11-24T16:00:00Z', Date.UTC(2026, 10, 24, 16)],
    ['2026-11-24T16:00:00.123Z', Date.UTC(2026, 10, 24, 16, 0, 0, 123)],
    ['2026-11-24T16:00Z', Date.UTC(2026, 10, 24, 16)],
    ['2026-11-24 16:00:00Z', Date.UTC(2026, 10, 24, 16)],
    ['2026-11-24T16:00:00+02:00', Date.UTC(2026, 10, 24, 14)],
    ['2026-11-24T16:00:00-0530', Date.UTC(2026, 10, 24, 21, 30)],
    ['2026-11-24T16:00:00', Date.UTC(2026, 10, 24, 16)],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
  ])('%s', (text, ms) => {
    expect(momentMs(text)).toBe(ms)
  })

  test('does not depend on the zone of the machine', () => {
    const zone = process.env.TZ
    process.env.TZ = 'Asia/Tokyo'
    try {
      expect(momentMs('2026-11-24T16:00:00')).toBe(Date.UTC(2026, 10, 24, 16))
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  test('is a date or milliseconds as well', () => {
    expect(momentMs(new Date(42))).toBe(42)
    expect(momentMs(0)).toBe(0)
    expect(momentMs(-1)).toBe(-1)
  })

  test.each([
    'yesterday',
    '',
    '2026-13-01',
    '2026-02-30T25:00Z',
    '24/11/2026',
    '1700000000000',
    NaN,
    Infinity,
    1.5,
    new Date(NaN),
  ])('is not %s', (value) => {
    expect(momentMs(value)).toBeNull()
  })

  test.each([null, undefined, {}, [], true, 1n])('is not a %s', (value) => {
    expect(momentMs(value as never)).toBeNull()
  })

  test('as text', () => {
    expect(momentText(0)).toBe('1970-01-01T00:00:00.000Z')
    expect(momentText(9e15)).toBe('9000000000000000')
  })
})
