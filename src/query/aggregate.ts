import { carnetError } from '../errors'
import { column, type Expression } from './expression'
import { Term } from './term'
import { type Named, type Need, type Num } from './typing'

/** The figures that need numbers, and those that every type has. */
export const OF_NUMBERS = [
  'sum',
  'mean',
  'sd',
  'variance',
  'sdPopulation',
  'variancePopulation',
  'quantile',
] as const
export const OF_ANY = ['present', 'missing', 'distinct', 'min', 'max', 'first', 'last'] as const

/** One figure of a group of rows, as plain JSON. */
export type AggregateNode =
  | { readonly figure: 'count' }
  | { readonly figure: Exclude<FigureOf, 'quantile'>; readonly of: Expression }
  | { readonly figure: 'quantile'; readonly of: Expression; readonly p: number }

export type FigureOf = (typeof OF_NUMBERS)[number] | (typeof OF_ANY)[number]

/** A figure of a group of rows as a value: `mean('age')`. Needs: the row that it can be taken of; V: what comes out. */
export class Aggregate<Needs = unknown, V = unknown> {
  readonly kind = 'aggregate'
  /** Carry types to the compiler; never present at run time. */
  declare readonly _needs?: Needs
  declare readonly _value?: V
  constructor(readonly node: AggregateNode) {}

  toJSON(): AggregateNode {
    return this.node
  }
}

/** A column's name, or something computed from a row. */
export type Of = string | Term
type NeedsAs<O, As> = O extends string
  ? { readonly [K in O]: As }
  : O extends Term<infer N, infer V>
    ? N & Need<V, As>
    : unknown
type ValueOf<O> = O extends string ? Named<O> : O extends Term<unknown, infer V> ? V : never
type AnyCell = string | number | bigint | boolean | null

type Figure<O, V> = Aggregate<NeedsAs<O, Num>, V>
type FigureOfAny<O, V> = Aggregate<NeedsAs<O, AnyCell>, V>

/** The number of rows. Of a column, `count('age')`, the number of its values that are there. */
export function count(): Aggregate<unknown, number>
export function count<O extends Of>(of: O): FigureOfAny<O, number>
export function count(of?: Of): Aggregate<unknown, number> {
  return new Aggregate(of === undefined ? { figure: 'count' } : { figure: 'present', of: nodeOf(of) })
}

/** The number of values that are missing. */
export function missing<O extends Of>(of: O): FigureOfAny<O, number> {
  return make('missing', of)
}

/** The number of different values; a missing one is none. Exact: it keeps every different value. */
export function countDistinct<O extends Of>(of: O): FigureOfAny<O, number> {
  return make('distinct', of)
}

/** Exact for whole numbers, of any size; missing (as in SQL, not 0) where there is no value. */
export function sum<O extends Of>(of: O): Figure<O, Num> {
  return make('sum', of)
}

export function mean<O extends Of>(of: O): Figure<O, number | null> {
  return make('mean', of)
}

/** The least value. Texts are compared by code point, as conditions compare them. */
export function min<O extends Of>(of: O): FigureOfAny<O, ValueOf<O> | null> {
  return make('min', of)
}

/** The greatest value. */
export function max<O extends Of>(of: O): FigureOfAny<O, ValueOf<O> | null> {
  return make('max', of)
}

/** The standard deviation of a sample (divided by n − 1); missing for fewer than two values. */
export function sd<O extends Of>(of: O): Figure<O, number | null> {
  return make('sd', of)
}

/** The variance of a sample (divided by n − 1); missing for fewer than two values. */
export function variance<O extends Of>(of: O): Figure<O, number | null> {
  return make('variance', of)
}

/** The standard deviation where the rows are all there is (divided by n). */
export function sdPopulation<O extends Of>(of: O): Figure<O, number | null> {
  return make('sdPopulation', of)
}

/** The variance where the rows are all there is (divided by n). */
export function variancePopulation<O extends Of>(of: O): Figure<O, number | null> {
  return make('variancePopulation', of)
}

/** The middle value: `quantile(of, 0.5)`. */
export function median<O extends Of>(of: O): Figure<O, number | null> {
  return quantile(of, 0.5)
}

/**
 * The value below which a part `p` (0 to 1) of the values lies, interpolated linearly between the two neighbours, as
 * NumPy and pandas do by default. Exact: it keeps every value. Throws QUANTILE_RANGE.
 */
export function quantile<O extends Of>(of: O, p: number): Figure<O, number | null> {
  if (!(p >= 0 && p <= 1)) throw carnetError('QUANTILE_RANGE', { p: String(p) })
  return new Aggregate({ figure: 'quantile', of: nodeOf(of), p })
}

/** The first value that is there, by topic, partition and offset; rows without coordinates count in their order. */
export function first<O extends Of>(of: O): FigureOfAny<O, ValueOf<O> | null> {
  return make('first', of)
}

/** The last value that is there, by topic, partition and offset. */
export function last<O extends Of>(of: O): FigureOfAny<O, ValueOf<O> | null> {
  return make('last', of)
}

function make<N, V>(figure: Exclude<FigureOf, 'quantile'>, of: Of): Aggregate<N, V> {
  return new Aggregate({ figure, of: nodeOf(of) })
}

const nodeOf = (of: Of): Expression => (of instanceof Term ? of.node : column(of))
