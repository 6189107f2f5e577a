import { numberText, phrase, type Lang } from '../words'
import { groupsOf, largest, type Group } from './groups'
import { type Drawn } from './rows'

/** Plots in one figure. */
const MOST_PANELS = 36

export interface Panels {
  /** The groups that get a plot, those of the most rows where there are too many. */
  readonly shown: readonly Group[]
  /** What the caption says of those left out. */
  readonly caption: readonly string[]
}

/** A plot for each value of the column; one plot without a column. */
export function panelsOf(drawn: Drawn, column: string | undefined, lang: Lang): Panels {
  const all = groupsOf(drawn, column, lang)
  const shown = largest(all, MOST_PANELS, (p) => p.rows.length)
  const counts = { shown: numberText(shown.length, lang), all: numberText(all.length, lang) }
  return {
    shown,
    caption: shown.length === all.length ? [] : [phrase('chart.cappedPanels', lang, counts)],
  }
}
