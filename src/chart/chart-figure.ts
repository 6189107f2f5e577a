import { type Label } from '../provenance'
import { type Lang } from '../words'
import { filterLine, provenanceLine } from './caption'
import { emptyFigure } from './empty'
import { type Figure } from './figure'
import { arrange, type Arrangement } from './layout'
import { makeFigure } from './make-figure'

/** A chart before it is a figure. */
export interface Chart {
  readonly title: string
  /** Under the title, beside the filter: how many there are, how many are missing. */
  readonly counts: readonly string[]
  /** How to read it, and what was left out. */
  readonly caption: readonly string[]
  readonly alt: string
  /** Null where there is nothing to draw. */
  readonly plots: Pick<Arrangement, 'x' | 'y' | 'panels' | 'legend' | 'scale' | 'plot' | 'more'> | null
}

/** The figure of a chart: under its title the filter and the counts, under the plot how to read it and its provenance. */
export function chartFigure(chart: Chart, label: Label, lang: Lang): Figure {
  const { title, counts, alt, plots } = chart
  if (plots === null) return emptyFigure(title, counts, label, lang)
  const subtitle = [filterLine(label, lang), ...counts].join(' · ')
  const source = label.provenance ? [provenanceLine(label.provenance, lang)] : []
  return makeFigure({
    ...arrange({ ...plots, title, subtitle, lang }),
    title,
    alt,
    caption: [...chart.caption, ...source],
    label,
    lang,
  })
}
