import { carnetError } from '../errors'
import { numberText, phrase, type Lang } from '../words'
import { columnWords, figureIn } from './chart-words'
import { has, numbersOf, type Drawn } from './rows'
import { studentT } from './student-t'

/**
 * What the line at the end of a bar is: the standard deviation (from the column `sd`), the standard error of the mean
 * (sd/√n), a confidence interval of the mean (Student's t, from `n`, the mean and `sd`), or two columns that say
 * where it begins and ends, with what it is called.
 */
export type Interval =
  | 'none'
  | 'sd'
  | 'standard error'
  | 'confidence'
  | { readonly low: string; readonly high: string; readonly called: string }

export interface Intervals {
  /** From where to where, row by row; null where there is none. */
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
  /** What it is, in words. */
  readonly said: readonly string[]
}

/** Throws COLUMN_UNKNOWN, CHART_COLUMN_TYPE, and CHART_INTERVAL where there is no mean, n or sd to make it of. */
export function intervalsOf(
  drawn: Drawn,
  of: string,
  interval: Interval,
  level: number,
  lang: Lang,
): Intervals | null {
  if (interval === 'none') return null
  if (typeof interval === 'object') {
    const [low, high] = [interval.low, interval.high].map((c) => numbersOf(drawn, c, 'barChart'))
    return { low: low ?? [], high: high ?? [], said: [interval.called] }
  }
  if (!has(drawn.table, 'sd') || (interval !== 'sd' && !has(drawn.table, 'n')))
    throw carnetError('CHART_INTERVAL', { interval, missing: interval === 'sd' ? 'sd' : 'n and sd' })
  if (!(level > 0 && level < 1)) throw carnetError('CHART_LEVEL', { level: String(level) })
  const kind = figureIn(drawn, of)?.figure
  if (interval !== 'sd' && kind !== undefined && kind !== 'mean')
    throw carnetError('CHART_INTERVAL', { interval, missing: 'mean' })
  const values = numbersOf(drawn, of, 'barChart')
  const sds = numbersOf(drawn, 'sd', 'barChart')
  const ns = interval === 'sd' ? [] : numbersOf(drawn, 'n', 'barChart')
  const reach = values.map((value, i) => {
    const sd = sds[i] ?? null
    const n = ns[i] ?? 0
    if (value === null || sd === null) return null
    if (interval === 'sd') return sd
    if (n < 2) return null
    const error = sd / Math.sqrt(n)
    return interval === 'standard error' ? error : error * studentT(level, n - 1)
  })
  const ends = (sign: 1 | -1): (number | null)[] =>
    values.map((value, i) => (value === null || reach[i] == null ? null : value + sign * reach[i]))
  return { low: ends(-1), high: ends(1), said: wordsOf(drawn, interval, level, lang) }
}

function wordsOf(
  drawn: Drawn,
  interval: 'sd' | 'standard error' | 'confidence',
  level: number,
  lang: Lang,
): string[] {
  // `count()` counts rows; where some have no value, there are fewer values than that.
  const isOfRows = interval !== 'sd' && figureIn(drawn, 'n')?.figure === 'count'
  const said =
    interval === 'sd'
      ? phrase('chart.intervalSd', lang, { sd: columnWords(drawn, 'sd', lang) })
      : interval === 'standard error'
        ? phrase('chart.intervalError', lang)
        : phrase('chart.intervalConfidence', lang, { level: numberText(level * 100, lang, 3) })
  return [said, ...(isOfRows ? [phrase('chart.intervalOfRows', lang)] : [])]
}
