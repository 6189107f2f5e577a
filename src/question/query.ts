import { carnetError } from '../errors'
import { lineageOfRows, type Rows } from '../frame'
import { setLineage } from '../lineage'
import { setLabel } from '../provenance'
import {
  type Aggregate,
  Answer,
  answerColumns,
  type Engine,
  type Fits,
  type Flat,
  isEngine,
  localParts,
  memoryOf,
  memoryText,
  type PlanColumn,
  planHash,
  planJson,
  planText,
  type Predicate,
  type QueryPlan,
  type Step,
  type Term,
  type ValueIn,
} from '../query'
import { currentLang, type Lang } from '../words'
import { answerLabel } from './label'
import { conditionNode, derivedNodes, figureNodes, some, wrong } from './parts'
import { Running } from './running'

type NeedsOf<P> = P extends { readonly _needs?: infer N } ? N : unknown
type ValueOf<P> = P extends Term<unknown, infer V> ? V : boolean | null
type Fit<Row, Parts> = { readonly [K in keyof Parts]: Fits<Row, NeedsOf<Parts[K]>> }
type Derived<Row, D> = Flat<Omit<Row, keyof D> & { [K in keyof D]: ValueIn<Row, ValueOf<D[K]>> }>
type FigureOf<Row, A> = A extends Aggregate<unknown, infer V> ? ValueIn<Row, V> : never
type Summarised<Row, K extends keyof Row, F> = Flat<Pick<Row, K> & { [N in keyof F]: FigureOf<Row, F[N]> }>
type Histogram<Row, K extends keyof Row> = Flat<
  Pick<Row, K> & { from: number | null; to: number | null; n: number }
>

/** A column to order by, greatest first. */
export interface Descending<Name extends string = string> {
  readonly column: Name
  readonly descending: true
}

/** Orders by a column, greatest first: `orderBy(descending('mean'))`. */
export const descending = <Name extends string>(column: Name): Descending<Name> =>
  Object.freeze({ column, descending: true })

export interface HistogramOptions {
  /** The width of a piece. */
  readonly width: number
  /** Where one of the pieces begins; 0 by default. */
  readonly origin?: number
}

/**
 * A question as a value: it prints itself, has a hash, and can be asked of rows here, of a stream, or of an engine
 * elsewhere, with the same figures (docs/questions.md). Every verb gives a new question; a wrong one throws at once.
 */
export class Query<Row extends object> {
  readonly kind = 'query'
  /** The columns of its answer. */
  readonly columns: readonly PlanColumn[]

  constructor(readonly plan: QueryPlan) {
    this.columns = answerColumns(plan)
  }

  /**
   * Keeps the rows for which the condition is true: `where(col('age').gt(20))`. Throws COLUMN_UNKNOWN, COMPARISON_TYPE,
   * FUNCTION_TYPE.
   */
  where<P extends Predicate>(condition: P & Fits<Row, NeedsOf<P>>): Query<Row> {
    return this.#with({ step: 'where', test: conditionNode(condition) })
  }

  /**
   * Keeps the rows for which a function of this program says true. It is said in `words`, and can be asked of rows at
   * hand alone: an engine elsewhere refuses it by name.
   */
  local(test: (row: Row) => unknown, words: string): Query<Row> {
    if (typeof test !== 'function' || typeof words !== 'string')
      throw wrong(
        'Local',
        "a function and its words: local((row) => list.has(row.nom), 'is on the list')",
        test,
      )
    return this.#with({ step: 'local', words, test })
  }

  /** Adds columns, each computed from those before: `derive({ decade: col('age').div(10).floor() })`. */
  derive<D extends Readonly<Record<string, Term | Predicate>>>(
    columns: D & Fit<Row, D>,
  ): Query<Derived<Row, D>> {
    return this.#with({ step: 'derive', columns: derivedNodes(columns) })
  }

  /** Keeps these columns, in this order. */
  select<K extends keyof Row & string>(...columns: readonly K[]): Query<Flat<Pick<Row, K>>> {
    return this.#with({ step: 'select', columns: [...some('Select', columns)] })
  }

  /** Rows that have the same values there are one group. Goes on with `summarise` or `histogram`. */
  groupBy<K extends keyof Row & string>(...keys: readonly K[]): Grouped<Row, K> {
    return new Grouped(this.plan, keys)
  }

  /** Figures of all rows: one row, also of no rows. */
  summarise<F extends Readonly<Record<string, Aggregate>>>(
    figures: F & Fit<Row, F>,
  ): Query<Summarised<Row, never, F>> {
    return new Grouped<Row, never>(this.plan, []).summarise<F>(figures)
  }

  /** Rows counted by pieces of equal width; see `Grouped.histogram`. */
  histogram<O extends (keyof Row & string) | Term>(
    of: O,
    options: HistogramOptions,
  ): Query<Histogram<Row, never>> {
    return new Grouped<Row, never>(this.plan, []).histogram(of, options)
  }

  /**
   * Orders the rows: text as a dictionary has it, missing values last, whichever way. Rows that are equal stay in the
   * order they were in.
   */
  orderBy<K extends keyof Row & string>(...keys: readonly (K | Descending<K>)[]): Query<Row> {
    const given = some('OrderBy', keys).map((key) =>
      typeof key === 'string' ? { column: key, descending: false } : { column: key.column, descending: true },
    )
    return this.#with({ step: 'orderBy', keys: given })
  }

  /** The first rows alone. Throws LIMIT_INVALID. */
  limit(rows: number): Query<Row> {
    if (!Number.isSafeInteger(rows) || rows < 0) throw carnetError('LIMIT_INVALID', { rows: String(rows) })
    return this.#with({ step: 'limit', rows })
  }

  /**
   * The answer, from rows at hand (what `parse` or `toFrame` gave, or a table), from a store, or from an engine elsewhere. Throws
   * COLUMN_UNKNOWN and COLUMN_TYPE_DIFFERS where the rows are not those of the question, QUESTION_LOCAL_ONLY.
   */
  async run(rows: Rows | Engine): Promise<Answer<Row>> {
    if (!isEngine(rows)) return setLineage(this.start().add(rows).answer(), lineageOfRows(rows))
    const parts = rows.isHere === true ? [] : localParts(this.plan)
    if (parts.length > 0) throw carnetError('QUESTION_LOCAL_ONLY', { engine: rows.engine, parts })
    const { table, label } = await rows.answer(this.plan)
    return setLabel(new Answer<Row>(table.columns, this.plan), answerLabel(label, this.plan))
  }

  /** The answer over a stream, in one pass. It stops reading when more rows would change nothing. */
  async runOnStream(stream: AsyncIterable<Rows> | Iterable<Rows>): Promise<Answer<Row>> {
    const running = this.start()
    if (running.isFull) return running.answer()
    for await (const rows of stream) if (running.add(rows).isFull) break
    return running.answer()
  }

  /** Begins to answer rows that are still to come, to look at the answer in between. */
  start(): Running<Row> {
    return new Running<Row>(this.plan)
  }

  /**
   * What is kept while rows go by: `constant`, `grows with groups`, `keeps every row`, `keeps every value: median(age)`,
   * `keeps every different value of nom`.
   */
  memory(lang: Lang = 'en'): string {
    return memoryText(memoryOf(this.plan), lang)
  }

  /** In words, for captions: `mean of age by filiere, where age > 20`. */
  words(lang: Lang = currentLang()): string {
    return planText(this.plan, lang)
  }

  /** SHA-256 of the question: the same for the same question, whenever and wherever it is made. */
  hash(): string {
    return planHash(this.plan)
  }

  toString(): string {
    return planText(this.plan, 'en')
  }

  toJSON(): object {
    return planJson(this.plan)
  }

  #with<R extends object>(step: Step): Query<R> {
    return next(this.plan, step)
  }
}

/** Rows in groups, whose figures are wanted. */
export class Grouped<Row extends object, K extends keyof Row & string> {
  constructor(
    private readonly plan: QueryPlan,
    private readonly keys: readonly string[],
  ) {}

  /**
   * One row a group: its keys, and figures of it: `summarise({ n: count(), mean: mean('age') })`. Groups come in the
   * order of their keys, missing ones last. Without figures: the groups that there are. Throws COLUMN_UNKNOWN,
   * COLUMN_NOT_NUMERIC, COLUMN_TWICE, QUESTION_EMPTY.
   */
  summarise<F extends Readonly<Record<string, Aggregate>>>(
    figures: F & Fit<Row, F>,
  ): Query<Summarised<Row, K, F>> {
    const by = [...this.keys]
    return next(this.plan, { step: 'summarise', by, figures: figureNodes(figures, by.length > 0) })
  }

  /**
   * Rows counted by pieces of equal width: the columns `from` (included), `to` (excluded) and `n`. Every group has every
   * piece from the least value of all to the greatest, empty ones too; missing values are the last piece, without edges.
   * Throws HISTOGRAM_WIDTH, and HISTOGRAM_TOO_FINE when it is run.
   */
  histogram<O extends (keyof Row & string) | Term>(
    of: O,
    { width, origin = 0 }: HistogramOptions,
  ): Query<Histogram<Row, K>> {
    if (!(width > 0 && Number.isFinite(width) && Number.isFinite(origin)))
      throw carnetError('HISTOGRAM_WIDTH', { width: String(width), origin: String(origin) })
    const node = typeof of === 'string' ? { column: of } : of.node
    return next(this.plan, { step: 'histogram', by: [...this.keys], of: node, width, origin })
  }
}

function next<R extends object>(plan: QueryPlan, step: Step): Query<R> {
  return new Query<R>(Object.freeze({ ...plan, steps: Object.freeze([...plan.steps, Object.freeze(step)]) }))
}
