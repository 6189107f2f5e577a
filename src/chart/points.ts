import { groupsOf, keyOf, sampleOf, type Group } from './groups'
import { panelsOf } from './panels'
import { columnOf, positionsOf, type Drawn, type Positions } from './rows'
import { MOST_SERIES } from './series'
import { type Lang } from '../words'

export interface XyColumns {
  readonly x: string
  readonly y: string
  /** A line, or a kind of points, for each value of this column. */
  readonly by?: string
  /** A plot of its own for each value of this one. */
  readonly panelBy?: string
}

/** A row's place; one without y is a gap in a line. */
export interface Point {
  readonly x: number
  readonly y: number | null
}

/** The points of one kind in one plot. */
export interface Series {
  readonly panel: number
  readonly name: string
  /** The number of its kind among all, which has its colour. */
  readonly kind: number
  readonly points: readonly Point[]
}

export interface Points {
  readonly x: Positions
  readonly y: Positions
  readonly series: readonly Series[]
  /** The plots, by name; one without a name where there is but one. */
  readonly panels: readonly (string | null)[]
  /** The kinds told apart within a plot; none where there is but one. */
  readonly kinds: readonly string[]
  readonly caption: readonly string[]
  /** Rows that have both values, that lack one, and that have an infinite one. */
  readonly drawable: number
  readonly missing: number
  readonly infinite: number
  /** How many are drawn, of how many that have a place. */
  readonly sampled: { readonly shown: number; readonly all: number }
}

/** What lines and scattered points read differently. */
export interface PointOptions {
  readonly chart: string
  readonly most: number
  /** In the order of x, with gaps where y is missing. */
  readonly isLine: boolean
}

/**
 * The rows as points by plot and kind. Kinds that are more than can be told apart get a plot each. Throws
 * COLUMN_UNKNOWN and CHART_COLUMN_TYPE.
 */
export function pointsOf(drawn: Drawn, columns: XyColumns, options: PointOptions, lang: Lang): Points {
  const { chart, most, isLine } = options
  const [x, y] = [positionsOf(drawn, columns.x, chart), positionsOf(drawn, columns.y, chart)]
  const kindsOfAll = groupsOf(drawn, columns.by, lang)
  const isApart = columns.panelBy === undefined && kindsOfAll.length > MOST_SERIES
  const panelBy = isApart ? columns.by : columns.panelBy
  const kinds = isApart ? groupsOf(drawn, undefined, lang) : kindsOfAll
  const panels = panelsOf(drawn, panelBy, lang)
  const placed = x.values
    .map((_, i) => i)
    .filter((i) => isPlace(x.values[i]) && (isLine || isPlace(y.values[i])))
  const kept = new Set(sampleOf(placed, most))
  const kindOf = kindNumbers(drawn, isApart ? undefined : columns.by, kinds)
  const series = panels.shown.flatMap(({ rows }, panel) => {
    const shown = rows.filter((i) => kept.has(i))
    return kinds.flatMap(({ name }, kind): Series[] => {
      const own = shown.filter((i) => kindOf(i) === kind)
      return own.length === 0 ? [] : [{ panel, name, kind, points: placesOf(own, x, y, isLine) }]
    })
  })
  return {
    ...{ x, y, series, caption: panels.caption },
    panels: panels.shown.map(({ name }) => (panelBy === undefined ? null : name)),
    kinds: kinds.length > 1 ? kinds.map((k) => k.name) : [],
    sampled: { shown: kept.size, all: placed.length },
    ...countsOf(x, y),
  }
}

const isPlace = (value: number | null | undefined): boolean => value != null && Number.isFinite(value)

function countsOf(x: Positions, y: Positions): Pick<Points, 'drawable' | 'missing' | 'infinite'> {
  let [drawable, missing, infinite] = [0, 0, 0]
  x.values.forEach((value, i) => {
    if (value === null || y.values[i] == null) missing++
    else if (isPlace(value) && isPlace(y.values[i])) drawable++
    else infinite++
  })
  return { drawable, missing, infinite }
}

/** The number of the kind of row `i`. */
function kindNumbers(
  drawn: Drawn,
  by: string | undefined,
  kinds: readonly Group[],
): (i: number) => number | undefined {
  if (by === undefined) return () => 0
  const { values } = columnOf(drawn, by)
  const key = (i: number): string => keyOf(values[i] ?? null)
  const numbers = new Map(kinds.map(({ rows: [first = 0] }, kind) => [key(first), kind]))
  return (i) => numbers.get(key(i))
}

function placesOf(rows: readonly number[], x: Positions, y: Positions, isLine: boolean): Point[] {
  const points = rows.map((i) => ({
    x: x.values[i] ?? 0,
    y: isPlace(y.values[i]) ? (y.values[i] ?? null) : null,
  }))
  return isLine ? points.sort((a, b) => a.x - b.x) : points
}
