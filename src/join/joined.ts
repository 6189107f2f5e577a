import { type KeyCount } from '../engine/local'
import { type Cell, type Column, Table } from '../table'

/** Something that is counted on both sides. */
export interface Sides<T> {
  readonly left: T
  readonly right: T
}

/** What a join found. */
export interface JoinFacts {
  readonly how: 'left' | 'inner'
  /** The key columns, by their names on each side. */
  readonly on: Sides<readonly string[]>
  /** Rows on each side before. */
  readonly before: Sides<number>
  /** Rows of the left that have a match. */
  readonly matched: number
  /** Keys without a match on the other side, each with its number of rows, in order of appearance. */
  readonly unmatched: Sides<readonly KeyCount[]>
  /** Rows of which a value of the key is missing: they match nothing. */
  readonly keyless: Sides<number>
}

/**
 * The rows of a join: a table as any other, in the order of the left, that knows which keys found no match. Its label names
 * both sources.
 */
export class Joined<Row extends object = Record<string, Cell>> extends Table<Row> implements JoinFacts {
  readonly kind = 'joined'
  readonly how: JoinFacts['how']
  readonly on: JoinFacts['on']
  readonly before: JoinFacts['before']
  readonly matched: number
  readonly unmatched: JoinFacts['unmatched']
  readonly keyless: JoinFacts['keyless']

  constructor(columns: readonly Column[], { how, on, before, matched, unmatched, keyless }: JoinFacts) {
    super(columns)
    this.how = how
    this.on = on
    this.before = before
    this.matched = matched
    this.unmatched = unmatched
    this.keyless = keyless
  }
}
