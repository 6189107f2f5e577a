import { type PlanColumn } from '../../query'
import { type Query } from '../../question'
import { type Lang, phrase } from '../../words'
import { type View } from '../view'
import { sentence } from './question-words'

/** A question: what it asks in words, what its answer will hold, what it keeps in memory, its hash. */
export function queryView(query: Query<object>, lang: Lang): View {
  return [
    {
      block: 'facts',
      title: sentence(query.words(lang)),
      facts: [
        [phrase('query.columnsTitle', lang), query.columns.map((c) => nameAndType(c, lang)).join(', ')],
        [phrase('query.memoryTitle', lang), query.memory(lang)],
        ['SHA-256', query.hash()],
      ],
    },
  ]
}

/** `age (integer)`. */
const nameAndType = ({ name, type }: PlanColumn, lang: Lang): string =>
  `${name} (${phrase(`show.${type}`, lang)})`
