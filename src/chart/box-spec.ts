import { phrase, type Lang } from '../words'
import { axisTitle, groupName, hoverLines } from './box-words'
import { type FigureSpec } from './figure'
import { layNames, type Names, namesAxis, rowHeight } from './names'
import { figureText, niceStep } from './numbers'
import { palette, translucent } from './palette'
import { plotlyText } from './plotly-text'
import { type GroupStatistics, type Statistics } from './statistics'
import { baseLayout, edge, ink, valueAxis } from './style'
import { widest } from './text-width'

/** Where a mean stands, from the middle of its group, in units of the distance between groups; and how wide a box is. */
const MEAN_OFFSET = 0.36
const BOX_WIDTH = 0.46

export interface BoxSpec {
  readonly spec: FigureSpec
  readonly width: number
  readonly height: number
}

/** The boxes of `groups` (at least one of them with a value) under that title. */
export function boxSpec(statistics: Statistics, title: string, subtitle: string, lang: Lang): BoxSpec {
  const { groups } = statistics
  const names = layNames(
    groups.map((g) => ({ name: groupName(g, lang), n: g.n })),
    lang,
  )
  const { lying } = names
  const range = valueRange(groups)
  const step = niceStep(range[1] - range[0], 9, areIntegers(groups) ? 1 : 0)
  const size = sizeOf(names)
  const left = lying
    ? edge + widest(names.ticks.flat())
    : edge + 36 + widest(range.map((v) => tickValue(v, step, lang)))
  const values = {
    ...valueAxis,
    title: { text: plotlyText(statistics.of === '' ? '' : axisTitle(statistics.of, lang)), standoff: 12 },
    range,
    dtick: step,
    separatethousands: true,
    exponentformat: Math.max(...range.map(Math.abs)) < 1e15 ? 'none' : 'power',
  }
  const categories = {
    ...namesAxis(names),
    title: lying ? undefined : { text: plotlyText(axisTitle(statistics.by, lang)), standoff: 14 },
  }
  const layout = {
    ...baseLayout(title, subtitle, {
      width: size.width,
      left: Math.ceil(left),
      bottom: lying ? 60 : 84,
    }),
    ...size,
    xaxis: lying ? values : categories,
    yaxis: lying ? categories : values,
    boxmode: 'overlay',
    hovermode: 'closest',
    hoverdistance: 60,
    annotations: levelValues(groups, lying, lang),
    separators: lang === 'fr' ? ',\u00a0' : '.,',
  }
  return { spec: { data: traces(groups, lying, lang), layout }, ...size }
}

function sizeOf(names: Names): { width: number; height: number } {
  const groups = names.ticks.length
  if (!names.lying) return { width: Math.max(720, 160 + 120 * groups), height: 460 }
  return { width: 860, height: Math.max(300, 150 + rowHeight(names) * groups) }
}

/** A value as an axis writes it at such a step. */
const tickValue = (value: number, step: number, lang: Lang): string =>
  figureText(Math.round(value / step) * step, lang)

/** From the least to the greatest figure that is drawn, and a margin. */
function valueRange(groups: readonly GroupStatistics[]): [number, number] {
  const drawn = groups.flatMap((g) => [g.min, g.max, below(g), above(g)]).filter((v) => v !== null)
  const [least, most] = [Math.min(...drawn), Math.max(...drawn)]
  const margin = (most - least) * 0.1 || Math.max(1, Math.abs(most) * 0.05)
  return [least - margin, most + margin]
}

const below = ({ mean, sd }: GroupStatistics): number | null =>
  mean === null || sd === null ? mean : mean - sd
const above = ({ mean, sd }: GroupStatistics): number | null =>
  mean === null || sd === null ? mean : mean + sd

const areIntegers = (groups: readonly GroupStatistics[]): boolean =>
  groups.every((g) => Number.isInteger(g.min ?? 0) && Number.isInteger(g.max ?? 0))

type Placed = GroupStatistics & { readonly at: number; readonly colour: string }

function traces(groups: readonly GroupStatistics[], lying: boolean, lang: Lang): object[] {
  const placed = groups.map((g, at) => ({
    ...g,
    at,
    colour: groups.length <= palette.length ? (palette[at] ?? palette[0]) : palette[0],
  }))
  const several = placed.filter((g) => g.n > 1)
  const single = placed.filter((g) => g.n === 1)
  return [
    ...several.map((g) => box(g, lying)),
    ...(several.length > 0 ? [means(several, lying, lang)] : []),
    ...(single.length > 0 ? [points(single, lying, lang)] : []),
  ]
}

/** Positions along the axis of names, and values along the other. */
const along = (lying: boolean, positions: readonly number[], values: readonly (number | null)[]): object =>
  lying ? { y: positions, x: values } : { x: positions, y: values }

function box(g: Placed, lying: boolean): object {
  return {
    type: 'box',
    orientation: lying ? 'h' : 'v',
    [lying ? 'y' : 'x']: [g.at],
    lowerfence: [g.min],
    q1: [g.q1],
    median: [g.median],
    q3: [g.q3],
    upperfence: [g.max],
    mean: [g.mean],
    sd: [g.sd],
    boxmean: false,
    width: BOX_WIDTH,
    whiskerwidth: 0.5,
    fillcolor: translucent(g.colour, 0.6),
    line: { color: ink, width: isLevel(g) ? 4 : 2 },
    hoverinfo: 'skip',
  }
}

function means(groups: readonly Placed[], lying: boolean, lang: Lang): object {
  return {
    type: 'scatter',
    mode: 'markers',
    ...along(
      lying,
      groups.map((g) => Math.round((g.at + MEAN_OFFSET) * 100) / 100),
      groups.map((g) => g.mean),
    ),
    [lying ? 'error_x' : 'error_y']: {
      type: 'data',
      array: groups.map((g) => g.sd ?? 0),
      color: ink,
      thickness: 1.5,
      width: 4,
    },
    marker: {
      symbol: 'diamond',
      size: 10,
      color: groups.map((g) => g.colour),
      line: { color: ink, width: 1 },
    },
    ...hover(groups, lang),
  }
}

/** A group of one value has no box: a dot. */
function points(groups: readonly Placed[], lying: boolean, lang: Lang): object {
  return {
    type: 'scatter',
    mode: 'markers',
    ...along(
      lying,
      groups.map((g) => g.at),
      groups.map((g) => g.min),
    ),
    marker: {
      symbol: 'circle',
      size: 11,
      color: groups.map((g) => g.colour),
      line: { color: ink, width: 1 },
    },
    ...hover(groups, lang),
  }
}

/** Where all values are equal the box is a line: its value is written at it. */
function levelValues(groups: readonly GroupStatistics[], lying: boolean, lang: Lang): object[] {
  return groups.flatMap((g, at) => {
    if (!isLevel(g)) return []
    const value = figureText(g.min ?? 0, lang)
    const distance = g.n === 1 ? 10 : 6
    return [
      {
        ...(lying ? { x: g.min, y: at, xanchor: 'left', xshift: distance } : {}),
        ...(lying ? {} : { x: at, y: g.min, yanchor: 'bottom', yshift: distance }),
        text: g.n === 1 ? value : phrase('chart.allAt', lang, { value }),
        showarrow: false,
      },
    ]
  })
}

const isLevel = (g: GroupStatistics): boolean => g.n > 0 && g.min !== null && g.min === g.max

const hover = (groups: readonly Placed[], lang: Lang): object => ({
  hoverinfo: 'text',
  hovertext: groups.map((g) =>
    [`<b>${plotlyText(groupName(g, lang))}</b>`, ...hoverLines(g, lang).map(plotlyText)].join('<br>'),
  ),
})
