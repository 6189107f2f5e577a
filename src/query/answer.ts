import { type Column, Table } from '../table'
import { type Lang } from '../words'
import { planHash } from './canonical'
import { type QueryPlan } from './plan'
import { planText } from './sentence'

/** The answer to a question: a table of typed columns that knows its question. Its label says of which rows. */
export class Answer<Row extends object = Record<string, unknown>> extends Table<Row> {
  readonly kind = 'answer'
  constructor(
    columns: readonly Column[],
    readonly plan: QueryPlan,
  ) {
    super(columns)
  }

  /** The question in words: `mean of age by filiere, where age > 20`. */
  words(lang: Lang): string {
    return planText(this.plan, lang)
  }

  /** The hash of the question. */
  hash(): string {
    return planHash(this.plan)
  }
}
