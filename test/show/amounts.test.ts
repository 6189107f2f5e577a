import { describe, expect, test } from 'vitest'
import { bytesText, instantText, percentText, spanText, widthText } from '../../src/show/amounts'
import { partLine, sparkline } from '../../src/show/bars-text'
import { width } from '../../src/show/width'

const T0 = Date.UTC(2026, 10, 24, 16)

test.each([
  [0, '0 bytes', '0 octets'],
  [618, '618 bytes', '618 octets'],
  [999, '999 bytes', '999 octets'],
  [1000, '1 kB', '1 ko'],
  [65_607, '65.6 kB', '65,6 ko'],
  [999_949, '999.9 kB', '999,9 ko'],
  [999_950, '1 MB', '1 Mo'],
  [2.5e9, '2.5 GB', '2,5 Go'],
  [9e18, '9,000 PB', '9\u202f000 Po'],
])('%i bytes', (bytes, en, fr) => {
  expect(bytesText(bytes, 'en')).toBe(en)
  expect(bytesText(bytes, 'fr')).toBe(fr)
})

test.each([
  [0, '0%'],
  [0.0001, '<1%'],
  [0.025, '2.5%'],
  [0.333, '33%'],
  [1, '100%'],
])('%d as percent', (part, text) => {
  expect(percentText(part, 'en')).toBe(text)
  expect(percentText(part, 'fr')).toBe(text.replace('.', ',').replace('%', '\u00a0%'))
})

describe('moments', () => {
  test('from and to', () => {
    expect(spanText(T0, T0)).toBe('2026-11-24 16:00:00')
    expect(spanText(T0, T0 + 90_000)).toBe('2026-11-24 16:00:00 → 16:01:30')
    expect(spanText(T0, T0 + 90_000, 'minutes')).toBe('2026-11-24 16:00 → 16:01')
    expect(spanText(T0, T0 + 20_000, 'minutes')).toBe('2026-11-24 16:00')
    expect(spanText(T0, T0 + 86_400_000)).toBe('2026-11-24 16:00:00 → 2026-11-25 16:00:00')
    expect(spanText(0, 1.7e18)).toBe('1970-01-01 00:00:00 → 1700000000000000000')
    expect(spanText(1.7e18, 1.8e18)).toBe('1700000000000000000 → 1800000000000000000')
  })

  test('years beyond four digits', () => {
    expect(instantText(8.64e15)).toBe('+275760-09-13 00:00:00')
    expect(instantText(NaN)).toBe('NaN')
  })

  test.each([
    [1, '1 ms'],
    [1500, '1,500 ms'],
    [60_000, '1 min'],
    [90_000, '90 s'],
    [7_200_000, '2 h'],
    [604_800_000, '7 d'],
  ])('%i ms wide', (ms, text) => {
    expect(widthText(ms, 'en')).toBe(text)
  })
})

describe('bars as text', () => {
  test('beside each other', () => {
    expect(sparkline([0, 1, 4, 8])).toBe('·▂▅█')
    expect(sparkline([0, 0])).toBe('··')
    expect(sparkline([])).toBe('')
    expect(sparkline([1, 1e9])).toBe('▁█')
  })

  test.each([
    [0, '        '],
    [0.01, '▏       '],
    [0.5, '████    '],
    [1, '████████'],
    [1.2, '████████'],
    [-1, '        '],
  ])('a part of %d', (part, bar) => {
    expect(partLine(part)).toBe(bar)
    expect(width(partLine(part))).toBe(8)
  })
})
