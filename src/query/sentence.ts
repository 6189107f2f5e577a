import { type Lang, numberText, phrase } from '../words'
import { type AggregateNode } from './aggregate'
import { expressionText, nameText } from './phrase'
import { type HistogramStep, type QueryPlan, type Step, type SummariseStep, UNNAMED } from './plan'

/** A question in words, for captions: `mean of age by filiere, where age > 20`. */
export function planText(plan: QueryPlan, lang: Lang): string {
  return stepsText(plan.steps, plan.rows.name, lang)
}

/** The name of a figure: `standard deviation`. */
export function figureText(node: AggregateNode, lang: Lang): string {
  if (node.figure === 'missing') return phrase('query.missingOf', lang)
  if (node.figure !== 'quantile') return phrase(`query.${node.figure}`, lang)
  return node.p === 0.5
    ? phrase('query.median', lang)
    : phrase('query.quantile', lang, { p: numberText(node.p, lang, 6) })
}

/** The filters of a plan before it summarises, in words; null where every row counts. Always in English. */
export function filterText({ steps }: QueryPlan): string | null {
  const end = steps.findIndex((s) => s.step === 'summarise' || s.step === 'histogram')
  const tests = filtersOf(end < 0 ? steps : steps.slice(0, end))
  if (tests.length === 0) return null
  return tests.length === 1
    ? testText(tests[0], 'en')
    : tests.map((t) => testText(t, 'en', true)).join(' and ')
}

type Filter = Extract<Step, { step: 'where' | 'local' }>
const filtersOf = (steps: readonly Step[]): Filter[] =>
  steps.filter((s): s is Filter => s.step === 'where' || s.step === 'local')

function testText(filter: Filter, lang: Lang, isPart = false): string {
  if (filter.step === 'local') return filter.words
  // Inside an `and`, what binds looser is put in parentheses.
  const isLoose = isPart && 'call' in filter.test && ['or', 'between'].includes(filter.test.call)
  const text = expressionText(filter.test, lang)
  return isLoose ? `(${text})` : text
}

/** The last summary is what the question is about; what comes before it says of which rows, what follows, which of it. */
function stepsText(steps: readonly Step[], rows: string, lang: Lang): string {
  const at = steps.findLastIndex((s) => s.step === 'summarise' || s.step === 'histogram')
  const summary = steps[at]
  const before = steps.slice(0, Math.max(at, 0))
  const after = steps.slice(at + 1).map((s) => clause(s, at >= 0, lang))
  if (summary === undefined) return [rowsText(rows, lang), ...after].join(', ')
  const head = headText(summary as SummariseStep | HistogramStep, lang)
  if (before.some((s) => s.step === 'summarise' || s.step === 'histogram'))
    return [phrase('query.from', lang, { what: head, inner: stepsText(before, rows, lang) }), ...after].join(
      phrase('query.semicolon', lang),
    )
  return [head, ...before.map((s) => clause(s, false, lang)), ...after].join(', ')
}

/** Rows of a schema by its name; a table has none. */
const rowsText = (name: string, lang: Lang): string =>
  name === UNNAMED ? phrase('query.anyRows', lang) : phrase('query.rows', lang, { name: nameText(name) })

function headText(step: SummariseStep | HistogramStep, lang: Lang): string {
  const what =
    step.step === 'histogram'
      ? phrase('query.histogram', lang, {
          of: expressionText(step.of, lang),
          width: numberText(step.width, lang, 12),
        })
      : figuresText(step, lang)
  if (step.by.length === 0) return what
  return phrase('query.by', lang, { what, keys: listText(step.by.map(nameText), lang) })
}

/** `number of rows, mean and maximum of age`: figures of the same thing are said together. */
function figuresText({ figures }: SummariseStep, lang: Lang): string {
  const groups = new Map<string, string[]>()
  for (const { value } of figures) {
    const of = 'of' in value ? expressionText(value.of, lang) : ''
    const names = groups.get(of) ?? []
    groups.set(of, names)
    names.push(figureText(value, lang))
  }
  if (groups.size === 0) return phrase('query.groups', lang)
  return [...groups]
    .map(([of, names]) => {
      const list = listText(names, lang)
      return of === '' ? list : ofText(list, of, lang)
    })
    .join(phrase('query.semicolon', lang))
}

/** French drops the vowel of `de` before another one. */
function ofText(figures: string, of: string, lang: Lang): string {
  const isVowel = /^[aeiouàâäéèêëîïôöùûüœæ]/i.test(of)
  return phrase(isVowel ? 'query.ofVowel' : 'query.of', lang, { figures, of })
}

function clause(step: Step, isOfGroups: boolean, lang: Lang): string {
  switch (step.step) {
    case 'where':
    case 'local':
      return phrase(isOfGroups ? 'query.groupsWhere' : 'query.where', lang, { test: testText(step, lang) })
    case 'derive': {
      const columns = step.columns.map((c) => `${nameText(c.name)} = ${expressionText(c.value, lang)}`)
      return phrase('query.with', lang, { columns: listText(columns, lang) })
    }
    case 'select':
      return phrase('query.only', lang, { columns: listText(step.columns.map(nameText), lang) })
    case 'orderBy': {
      const keys = step.keys.map(({ column, descending }) =>
        descending ? phrase('query.descending', lang, { key: nameText(column) }) : nameText(column),
      )
      return phrase('query.orderBy', lang, { keys: listText(keys, lang) })
    }
    case 'limit':
      return phrase('query.limit', lang, { n: numberText(step.rows, lang) })
    case 'summarise':
    case 'histogram':
      return headText(step, lang)
  }
}

/** `a, b and c`. */
function listText(items: readonly string[], lang: Lang): string {
  const last = items.at(-1) ?? ''
  if (items.length < 2) return last
  return `${items.slice(0, -1).join(', ')} ${phrase('query.and', lang)} ${last}`
}
