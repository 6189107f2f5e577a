import { call, columnsOf, type Expression } from './expression'
import { expressionText } from './phrase'
import { type Lang } from '../words'

/**
 * A condition on rows as a value: it prints itself (`age > 20`), goes through JSON, and can be judged on any rows.
 *
 * The rule: what is asked of a missing value (null, NaN) is neither true nor false, and a row is kept only where its
 * predicate is true; so a missing value never matches, not even with `ne` or inside `not` (SQL's rule; pandas keeps NaN
 * with `!=`). Only `isMissing` and `isPresent` look at missing values themselves. `Needs` is the row that it can judge.
 */
export class Predicate<Needs = unknown> {
  readonly kind = 'predicate'
  /** Carries the columns that are needed to the compiler; never present at run time. */
  declare readonly _needs?: Needs
  constructor(readonly node: Expression) {}

  /** The names of the columns that it looks at. */
  get columns(): readonly string[] {
    return columnsOf(this.node)
  }

  /** True where both are; false where one is false. */
  and<Others>(other: Predicate<Others>): Predicate<Needs & Others> {
    return and(this, other)
  }

  /** True where one is; false where both are false. */
  or<Others>(other: Predicate<Others>): Predicate<Needs & Others> {
    return or(this, other)
  }

  /** True where it is false. What a missing value leaves open stays open. */
  not(): Predicate<Needs> {
    return not(this)
  }

  /** In the language of labels; `toString` is English. */
  words(lang: Lang): string {
    return expressionText(this.node, lang)
  }

  toString(): string {
    return expressionText(this.node)
  }

  toJSON(): Expression {
    return this.node
  }
}

/** The meeting of the rows that several conditions need. */
type All<P extends readonly Predicate[]> = P extends readonly [
  infer First,
  ...infer Others extends readonly Predicate[],
]
  ? (First extends Predicate<infer Needs> ? Needs : unknown) & All<Others>
  : unknown

/** True where every condition is: `and(col('age').gt(20), col('filiere').eq('Biologie'))`. */
export function and<P extends readonly Predicate[]>(...conditions: P): Predicate<All<P>> {
  return new Predicate(call('and', parts('and', conditions)))
}

/** True where one of the conditions is. */
export function or<P extends readonly Predicate[]>(...conditions: P): Predicate<All<P>> {
  return new Predicate(call('or', parts('or', conditions)))
}

/** True where the condition is false; a missing value leaves it open either way, so that it matches neither. */
export function not<Needs>(condition: Predicate<Needs>): Predicate<Needs> {
  return new Predicate(call('not', [condition.node]))
}

/** `a and (b and c)` is `a and b and c`. */
function parts(name: 'and' | 'or', conditions: readonly Predicate[]): Expression[] {
  return conditions.flatMap(({ node }) => ('call' in node && node.call === name ? node.of : [node]))
}
