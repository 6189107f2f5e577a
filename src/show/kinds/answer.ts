import { axisTitle } from '../../chart/box-words'
import { captionLine } from '../../chart/caption'
import { visible } from '../../chart/visible'
import { labelOf } from '../../provenance'
import { type AggregateNode, type Answer } from '../../query'
import { type Cell, type Column } from '../../table'
import { counted, type Lang, phrase } from '../../words'
import { cellText, countText, extremeText, statisticText } from '../numbers'
import { capped, type CellView, shownText, type View } from '../view'
import { sentence } from './question-words'
import { columnHead, isNumeric, MISSING, ordered, shapeText } from './table'

const ROWS = { head: 90, tail: 10 }

/** An answer: a table under its question, each figure as such figures are read. */
export function answerView(answer: Answer, lang: Lang): View {
  const { by, figures } = summaryOf(answer)
  const label = labelOf(answer)
  const rows = Array.from({ length: answer.length }, (_, i) => i)
  return [
    {
      block: 'table',
      title: sentence(answer.words(lang)),
      source:
        shapeText(answer, lang) +
        shownText(answer.length, ROWS, lang) +
        (label ? ` · ${captionLine(label, lang)}` : ''),
      sortable: true,
      columns: answer.columns.map((c) => ({ ...columnHead(c, lang), label: axisTitle(c.name, lang) })),
      rows: capped(
        rows,
        ROWS,
        (i) =>
          answer.columns.map((c) => {
            const cell = c.values[i] ?? null
            return by.has(c.name) ? keyView(cell, c, lang) : cellView(cell, c, figures.get(c.name), lang)
          }),
        (left) => counted(left, 'moreRows', lang),
      ),
      notes: [
        ...(answer.length === 0 ? [phrase('query.noRows', lang)] : []),
        ...(answer.columns.some((c) => isDeviation(figures.get(c.name)) && c.values.includes(null))
          ? [phrase('show.noSd', lang)]
          : []),
      ],
    },
  ]
}

const isDeviation = (node: AggregateNode | undefined): boolean => node?.figure === 'sd'

/** The keys and figures of the last summary, by the names of their columns. */
function summaryOf({ plan }: Answer): {
  by: ReadonlySet<string>
  figures: ReadonlyMap<string, AggregateNode>
} {
  const step = plan.steps.findLast((s) => s.step === 'summarise' || s.step === 'histogram')
  return {
    by: new Set(step?.by),
    figures: new Map(step?.step === 'summarise' ? step.figures.map((f) => [f.name, f.value]) : []),
  }
}

function keyView(cell: Cell, column: Column, lang: Lang): CellView {
  if (cell === null || cell === '') return { text: phrase('chart.noName', lang), value: null }
  const text = visible(cellText(cell, column.type, lang))
  return isNumeric(column) ? ordered(text, cell) : text
}

function cellView(cell: Cell, column: Column, figure: AggregateNode | undefined, lang: Lang): CellView {
  if (cell === null) return MISSING
  const text = figureTextOf(cell, column, figure, lang)
  return isNumeric(column) ? ordered(text, cell) : text
}

function figureTextOf(
  cell: Exclude<Cell, null>,
  { type }: Column,
  figure: AggregateNode | undefined,
  lang: Lang,
): string {
  const isNumber = (typeof cell === 'number' || typeof cell === 'bigint') && type !== 'timestamp'
  if (!isNumber || figure === undefined) return cellText(cell, type, lang)
  switch (figure.figure) {
    case 'count':
    case 'present':
    case 'missing':
    case 'distinct':
      return countText(cell, lang)
    case 'mean':
    case 'sd':
    case 'sdPopulation':
      return statisticText(cell, lang, 1)
    case 'variance':
    case 'variancePopulation':
    case 'quantile':
      return statisticText(cell, lang)
    case 'sum':
    case 'min':
    case 'max':
    case 'first':
    case 'last':
      return typeof cell === 'bigint' ? cellText(cell, type, lang) : extremeText(cell, lang)
  }
}
