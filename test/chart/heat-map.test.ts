import { describe, expect, test } from 'vitest'
import { colourScale } from '../../src/chart/colour-scale'
import { heatMap } from '../../src/chart/heat-map'
import { count, mean } from '../../src/query'
import { from } from '../../src/question'
import { type Cell, type Table } from '../../src/table'
import { table } from '../show/values'
import {
  foreignTags,
  golden,
  HOSTILE,
  json,
  layout,
  longNames,
  notFinite,
  people,
  said,
  traces,
} from './support'

const pairs = () =>
  from(people())
    .groupBy('jour', 'filiere')
    .summarise({ n: count(), mean: mean('note') })
    .run(people())
const cells = (a: readonly Cell[], b: readonly Cell[], v: readonly Cell[]): Table =>
  table({ a: ['text', a], b: ['text', b], v: ['number', v] })
const options = { x: 'a', y: 'b', of: 'v' } as const

describe('heatMap', () => {
  test.each(['en', 'fr'] as const)('heat-map-%s', async (lang) => {
    const figure = heatMap(await pairs(), { x: 'jour', y: 'filiere', of: 'mean', lang })
    await expect(json(figure)).toMatchFileSnapshot(golden(`heat-map-${lang}`))
  })

  test('a cell a pair, keys in the order of groups', async () => {
    const figure = heatMap(await pairs(), { x: 'jour', y: 'filiere', of: 'n', lang: 'en' })
    expect(layout(figure).xaxis.ticktext).toEqual(['2026-11-22', '2026-11-23', '2026-11-24'])
    expect(layout(figure).yaxis.ticktext).toEqual(['Biologie', 'Droit', 'Physique', '(none)'])
    const [bars] = traces(figure)
    expect(bars?.x).toEqual([0, 0, 0, 1, 1, 2])
    expect(bars?.base).toEqual([-0.5, 1.5, 2.5, -0.5, 0.5, -0.5])
    expect(figure.title).toBe('Number of rows by day and field of study'.replace('day', 'jour'))
    expect(figure.caption[0]).toBe('Empty: no such pair')
  })

  test('a pair without a value is a dash, an empty pair nothing; both are told', () => {
    const figure = heatMap(cells(['x', 'x', 'y'], ['p', 'q', 'p'], [-1, null, 3]), { ...options, lang: 'fr' })
    expect(traces(figure).map((t) => t.text)).toEqual([['-1', '3'], ['–']])
    expect(layout(figure).title.text).toContain('2 cases · 1 sans valeur')
    expect(figure.caption[0]).toBe('Vide\u00a0: pas de telle paire · –\u00a0: aucune valeur')
    // Negative and positive: white is 0.
    expect(traces(figure)[0]?.marker).toMatchObject({ cmin: -3, cmax: 3 })
  })

  test('one value needs no scale, no value is a sentence', () => {
    const one = heatMap(cells(['x'], ['p'], [3]), options)
    expect(traces(one)[0]?.marker).toMatchObject({ showscale: false })
    expect(notFinite(one)).toBe(0)
    expect(said(heatMap(cells([], [], []), { ...options, lang: 'en' }))).toEqual(['No value to draw.'])
  })

  test('more than forty keys are cut to those of the most rows, and it says so', () => {
    const a = Array.from({ length: 45 }, (_, i) => `k${i}`)
    const rows = cells(
      [...a, ...a.slice(5)],
      [...a.map(() => 'p'), ...a.slice(5).map(() => 'q')],
      [...a, ...a.slice(5)].map((_, i) => i),
    )
    const figure = heatMap(rows, { ...options, lang: 'en' })
    expect(layout(figure).xaxis.ticktext).toHaveLength(40)
    expect(layout(figure).xaxis.ticktext).not.toContain('k0')
    expect(figure.caption).toContain('40 of 45 along one side: those with the most rows')
  })

  test('long names stand upright, each told apart, and numbers leave cells that are too small', () => {
    const names = longNames(30)
    const figure = heatMap(
      cells(
        names,
        names.map(() => 'p'),
        names.map((_, i) => i + 0.123),
      ),
      options,
    )
    expect(layout(figure).xaxis).toMatchObject({ tickangle: -90 })
    expect(new Set(layout(figure).xaxis.ticktext).size).toBe(30)
    expect(traces(figure)[0]?.text).toBeUndefined()
  })

  test('names are texts, and two rows for one cell are refused', () => {
    expect(foreignTags(heatMap(cells([HOSTILE], ['__proto__'], [1]), options))).toEqual([])
    expect(() => heatMap(cells(['x', 'x'], ['p', 'p'], [1, 2]), options)).toThrow(
      expect.objectContaining({
        code: 'CHART_ROW_TWICE',
        what: 'heatMap would draw two rows over each other: those with a = x, b = p.',
      }),
    )
    expect(() => heatMap(cells(['x'], ['p'], [1]), { ...options, of: 'b' })).toThrow(
      expect.objectContaining({ code: 'CHART_COLUMN_TYPE' }),
    )
  })
})

describe('colours', () => {
  test('numbers are black on light cells and white on dark ones', () => {
    const rising = colourScale(0, 10)
    expect([0, 10].map(rising.inkOn)).toEqual(['#ffffff', '#000000'])
    const twoSided = colourScale(-2, 10)
    expect([twoSided.least, twoSided.most]).toEqual([-10, 10])
    expect([-10, 0, 10].map(twoSided.inkOn)).toEqual(['#ffffff', '#000000', '#ffffff'])
  })
})
