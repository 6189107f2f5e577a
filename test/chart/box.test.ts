import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { boxPlot } from '../../src/chart/box'
import { boxPlotOfTable } from '../../src/chart/box-of-table'
import { type Figure } from '../../src/chart/figure'
import { toFrame, groupStats, where } from '../../src/frame'
import { col, count, max, mean, median, min, missing, quantile, sd } from '../../src/query'
import { from } from '../../src/question'
import { type Label } from '../../src/provenance'
import { type Lang } from '../../src/words'
import { type GroupRow, label, provenance, sample, spread, statistics, table } from '../show/values'

// The first DataFrame loads Danfo, which takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 })

const plot = (rows: readonly GroupRow[], more: Partial<Label> = {}, lang: Lang = 'en'): Figure =>
  boxPlotOfTable(statistics(rows), label({ by: 'filiere', of: 'age', ...more }), { lang })

const golden = (name: string): string => join(__dirname, '..', 'golden', 'chart', `${name}.json`)
const json = (figure: Figure): string =>
  JSON.stringify({ ...figure, label: undefined, svg: undefined, png: undefined }, null, 2) + '\n'

interface Trace {
  readonly type: string
  readonly mode?: string
  readonly orientation?: string
  readonly fillcolor?: string
  readonly x: readonly (number | null)[]
  readonly y: readonly (number | null)[]
  readonly q1: readonly number[]
  readonly hovertext?: readonly string[]
}
interface Axis {
  readonly range: readonly [number, number]
  readonly dtick: number
  readonly ticktext: readonly string[]
  readonly title?: { readonly text: string }
}
interface Layout {
  readonly title: { readonly text: string }
  readonly xaxis: Axis
  readonly yaxis: Axis
  readonly annotations: readonly { readonly text: string }[]
  readonly separators: string
}
const traces = (figure: Figure): readonly Trace[] => figure.spec.data as readonly Trace[]
const layout = (figure: Figure): Layout => figure.spec.layout as Layout
const group = (name: GroupRow[0], n = 5, from = 20): GroupRow => [
  name,
  n,
  0,
  from + 1,
  from,
  from + 5,
  1.5,
  from,
  from + 1,
  from + 2,
]
const groups = (n: number): GroupRow[] => Array.from({ length: n }, (_, i) => group(`g${i}`, i + 2))

describe('boxPlot', () => {
  test.each([
    ['sample-en', sample, {}, 'en'],
    ['sample-fr', sample, {}, 'fr'],
    ['spread-en', spread, { filter: 'age < 40' }, 'en'],
    ['spread-fr', spread, { filter: 'age < 40' }, 'fr'],
    ['empty-en', [], { filter: 'age > 99' }, 'en'],
    ['empty-fr', [], { filter: 'age > 99' }, 'fr'],
    ['lying-en', groups(9), {}, 'en'],
  ] as const)('%s', async (name, rows, more, lang) => {
    await expect(json(plot(rows, more, lang))).toMatchFileSnapshot(golden(name))
  })

  test('draws the numbers of the DataFrame that groupStats made', () => {
    const people = table({
      filiere: ['text', ['Bio', 'Bio', 'Bio', 'Bio', 'Info']],
      age: ['integer', [21, 22, 23, 30, 19]],
    })
    const figure = boxPlot(groupStats(toFrame(people), { by: 'filiere', of: 'age' }))
    expect(traces(figure)[0]).toMatchObject({
      type: 'box',
      lowerfence: [21],
      q1: [21.75],
      median: [22.5],
      q3: [24.75],
      upperfence: [30],
      mean: [24],
      sd: [expect.closeTo(4.0825, 4)],
    })
    expect(figure.label).toMatchObject({ provenance, filter: null, by: 'filiere', of: 'age' })
  })

  test('says the filter that made the statistics', () => {
    const people = table({ filiere: ['text', ['Bio', 'Bio']], age: ['integer', [21, 19]] })
    const older = where(toFrame(people), col('age').gt(20))
    const figure = boxPlot(groupStats(older, { by: 'filiere', of: 'age' }), { lang: 'en' })
    expect(layout(figure).title.text).toContain('Filter: age &gt; 20 · n = 1')
  })

  test('a group of one value is a dot without a box or a deviation', () => {
    const figure = plot([['Physique', 1, 0, 19, 19, 19, null, 19, 19, 19]])
    expect(traces(figure).map((t) => [t.type, t.mode])).toEqual([['scatter', 'markers']])
    expect(traces(figure)[0]).toMatchObject({ x: [0], y: [19] })
    expect(layout(figure).xaxis.ticktext).toEqual(['Physique<br>n = 1'])
  })

  test('a group without any value keeps its place and draws nothing', () => {
    const figure = plot([sample[0], ['Rien', 0, 2, null, null, null, null, null, null, null]])
    expect(traces(figure).filter((t) => t.type === 'box')).toHaveLength(1)
    expect(layout(figure).xaxis.ticktext).toEqual(['Biologie<br>n = 3', 'Rien<br>n = 0'])
    expect(layout(figure).title.text).toContain('2 missing')
  })

  test('writes the value where all values are equal, and leaves room around them', () => {
    const figure = plot([sample[0]])
    expect(layout(figure).annotations.map((a) => a.text)).toEqual(['all at 23'])
    expect(layout(figure).yaxis).toMatchObject({ range: [23 - 1.15, 23 + 1.15], dtick: 1 })
  })

  test('stands up to eight groups with short names, each in a colour of its own', () => {
    const boxes = traces(plot(groups(8))).filter((t) => t.type === 'box')
    expect(new Set(boxes.map((t) => t.orientation))).toEqual(new Set(['v']))
    expect(new Set(boxes.map((t) => t.fillcolor)).size).toBe(8)
  })

  test.each([
    ['more than eight groups', groups(9)],
    ['a long name', [group('Sciences de la vie et de la terre'), group('Arts')]],
  ])('lies for %s, the first group on top', (_, rows) => {
    const figure = plot(rows)
    const boxes = traces(figure).filter((t) => t.type === 'box')
    expect(new Set(boxes.map((t) => t.orientation))).toEqual(new Set(['h']))
    const [bottom, top] = layout(figure).yaxis.range
    expect(bottom).toBeGreaterThan(top)
    expect(layout(figure).xaxis.title?.text).toBe('Age')
  })

  test('grows with its groups', () => {
    const heights = [9, 20, 50].map((n) => plot(groups(n)).height)
    expect(heights).toEqual([...heights].sort((a, b) => a - b))
    expect(new Set(heights).size).toBe(3)
    expect(plot(groups(8)).width).toBeGreaterThan(plot(groups(2)).width)
  })

  test('draws at most fifty groups, those of the most values, and says so', () => {
    const figure = plot(groups(60), {}, 'fr')
    expect(traces(figure).filter((t) => t.type === 'box')).toHaveLength(50)
    expect(layout(figure).yaxis.ticktext[0]).toContain('g10')
    expect(figure.caption.join('\n')).toContain('50 groupes sur 60')
  })

  test('takes names from messages as text, never as markup', () => {
    const figure = plot([
      group('<b>x</b> &amp; <a href="javascript:1">'),
      group('constructor'),
      group('__proto__'),
      group(null),
      group('\u001b[31m'),
    ])
    // Plotly's own tags are the bold names, line breaks and the smaller line of the title.
    const tags = JSON.stringify(figure.spec).match(/<[^>]*>/g) ?? []
    expect(new Set(tags)).toEqual(
      new Set(['<b>', '</b>', '<br>', '<span style=\\"font-size:13px\\">', '</span>']),
    )
    expect(layout(figure).yaxis.ticktext).toEqual([
      '&lt;b&gt;x&lt;/b&gt; &amp;amp; &lt;a<br>href="javascript:1"&gt;  (n = 5)',
      'constructor  (n = 5)',
      '__proto__  (n = 5)',
      '(none)  (n = 5)',
      '\\u001b[31m  (n = 5)',
    ])
  })

  test('holds neither NaN nor infinity', () => {
    const frame = groupStats(toFrame(table({ g: ['text', ['a', 'b']], v: ['number', [1, null]] })), {
      by: 'g',
      of: 'v',
    })
    const numbers = JSON.stringify(boxPlot(frame).spec, (_, v: unknown) =>
      typeof v === 'number' && !Number.isFinite(v) ? 'not finite' : v,
    )
    expect(numbers).not.toContain('not finite')
  })

  test('keeps steps whole for whole numbers and uses the decimal sign of the language', () => {
    expect(layout(plot(sample)).yaxis.dtick).toBe(1)
    expect(layout(plot(sample, {}, 'fr')).separators).toBe(',\u00a0')
    expect(layout(plot(sample, {}, 'en')).separators).toBe('.,')
  })

  test('names the columns of a user who has no words of ours', () => {
    const figure = boxPlotOfTable(
      statistics(sample),
      { provenance: null, filter: null, by: 'filiere', of: 'Prix <€>' },
      { lang: 'fr' },
    )
    expect(figure.title).toBe('Prix <€> par filière')
    expect(layout(figure).yaxis.title?.text).toBe('Prix &lt;€&gt;')
    expect(figure.caption).toHaveLength(1)
  })

  test('draws an answer that holds the same figures', async () => {
    const people = table({ filiere: ['text', ['Bio', 'Bio', 'Info']], age: ['integer', [21, 23, 19]] })
    const answer = await from(people)
      .groupBy('filiere')
      .summarise({
        ...{ n: count('age'), missing: missing('age'), mean: mean('age'), min: min('age'), max: max('age') },
        ...{ sd: sd('age'), q1: quantile('age', 0.25), median: median('age'), q3: quantile('age', 0.75) },
      })
      .run(people)
    const fromAnswer = boxPlot(answer, { lang: 'en' })
    const fromStats = boxPlot(groupStats(toFrame(people), { by: 'filiere', of: 'age' }), { lang: 'en' })
    expect(fromAnswer.spec).toEqual(fromStats.spec)
    expect(fromAnswer.title).toBe('Age by field of study')
  })

  test('takes a title of its own', () => {
    const figure = boxPlotOfTable(statistics(sample), label(), { title: 'Âges <b>', lang: 'fr' })
    expect(figure.title).toBe('Âges <b>')
    expect(layout(figure).title.text).toContain('<b>Âges &lt;b&gt;</b>')
    expect(figure.alt).toContain('Âges <b>')
  })

  test('refuses a DataFrame that is no statistics', () => {
    const people = table({ filiere: ['text', ['Bio']], n: ['integer', [21]] })
    expect(() => boxPlot(toFrame(people))).toThrow(
      expect.objectContaining({
        code: 'CHART_NEEDS_STATISTICS',
        what: expect.stringContaining('missing, mean, min, max, sd, q1, median, q3') as string,
      }),
    )
  })

  test('refuses what is no DataFrame', () => {
    expect(() => boxPlot({} as Parameters<typeof boxPlot>[0])).toThrow(
      expect.objectContaining({ code: 'CHART_NEEDS_STATISTICS' }),
    )
  })
})
