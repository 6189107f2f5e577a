import { type Lang } from '../words'
import { isDay, momentText } from './moments'
import { figureText, niceStep } from './numbers'
import { valueAxis } from './style'
import { widest } from './text-width'

/** One axis of a plot, as every plot of its figure has it. */
export interface Axis {
  /** What Plotly is told, without its title. */
  readonly layout: object
  readonly title: string
  /** The pixels that its labels take to the left of a plot. */
  readonly room: number
  /** The lines that they take below one. */
  readonly lines: number
}

export interface NumberAxisOptions {
  readonly title: string
  readonly lang: Lang
  /** About how many labels; 9 by default. */
  readonly parts?: number
  /** Bars begin at 0, so that their length is what they say. */
  readonly fromZero?: boolean
  /** Steps are whole: counts, ages. */
  readonly whole?: boolean
  /** Room beyond the values, as a part of their span. */
  readonly margin?: number
}

/** An axis from the least to the greatest of these values (at least one, all finite), and a margin. */
export function numberAxis(values: readonly number[], options: NumberAxisOptions): Axis {
  const { title, lang, parts = 9, fromZero = false, whole = false, margin = 0.07 } = options
  const range = rangeOf(values, fromZero, margin)
  const step = niceStep(range[1] - range[0], parts, whole ? 1 : 0)
  const largest = Math.max(...range.map(Math.abs))
  return {
    title,
    lines: 1,
    room: widest(range.map((v) => figureText(Math.round(v / step) * step, lang))),
    layout: {
      ...valueAxis,
      range,
      dtick: step,
      separatethousands: true,
      exponentformat: largest < 1e15 ? 'none' : 'power',
    },
  }
}

function rangeOf(values: readonly number[], fromZero: boolean, part: number): [number, number] {
  const [least, most] = bounds(fromZero ? [...values, 0] : values)
  const margin = (most - least) * part || Math.max(1, Math.abs(most) * 0.05)
  return [fromZero && least === 0 ? 0 : least - margin, fromZero && most === 0 ? 0 : most + margin]
}

/** The least and the greatest; of many values too, which `Math.min(...values)` does not take. */
export function bounds(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], v) => [Math.min(least, v), Math.max(most, v)],
    [Infinity, -Infinity],
  )
}

/** How moments are written at a distance of labels of so many milliseconds; numbers alone, in every language. */
const FORMATS = [
  { dtickrange: [null, 1000], value: '%H:%M:%S.%L\n%Y-%m-%d' },
  { dtickrange: [1000, 60_000], value: '%H:%M:%S\n%Y-%m-%d' },
  { dtickrange: [60_000, 86_400_000], value: '%H:%M\n%Y-%m-%d' },
  { dtickrange: [86_400_000, 'M1'], value: '%Y-%m-%d' },
  { dtickrange: ['M1', 'M12'], value: '%Y-%m' },
  { dtickrange: ['M12', null], value: '%Y' },
]

/** An axis of moments, in milliseconds since 1970 in UTC; `isoMoment` gives them to Plotly. */
export function timeAxis(values: readonly number[], title: string): Axis {
  const [least, most] = bounds(values)
  const step = stepOf(values)
  const margin = (most - least) * 0.03 || (step ?? HOUR)
  return {
    title,
    room: widest(['2026-11-24']),
    lines: isOfDays(step) ? 1 : 2,
    layout: {
      ...valueAxis,
      type: 'date',
      range: [least - margin, most + margin].map(isoMoment),
      ...(isOfDays(step) ? { tickformat: '%Y-%m-%d' } : { tickformatstops: FORMATS }),
      tickangle: 0,
      ...timeTicks(least, most, step, TIME_LABELS),
    },
  }
}

const HOUR = 3_600_000
const TIME_LABELS = 7
/** So many moments at most are looked at for a step of their own. */
const MOST_STEPS = 1000

/** The step of moments that come in steps, such as the beginnings of weeks; null for any others. */
function stepOf(values: readonly number[]): number | null {
  const moments = [...new Set(values)].sort((a, b) => a - b)
  const [first = 0] = moments
  if (moments.length === 1) return isDay(first) ? 24 * HOUR : null
  if (moments.length > MOST_STEPS) return null
  const step = Math.min(...moments.slice(1).map((m, i) => m - (moments[i] ?? 0)))
  return step >= HOUR / 60 && moments.every((m) => (m - first) % step === 0) ? step : null
}

const isOfDays = (step: number | null): boolean => step !== null && step % (24 * HOUR) === 0

/** Labels at the steps that the moments come in, or where Plotly finds them round. */
function timeTicks(least: number, most: number, step: number | null, labels: number): object {
  if (step === null || (most - least) / step > 400) return { nticks: labels }
  const every = Math.max(1, Math.ceil((most - least) / step / (labels - 1)))
  return { tick0: isoMoment(least), dtick: step * every }
}

/** A moment as Plotly reads it, which knows no time zones: UTC. */
export const isoMoment = (milliseconds: number): string => momentText(Math.round(milliseconds), 'millisecond')

/** The same axis with fewer labels, for a plot of less room. */
export function fewerLabels(axis: Axis, most: number): Axis {
  const { range, dtick, nticks, type } = axis.layout as {
    range: [number, number]
    dtick?: number
    nticks?: number
    type?: string
  }
  if (nticks !== undefined)
    return {
      ...axis,
      layout: { ...axis.layout, nticks: Math.min(nticks, type === 'date' ? most - 1 : most) },
    }
  if (dtick === undefined) return axis
  const [from, to] = type === 'date' ? range.map((moment) => Date.parse(`${moment}Z`)) : range
  const span = (to ?? 0) - (from ?? 0)
  // Dates are wide: one label fewer.
  const wider = type === 'date' ? dtick * Math.ceil(span / dtick / (most - 1)) : niceStep(span, most, dtick)
  return { ...axis, layout: { ...axis.layout, dtick: wider } }
}
