import { type Frame, type Rows } from '../frame'
import { type Parsed } from '../parse/outcome'
import { type Flat } from '../query'
import { type Cell, type Table } from '../table'
import { type JoinOptions } from './options'

/** The row type of rows; of a DataFrame nothing is known but that it has cells. */
export type RowIn<T extends Rows> =
  T extends Parsed<infer Row>
    ? Row
    : T extends Table<infer Row>
      ? Row
      : T extends Frame
        ? Record<string, Cell>
        : never

type NamesIn<T extends Rows> = Extract<keyof RowIn<T>, string>

/** The options of a join of these rows. */
export type OptionsFor<L extends Rows, R extends Rows> = JoinOptions<NamesIn<L>, NamesIn<R>>

type Each<Names> = Names extends readonly (infer Name)[] ? Name : Names
type RightKeys<O> = O extends { readonly on: { readonly right: infer Names } }
  ? Each<Names>
  : O extends { readonly on: infer Names }
    ? Each<Names>
    : never

/** The columns of the right that come into the join. */
type Added<R, O> = Exclude<keyof R, RightKeys<O>>
type Suffix<O> = O extends { readonly suffix: infer S extends string } ? S : ''
type IsInner<O> = O extends { readonly how: 'inner' } ? true : false

/** The row of a join: the left's, and the right's columns without its key; in a left join they may be null. */
export type JoinedRow<L, R, O> = Flat<
  L & {
    [N in Added<R, O> as N extends keyof L ? `${N & string}${Suffix<O>}` : N]: IsInner<O> extends true
      ? R[N]
      : R[N] | null
  }
>

/** Rows that both have a column of one name, besides the keys, need a suffix. */
export type SuffixNeeded<L, R, O> = string extends keyof L | keyof R
  ? unknown
  : [Extract<Added<R, O>, keyof L>] extends [never]
    ? unknown
    : { readonly suffix: string }
