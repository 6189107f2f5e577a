import { counted, numberText, phrase, type Lang } from '../words'
import { alternative } from './alternative'
import { type Axis, bounds } from './axis'
import { type Chart } from './chart-figure'
import { columnTitle, columnWords, titleBy } from './chart-words'
import { colourScale, type ColourScale } from './colour-scale'
import { type Group, groupsOf, keyOf, largest } from './groups'
import { figureText } from './numbers'
import { eachOnce } from './once'
import { fit, plotlyText } from './plotly-text'
import { columnOf, numbersOf, type Drawn } from './rows'
import { nameAxis } from './style'
import { FONT_SIZE, widest } from './text-width'

/** Keys along one side. */
const MOST_KEYS = 40
/** Characters of a key. */
const KEY_WIDTH = 28
const WIDTH = 640
const CELL = { least: 22, most: 96, height: 30 }
/** A number in a cell is smaller than other text. */
const NUMBER_SIZE = 12
const SCALE = 96

export interface CellColumns {
  readonly x: string
  readonly y: string
  readonly of: string
}

interface CellValue {
  readonly x: number
  readonly y: number
  readonly value: number | null
}

/** A figure by two keys as coloured cells. */
export function cellsChart(drawn: Drawn, columns: CellColumns, title: string | undefined, lang: Lang): Chart {
  const { x, y, of } = columns
  eachOnce(drawn, [x, y], 'heatMap')
  const values = numbersOf(drawn, of, 'heatMap')
  const [across, down] = [keysOf(drawn, x, lang), keysOf(drawn, y, lang)]
  const cells = values.flatMap((value, i): CellValue[] => {
    const [at, row] = [across.place(i), down.place(i)]
    const isDrawn = value !== null && Number.isFinite(value)
    return at === undefined || row === undefined ? [] : [{ x: at, y: row, value: isDrawn ? value : null }]
  })
  const numbers = cells.map((c) => c.value).filter((v) => v !== null)
  const words = [x, y].map((key) => columnWords(drawn, key, lang))
  const named = title ?? titleBy(columnTitle(drawn, of, lang), words, lang)
  const without = cells.length - numbers.length
  const nameOf = (c: CellValue): string => `${across.names[c.x] ?? ''}, ${down.names[c.y] ?? ''}`
  const empty = across.names.length * down.names.length - cells.length
  return {
    title: named,
    counts: [
      counted(numbers.length, 'cell', lang),
      ...(without > 0 ? [counted(without, 'withoutValue', lang)] : []),
    ],
    caption: [
      [
        ...(empty > 0 ? [phrase('chart.noPair', lang)] : []),
        ...(without > 0 ? [phrase('chart.noValue', lang)] : []),
      ].join(' · '),
      ...cappedKeys(across, lang),
      ...cappedKeys(down, lang),
    ].filter((line) => line !== ''),
    alt: alternative(
      'chart.altHeatMap',
      named,
      extremes(cells).map(([word, cell]) =>
        phrase(word, lang, { value: figureText(cell.value ?? 0, lang), cell: nameOf(cell) }),
      ),
      lang,
    ),
    plots:
      numbers.length === 0
        ? null
        : plots(
            cells,
            { x: across.names, y: down.names },
            { x: columnTitle(drawn, x, lang), y: columnTitle(drawn, y, lang) },
            nameOf,
            lang,
          ),
  }
}

interface Keys {
  readonly names: readonly string[]
  readonly all: number
  /** Where row `i` stands; undefined for a key that is not drawn. */
  readonly place: (i: number) => number | undefined
}

function keysOf(drawn: Drawn, name: string, lang: Lang): Keys {
  const { values } = columnOf(drawn, name)
  const first = (g: Group) => values[g.rows[0] ?? 0] ?? null
  const groups = groupsOf(drawn, name, lang)
  const shown = largest(groups, MOST_KEYS, (g) => g.rows.length)
  const places = new Map(shown.map((g, at) => [keyOf(first(g)), at]))
  return {
    names: shown.map((g) => g.name),
    all: groups.length,
    place: (i) => places.get(keyOf(values[i] ?? null)),
  }
}

const cappedKeys = ({ names, all }: Keys, lang: Lang): string[] =>
  names.length === all
    ? []
    : [
        phrase('chart.cappedKeys', lang, {
          shown: numberText(names.length, lang),
          all: numberText(all, lang),
        }),
      ]

/** The cells of the greatest and of the least value. */
function extremes(cells: readonly CellValue[]) {
  const drawn = cells.filter((c) => c.value !== null)
  const ordered = [...drawn].sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const [most, least] = [ordered[0], ordered.at(-1)]
  return most === undefined || least === undefined
    ? []
    : ([
        ['chart.altMost', most],
        ['chart.altLeast', least],
      ] as const)
}

function plots(
  cells: readonly CellValue[],
  names: { readonly x: readonly string[]; readonly y: readonly string[] },
  titles: { readonly x: string; readonly y: string },
  nameOf: (cell: CellValue) => string,
  lang: Lang,
): Chart['plots'] {
  const cell = Math.min(CELL.most, Math.max(CELL.least, WIDTH / names.x.length))
  const scale = colourScale(...bounds(cells.map((c) => c.value).filter((v) => v !== null)))
  return {
    x: keyAxis(names.x, titles.x, cell),
    y: { ...sideAxis(names.y), title: titles.y },
    scale: scale.isOne ? 0 : SCALE,
    panels: [{ name: null, data: traces(cells, scale, cell, nameOf, lang) }],
    plot: { width: Math.max(240, cell * names.x.length), height: CELL.height * names.y.length },
    more: { barmode: 'overlay', bargap: 0 },
  }
}

/** Keys along the bottom: level where they fit their cells, else upright. */
function keyAxis(names: readonly string[], title: string, cell: number): Axis {
  const level = names.map((name) => fit(name, KEY_WIDTH, 1))
  const isLevel = widest(level.flat()) + 8 <= cell
  return {
    title,
    room: 0,
    lines: isLevel ? 1 : Math.ceil((widest(level.flat()) + 6) / 17),
    layout: { ...namesLayout(level.flat()), range: [-0.5, names.length - 0.5], tickangle: isLevel ? 0 : -90 },
  }
}

function sideAxis(names: readonly string[]): Omit<Axis, 'title'> {
  const lines = names.flatMap((name) => fit(name, KEY_WIDTH, 1))
  // The first key lies on top.
  return {
    room: widest(lines),
    lines: 1,
    layout: { ...namesLayout(lines), range: [names.length - 0.5, -0.5] },
  }
}

const namesLayout = (names: readonly string[]): object => ({
  ...nameAxis,
  tickvals: names.map((_, i) => i),
  ticktext: names.map(plotlyText),
})

/** A bar a cell: Plotly's own heat map is a picture of pixels, which a drawing without a browser cannot make. */
function traces(
  all: readonly CellValue[],
  scale: ColourScale,
  width: number,
  nameOf: (cell: CellValue) => string,
  lang: Lang,
): object[] {
  const cells = all.filter((c) => c.value !== null)
  const without = all.filter((c) => c.value === null)
  const texts = cells.map((c) => figureText(c.value ?? 0, lang))
  const fits = (widest(texts) * NUMBER_SIZE) / FONT_SIZE + 6 <= width
  const rows = new Set(all.map((c) => c.y)).size
  const ends = [scale.least, scale.most]
  const bars = {
    type: 'bar',
    x: cells.map((c) => c.x),
    base: cells.map((c) => c.y - 0.5),
    y: cells.map(() => 1),
    width: 1,
    marker: {
      color: cells.map((c) => c.value),
      colorscale: scale.stops,
      cmin: scale.least,
      cmax: scale.most,
      line: { width: 0 },
      showscale: !scale.isOne,
      colorbar: {
        ...{ thickness: 14, outlinewidth: 0, len: 1, x: 1.01, xpad: 12, separatethousands: true },
        // Where it is low, there is room for its two ends alone.
        ...(rows > 3
          ? { nticks: Math.min(7, rows) }
          : { tickvals: ends, ticktext: ends.map((v) => figureText(v, lang)) }),
      },
    },
    ...(fits && {
      text: texts,
      textposition: 'inside',
      insidetextanchor: 'middle',
      textangle: 0,
      constraintext: 'none',
      insidetextfont: { size: NUMBER_SIZE, color: cells.map((c) => scale.inkOn(c.value ?? 0)) },
    }),
    hoverinfo: 'text',
    hovertext: cells.map((c, i) => `<b>${plotlyText(nameOf(c))}</b><br>${plotlyText(texts[i] ?? '')}`),
  }
  const dashes = {
    type: 'scatter',
    mode: 'text',
    x: without.map((c) => c.x),
    y: without.map((c) => c.y),
    text: without.map(() => '–'),
    hoverinfo: 'text',
    hovertext: without.map((c) => `<b>${plotlyText(nameOf(c))}</b><br>–`),
  }
  return [bars, ...(without.length > 0 ? [dashes] : [])]
}
