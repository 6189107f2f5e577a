import { describe, expect, test, vi } from 'vitest'
import { barChart, type BarChartOptions } from '../../src/chart/bar'
import { groupStats, toFrame } from '../../src/frame'
import { count, mean, sd, sdPopulation, sum } from '../../src/query'
import { from } from '../../src/question'
import { type Table } from '../../src/table'
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

// The first DataFrame loads Danfo, which takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 })

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted })
const all = from(people())
const stats = () =>
  all
    .groupBy('filiere')
    .summarise({ n: count('note'), mean: mean('note'), sd: sd('note') })
    .run(people())

describe('barChart', () => {
  test.each([
    ['bar-en', { lang: 'en' }],
    ['bar-fr', { lang: 'fr', interval: 'confidence' }],
  ] as const)('%s', async (name, options) => {
    await expect(json(barChart(await stats(), options))).toMatchFileSnapshot(golden(name))
  })

  test('draws the numbers of the answer, in its order, with ± sd', async () => {
    const figure = barChart(await stats(), { lang: 'en' })
    const [withInterval, without] = traces(figure)
    expect(withInterval).toMatchObject({ x: [0], y: [11.5] })
    expect(withInterval?.error_y?.array[0]).toBeCloseTo(Math.sqrt(5.25), 12)
    expect(withInterval?.error_y?.arrayminus[0]).toBeCloseTo(Math.sqrt(5.25), 12)
    // Droit has no mark at all; Physique and the rows without a field have one.
    expect(without).toMatchObject({ x: [2, 3], y: [12, 8] })
    expect(without?.error_y).toBeUndefined()
    expect(layout(figure).xaxis.ticktext).toEqual([
      'Biologie<br>n = 3',
      'Droit<br>n = 0',
      'Physique<br>n = 1',
      '(none)<br>n = 1',
    ])
    expect(layout(figure).title.text).toContain('All rows · 1 without a value')
    expect(figure.caption[0]).toBe(
      'Line at the end of a bar: ± standard deviation of note · hollow: a group of one',
    )
  })

  test.each([
    ['standard error', 1, undefined],
    ['confidence', 4.302652729749464, undefined],
    ['confidence', 9.92484320091807, 0.99],
  ] as const)('%s reaches %d standard errors of three values at level %s', async (interval, times, level) => {
    const figure = barChart(await stats(), { interval, ...(level !== undefined && { level }) })
    expect(traces(figure)[0]?.error_y?.array[0]).toBeCloseTo((times * Math.sqrt(5.25)) / Math.sqrt(3), 9)
  })

  test('an interval may be two columns, with what it is called', () => {
    const given = table({
      g: ['text', ['a', 'b']],
      median: ['number', [2, 3]],
      lo: ['number', [1, null]],
      hi: ['number', [5, 4]],
    })
    const figure = barChart(given, {
      interval: { low: 'lo', high: 'hi', called: 'bootstrap, 90 %' },
      lang: 'en',
    })
    expect(traces(figure)[0]).toMatchObject({ y: [2], error_y: { array: [3], arrayminus: [1] } })
    expect(traces(figure)[1]).toMatchObject({ y: [3] })
    expect(figure.caption[0]).toBe('Line at the end of a bar: bootstrap, 90 %')
  })

  test('takes what groupStats returns, as the box plot does', () => {
    const figure = barChart(groupStats(toFrame(people()), { by: 'filiere', of: 'age' }), { lang: 'fr' })
    expect(figure.title).toBe('Moyenne d’âge par filière')
    expect(said(figure)).toContain('Moyenne d’âge')
    expect(traces(figure)[0]).toMatchObject({ y: [expect.closeTo(68 / 3, 12)] })
  })

  test('says that n counts rows, not values, where it does', async () => {
    const counted = await all
      .groupBy('filiere')
      .summarise({ n: count(), mean: mean('note'), sd: sd('note') })
      .run(people())
    const caption = barChart(counted, { interval: 'confidence', lang: 'en' }).caption
    expect(caption[1]).toBe('n counts rows: where values are missing the interval is too narrow')
    expect(barChart(await stats(), { interval: 'confidence', lang: 'en' }).caption[1]).toContain(
      '10 messages',
    )
  })

  test('writes the value at bars without an interval, and begins at 0', () => {
    const given = table({ pays: ['text', ['a', 'b']], solde: ['number', [12.5, 7]] })
    const figure = barChart(given, { lang: 'fr' })
    expect(traces(figure)[0]?.text).toEqual(['12,5', '7'])
    expect(layout(figure).yaxis.range[0]).toBe(0)
    const negative = barChart(table({ pays: ['text', ['a', 'b']], solde: ['number', [-12.5, 7]] }))
    expect(layout(negative).yaxis.range[0]).toBeLessThan(-12.5)
  })

  test('thirty groups with long names lie, each told apart by the end of its name', () => {
    const given = table({ g: ['text', longNames(30)], v: ['integer', longNames(30).map((_, i) => i)] })
    const figure = barChart(given)
    expect(traces(figure)[0]?.orientation).toBe('h')
    expect(new Set(layout(figure).yaxis.ticktext).size).toBe(30)
    expect(layout(figure).yaxis.ticktext?.[29]).toMatch(/….*organisations 29$/)
  })

  test('of more than fifty, the longest are drawn, and it says so', () => {
    const numbers = Array.from({ length: 60 }, (_, i) => i - 30)
    const figure = barChart(table({ g: ['integer', numbers], v: ['integer', numbers] }), {
      by: 'g',
      of: 'v',
      lang: 'en',
    })
    expect(traces(figure)[0]?.y).toHaveLength(50)
    expect(traces(figure)[0]?.x).not.toContain(0)
    expect(figure.caption).toContain('50 of 60 bars: the longest')
  })

  test('no rows, or no value, make a figure with a sentence', () => {
    const none = label({ filter: 'age > 99' })
    for (const values of [[], [null]] as const) {
      const given = table({ g: ['text', values.map(() => 'a')], v: ['number', values] }, none)
      const figure = barChart(given, { of: 'v', lang: 'en' })
      expect(said(figure)).toEqual(['No value to draw: the filter age &gt; 99 leaves none.'])
      expect(figure.spec.data).toEqual([])
    }
  })

  test('takes names from messages as text, and holds neither NaN nor infinity', () => {
    const names = [HOSTILE, 'constructor', '__proto__', '', null]
    const given = table({ g: ['text', names], v: ['number', [1, Infinity, 3, 4, 5]] })
    const shown = table({ g: ['text', names.slice(0, 3)], v: ['number', [1, Infinity, 3]] })
    expect(() => barChart(given)).not.toThrow()
    const figure = barChart(shown)
    expect(foreignTags(figure)).toEqual([])
    expect(notFinite(figure)).toBe(0)
    expect(layout(figure).title.text).toContain('1 without a value')
  })

  test.each([
    ['a column that is not there', { of: 'means' }, 'COLUMN_UNKNOWN'],
    ['a column of text', { of: 'filiere' }, 'CHART_COLUMN_TYPE'],
    ['an interval of the mean at something else', { of: 'total', interval: 'confidence' }, 'CHART_INTERVAL'],
    ['a level beyond 1', { of: 'mean', interval: 'confidence', level: 95 }, 'CHART_LEVEL'],
  ] as const)('refuses %s', async (_, options, wanted) => {
    const figures = { n: count(), mean: mean('age'), sd: sd('age'), total: sum('age') }
    const answer = await all.groupBy('filiere').summarise(figures).run(people())
    expect(() => barChart(answer, options as BarChartOptions)).toThrow(code(wanted))
  })

  test.each(['sd', 'confidence'] as const)(
    'refuses the interval %s without what it is made of',
    async (interval) => {
      const answer = await all
        .groupBy('filiere')
        .summarise({ mean: mean('age') })
        .run(people())
      expect(() => barChart(answer, { interval })).toThrow(code('CHART_INTERVAL'))
    },
  )

  test('a population deviation says what it is', async () => {
    const answer = await all
      .groupBy('filiere')
      .summarise({ mean: mean('age'), sd: sdPopulation('age') })
      .run(people())
    expect(barChart(answer, { lang: 'en' }).caption[0]).toContain(
      '± standard deviation of the population of age',
    )
  })

  test('refuses two rows for one bar, a table without numbers, and what is no table', async () => {
    const twice = await all.groupBy('filiere', 'jour').summarise({ n: count() }).run(people())
    expect(() => barChart(twice, { by: 'filiere' })).toThrow(
      expect.objectContaining({
        code: 'CHART_ROW_TWICE',
        what: 'barChart would draw two rows over each other: those with filiere = Biologie.',
      }),
    )
    expect(() => barChart(table({ g: ['text', ['a']] }))).toThrow(code('CHART_NO_NUMBERS'))
    expect(() => barChart(table({}))).toThrow(code('CHART_NO_NUMBERS'))
    expect(() => barChart([] as unknown as Table)).toThrow(code('ROWS_EXPECTED'))
  })
})
