import { counted, label as wordFor, numberText, phrase, type Lang } from '../words'
import { alternative } from './alternative'
import { numberAxis } from './axis'
import { type Bar, type BarPlan, type Bars, barsOf } from './bar-rows'
import { type Chart } from './chart-figure'
import { capitalised, columnTitle, columnWords, titleBy } from './chart-words'
import { axisOfNames, layNames, type Names, rowHeight } from './names'
import { figureText } from './numbers'
import { area, translucent } from './palette'
import { plotlyText } from './plotly-text'
import { type Drawn } from './rows'
import { ink } from './style'

/** Bars that stand in a plot among others. */
const MOST_STANDING_IN_PANEL = 4
const ROW_IN_PANEL = 26

/** Bars along names, in one plot or several. */
export function barsChart(drawn: Drawn, plan: BarPlan, title: string | undefined, lang: Lang): Chart {
  const found = barsOf(drawn, plan, lang)
  const bars = found.panels.flatMap((p) => p.bars)
  const numbers = bars.flatMap((b) => [b.value, b.low, b.high]).filter((v) => v !== null)
  const missing = bars.filter((b) => b.value === null).length
  const isGrid = plan.panelBy !== undefined
  const names = layNames(
    found.groups.map(({ name }, at) => ({
      name,
      n: isGrid ? null : (bars.find((b) => b.at === at)?.n ?? null),
    })),
    lang,
    isGrid ? { mostStanding: MOST_STANDING_IN_PANEL, mostLines: 1 } : {},
  )
  const keys = [plan.by, plan.panelBy].filter((k) => k !== undefined).map((k) => columnWords(drawn, k, lang))
  const named = title ?? titleBy(columnTitle(drawn, plan.of, lang), keys, lang)
  return {
    title: named,
    counts: missing > 0 ? [counted(missing, 'withoutValue', lang)] : [],
    caption: [...keyLines(found, bars, lang), ...cappedLine(found, lang), ...found.caption],
    alt: alternative(
      'chart.altBars',
      named,
      found.panels.flatMap((p) => p.bars.map((b) => sentence(b, p.name, lang))),
      lang,
    ),
    plots: numbers.length === 0 ? null : plots(drawn, plan, found, names, numbers, lang),
  }
}

function plots(
  drawn: Drawn,
  plan: BarPlan,
  found: Bars,
  names: Names,
  numbers: readonly number[],
  lang: Lang,
): Chart['plots'] {
  const values = numberAxis(numbers, {
    title: columnTitle(drawn, plan.of, lang),
    lang,
    fromZero: true,
    whole: numbers.every(Number.isInteger),
    ...(found.interval === null && { margin: roomForValues(names, plan) }),
  })
  const along = axisOfNames(names, columnTitle(drawn, plan.by, lang))
  const panels = found.panels.map((p) => ({
    name: p.name,
    data: traces(p.bars, names.lying, found.interval !== null, lang),
  }))
  const count = names.ticks.length
  const height = plan.panelBy === undefined ? Math.max(120, rowHeight(names) * count) : ROW_IN_PANEL * count
  return names.lying
    ? { x: values, y: along, panels, plot: { height: Math.max(height, 70) } }
    : {
        x: along,
        y: values,
        panels,
        ...(plan.panelBy === undefined && { plot: { width: Math.max(560, 110 * count) } }),
      }
}

/** At the end of a bar stands its value, where no interval does. */
function roomForValues({ lying }: Names, { panelBy }: BarPlan): number {
  if (panelBy === undefined) return lying ? 0.12 : 0.09
  return lying ? 0.35 : 0.2
}

/** Bars with an interval, and bars without one. */
function traces(bars: readonly Bar[], lying: boolean, hasIntervals: boolean, lang: Lang): object[] {
  const drawn = bars.filter((b) => b.value !== null)
  const isWhole = (b: Bar): boolean => b.low !== null && b.high !== null
  const parts = [drawn.filter(isWhole), drawn.filter((b) => !isWhole(b))]
  return parts
    .filter((part) => part.length > 0)
    .map((part) => ({
      type: 'bar',
      orientation: lying ? 'h' : 'v',
      [lying ? 'y' : 'x']: part.map((b) => b.at),
      [lying ? 'x' : 'y']: part.map((b) => b.value),
      width: 0.62,
      marker: {
        // A group of one says nothing of others like it.
        color: part.map((b) => (hasIntervals && b.n === 1 ? translucent(area, 0.15) : area)),
        line: { color: area, width: 1.5 },
      },
      ...(part.some(isWhole) && { [lying ? 'error_x' : 'error_y']: errors(part) }),
      ...(!hasIntervals && valueTexts(part, lang)),
      hoverinfo: 'text',
      hovertext: part.map((b) =>
        [`<b>${plotlyText(b.name)}</b>`, ...hoverLines(b, lang).map(plotlyText)].join('<br>'),
      ),
    }))
}

const errors = (bars: readonly Bar[]): object => ({
  type: 'data',
  symmetric: false,
  array: bars.map((b) => (b.high ?? 0) - (b.value ?? 0)),
  arrayminus: bars.map((b) => (b.value ?? 0) - (b.low ?? 0)),
  color: ink,
  thickness: 1.5,
  width: 5,
})

const valueTexts = (bars: readonly Bar[], lang: Lang): object => ({
  text: bars.map((b) => figureText(b.value ?? 0, lang)),
  textposition: 'outside',
  textangle: 0,
  cliponaxis: false,
})

function hoverLines(b: Bar, lang: Lang): string[] {
  const text = (value: number | null): string => (value === null ? '–' : figureText(value, lang))
  return [
    text(b.value),
    ...(b.low === null && b.high === null ? [] : [`[${text(b.low)} ; ${text(b.high)}]`]),
    ...(b.n === null ? [] : [`${wordFor('n', lang)} ${numberText(b.n, lang)}`]),
  ]
}

function keyLines({ interval }: Bars, bars: readonly Bar[], lang: Lang): string[] {
  if (interval === null) return []
  const single = bars.some((b) => b.n === 1) ? [phrase('chart.intervalSingle', lang)] : []
  return [
    capitalised([phrase('chart.interval', lang, { said: interval[0] ?? '' }), ...single].join(' · '), lang),
    ...interval.slice(1),
  ]
}

function cappedLine({ groups, all }: Bars, lang: Lang): string[] {
  if (groups.length === all) return []
  const counts = { shown: numberText(groups.length, lang), all: numberText(all, lang) }
  return [phrase('chart.cappedBars', lang, counts)]
}

function sentence(b: Bar, panel: string | null, lang: Lang): string {
  const name = panel === null ? b.name : `${panel}, ${b.name}`
  const text = (value: number): string => figureText(value, lang)
  if (b.value === null) return phrase('chart.altNone', lang, { name })
  if (b.low === null || b.high === null)
    return phrase('chart.altNamed', lang, { name, sentence: `${text(b.value)}.` })
  return phrase('chart.altInterval', lang, {
    name,
    value: text(b.value),
    low: text(b.low),
    high: text(b.high),
  })
}
