import { describe, expect, test } from 'vitest'
import { smallMultiples } from '../../src/chart/small-multiples'
import { count, mean, sd } from '../../src/query'
import { from } from '../../src/question'
import { table } from '../show/values'
import { golden, json, layout, longNames, people, said, traces } from './support'

const all = from(people())
const byDay = () =>
  all
    .groupBy('filiere', 'jour')
    .summarise({ n: count('note'), mean: mean('note'), sd: sd('note') })
    .run(people())

describe('smallMultiples', () => {
  test('of bars, fr', async () => {
    const figure = smallMultiples(await byDay(), {
      by: 'filiere',
      chart: 'bar',
      names: 'jour',
      of: 'n',
      lang: 'fr',
    })
    await expect(json(figure)).toMatchFileSnapshot(golden('small-multiples-fr'))
  })

  test('of lines: a plot a group, all with the axes of all', async () => {
    const figure = smallMultiples(await byDay(), {
      by: 'filiere',
      chart: 'line',
      x: 'jour',
      y: 'n',
      lang: 'en',
    })
    expect(traces(figure).map((t) => t.xaxis)).toEqual(['x', 'x2', 'x3', 'x4'])
    const { xaxis, xaxis2 } = layout(figure)
    expect(xaxis2).toMatchObject({ matches: 'x', range: xaxis.range, showticklabels: false })
    expect(xaxis.domain?.[1]).toBeLessThan(xaxis2?.domain?.[0] ?? 0)
    expect(figure.title).toBe('Number of values of note over time by field of study')
  })

  test('of scattered points, with another column in colours of their own everywhere', () => {
    const figure = smallMultiples(people(), {
      by: 'jour',
      chart: 'scatter',
      x: 'age',
      y: 'note',
      series: 'filiere',
    })
    const colours = new Map(traces(figure).map((t) => [t.name, t.marker.color]))
    for (const t of traces(figure)) expect(t.marker.color).toBe(colours.get(t.name))
    expect(
      traces(figure)
        .filter((t) => t.showlegend)
        .map((t) => t.name)
        .sort(),
    ).toEqual([...colours.keys()].sort())
  })

  test('of histograms', async () => {
    const answer = await all.groupBy('filiere').histogram('age', { width: 10 }).run(people())
    const figure = smallMultiples(answer, { by: 'filiere', chart: 'histogram' })
    expect(traces(figure).map((t) => t.type)).toEqual(['bar', 'bar', 'bar', 'bar'])
  })

  test('of bars with an interval, names in one place in every plot', async () => {
    const figure = smallMultiples(await byDay(), { by: 'filiere', chart: 'bar', names: 'jour', lang: 'en' })
    // Droit has no mark, so its plot is empty.
    expect(traces(figure).map((t) => [t.xaxis, t.x])).toEqual([
      ['x', [0, 1, 2]],
      ['x2', [null]],
      ['x3', [0]],
      ['x4', [0]],
    ])
    expect(traces(figure).map((t) => t.y)).toEqual([[14, 11, 9.5], [null], [12], [8]])
    expect(layout(figure).xaxis.ticktext).toHaveLength(3)
  })

  test('thirty groups with long names: each is told apart, nothing overlaps', () => {
    const names = longNames(30)
    const given = table({
      g: ['text', names],
      x: ['integer', names.map((_, i) => i)],
      y: ['integer', names.map((_, i) => i)],
    })
    const figure = smallMultiples(given, { by: 'g', chart: 'scatter', x: 'x', y: 'y' })
    expect(new Set(said(figure).slice(0, 30)).size).toBe(30)
    const domains = Array.from({ length: 30 }, (_, i) => {
      const axis = (name: 'xaxis' | 'yaxis') =>
        (layout(figure) as unknown as Record<string, { domain: [number, number] }>)[
          `${name}${i === 0 ? '' : i + 1}`
        ]?.domain ?? [0, 0]
      return [axis('xaxis'), axis('yaxis')] as const
    })
    domains.forEach(([x, y], i) =>
      domains.slice(i + 1).forEach(([otherX, otherY]) => {
        const beside = x[1] < otherX[0] || otherX[1] < x[0]
        const apart = y[1] < otherY[0] || otherY[1] < y[0]
        expect(beside || apart).toBe(true)
      }),
    )
  })

  test('one group is one plot with its name', () => {
    const figure = smallMultiples(table({ g: ['text', ['a']], x: ['integer', [1]], y: ['integer', [1]] }), {
      by: 'g',
      chart: 'line',
      x: 'x',
      y: 'y',
    })
    expect(said(figure)[0]).toBe('<b>a</b>')
  })
})
