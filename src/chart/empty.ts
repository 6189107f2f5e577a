import { type Label } from '../provenance'
import { phrase, type Lang } from '../words'
import { filterLine } from './caption'
import { type FigureSpec } from './figure'
import { plotlyText, wrap } from './plotly-text'
import { baseLayout, edge } from './style'

export const emptySize = { width: 720, height: 220 }

/** Why there is nothing to see. */
export const emptySentence = (label: Label, lang: Lang): string =>
  label.filter === null
    ? phrase('chart.empty', lang)
    : phrase('chart.emptyFilter', lang, { filter: label.filter })

/** A figure without any value: its title, and a sentence in place of the plot. */
export function emptySpec(title: string, label: Label, lang: Lang): FigureSpec {
  const text = wrap(emptySentence(label, lang), 70).map(plotlyText).join('<br>')
  const blank = { visible: false, range: [0, 1], fixedrange: true }
  return {
    data: [],
    layout: {
      ...baseLayout(title, filterLine(label, lang), { width: emptySize.width, left: edge, bottom: edge }),
      ...emptySize,
      xaxis: blank,
      yaxis: blank,
      annotations: [
        { x: 0.5, y: 0.5, xref: 'paper', yref: 'paper', text, showarrow: false, font: { size: 15 } },
      ],
    },
  }
}
