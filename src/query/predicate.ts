import { carnetError } from '../errors'
import { type Cell, type Column } from '../table'
import { type Columnar, findColumn, isMissing, typeOfCell } from './columns'
import { compareText } from './order'

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<='

/** What a column can be compared with. A Date is for columns of type `timestamp`. */
export type Literal = string | number | bigint | boolean | Date

/** One comparison, as plain data. */
export interface Comparison {
  readonly op: Operator
  readonly column: string
  readonly value: Literal
}

/** The tree of a predicate. Each kind has its text and its truth in this file. */
export type Test = Comparison

/**
 * A condition on rows as a value: it prints itself (`age > 20`), goes through JSON, and can be judged on any table.
 *
 * The rule: a comparison with a missing value (null, NaN) is neither true nor false, and a row is kept only where its
 * predicate is true; so a missing value never matches, not even with `ne`. (SQL's rule; pandas keeps NaN with `!=`.)
 * Numbers and bigints compare by value and exactly; text compares by code point, so accents and case count.
 */
export class Predicate {
  readonly kind = 'predicate'
  constructor(readonly test: Test) {}

  /** The names of the columns that it looks at. */
  get columns(): readonly string[] {
    return [this.test.column]
  }

  toString(): string {
    return testText(this.test)
  }

  toJSON(): object {
    return { ...this.test, value: literalJson(this.test.value) }
  }
}

/** A column of the rows in question, to be compared with a value. */
export interface ColumnReference {
  readonly name: string
  eq(value: Literal): Predicate
  ne(value: Literal): Predicate
  gt(value: Literal): Predicate
  gte(value: Literal): Predicate
  lt(value: Literal): Predicate
  lte(value: Literal): Predicate
}

/**
 * Names a column for a predicate: `col('age').gt(20)`. Whether it exists is seen when rows are judged.
 * Comparing with null, undefined or NaN throws COMPARISON_NOTHING: no row could ever match.
 */
export function col(name: string): ColumnReference {
  const compare =
    (op: Operator) =>
    (value: Literal): Predicate => {
      if (isMissing(value) || (value instanceof Date && Number.isNaN(value.getTime())))
        throw carnetError('COMPARISON_NOTHING', { comparison: `${nameText(name)} ${op} ${String(value)}` })
      return new Predicate({ op, column: name, value })
    }
  return {
    name,
    eq: compare('='),
    ne: compare('!='),
    gt: compare('>'),
    gte: compare('>='),
    lt: compare('<'),
    lte: compare('<='),
  }
}

/**
 * The indexes of the rows for which the predicate is true, in order.
 * Throws COLUMN_UNKNOWN, and COMPARISON_TYPE where a column and a value are of different kinds ('23' is not 23).
 */
export function matchingRows(table: Columnar, predicate: Predicate): number[] {
  const isTrue = truth(predicate.test, table)
  const rows: number[] = []
  for (let i = 0; i < table.length; i++) if (isTrue(i) === true) rows.push(i)
  return rows
}

/** Whether a test holds for row `i`: true, false, or null where a missing value leaves it open. */
function truth(test: Test, table: Columnar): (row: number) => boolean | null {
  const column = findColumn(table, test.column)
  checkKinds(column, test)
  const sign = signAgainst(test.value instanceof Date ? test.value.getTime() : test.value)
  const holds = OPERATORS[test.op]
  return (i) => {
    const cell = column.values[i]
    return isMissing(cell) ? null : holds(sign(cell))
  }
}

/** Below, at, or above zero as the comparison has it, for a cell that stands `sign` against the literal. */
const OPERATORS: Readonly<Record<Operator, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '!=': (sign) => sign !== 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
}

function signAgainst(value: NonNullable<Cell>): (cell: NonNullable<Cell>) => number {
  if (typeof value === 'string') return (cell) => compareText(cell as string, value)
  return (cell) => (cell < value ? -1 : cell > value ? 1 : 0)
}

function checkKinds(column: Column, test: Comparison): void {
  const isNumber = typeof test.value === 'number' || typeof test.value === 'bigint'
  const fits = {
    text: typeof test.value === 'string',
    integer: isNumber,
    number: isNumber,
    boolean: typeof test.value === 'boolean',
    timestamp: test.value instanceof Date || typeof test.value === 'number',
  }[column.type]
  // A column without any value has no kind to disagree with.
  if (!fits && column.values.some((v) => !isMissing(v)))
    throw carnetError('COMPARISON_TYPE', {
      comparison: testText(test),
      column: column.name,
      type: column.type,
      valueType: typeOfCell(test.value) ?? 'text',
    })
}

const testText = (test: Test): string => `${nameText(test.column)} ${test.op} ${literalText(test.value)}`

/** A name as it stands in a sentence: in backquotes where it is not one word. */
const nameText = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name}\``)

function literalText(value: Literal): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function literalJson(value: Literal): unknown {
  if (value instanceof Date) return { timestamp: value.toISOString() }
  return typeof value === 'bigint' ? { integer: String(value) } : value
}
