import { carnetError } from '../errors'
import {
  call,
  column,
  columnsOf,
  type Expression,
  type FunctionName,
  type Ignoring,
  isNothing,
  type Literal,
  literal,
  type Unit,
} from './expression'
import { expressionText } from './phrase'
import { Predicate } from './predicate'
import { type Like, type LiteralFor, type Named, type Need, type Num, type Text, type Time } from './typing'

/** What a value is compared with: a value, or something computed from the same row. */
type Operand<V> = LiteralFor<V> | Term
type NeedsOf<O> = O extends Term<infer N, infer V> ? N & Need<V, LikeOther<V>> : unknown
type LikeOther<V> = V extends Named<string> ? AnyCell : Like<V>
type LikeOf<O> = O extends Term<unknown, infer V> ? LikeOther<V> : Like<O>
type AnyCell = string | number | bigint | boolean | null

type NumberOperand = number | bigint | Term
type NumbersOf<O> = O extends Term<infer N, infer V> ? N & Need<V, Num> : unknown

/** What a term is asked for that only numbers, moments or texts have. */
interface OfNumber {
  readonly _value?: Num | Named<string>
}
interface OfTime {
  readonly _value?: Time | Named<string>
}
interface OfText {
  readonly _value?: Text | Named<string>
}

export interface TextOptions {
  /** What counts as the same: nothing but the text itself by default. */
  readonly ignore?: Ignoring
}

/**
 * Something computed from one row, as a value: `col('age').div(10).floor()`. It prints itself and goes through JSON.
 * What is computed from a missing value is missing. Needs: the row that it can be computed from; V: what comes out.
 */
export class Term<Needs = unknown, V = unknown> {
  readonly kind = 'term'
  /** Carry types to the compiler; never present at run time. */
  declare readonly _needs?: Needs
  declare readonly _value?: V
  constructor(readonly node: Expression) {}

  get columns(): readonly string[] {
    return columnsOf(this.node)
  }

  // Conditions

  eq<O extends Operand<V>>(other: O, options?: TextOptions): Compared<Needs, V, O> {
    return this.#compare('=', other, options)
  }
  ne<O extends Operand<V>>(other: O, options?: TextOptions): Compared<Needs, V, O> {
    return this.#compare('!=', other, options)
  }
  gt<O extends Operand<V>>(other: O): Compared<Needs, V, O> {
    return this.#compare('>', other)
  }
  gte<O extends Operand<V>>(other: O): Compared<Needs, V, O> {
    return this.#compare('>=', other)
  }
  lt<O extends Operand<V>>(other: O): Compared<Needs, V, O> {
    return this.#compare('<', other)
  }
  lte<O extends Operand<V>>(other: O): Compared<Needs, V, O> {
    return this.#compare('<=', other)
  }
  /** From `low` to `high`, both included. */
  between<O extends Operand<V>>(low: O, high: O): Compared<Needs, V, O> {
    return new Predicate(
      call('between', [this.node, this.#compared('between', low), this.#compared('between', high)]),
    )
  }
  /** One of the values. Of no values none is; of a missing value it stays open. */
  in<O extends LiteralFor<V>>(values: readonly O[]): Compared<Needs, V, O> {
    return new Predicate(call('in', [this.node, ...values.map((v) => this.#compared('in', v))]))
  }
  isMissing(): Predicate<Needs & Need<V, AnyCell>> {
    return new Predicate(call('is missing', [this.node]))
  }
  isPresent(): Predicate<Needs & Need<V, AnyCell>> {
    return new Predicate(call('not', [call('is missing', [this.node])]))
  }
  startsWith(this: this & OfText, text: string, options?: TextOptions): Predicate<Needs & Need<V, Text>> {
    return this.#match('starts with', text, options)
  }
  endsWith(this: this & OfText, text: string, options?: TextOptions): Predicate<Needs & Need<V, Text>> {
    return this.#match('ends with', text, options)
  }
  contains(this: this & OfText, text: string, options?: TextOptions): Predicate<Needs & Need<V, Text>> {
    return this.#match('contains', text, options)
  }

  // Numbers

  add<O extends NumberOperand>(this: this & OfNumber, other: O): Computed<Needs, V, O> {
    return this.#compute('+', other)
  }
  sub<O extends NumberOperand>(this: this & OfNumber, other: O): Computed<Needs, V, O> {
    return this.#compute('-', other)
  }
  mul<O extends NumberOperand>(this: this & OfNumber, other: O): Computed<Needs, V, O> {
    return this.#compute('*', other)
  }
  /** A number, not a whole one; missing where the divisor is 0. */
  div<O extends NumberOperand>(
    this: this & OfNumber,
    other: O,
  ): Term<Needs & Need<V, Num> & NumbersOf<O>, number | null> {
    return this.#compute('/', other)
  }
  /** What a division leaves, with the sign of what is divided; missing where the divisor is 0. */
  mod<O extends NumberOperand>(this: this & OfNumber, other: O): Computed<Needs, V, O> {
    return this.#compute('mod', other)
  }
  abs(this: this & OfNumber): Term<Needs & Need<V, Num>, Num> {
    return this.#apply('abs')
  }
  floor(this: this & OfNumber): Term<Needs & Need<V, Num>, Num> {
    return this.#apply('floor')
  }
  ceil(this: this & OfNumber): Term<Needs & Need<V, Num>, Num> {
    return this.#apply('ceil')
  }
  /** The nearest whole number; halves go away from zero, as in SQL. */
  round(this: this & OfNumber): Term<Needs & Need<V, Num>, Num> {
    return this.#apply('round')
  }

  // Texts

  lower(this: this & OfText): Term<Needs & Need<V, Text>, Text> {
    return this.#apply('lower')
  }
  upper(this: this & OfText): Term<Needs & Need<V, Text>, Text> {
    return this.#apply('upper')
  }
  /** Without the blanks around it. */
  trim(this: this & OfText): Term<Needs & Need<V, Text>, Text> {
    return this.#apply('trim')
  }
  /** Its number of characters (code points). */
  length(this: this & OfText): Term<Needs & Need<V, Text>, number | null> {
    return this.#apply('length')
  }
  /** Its first `n` characters. */
  left(this: this & OfText, n: number): Term<Needs & Need<V, Text>, Text> {
    return this.#apply('left', literal(n))
  }
  /** Followed by another text. */
  concat<O extends string | Term>(
    this: this & OfText,
    other: O,
  ): Term<Needs & Need<V, Text> & NeedsOf<O>, Text> {
    return this.#apply('concat', operand(other))
  }
  /** Without case and accents, to group by: `École` and `ecole` are the same. */
  fold(this: this & OfText): Term<Needs & Need<V, Text>, Text> {
    return this.#apply('fold')
  }

  // Moments, all in UTC, and days

  year(this: this & OfTime): Term<Needs & Need<V, Time>, number | null> {
    return this.#apply('year')
  }
  /** 1 to 12. */
  month(this: this & OfTime): Term<Needs & Need<V, Time>, number | null> {
    return this.#apply('month')
  }
  /** Of the month, 1 to 31. */
  day(this: this & OfTime): Term<Needs & Need<V, Time>, number | null> {
    return this.#apply('day')
  }
  /** Monday is 1, Sunday 7 (ISO 8601). */
  weekday(this: this & OfTime): Term<Needs & Need<V, Time>, number | null> {
    return this.#apply('weekday')
  }
  /** 0 to 23. */
  hour(this: this & OfNumber): Term<Needs & Need<V, number | null>, number | null> {
    return this.#apply('hour')
  }
  /** The moment or day at which its year, month, week (Monday), … began. */
  startOf(this: this & OfTime, unit: Unit): Term<Needs & Need<V, Time>, V | null> {
    return this.#apply('start of', literal(unit))
  }

  /** Another value where it is missing. */
  ifMissing<O extends Operand<V>>(other: O): Term<Needs & Need<V, LikeOf<O>> & NeedsOf<O>, LikeOf<O>> {
    return this.#apply('if missing', operand(other))
  }

  toString(): string {
    return expressionText(this.node)
  }

  toJSON(): Expression {
    return this.node
  }

  #compare<P>(name: FunctionName, other: unknown, options?: TextOptions): Predicate<P> {
    return new Predicate(call(name, [this.node, this.#compared(name, other)], options?.ignore))
  }

  #compared(name: FunctionName, other: unknown): Expression {
    if (!(other instanceof Term) && isNothing(other))
      throw carnetError('COMPARISON_NOTHING', {
        comparison: `${expressionText(this.node)} ${name} ${String(other)}`,
      })
    return operand(other)
  }

  #match<P>(name: FunctionName, text: string, options?: TextOptions): Predicate<P> {
    return new Predicate(call(name, [this.node, literal(text)], options?.ignore))
  }

  #compute<N, R>(name: FunctionName, other: unknown): Term<N, R> {
    return this.#apply(name, operand(other))
  }

  #apply<N, R>(name: FunctionName, ...others: Expression[]): Term<N, R> {
    return new Term(call(name, [this.node, ...others]))
  }
}

type Compared<Needs, V, O> = Predicate<Needs & Need<V, LikeOf<O>> & NeedsOf<O>>
type Computed<Needs, V, O> = Term<Needs & Need<V, Num> & NumbersOf<O>, Num>

const operand = (value: unknown): Expression =>
  value instanceof Term ? value.node : literal(value as Literal)

/** A column of the rows in question. */
export type ColumnReference<Name extends string = string> = Term<unknown, Named<Name>>

/** Names a column: `col('age').gt(20)`. Whether it is there is seen when it is known of which rows. */
export function col<Name extends string>(name: Name): ColumnReference<Name> {
  return new Term(column(name))
}

/** A value to begin with: `lit(100).sub(col('note'))`. Throws VALUE_MISSING for null, undefined and NaN. */
export function lit<L extends Literal>(value: L): Term<unknown, Like<L>> {
  return new Term(literal(value))
}
