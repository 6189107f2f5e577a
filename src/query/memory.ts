import { type Lang, phrase } from '../words'
import { type AggregateNode } from './aggregate'
import { expressionText } from './phrase'
import { figureText } from './sentence'
import { type QueryPlan, type Step } from './plan'

/** What is kept in memory while rows go by. */
export type Memory =
  | { readonly keeps: 'nothing' | 'groups' | 'rows' }
  /** Every value (for quantiles) or every different one (for their number), of these expressions. */
  | {
      readonly keeps: 'values'
      readonly values: readonly AggregateNode[]
      readonly distinct: readonly AggregateNode[]
    }

/** What the first step that must see all rows keeps: what comes after works on its answer. */
export function memoryOf({ steps }: QueryPlan): Memory {
  const i = steps.findIndex(isGathering)
  const step = steps[i]
  if (step?.step === 'limit') return { keeps: 'nothing' }
  if (step?.step === 'orderBy') return { keeps: steps[i + 1]?.step === 'limit' ? 'nothing' : 'rows' }
  if (step?.step === 'histogram') return { keeps: 'groups' }
  if (step?.step !== 'summarise') return { keeps: 'rows' }
  const nodes = step.figures.map((f) => f.value)
  const values = nodes.filter((n) => n.figure === 'quantile')
  const distinct = nodes.filter((n) => n.figure === 'distinct')
  if (values.length + distinct.length > 0) return { keeps: 'values', values, distinct }
  return { keeps: step.by.length > 0 ? 'groups' : 'nothing' }
}

/** Whether a step looks at all rows before it gives any. */
export const isGathering = ({ step }: Step): boolean =>
  step === 'summarise' || step === 'histogram' || step === 'orderBy' || step === 'limit'

/** In words: `constant`, `grows with groups`, `keeps every value: median(age)`. */
export function memoryText(memory: Memory, lang: Lang): string {
  switch (memory.keeps) {
    case 'nothing':
      return phrase('query.constant', lang)
    case 'groups':
      return phrase('query.growsWithGroups', lang)
    case 'rows':
      return phrase('query.keepsRows', lang)
    case 'values': {
      const values = memory.values.map((n) => `${figureText(n, lang)}(${inputText(n, lang)})`)
      const distinct = memory.distinct.map((n) => inputText(n, lang))
      return [
        ...(values.length > 0 ? [phrase('query.keepsValues', lang, { list: values.join(', ') })] : []),
        ...(distinct.length > 0 ? [phrase('query.keepsDistinct', lang, { list: distinct.join(', ') })] : []),
      ].join(phrase('query.semicolon', lang))
    }
  }
}

const inputText = (node: AggregateNode, lang: Lang): string =>
  'of' in node ? expressionText(node.of, lang) : ''
