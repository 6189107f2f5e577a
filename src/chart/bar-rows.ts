import { type Lang } from '../words'
import { groupsAsTheyCome, keyOf, largest, type Group } from './groups'
import { intervalsOf, type Interval } from './interval'
import { type Named } from './names'
import { eachOnce } from './once'
import { panelsOf } from './panels'
import { columnOf, has, numbersOf, type Drawn } from './rows'

/** Bars beside each other in one plot; of more names, those of the longest bars are drawn. */
const MOST_BARS = 50

export interface BarPlan {
  readonly by: string
  readonly of: string
  readonly panelBy: string | undefined
  readonly interval: Interval
  readonly level: number
}

/** One bar: its place among the names, and what it says. */
export interface Bar extends Named {
  readonly at: number
  readonly value: number | null
  /** Where its interval begins and ends; null where it has none. */
  readonly low: number | null
  readonly high: number | null
}

export interface Bars {
  readonly groups: readonly Group[]
  /** Of how many names these are. */
  readonly all: number
  readonly panels: readonly { readonly name: string | null; readonly bars: readonly Bar[] }[]
  readonly caption: readonly string[]
  /** What the intervals are, in words; null where none is drawn. */
  readonly interval: readonly string[] | null
}

/** The bars of a table, plot by plot. Throws what `barChart` throws. */
export function barsOf(drawn: Drawn, plan: BarPlan, lang: Lang): Bars {
  const { by, of, panelBy } = plan
  eachOnce(drawn, [by, panelBy], 'barChart')
  const values = numbersOf(drawn, of, 'barChart').map(finite)
  const intervals = intervalsOf(drawn, of, plan.interval, plan.level, lang)
  const ns = of !== 'n' && has(drawn.table, 'n') ? numbersOf(drawn, 'n', 'barChart') : null
  const all = groupsAsTheyCome(drawn, by, lang)
  const length = ({ rows }: Group): number => Math.max(...rows.map((i) => Math.abs(values[i] ?? 0)))
  const groups = largest(all, MOST_BARS, length)
  const names = columnOf(drawn, by).values
  const key = (i: number): string => keyOf(names[i] ?? null)
  const places = new Map(groups.map((g, at) => [key(g.rows[0] ?? 0), at]))
  const barOf = (i: number): Bar[] => {
    const at = places.get(key(i))
    if (at === undefined) return []
    return [
      {
        at,
        name: groups[at]?.name ?? '',
        n: ns?.[i] ?? null,
        value: values[i] ?? null,
        low: finite(intervals?.low[i] ?? null),
        high: finite(intervals?.high[i] ?? null),
      },
    ]
  }
  const panels = panelsOf(drawn, panelBy, lang)
  return {
    groups,
    all: all.length,
    panels: panels.shown.map(({ name, rows }) => ({
      name: panelBy === undefined ? null : name,
      bars: rows.flatMap(barOf),
    })),
    caption: panels.caption,
    interval: intervals?.said ?? null,
  }
}

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null
