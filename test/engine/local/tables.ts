import fc from 'fast-check'
import {
  Aggregate,
  type AggregateNode,
  col,
  lit,
  type Predicate,
  type QueryPlan,
  type Term,
} from '../../../src/query'
import { from } from '../../../src/question'
import { type Cell, type ColumnType, Table } from '../../../src/table'
import { column } from './support'

/** Values of each type as they come, and as they should not but do. */
const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  text: fc.constantFrom(
    '',
    'a',
    'A',
    'É',
    'e\u0301cole',
    'Ecole',
    'b c',
    'constructor',
    '__proto__',
    '😀',
    '10',
    '9',
  ),
  integer: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -5, max: 30 }) },
    { weight: 1, arbitrary: fc.maxSafeInteger() },
    { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(asCell) },
  ),
  number: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -400, max: 400 }).map((n) => n / 8) },
    { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }) },
    { weight: 1, arbitrary: fc.constantFrom(-0, 0, Infinity, -Infinity, 0.1, 1e15) },
  ),
  boolean: fc.boolean(),
  date: fc.constantFrom('2024-02-29', '2024-01-01', '1999-12-31', '0001-01-01', '9999-12-31'),
  timestamp: fc.constantFrom(0, 1_732_464_000_000, -1, 1_709_208_000_123, -62_135_596_800_000),
}

function asCell(value: bigint): Cell {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

export const TYPES = {
  t: 'text',
  u: 'text',
  i: 'integer',
  j: 'integer',
  x: 'number',
  y: 'number',
  b: 'boolean',
  d: 'date',
  m: 'timestamp',
} as const

/** A table of all types, with missing values. */
export function tables(maxLength = 40): fc.Arbitrary<Table> {
  const cells = (type: ColumnType, n: number): fc.Arbitrary<Cell[]> =>
    fc.array(fc.option(VALUES[type], { freq: 6 }), { minLength: n, maxLength: n })
  return fc
    .integer({ min: 0, max: maxLength })
    .chain((n) =>
      fc
        .tuple(...Object.values(TYPES).map((type) => cells(type, n)))
        .map((all) => new Table(Object.entries(TYPES).map(([name, type], c) => column(name, type, all[c])))),
    )
}

const numbers: fc.Arbitrary<Term> = fc.letrec<{ term: Term; leaf: Term }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom('i', 'j', 'x', 'y').map((name) => col(name)),
    fc.constantFrom(0, 1, 10, 0.5, -3, 2n ** 60n).map((v) => lit(v)),
  ),
  term: fc.oneof(
    { maxDepth: 2 },
    tie('leaf'),
    fc
      .tuple(fc.constantFrom('add', 'sub', 'mul', 'div', 'mod'), tie('leaf'), tie('leaf'))
      .map(([verb, a, b]) => asNumber(a)[verb](b)),
    fc
      .tuple(fc.constantFrom('abs', 'floor', 'ceil', 'round'), tie('term'))
      .map(([verb, a]) => asNumber(a)[verb]()),
  ),
})).term

const asNumber = (term: Term): Term<unknown, number> => term as Term<unknown, number>
const asText = (term: Term): Term<unknown, string> => term as Term<unknown, string>

const texts: fc.Arbitrary<Term> = fc
  .tuple(
    fc.constantFrom('t', 'u'),
    fc.constantFrom('lower', 'upper', 'trim', 'fold', 'left', 'concat', 'none'),
    fc.constantFrom('t', 'u'),
  )
  .map(([name, verb, other]) => {
    const term = col(name)
    if (verb === 'none') return term
    if (verb === 'left') return term.left(2)
    return verb === 'concat' ? term.concat(col(other)) : term[verb]()
  })

const comparable = fc.oneof(
  fc.tuple(numbers, numbers),
  fc.tuple(
    texts,
    fc.oneof(
      texts,
      VALUES.text.map((v) => lit(String(v))),
    ),
  ),
  fc.tuple(fc.constant(col('d')), fc.constantFrom(col('d'), lit('2024-01-01'))),
  fc.tuple(fc.constant(col('m')), fc.constantFrom(col('m'), lit(0), lit(new Date(1_732_464_000_000)))),
  fc.tuple(fc.constant(col('b')), fc.boolean().map(lit)),
) as fc.Arbitrary<[Term<unknown, number>, Term<unknown, number>]>

export const conditions: fc.Arbitrary<Predicate> = fc.letrec<{ any: Predicate; one: Predicate }>((tie) => ({
  one: fc.oneof(
    fc
      .tuple(comparable, fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'))
      .map(([[a, b], verb]) => a[verb](b) as Predicate),
    fc
      .tuple(numbers, fc.uniqueArray(fc.integer({ min: -5, max: 30 }), { maxLength: 4 }))
      .map(([a, list]) => asNumber(a).in(list)),
    fc.tuple(numbers, fc.integer({ min: -5, max: 9 })).map(([a, low]) => asNumber(a).between(low, low + 10)),
    fc.constantFrom(...Object.keys(TYPES)).map((name) => col(name).isMissing()),
    fc
      .tuple(
        texts,
        fc.constantFrom('startsWith', 'endsWith', 'contains'),
        fc.constantFrom('', 'e', 'É', 'cole', 'A'),
        fc.constantFrom(undefined, 'case' as const, 'case and accents' as const),
      )
      .map(([term, verb, part, ignore]) => asText(term)[verb](part, ignore && { ignore })),
  ),
  any: fc.oneof(
    { maxDepth: 3 },
    tie('one'),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => a.and(b)),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => a.or(b)),
    tie('any').map((a) => a.not()),
  ),
})).any

export const derivations: fc.Arbitrary<Term | Predicate> = fc.oneof(
  numbers,
  texts,
  conditions,
  texts.map((t) => asText(t).length()),
  fc
    .tuple(fc.constantFrom('d', 'm'), fc.constantFrom('year', 'month', 'day', 'weekday'))
    .map(([name, verb]) => asNumber(col(name))[verb]()),
  fc
    .tuple(fc.constantFrom('d', 'm'), fc.constantFrom('year' as const, 'month' as const, 'day' as const))
    .map(([name, unit]) => asNumber(col(name)).startOf(unit)),
  fc.constant(col('m').hour()),
  fc.constant(col('t').ifMissing('none')),
  fc.constant(col('i').ifMissing(0)),
  fc.constant(col('x').ifMissing(col('i'))),
)

const figure = (
  of: readonly string[],
  figures: readonly AggregateNode['figure'][],
): fc.Arbitrary<AggregateNode> =>
  fc
    .tuple(fc.constantFrom(...figures), fc.constantFrom(...of))
    .map(([name, column]) => ({ figure: name, of: { column } }) as AggregateNode)

const aggregates: fc.Arbitrary<AggregateNode> = fc.oneof(
  fc.constant<AggregateNode>({ figure: 'count' }),
  figure(Object.keys(TYPES), ['present', 'missing', 'distinct', 'min', 'max', 'first', 'last']),
  figure(['i', 'x'], ['sum', 'mean', 'sd', 'variance', 'sdPopulation', 'variancePopulation']),
  fc
    .tuple(fc.constantFrom('i', 'x'), fc.constantFrom(0, 0.25, 0.5, 0.9, 1))
    .map(([column, p]): AggregateNode => ({ figure: 'quantile', of: { column }, p })),
)

/** Figures of groups, by none, one or several keys. */
export const summaries: fc.Arbitrary<{ by: string[]; figures: AggregateNode[] }> = fc.record({
  by: fc.uniqueArray(fc.constantFrom(...Object.keys(TYPES)), { maxLength: 3 }),
  figures: fc.array(aggregates, { minLength: 1, maxLength: 6 }),
})

/** Questions about such a table. */
export const plans: fc.Arbitrary<QueryPlan> = fc
  .record({
    where: fc.option(conditions),
    derived: fc.option(derivations),
    summary: fc.option(summaries),
    order: fc.option(fc.array(fc.tuple(fc.nat(8), fc.boolean()), { minLength: 1, maxLength: 2 })),
    limit: fc.option(fc.nat(10)),
  })
  .map(({ where, derived, summary, order, limit }) => {
    let query = from(new Table(Object.entries(TYPES).map(([name, type]) => column(name, type, []))))
    if (where) query = query.where(where)
    if (derived) query = query.derive({ new: derived }) as typeof query
    if (summary)
      query = query
        .groupBy(...summary.by)
        .summarise(
          Object.fromEntries(summary.figures.map((f, i) => [`f${i}`, new Aggregate(f)])),
        ) as typeof query
    if (order) {
      const names = query.columns.map((c) => c.name)
      query = query.orderBy(
        ...order.map(([at, descending]) =>
          descending ? ({ column: names[at % names.length], descending } as const) : names[at % names.length],
        ),
      )
    }
    if (limit !== null) query = query.limit(limit)
    return query.plan
  })
