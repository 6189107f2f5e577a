import { type AggregateNode, LOCALE, planText, type QueryPlan, RULES } from '../query'
import { label as wordFor, phrase, type Lang } from '../words'
import { axisTitle, inSentence } from './box-words'
import { columnOf, type Drawn } from './rows'

/** The figures of `groupStats`, as a question would ask for them of its column. */
const FIGURES_OF: Readonly<Record<string, (of: { column: string }) => AggregateNode>> = {
  n: (of) => ({ figure: 'present', of }),
  missing: (of) => ({ figure: 'missing', of }),
  mean: (of) => ({ figure: 'mean', of }),
  min: (of) => ({ figure: 'min', of }),
  max: (of) => ({ figure: 'max', of }),
  sd: (of) => ({ figure: 'sd', of }),
  q1: (of) => ({ figure: 'quantile', of, p: 0.25 }),
  median: (of) => ({ figure: 'quantile', of, p: 0.5 }),
  q3: (of) => ({ figure: 'quantile', of, p: 0.75 }),
}

/** What kind of figure a column of an answer, or of statistics by group, holds; null for a column of the rows. */
export function figureIn({ answer, label }: Drawn, column: string): AggregateNode | null {
  const step = answer?.plan.steps.findLast((s) => s.step === 'summarise' || s.step === 'histogram')
  if (step?.step === 'summarise') return step.figures.find((f) => f.name === column)?.value ?? null
  if (step?.step === 'histogram') return column === 'n' ? { figure: 'count' } : null
  const make = Object.hasOwn(FIGURES_OF, column) ? FIGURES_OF[column] : undefined
  return label.of === undefined || make === undefined ? null : make({ column: label.of })
}

/** A column as the title of an axis: `Mean of age`, `Field of study`, `Time (UTC)`. */
export function columnTitle(drawn: Drawn, column: string, lang: Lang): string {
  const figure = figureIn(drawn, column)
  if (figure !== null) return capitalised(figureWords(figure, lang), lang)
  const title = axisTitle(column, lang)
  return columnOf(drawn, column).type === 'timestamp' ? phrase('chart.inUtc', lang, { of: title }) : title
}

/** The same within a sentence: `mean of age`, `field of study`. */
export function columnWords(drawn: Drawn, column: string, lang: Lang): string {
  const figure = figureIn(drawn, column)
  return figure === null ? inSentence(column, lang) : figureWords(figure, lang)
}

/** A question for this figure alone, in words, with a column of ours by its label. */
function figureWords(figure: AggregateNode, lang: Lang): string {
  const named =
    'of' in figure && 'column' in figure.of
      ? { ...figure, of: { column: ownWord(figure.of.column, lang) } }
      : figure
  const plan: QueryPlan = {
    rules: RULES,
    locale: LOCALE,
    rows: { name: '', columns: [] },
    steps: [{ step: 'summarise', by: [], figures: [{ name: '', value: named }] }],
  }
  return planText(plan, lang)
}

const ownWord = (column: string, lang: Lang): string =>
  wordFor(column, lang) === column ? column : inSentence(column, lang)

export const capitalised = (text: string, lang: Lang): string =>
  text.charAt(0).toLocaleUpperCase(lang) + text.slice(1)

/** `Mean of age by field of study`. */
export const titleBy = (of: string, keys: readonly string[], lang: Lang): string =>
  keys.length === 0
    ? of
    : phrase('chart.title', lang, { of, by: keys.join(` ${phrase('query.and', lang)} `) })
