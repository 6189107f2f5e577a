import { describe, expect, test } from 'vitest'
import { histogram } from '../../src/chart/histogram'
import { col } from '../../src/query'
import { from } from '../../src/question'
import { type Cell, type Table } from '../../src/table'
import { label, table } from '../show/values'
import { foreignTags, golden, HOSTILE, json, layout, notFinite, people, said, traces } from './support'

const all = from(people())

const numbers = (values: readonly Cell[]): Table => table({ v: ['number', values] })
const pieces = (rows: Table, width = 5) =>
  from(rows)
    .histogram('v' as never, { width })
    .run(rows)

describe('histogram', () => {
  test.each(['en', 'fr'] as const)('histogram-%s', async (lang) => {
    const answer = await all.groupBy('filiere').histogram('age', { width: 5 }).run(people())
    await expect(json(histogram(answer, { lang }))).toMatchFileSnapshot(golden(`histogram-${lang}`))
  })

  test('draws the pieces of the answer, as wide as they are', async () => {
    const figure = histogram(await all.histogram('age', { width: 10 }).run(people()), { lang: 'en' })
    expect(traces(figure)).toHaveLength(1)
    expect(traces(figure)[0]).toMatchObject({
      type: 'bar',
      x: [10, 20, 30, 40],
      y: [1, 3, 1, 1],
      width: [10, 10, 10, 10],
    })
    expect(figure.title).toBe('Distribution: age')
    expect(said(figure)).toEqual(['Age', 'Number of rows'])
    expect(layout(figure).xaxis).toMatchObject({ dtick: 10, tick0: 10 })
    expect(layout(figure).yaxis.range[0]).toBe(0)
    expect(figure.caption[0]).toBe('Pieces of 10')
  })

  test('groups get a plot each, with the same axes, in their order', async () => {
    const figure = histogram(await all.groupBy('filiere').histogram('age', { width: 10 }).run(people()), {
      lang: 'en',
    })
    expect(traces(figure).map((t) => t.xaxis)).toEqual(['x', 'x2', 'x3', 'x4'])
    expect(said(figure).slice(0, 4)).toEqual([
      '<b>Biologie</b>',
      '<b>Droit</b>',
      '<b>Physique</b>',
      '<b>(none)</b>',
    ])
    expect(layout(figure).xaxis2).toMatchObject({ matches: 'x', range: layout(figure).xaxis.range })
    expect(figure.title).toBe('Age by field of study')
  })

  test('missing and infinite values are counted, not drawn', async () => {
    const figure = histogram(await pieces(numbers([1, 2, null, null, Infinity, -Infinity])), { lang: 'fr' })
    expect(layout(figure).title.text).toContain('n = 2 · 2 manquants · 2 sans bornes')
    expect(traces(figure)[0]?.y).toEqual([2])
    expect(notFinite(figure)).toBe(0)
  })

  test('one value is one piece; no value is a sentence', async () => {
    expect(traces(histogram(await pieces(numbers([-3]))))[0]).toMatchObject({ x: [-5], y: [1] })
    for (const values of [[], [null]]) {
      const figure = histogram(await pieces(numbers(values)), { lang: 'en' })
      expect(figure.spec.data).toEqual([])
      expect(said(figure)).toEqual(['No value to draw.'])
    }
  })

  test('takes pieces of a table, also open ones, and says where they differ in width', () => {
    const given = table({
      debut: ['integer', [null, 20, 30, 50]],
      fin: ['integer', [20, 30, 50, null]],
      nombre: ['integer', [3, 10, 8, 2]],
    })
    const figure = histogram(given, { from: 'debut', to: 'fin', n: 'nombre', of: 'âge', lang: 'fr' })
    expect(traces(figure)[0]).toMatchObject({ x: [20, 30], y: [10, 8], width: [10, 20] })
    expect(layout(figure).title.text).toContain('n = 18 · 5 sans bornes')
    expect(figure.caption[0]).toContain('des nombres, pas des densités')
  })

  test('pieces of time are in UTC', () => {
    const day = 86_400_000
    const given = table({
      from: ['timestamp', [0, day]],
      to: ['timestamp', [day, 2 * day]],
      n: ['integer', [1, 2]],
    })
    const figure = histogram(given, { of: 'read', lang: 'en' })
    expect(traces(figure)[0]).toMatchObject({
      x: ['1970-01-01 00:00:00.000', '1970-01-02 00:00:00.000'],
      width: [day, day],
    })
    expect(said(figure)[0]).toBe('read (UTC)')
    expect(figure.alt).toContain('3 values from 1970-01-01 to 1970-01-03')
  })

  test('something computed is named in its own words, and names are texts', async () => {
    const rows = table({ [HOSTILE]: ['text', [HOSTILE, 'b']], v: ['number', [1, 2]] })
    const answer = await from(rows).groupBy(HOSTILE).histogram(col('v').mul(2), { width: 1 }).run(rows)
    const figure = histogram(answer, { lang: 'en' })
    expect(said(figure)).toContain('v * 2')
    expect(foreignTags(figure)).toEqual([])
  })

  test('many pieces have labels at round numbers', async () => {
    const figure = histogram(await pieces(numbers(Array.from({ length: 200 }, (_, i) => i / 7)), 0.1))
    expect(layout(figure).xaxis.dtick).toBe(5)
  })

  test('a column that is not there is named, with the nearest one', () => {
    const given = table({ from: ['integer', [0]], to: ['integer', [1]], nb: ['integer', [1]] }, label())
    expect(() => histogram(given, { n: 'nbr' })).toThrow(
      expect.objectContaining({ code: 'COLUMN_UNKNOWN', todo: 'Did you mean "nb"?' }),
    )
    expect(() =>
      histogram(table({ from: ['text', ['a']], to: ['integer', [1]], n: ['integer', [1]] })),
    ).toThrow(expect.objectContaining({ code: 'CHART_COLUMN_TYPE' }))
    const twice = table({ from: ['integer', [0, 0]], to: ['integer', [1, 1]], n: ['integer', [1, 1]] })
    expect(() => histogram(twice)).toThrow(expect.objectContaining({ code: 'CHART_ROW_TWICE' }))
  })
})
