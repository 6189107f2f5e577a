import { type Label } from '../provenance'
import { type Table } from '../table'
import { counted, currentLang, numberText, phrase, type Lang } from '../words'
import { boxSpec } from './box-spec'
import { boxAlt, boxTitle } from './box-words'
import { filterLine, provenanceLine } from './caption'
import { emptyFigure } from './empty'
import { type Figure } from './figure'
import { largest } from './groups'
import { makeFigure } from './make-figure'
import { readStatistics, type GroupStatistics } from './statistics'

/** More boxes than this in one picture cannot be told apart: those of the most values are drawn, and it says so. */
const MOST_GROUPS = 50

export interface BoxPlotOptions {
  readonly title?: string
  /** The language of title, axes and caption; that of the process by default. */
  readonly lang?: Lang
}

/** `boxPlot` of a table that holds the columns of `groupStats`. Throws CHART_NEEDS_STATISTICS for any other. */
export function boxPlotOfTable(
  table: Table<object>,
  given: Label | undefined,
  options: BoxPlotOptions = {},
): Figure {
  const lang = options.lang ?? currentLang()
  const statistics = readStatistics(table, given)
  const label = given ?? { provenance: null, filter: null }
  const title = options.title ?? boxTitle(statistics, lang)
  if (statistics.groups.every((g) => g.n === 0)) return emptyFigure(title, [], label, lang)
  const groups = largest(statistics.groups, MOST_GROUPS, (g) => g.n)
  const subtitle = subtitleOf(statistics.groups, label, lang)
  const { spec, width, height } = boxSpec({ ...statistics, groups }, title, subtitle, lang)
  const source = label.provenance ? [provenanceLine(label.provenance, lang)] : []
  const caption = [...keyLines(groups, lang), ...cappedLines(groups, statistics.groups, lang), ...source]
  return makeFigure({ spec, title, alt: boxAlt(title, groups, lang), caption, label, lang, width, height })
}

/** `Filter: age > 20 · n = 7`, and how many have no value. */
function subtitleOf(groups: readonly GroupStatistics[], label: Label, lang: Lang): string {
  const sum = (of: 'n' | 'missing'): number => groups.reduce((total, g) => total + g[of], 0)
  const missing = sum('missing')
  return [
    filterLine(label, lang),
    phrase('chart.n', lang, { n: numberText(sum('n'), lang) }),
    ...(missing > 0 ? [counted(missing, 'missing', lang)] : []),
  ].join(' · ')
}

/** How to read the boxes and dots that there are. */
function keyLines(groups: readonly GroupStatistics[], lang: Lang): string[] {
  const parts = [
    ...(groups.some((g) => g.n > 1) ? [phrase('chart.key', lang)] : []),
    ...(groups.some((g) => g.n === 1) ? [phrase('chart.keySingle', lang)] : []),
  ]
  return [parts.join(' · ')]
}

function cappedLines(shown: readonly object[], all: readonly object[], lang: Lang): string[] {
  if (shown.length === all.length) return []
  const counts = { shown: numberText(shown.length, lang), all: numberText(all.length, lang) }
  return [phrase('chart.capped', lang, counts)]
}
