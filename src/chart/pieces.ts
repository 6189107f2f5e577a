import { expressionText } from '../query'
import { counted, numberText, phrase, type Lang } from '../words'
import { alternative } from './alternative'
import { type Axis, bounds, isoMoment, numberAxis, timeAxis } from './axis'
import { axisTitle, inSentence } from './box-words'
import { type Chart } from './chart-figure'
import { columnTitle, columnWords, titleBy } from './chart-words'
import { isDay, momentText } from './moments'
import { figureText } from './numbers'
import { area, palette } from './palette'
import { type Piece, type PieceColumns, type Pieces, piecesOf } from './piece-rows'
import { plotlyText } from './plotly-text'
import { type Drawn } from './rows'
import { visible } from './visible'

/** More pieces than this are named by steps of the axis, not one by one. */
const MOST_NAMED = 16

/** Counted pieces as bars that touch. `of` is what was counted, in words. */
export function piecesChart(
  drawn: Drawn,
  columns: PieceColumns,
  { of, title }: { of?: string; title?: string },
  lang: Lang,
): Chart {
  const found = piecesOf(drawn, columns, lang)
  const { isTime, panels, missing, outside } = found
  const all = panels.flatMap((p) => p.pieces)
  const what = of === undefined ? subject(drawn, columns, lang) : { title: of, words: of }
  const named = title ?? titleOf(drawn, what, columns.panelBy, lang)
  return {
    title: named,
    counts: [
      phrase('chart.n', lang, { n: numberText(found.counted, lang) }),
      ...(missing > 0 ? [counted(missing, 'missing', lang)] : []),
      ...(outside > 0 ? [counted(outside, 'outside', lang)] : []),
    ],
    caption: [...widthLine(all, isTime, lang), ...found.caption],
    alt: alternative(
      'chart.altHistogram',
      named,
      panels.map((p) => sentence(p, isTime, lang)),
      lang,
    ),
    plots:
      found.counted === 0
        ? null
        : {
            x: edgesAxis(all, isTime, what.title, lang),
            y: numberAxis(
              all.map((p) => p.n),
              { title: columnTitle(drawn, columns.n, lang), lang, fromZero: true, whole: true, parts: 6 },
            ),
            panels: panels.map((p) => ({ name: p.name, data: [trace(p, isTime, lang)] })),
          },
  }
}

/** What the question counted, or else the column that pieces begin with. */
function subject({ answer }: Drawn, { from }: PieceColumns, lang: Lang): Subject {
  const step = answer?.plan.steps.findLast((s) => s.step === 'histogram')
  const of = step?.step === 'histogram' ? step.of : { column: from }
  if ('column' in of) return { title: axisTitle(of.column, lang), words: inSentence(of.column, lang) }
  const words = visible(expressionText(of, lang))
  return { title: words, words }
}

/** What was counted, as a title and within a sentence. */
interface Subject {
  readonly title: string
  readonly words: string
}

const titleOf = (drawn: Drawn, of: Subject, panelBy: string | undefined, lang: Lang): string =>
  panelBy === undefined
    ? phrase('chart.distribution', lang, { of: of.words })
    : titleBy(of.title, [columnWords(drawn, panelBy, lang)], lang)

function edgesAxis(pieces: readonly Piece[], isTime: boolean, title: string, lang: Lang): Axis {
  const edges = pieces.flatMap((p) => [p.from, p.to])
  const [least, most] = bounds(edges)
  if (isTime) return timeAxis(edges, phrase('chart.inUtc', lang, { of: title }))
  const axis = numberAxis(edges, { title, lang, whole: edges.every(Number.isInteger) })
  const widths = new Set(pieces.map((p) => p.to - p.from))
  const [width = 0] = widths
  // Few pieces of one width: a label at each edge.
  if (widths.size !== 1 || (most - least) / width > MOST_NAMED) return axis
  return { ...axis, layout: { ...axis.layout, dtick: width, tick0: least } }
}

/** Bars as wide as their pieces, with a line of the ground between them. */
function trace({ name, pieces }: Pieces['panels'][number], isTime: boolean, lang: Lang): object {
  return {
    type: 'bar',
    x: pieces.map((p) => (isTime ? isoMoment(p.from) : p.from)),
    y: pieces.map((p) => p.n),
    width: pieces.map((p) => p.to - p.from),
    offset: 0,
    marker: { color: area, line: { color: palette[0], width: 1 } },
    hoverinfo: 'text',
    hovertext: pieces.map((p) =>
      [
        ...(name === null ? [] : [`<b>${plotlyText(name)}</b>`]),
        plotlyText(`${edgeText(p.from, isTime, lang)} – ${edgeText(p.to, isTime, lang)}`),
        plotlyText(numberText(p.n, lang)),
      ].join('<br>'),
    ),
  }
}

const edgeText = (value: number, isTime: boolean, lang: Lang): string =>
  isTime ? momentText(value, isDay(value) ? 'day' : 'second') : figureText(value, lang)

/** How wide a piece is, or that they differ: then a bar's height is not how dense the values are. */
function widthLine(pieces: readonly Piece[], isTime: boolean, lang: Lang): string[] {
  const widths = new Set(pieces.map((p) => Number((p.to - p.from).toPrecision(12))))
  const [width = 0] = widths
  if (widths.size > 1) return [phrase('chart.widthsDiffer', lang)]
  return isTime || widths.size === 0 ? [] : [phrase('chart.width', lang, { width: figureText(width, lang) })]
}

function sentence({ name, pieces }: Pieces['panels'][number], isTime: boolean, lang: Lang): string {
  const n = pieces.reduce((total, p) => total + p.n, 0)
  const most = pieces.reduce((a, b) => (b.n > a.n ? b : a), { from: 0, to: 0, n: 0 })
  const filled = pieces.filter((p) => p.n > 0)
  const edge = (value: number): string => edgeText(value, isTime, lang)
  const said =
    n === 0
      ? phrase('chart.altNoneAtAll', lang)
      : phrase('chart.altPieces', lang, {
          n: counted(n, 'value', lang),
          from: edge(Math.min(...filled.map((p) => p.from))),
          to: edge(Math.max(...filled.map((p) => p.to))),
          most: numberText(most.n, lang),
          mostFrom: edge(most.from),
          mostTo: edge(most.to),
        })
  return name === null ? said : phrase('chart.altNamed', lang, { name, sentence: said })
}
