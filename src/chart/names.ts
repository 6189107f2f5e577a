import { type Cell, type Column } from '../table'
import { numberText, phrase, type Lang } from '../words'
import { type Axis } from './axis'
import { isDay, momentText } from './moments'
import { fit, plotlyText, wrap } from './plotly-text'
import { nameAxis } from './style'
import { widest } from './text-width'
import { visible } from './visible'

/** Standing names have room for so many, and for so many characters each. */
export const MOST_STANDING = 8
const LONGEST_STANDING = 16
/** Characters a line of a name, and lines a name, where names lie one above the other. */
const NAME_WIDTH = 26
const NAME_LINES = 2

/** A group along an axis, and how many values it has where that is known. */
export interface Named {
  readonly name: string
  readonly n: number | null
}

/** Names along an axis: below it where they stand, beside it where they lie. */
export interface Names {
  readonly lying: boolean
  /** The lines of each name. */
  readonly ticks: readonly (readonly string[])[]
}

/** Names lie where there are many of them or long ones. */
export function layNames(
  groups: readonly Named[],
  lang: Lang,
  { mostStanding = MOST_STANDING, mostLines = NAME_LINES } = {},
): Names {
  const lying = groups.length > mostStanding || groups.some(({ name }) => name.length > LONGEST_STANDING)
  return { lying, ticks: groups.map((g) => tickLines(g, lying, mostLines, lang)) }
}

function tickLines({ name, n }: Named, lying: boolean, mostLines: number, lang: Lang): string[] {
  const count = n === null ? [] : [phrase('chart.n', lang, { n: numberText(n, lang) })]
  if (!lying) return [...wrap(name, LONGEST_STANDING), ...count]
  const lines = fit(name, NAME_WIDTH, mostLines)
  return [...lines.slice(0, -1), [lines.at(-1) ?? '', ...count.map((text) => `(${text})`)].join('  ')]
}

/** The axis of these names; the first one stands on the left, or lies on top. */
export function namesAxis({ lying, ticks }: Names): object {
  return {
    ...nameAxis,
    range: lying ? [ticks.length - 0.4, -0.6] : [-0.6, ticks.length - 0.4],
    tickvals: ticks.map((_, i) => i),
    ticktext: ticks.map((lines) => lines.map(plotlyText).join('<br>')),
  }
}

/** The same as an axis of charts that share one: lying names say themselves what they are. */
export const axisOfNames = (names: Names, title: string): Axis => ({
  layout: namesAxis(names),
  title: names.lying ? '' : title,
  room: widest(names.ticks.flat()),
  lines: names.ticks.reduce((most, lines) => Math.max(most, lines.length), 1),
})

/** The pixels a name takes on an axis where names lie. */
export const rowHeight = ({ ticks }: Names): number => {
  if (ticks.length <= MOST_STANDING) return 52
  return Math.max(...ticks.map((lines) => lines.length)) > 1 ? 38 : 30
}

/** The values of a column as names of groups; moments in UTC, as long as it takes to tell them apart from days. */
export function namesOf({ type, values }: Pick<Column, 'type' | 'values'>, lang: Lang): string[] {
  const isOfDays = type === 'timestamp' && values.every((v) => v === null || isDay(Number(v)))
  return values.map((cell) => {
    if (cell === null || cell === '') return phrase('chart.noName', lang)
    return type === 'timestamp'
      ? momentText(Number(cell), isOfDays ? 'day' : 'second')
      : visible(plainText(cell, lang))
  })
}

const plainText = (cell: Cell, lang: Lang): string =>
  typeof cell === 'number' && lang === 'fr' ? String(cell).replace('.', ',') : String(cell)
