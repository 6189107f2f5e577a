import { type Lang } from '../words'
import { type Axis, fewerLabels } from './axis'
import { type FigureSpec } from './figure'
import { fit, plotlyText } from './plotly-text'
import { baseLayout, edge, ink } from './style'
import { widest } from './text-width'

/** One plot of a figure: traces and remarks in the figure's axes. */
export interface Panel {
  /** What stands above it, where there are several. */
  readonly name: string | null
  readonly data: readonly object[]
  readonly annotations?: readonly object[]
}

export interface Arrangement {
  readonly title: string
  readonly subtitle: string
  readonly x: Axis
  readonly y: Axis
  readonly panels: readonly Panel[]
  /** The names of a legend at the right, none for none. */
  readonly legend?: readonly string[]
  /** The pixels of a scale of colours at the right. */
  readonly scale?: number
  /** Pixels of one plot, where not the usual ones. */
  readonly plot?: { readonly width?: number; readonly height?: number }
  readonly lang: Lang
  /** More of Plotly's layout. */
  readonly more?: object
}

const WIDTH = 860
const HEIGHT = 340
const GAP = 18
/** Room for the name above a plot. */
const NAME = 26
const NAME_SIZE = 13
/** Characters of a name in a legend. */
const LEGEND_WIDTH = 24

/** The plots under a title: one as large as the figure, or several beside and below each other with the same axes. */
export function arrange(a: Arrangement): { spec: FigureSpec; width: number; height: number } {
  const columns = columnsFor(a.panels.length)
  const rows = Math.ceil(a.panels.length / columns)
  const isGrid = a.panels.length > 1 || a.panels[0]?.name != null
  const x = isGrid ? fewerLabels(a.x, columns > 2 ? 3 : 5) : a.x
  const y = isGrid ? fewerLabels(a.y, 4) : a.y
  const left = edge + y.room + (y.title === '' ? 12 : 36)
  const bottom = 28 + 17 * x.lines + (x.title === '' ? 0 : 20)
  const right = edge + (a.scale ?? 0) + legendRoom(a.legend)
  const width = a.plot?.width === undefined ? WIDTH : Math.ceil(left + right + a.plot.width)
  const base = baseLayout(a.title, a.subtitle, { width, left: Math.ceil(left), bottom })
  const plots = {
    columns,
    isGrid,
    width: (width - left - right - (columns - 1) * GAP) / columns,
    height: a.plot?.height ?? (isGrid ? (columns > 2 ? 130 : 180) : HEIGHT),
    gap: NAME + GAP,
  }
  const whole = { width: width - left - right, height: rows * plots.height + (rows - 1) * plots.gap }
  const margin = (base as { margin: { t: number } }).margin
  const top = margin.t + (isGrid ? NAME : 0)
  const layout = {
    ...base,
    margin: { ...margin, t: top, r: Math.ceil(right) },
    width,
    height: Math.ceil(top + whole.height + bottom),
    hovermode: 'closest',
    separators: a.lang === 'fr' ? ',\u00a0' : '.,',
    ...(a.legend && legendLayout()),
    ...a.panels.reduce<object>(
      (all, _, i) => ({ ...all, ...axes(i, a.panels.length, plots, whole, x, y) }),
      {},
    ),
    annotations: [
      ...a.panels.flatMap((panel, i) => (panel.annotations ?? []).map((note) => ({ ...note, ...refs(i) }))),
      ...(isGrid ? a.panels.map((panel, i) => nameOf(panel, i, plots)) : []),
      ...titles(x, y, bottom, left),
    ],
    ...a.more,
  }
  const data = a.panels.flatMap(({ data }, i) =>
    (data.length > 0 ? data : [NOTHING]).map((trace) => ({
      ...trace,
      xaxis: axisName('x', i),
      yaxis: axisName('y', i),
    })),
  )
  return { spec: { data, layout }, width, height: layout.height }
}

/** Plots beside each other. */
const columnsFor = (panels: number): number => (panels <= 1 ? 1 : panels <= 4 ? 2 : panels <= 9 ? 3 : 4)

/** Plotly draws no axes where there is no trace at all. */
const NOTHING = {
  type: 'scatter',
  mode: 'markers',
  x: [null],
  y: [null],
  showlegend: false,
  hoverinfo: 'skip',
}

interface Plots {
  readonly columns: number
  readonly isGrid: boolean
  readonly width: number
  readonly height: number
  readonly gap: number
}

const axisName = (axis: 'x' | 'y', i: number): string => (i === 0 ? axis : `${axis}${i + 1}`)
const refs = (i: number): object => ({ xref: axisName('x', i), yref: axisName('y', i) })

/** The two axes of plot `i`: each has its place, all the same values; labels stand at the left and below. */
function axes(
  i: number,
  count: number,
  { columns, isGrid, width, height, gap }: Plots,
  whole: { width: number; height: number },
  x: Axis,
  y: Axis,
): object {
  if (!isGrid) return { xaxis: x.layout, yaxis: y.layout }
  const [column, row] = [i % columns, Math.floor(i / columns)]
  const fromLeft = column * (width + GAP)
  const fromTop = row * (height + gap)
  const across = [fromLeft, fromLeft + width].map((at) => round(at / whole.width))
  const down = [whole.height - fromTop - height, whole.height - fromTop].map((at) => round(at / whole.height))
  const own = (axis: 'x' | 'y', domain: readonly number[], labelled: boolean): object => ({
    ...(axis === 'x' ? x : y).layout,
    domain,
    anchor: axisName(axis === 'x' ? 'y' : 'x', i),
    ...(i > 0 && { matches: axis }),
    showticklabels: labelled,
  })
  return {
    [`xaxis${i === 0 ? '' : i + 1}`]: own('x', across, i + columns >= count),
    [`yaxis${i === 0 ? '' : i + 1}`]: own('y', down, column === 0),
  }
}

const round = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * 1e6) / 1e6

function nameOf({ name }: Panel, i: number, { width }: Plots): object {
  const lines = fit(name ?? '', Math.floor(width / (NAME_SIZE * 0.66)), 1)
  return {
    text: `<b>${plotlyText(lines[0] ?? '')}</b>`,
    xref: `${axisName('x', i)} domain`,
    yref: `${axisName('y', i)} domain`,
    x: 0,
    y: 1,
    xanchor: 'left',
    yanchor: 'bottom',
    yshift: 2,
    showarrow: false,
    font: { size: NAME_SIZE },
  }
}

/** The titles of the axes, once for all plots; Plotly's own would stand in the labels where those are wide. */
function titles(x: Axis, y: Axis, bottom: number, left: number): object[] {
  const at = { xref: 'paper', yref: 'paper', showarrow: false, font: { size: 14 } }
  return [
    ...(x.title === ''
      ? []
      : [{ ...at, text: plotlyText(x.title), x: 0.5, y: 0, yanchor: 'bottom', yshift: 6 - bottom }]),
    ...(y.title === ''
      ? []
      : [
          {
            ...at,
            text: plotlyText(y.title),
            x: 0,
            y: 0.5,
            xanchor: 'left',
            xshift: edge / 2 - left,
            textangle: -90,
          },
        ]),
  ]
}

/** A name of a legend, on two lines at most. */
export const legendName = (name: string): string => fit(name, LEGEND_WIDTH, 2).map(plotlyText).join('<br>')

const legendRoom = (names: readonly string[] | undefined): number =>
  names === undefined ? 0 : 56 + widest(names.flatMap((name) => fit(name, LEGEND_WIDTH, 2)))

const legendLayout = (): object => ({
  showlegend: true,
  legend: { x: 1.02, xanchor: 'left', y: 1, yanchor: 'top', font: { color: ink }, bgcolor: 'rgba(0,0,0,0)' },
})
