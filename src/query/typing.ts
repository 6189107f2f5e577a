import { type Cell } from '../table'
import { type Literal } from './expression'

/** The value of a column, as long as it is not said of which rows. */
export interface Named<Name extends string> {
  readonly column: Name
}

export type Num = number | bigint | null
export type Text = string | null
/** A moment, in milliseconds since 1970, or a day as text. */
export type Time = number | string | null

/** What a row must have for `V` to be computed: the column that it names, holding values like `As`. */
export type Need<V, As> = V extends Named<infer Name> ? { readonly [K in Name]: As } : unknown

/** The cells that a literal can be compared with. */
export type Like<L> = L extends string
  ? Text
  : L extends number | bigint
    ? Num
    : L extends boolean
      ? boolean | null
      : L extends Date
        ? number | null
        : Cell

/** The literals that a value can be compared with: of its own kind. */
export type LiteralFor<V> =
  V extends Named<string>
    ? Literal
    : V extends string
      ? string
      : V extends number | bigint
        ? number | bigint | Date
        : V extends boolean
          ? boolean
          : never

/** The value of an expression on rows of that type. */
export type ValueIn<Row, V> = V extends Named<infer Name> ? (Name extends keyof Row ? Row[Name] : Cell) : V

/**
 * `unknown` where a row has what is needed; otherwise a sentence, which no argument is, so that the compiler prints it.
 * Rows of any columns (from a DataFrame, say) are looked at when the question is made.
 */
export type Fits<Row, Needs> = string extends keyof Row
  ? unknown
  : Row extends Needs
    ? unknown
    : Misfit<Row, Needs>

type Misfit<Row, Needs> = [Exclude<keyof Needs, keyof Row>] extends [never]
  ? `✗ the column "${Mistyped<Row, Needs>}" holds values of another type`
  : `✗ there is no column "${Exclude<keyof Needs, keyof Row> & string}"`

type Mistyped<Row, Needs> = {
  [K in keyof Needs & keyof Row & string]: Row[K] extends Needs[K] ? never : K
}[keyof Needs & keyof Row & string]

/** An object type written out, so that it reads as one. */
export type Flat<T> = { [K in keyof T]: T[K] }
