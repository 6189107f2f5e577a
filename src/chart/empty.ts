import { type Label } from '../provenance'
import { phrase, type Lang } from '../words'
import { filterLine, provenanceLine } from './caption'
import { type Figure, type FigureSpec } from './figure'
import { makeFigure } from './make-figure'
import { plotlyText, wrap } from './plotly-text'
import { baseLayout, edge } from './style'

const size = { width: 720, height: 220 }

/** A figure without any value: its title, and a sentence in place of the plot. */
export function emptyFigure(title: string, counts: readonly string[], label: Label, lang: Lang): Figure {
  const sentence =
    label.filter === null
      ? phrase('chart.empty', lang)
      : phrase('chart.emptyFilter', lang, { filter: label.filter })
  const subtitle = [filterLine(label, lang), ...counts].join(' · ')
  return makeFigure({
    spec: emptySpec(title, subtitle, sentence),
    title,
    alt: `${title}. ${sentence}`,
    caption: label.provenance ? [provenanceLine(label.provenance, lang)] : [],
    label,
    lang,
    ...size,
  })
}

function emptySpec(title: string, subtitle: string, sentence: string): FigureSpec {
  const text = wrap(sentence, 70).map(plotlyText).join('<br>')
  const blank = { visible: false, range: [0, 1], fixedrange: true }
  return {
    data: [],
    layout: {
      ...baseLayout(title, subtitle, { width: size.width, left: edge, bottom: edge }),
      ...size,
      xaxis: blank,
      yaxis: blank,
      annotations: [
        { x: 0.5, y: 0.5, xref: 'paper', yref: 'paper', text, showarrow: false, font: { size: 15 } },
      ],
    },
  }
}
