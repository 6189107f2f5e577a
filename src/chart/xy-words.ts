import { counted, phrase, type Lang } from '../words'
import { bounds } from './axis'
import { columnTitle, columnWords, titleBy } from './chart-words'
import { isDay, momentText } from './moments'
import { figureText } from './numbers'
import { plotlyText } from './plotly-text'
import { type Point, type Points, type XyColumns } from './points'
import { type Drawn, isTime, columnOf, type Positions } from './rows'

/** `Mean of age over time by field of study`. */
export function xyTitle(drawn: Drawn, { x, y, by, panelBy }: XyColumns, lang: Lang): string {
  const words = { y: columnTitle(drawn, y, lang), x: columnWords(drawn, x, lang) }
  const of = phrase(isTime(columnOf(drawn, x)) ? 'chart.overTime' : 'chart.against', lang, words)
  const keys = [by, panelBy].filter((k) => k !== undefined)
  return titleBy(
    of,
    keys.map((k) => columnWords(drawn, k, lang)),
    lang,
  )
}

/** What pointing at a point says, as Plotly's template: its kind, and its place. */
export function hoverTemplate(
  drawn: Drawn,
  columns: XyColumns,
  x: Positions,
  y: Positions,
  lang: Lang,
): (name: string) => string {
  const text = (words: string): string => plotlyText(words).replaceAll('%', '&#37;')
  const value = (axis: 'x' | 'y', { isTime }: Positions): string =>
    isTime ? `%{${axis}|%Y-%m-%d %H:%M:%S}` : `%{${axis}}`
  const line = (axis: 'x' | 'y', positions: Positions): string =>
    `${text(columnTitle(drawn, columns[axis], lang))} ${value(axis, positions)}`
  const place = `${line('x', x)}<br>${line('y', y)}<extra></extra>`
  return (name) => (name === '' ? place : `<b>${text(name)}</b><br>${place}`)
}

/** What is read of the points, plot by plot, or kind by kind where there is but one plot. */
export function sentences({ x, y, series, panels }: Points, lang: Lang): string[] {
  if (panels.length === 1 && panels[0] === null)
    return series.map((s) => sentence(s.name, s.points, x, y, lang))
  return panels.map((name, i) => {
    const points = series.filter((s) => s.panel === i).flatMap((s) => s.points)
    return sentence(name ?? '', points, x, y, lang)
  })
}

function sentence(name: string, points: readonly Point[], x: Positions, y: Positions, lang: Lang): string {
  const drawn = points.filter((p) => p.y !== null)
  const [fromX, toX] = bounds(drawn.map((p) => p.x)).map((v) => valueText(v, x, lang))
  const [fromY, toY] = bounds(drawn.map((p) => p.y ?? 0)).map((v) => valueText(v, y, lang))
  const n = counted(drawn.length, 'point', lang)
  const said =
    drawn.length === 0
      ? phrase('chart.altNoneAtAll', lang)
      : phrase('chart.altPoints', lang, {
          ...{ n, fromX: fromX ?? '', toX: toX ?? '', fromY: fromY ?? '', toY: toY ?? '' },
        })
  return name === '' ? said : phrase('chart.altNamed', lang, { name, sentence: said })
}

const valueText = (value: number, { isTime }: Positions, lang: Lang): string =>
  isTime ? momentText(value, isDay(value) ? 'day' : 'second') : figureText(value, lang)
