import { counted, numberText, phrase, type Lang, type Word } from '../words'
import { alternative } from './alternative'
import { isoMoment, numberAxis, timeAxis, type Axis } from './axis'
import { type Chart } from './chart-figure'
import { columnTitle } from './chart-words'
import { legendName } from './layout'
import { type Point, type PointOptions, type Points, pointsOf, type XyColumns } from './points'
import { type Drawn, type Positions } from './rows'
import { seriesStyle, type SeriesStyle } from './series'
import { hoverTemplate, sentences, xyTitle } from './xy-words'

/** What a line chart and a scatter plot do differently. */
export interface XyManner extends PointOptions {
  readonly alt: Word
  /** A trace without its places; `total` is the number of points in the figure. */
  readonly trace: (points: readonly Point[], style: SeriesStyle, total: number) => object
}

/** Rows as points in two axes, in one plot or several. */
export function xyChart(
  drawn: Drawn,
  columns: XyColumns,
  manner: XyManner,
  title: string | undefined,
  lang: Lang,
): Chart {
  const found = pointsOf(drawn, columns, manner, lang)
  const named = title ?? xyTitle(drawn, columns, lang)
  const { shown, all } = found.sampled
  return {
    title: named,
    counts: [
      phrase('chart.n', lang, { n: numberText(found.drawable, lang) }),
      ...(found.missing > 0 ? [counted(found.missing, 'missing', lang)] : []),
      ...(found.infinite > 0 ? [counted(found.infinite, 'infinite', lang)] : []),
    ],
    caption: [
      ...(shown < all
        ? [phrase('chart.sampled', lang, { shown: numberText(shown, lang), all: numberText(all, lang) })]
        : []),
      ...found.caption,
    ],
    alt: alternative(manner.alt, named, sentences(found, lang), lang),
    plots: found.drawable === 0 ? null : plots(drawn, columns, found, manner, lang),
  }
}

function plots(
  drawn: Drawn,
  columns: XyColumns,
  { x, y, series, panels, kinds }: Points,
  manner: XyManner,
  lang: Lang,
): Chart['plots'] {
  const total = series.reduce((n, s) => n + s.points.length, 0)
  const drawnPoints = series.flatMap((s) => s.points).filter((p) => p.y !== null)
  const hover = hoverTemplate(drawn, columns, x, y, lang)
  const data = series.map((s, i) => ({
    ...manner.trace(s.points, seriesStyle(s.kind), total),
    x: s.points.map((p) => (x.isTime ? isoMoment(p.x) : p.x)),
    y: s.points.map((p) => (y.isTime && p.y !== null ? isoMoment(p.y) : p.y)),
    name: legendName(s.name),
    legendgroup: String(s.kind),
    showlegend: kinds.length > 0 && series.findIndex((other) => other.kind === s.kind) === i,
    hovertemplate: hover(s.name === '' ? (panels[s.panel] ?? '') : s.name),
  }))
  return {
    x: axisOf(
      drawn,
      columns.x,
      x,
      drawnPoints.map((p) => p.x),
      lang,
    ),
    y: axisOf(
      drawn,
      columns.y,
      y,
      drawnPoints.map((p) => p.y ?? 0),
      lang,
    ),
    ...(kinds.length > 0 && { legend: kinds }),
    panels: panels.map((name, i) => ({ name, data: data.filter((_, k) => series[k]?.panel === i) })),
  }
}

function axisOf(
  drawn: Drawn,
  name: string,
  { isTime }: Positions,
  values: readonly number[],
  lang: Lang,
): Axis {
  const title = columnTitle(drawn, name, lang)
  if (isTime) return timeAxis(values, title)
  return numberAxis(values, { title, lang, whole: values.every(Number.isInteger) })
}
