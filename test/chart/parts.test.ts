import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  captionLine,
  filterLine,
  provenanceLine,
  rangeLine,
  sourceLine,
  timeText,
} from '../../src/chart/caption'
import { plotlyLibrary } from '../../src/chart/library'
import { figureText, niceStep } from '../../src/chart/numbers'
import { palette, translucent } from '../../src/chart/palette'
import { withCaption } from '../../src/chart/picture-caption'
import { fit, plotlyText, wrap } from '../../src/chart/plotly-text'
import { studentT } from '../../src/chart/student-t'
import { visible } from '../../src/chart/visible'
import { writePicture } from '../../src/chart/write-picture'
import { figure, label, provenance, range, sample } from '../show/values'

describe('captions', () => {
  test('name the filter, or that there is none', () => {
    expect(filterLine(label({ filter: 'age > 20' }), 'en')).toBe('Filter: age > 20')
    expect(filterLine(label(), 'fr')).toBe('Toutes les lignes')
  })

  test('name three partitions and count the others', () => {
    const ranges = Array.from({ length: 25 }, (_, p) => range(p, 0n, BigInt(p)))
    const line = provenanceLine({ ...provenance, ranges, messages: 1 }, 'en')
    expect(line).toMatch(
      /^1 message of message\[0\] none, message\[1\] 0–0, message\[2\] 0–1, 22 more partitions, /,
    )
  })

  test('name the topic where there are no ranges, and a capture without a name', () => {
    expect(sourceLine({ ...provenance, ranges: [], capture: null }, 'en')).toBe(
      '10 messages of message, read 2026-11-24 16:00:00 UTC, replayed from a capture',
    )
  })

  test('say which carnet made the figures, and of which capture', () => {
    expect(provenanceLine({ ...provenance, ranges: [] }, 'en')).toMatch(
      /replayed from students\.ndjson, SHA-256 [0-9a-f]{12}…, carnet \d+\.\d+\.\d+$/,
    )
  })

  test('show control characters of names as escapes', () => {
    expect(rangeLine({ ...range(0, 0n, 1n), topic: 'a\u001b[2Jb' }, 'en')).toBe('a\\u001b[2Jb[0] 0–0')
    expect(captionLine({ provenance: null, filter: 'x = "\u202e"' }, 'en')).toBe('Filter: x = "\\u202e"')
  })

  test('keep a time that is no ISO 8601 in UTC as it is', () => {
    expect(timeText('2026-11-24T16:00:00Z')).toBe('2026-11-24 16:00:00 UTC')
    expect(timeText('yesterday')).toBe('yesterday')
  })
})

describe('visible', () => {
  test.each([
    ['é 数 🎓 “quoted”', 'é 数 🎓 “quoted”'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\u0000\u001b\u007f\u0085\u2028\u202e\u2066', '\\u0000\\u001b\\u007f\\u0085\\u2028\\u202e\\u2066'],
    ['\ud800x', '\\ud800x'],
    ['', ''],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })
})

describe('numbers', () => {
  test.each([
    [23, 1, '23.0'],
    [64 / 3, 1, '21.33'],
    [0.00012345, 0, '0.000123'],
    [0, 1, '0.0'],
    [-1234567.891, 0, '-1,234,567.89'],
    [1.5e20, 0, '1.5E20'],
  ])('%d with at least %d decimals is %s', (value, least, text) => {
    expect(figureText(value, 'en', least)).toBe(text)
  })

  test('steps are 1, 2 or 5 times a power of ten', () => {
    expect([1, 3, 9, 18, 45, 0.9, 1e7].map((span) => niceStep(span, 9))).toEqual([
      0.2, 0.5, 1, 2, 5, 0.1, 2_000_000,
    ])
    expect(niceStep(1, 9, 1)).toBe(1)
  })
})

describe('texts for Plotly', () => {
  test('are escaped', () => {
    expect(plotlyText('<b>&lt;</b>\n')).toBe('&lt;b&gt;&amp;lt;&lt;/b&gt;\\n')
  })

  test.each([
    ['one two three', 7, ['one two', 'three']],
    ['anticonstitutionnel', 10, ['anticonsti', 'tutionnel']],
    ['🎓🎓🎓', 2, ['🎓🎓', '🎓']],
    ['', 5, []],
  ])('%j wraps at %d', (text, width, wrapped) => {
    expect(wrap(text, width)).toEqual(wrapped)
  })

  test.each([
    ['one two three', 7, 2, ['one two', 'three']],
    ['one two three', 7, 1, ['one…ee']],
    ['Licence professionnelle 12', 12, 1, ['Licence…e 12']],
    ['Licence professionnelle de gestion 12', 12, 2, ['Licence', 'prof…tion 12']],
    ['🎓🎓🎓🎓🎓🎓', 3, 1, ['…']],
    ['', 5, 2, []],
  ])('%j fits %d characters on %d lines, without its middle', (text, width, lines, fitted) => {
    expect(fit(text, width, lines)).toEqual(fitted)
  })
})

describe('the quantiles of Student’s t', () => {
  test.each([0.5, 0.9, 0.95, 0.99, 0.999])('at level %d are those of the closed forms', (level) => {
    expect(studentT(level, 1) / Math.tan((Math.PI * level) / 2)).toBeCloseTo(1, 10)
    expect(studentT(level, 2) / (level * Math.sqrt(2 / (1 - level ** 2)))).toBeCloseTo(1, 10)
  })

  test.each([
    // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2
    [0.95, 3, 3.182],
    [0.95, 9, 2.262],
    [0.95, 30, 2.042],
    [0.95, 100, 1.984],
    [0.99, 4, 4.604],
    [0.8, 12, 1.356],
  ])('at level %d with %d degrees of freedom are those of the table: %d', (level, degrees, t) => {
    expect(studentT(level, degrees)).toBeCloseTo(t, 3)
  })
})

test('the palette has eight colours that differ, and each can be translucent', () => {
  expect(new Set(palette).size).toBe(8)
  expect(translucent('#0072B2', 0.6)).toBe('rgba(0,114,178,0.6)')
})

test('the library can stand inside a script element and is the same text each time', () => {
  const text = plotlyLibrary()
  expect(text).not.toMatch(/<\/script|<!--/i)
  expect(text).toContain('window.Plotly.register({"moduleType":"locale","name":"fr"')
  expect(plotlyLibrary()).toBe(text)
})

describe('withCaption', () => {
  test('makes room below the plot and leaves the figure alone', () => {
    const plain = figure(sample, 'en')
    const before = JSON.stringify(plain.spec)
    const drawn = withCaption(plain)
    expect(drawn.width).toBe(plain.width)
    expect(drawn.height).toBeGreaterThan(plain.height)
    expect(JSON.stringify(drawn.spec)).toContain('replayed from students.ndjson')
    expect(JSON.stringify(plain.spec)).toBe(before)
  })

  test('is the plot itself without a caption', () => {
    const plain = { ...figure(sample, 'en'), caption: [] }
    expect(withCaption(plain)).toEqual({ spec: plain.spec, width: plain.width, height: plain.height })
  })
})

describe('writePicture', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-chart-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('makes the folder, replaces the file, leaves nothing beside it', async () => {
    const file = join(folder, 'a', 'b', 'c.png')
    await writePicture(file, Buffer.from('old'))
    await writePicture(file, Buffer.from('new'))
    expect(readFileSync(file, 'utf8')).toBe('new')
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.png'])
  })

  test('says why it could not, and leaves nothing behind', async () => {
    mkdirSync(join(folder, 'd', 'taken.png'), { recursive: true })
    await expect(writePicture(join(folder, 'd', 'taken.png'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'PICTURE_NOT_WRITTEN',
      what: expect.stringContaining('there is a folder of that name') as string,
    })
    expect(readdirSync(join(folder, 'd'))).toEqual(['taken.png'])

    writeFileSync(join(folder, 'file'), '')
    await expect(writePicture(join(folder, 'file', 'x.png'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'PICTURE_NOT_WRITTEN',
      what: expect.stringContaining('a part of its path is a file') as string,
    })
  })
})
