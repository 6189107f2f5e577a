import { describe, expect, test } from 'vitest'
import { lineChart } from '../../src/chart/line'
import { scatterPlot } from '../../src/chart/scatter'
import { count, mean } from '../../src/query'
import { from } from '../../src/question'
import { type Cell, type Table } from '../../src/table'
import { label, table } from '../show/values'
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

const all = from(people())
const daily = () =>
  all
    .groupBy('jour', 'filiere')
    .summarise({ n: count(), mean: mean('note') })
    .run(people())

describe('lineChart', () => {
  test.each(['en', 'fr'] as const)('line-%s', async (lang) => {
    const figure = lineChart(await daily(), { x: 'jour', y: 'mean', by: 'filiere', lang })
    await expect(json(figure)).toMatchFileSnapshot(golden(`line-${lang}`))
  })

  test('one line, in the order of time', () => {
    const given = table({ t: ['timestamp', [3_600_000, 0, 7_200_000]], v: ['number', [2, 1, 3]] })
    const figure = lineChart(given, { x: 't', y: 'v', lang: 'en' })
    expect(traces(figure)[0]).toMatchObject({
      mode: 'lines+markers',
      x: ['1970-01-01 00:00:00.000', '1970-01-01 01:00:00.000', '1970-01-01 02:00:00.000'],
      y: [1, 2, 3],
    })
    expect(layout(figure).xaxis).toMatchObject({
      type: 'date',
      dtick: 3_600_000,
      tick0: '1970-01-01 00:00:00.000',
    })
    expect(layout(figure).showlegend).toBe(false)
    expect(said(figure)).toEqual(['t (UTC)', 'v'])
    expect(figure.title).toBe('v over time')
  })

  test('a line a group, told apart by colour, dash and mark', async () => {
    const figure = lineChart(await daily(), { x: 'jour', y: 'n', by: 'filiere', lang: 'en' })
    const lines = traces(figure)
    expect(lines.map((t) => t.name)).toEqual(['Biologie', 'Droit', 'Physique', '(none)'])
    for (const part of [
      (t: (typeof lines)[0]) => t.line?.color,
      (t: (typeof lines)[0]) => t.line?.dash,
      (t: (typeof lines)[0]) => t.marker.symbol,
    ])
      expect(new Set(lines.map(part)).size).toBe(4)
    expect(lines.every((t) => t.showlegend)).toBe(true)
    expect(layout(figure).margin.r).toBeGreaterThan(80)
    expect(figure.title).toBe('Number of rows over time by field of study')
  })

  test('a missing value is a gap, and is counted; a point alone is a dot in a long line', () => {
    const n = 100
    const values: Cell[] = Array.from({ length: n }, (_, i) => (i === 50 || i === 52 ? null : 0))
    const given = table({ x: ['integer', values.map((_, i) => i)], v: ['number', values] })
    const figure = lineChart(given, { x: 'x', y: 'v', lang: 'en' })
    const [line] = traces(figure)
    expect(line?.y[50]).toBeNull()
    const sizes = line?.marker.size as readonly number[]
    expect(sizes.map((size, i) => (size > 0 ? i : -1)).filter((i) => i >= 0)).toEqual([51])
    expect(layout(figure).title.text).toContain('n = 98 · 2 missing')
  })

  test('more than eight groups get a plot each', () => {
    const names = longNames(30)
    const given = table({
      g: ['text', [...names, ...names]],
      x: ['integer', [...names.map(() => 0), ...names.map(() => 1)]],
      y: ['number', [...names.map((_, i) => i), ...names.map((_, i) => -i)]],
    })
    const figure = lineChart(given, { x: 'x', y: 'y', by: 'g' })
    expect(new Set(traces(figure).map((t) => t.xaxis)).size).toBe(30)
    expect(layout(figure).showlegend).toBe(false)
    const titles = said(figure).slice(0, 30)
    expect(new Set(titles).size).toBe(30)
  })

  test('of more than 36 plots the fullest are drawn, and it says so', () => {
    const names = Array.from({ length: 40 }, (_, i) => `g${i}`)
    const g = [...names, ...names.slice(0, 36)]
    const given = table({
      g: ['text', g],
      x: ['integer', g.map((_, i) => i)],
      y: ['integer', g.map((_, i) => i)],
    })
    const figure = lineChart(given, { x: 'x', y: 'y', by: 'g', lang: 'en' })
    expect(said(figure)).not.toContain('<b>g36</b>')
    expect(said(figure)).toContain('<b>g35</b>')
    expect(figure.caption).toContain('36 of 40 groups: those with the most rows')
  })

  test('one point is a dot with room around it', () => {
    const figure = lineChart(table({ jour: ['date', ['2026-11-24']], n: ['integer', [3]] }), {
      x: 'jour',
      y: 'n',
    })
    expect(layout(figure).xaxis.range).toEqual(['2026-11-23 00:00:00.000', '2026-11-25 00:00:00.000'])
    expect(layout(figure).yaxis.range).toEqual([2, 4])
  })

  test('no rows make a figure with a sentence', () => {
    const figure = lineChart(table({ t: ['timestamp', []], v: ['number', []] }, label({ filter: 'v > 9' })), {
      x: 't',
      y: 'v',
      lang: 'fr',
    })
    expect(said(figure)).toEqual(['Aucune valeur à dessiner : le filtre v &gt; 9 n’en laisse aucune.'])
  })

  test('refuses a column of text, and one that is not there', () => {
    expect(() => lineChart(people(), { x: 'filiere', y: 'age' })).toThrow(
      expect.objectContaining({
        code: 'CHART_COLUMN_TYPE',
        what: 'lineChart draws numbers or times, and the column "filiere" holds text.',
      }),
    )
    expect(() => lineChart(people(), { x: 'jours', y: 'age' })).toThrow(
      expect.objectContaining({ code: 'COLUMN_UNKNOWN', todo: 'Did you mean "jour"?' }),
    )
    expect(() => lineChart(people(), { x: 'jour', y: 'age', by: 'filieres' })).toThrow(
      expect.objectContaining({ code: 'COLUMN_UNKNOWN' }),
    )
  })
})

describe('scatterPlot', () => {
  test.each(['en', 'fr'] as const)('scatter-%s', async (lang) => {
    const figure = scatterPlot(people(), { x: 'age', y: 'note', by: 'filiere', lang })
    await expect(json(figure)).toMatchFileSnapshot(golden(`scatter-${lang}`))
  })

  test('a point for each row that has both values, the others are counted', () => {
    const given = table({ x: ['number', [1, null, 3, Infinity]], y: ['integer', [-1, 2, null, 4]] })
    const figure = scatterPlot(given, { x: 'x', y: 'y', lang: 'en' })
    expect(traces(figure)[0]).toMatchObject({ mode: 'markers', x: [1], y: [-1] })
    expect(layout(figure).title.text).toContain('n = 1 · 2 missing · 1 infinite')
    expect(notFinite(figure)).toBe(0)
  })

  test('of more than 2,000 rows a sample, the same each time, in the order of rows, and it says so', () => {
    const values = Array.from({ length: 5000 }, (_, i) => i)
    const big = (): Table => table({ x: ['integer', values], y: ['integer', values] })
    const figure = scatterPlot(big(), { x: 'x', y: 'y', lang: 'en' })
    const drawn = traces(figure)[0]?.x as readonly number[]
    expect(new Set(drawn).size).toBe(2000)
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b))
    const parts = [0, 1, 2, 3, 4].map((part) => drawn.filter((v) => Math.floor(v / 1000) === part).length)
    for (const part of parts) expect(Math.abs(part - 400)).toBeLessThan(80)
    expect(traces(scatterPlot(big(), { x: 'x', y: 'y' }))[0]?.x).toEqual(drawn)
    expect(figure.caption[0]).toBe('2,000 of 5,000 points, drawn by chance (the same each time)')
    expect(layout(figure).title.text).toContain('n = 5,000')
  })

  test('whole numbers beyond 2^53 have their place, and names are texts', () => {
    const given = table({
      g: ['text', [HOSTILE, 'b']],
      x: ['integer', [2n ** 60n, 1]],
      y: ['integer', [1, 2]],
    })
    const figure = scatterPlot(given, { x: 'x', y: 'y', by: 'g' })
    expect(traces(figure)[0]?.x).toEqual([2 ** 60])
    expect(foreignTags(figure)).toEqual([])
    expect(traces(figure)[0]?.hovertemplate).toContain('&#37;{y}')
  })
})
