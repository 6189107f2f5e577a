import { cellOf, type CallNode, type Expression, type Literal, type QueryPlan } from '../query'
import { quote } from './layout'
import { type StoredField } from './row-table'

/** A condition in SQL, with the values of its `?`. */
export interface SqlCondition {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** The columns that a condition may look at, by the names of the schema. */
export type StoredFields = ReadonlyMap<string, StoredField>

/** A list that is longer is judged here. */
const LONGEST_LIST = 200

const COMPARISONS: ReadonlySet<string> = new Set(['=', '!=', '>', '>=', '<', '<='])

/**
 * What SQLite can tell beforehand: a condition that holds for every row that the first filters of a plan keep. Rows that it
 * leaves out need not be looked at; the others are judged again by the rules of questions, so it need not say all. Null
 * where it can tell nothing.
 */
export function pushedDown({ steps }: QueryPlan, fields: StoredFields): SqlCondition | null {
  const found: SqlCondition[] = []
  for (const step of steps) {
    if (step.step !== 'where') break
    const condition = implied(step.test, fields)
    if (condition !== null) found.push(condition)
  }
  return joined('AND', found)
}

/** A condition that is true wherever the expression is; null for none. */
function implied(node: Expression, fields: StoredFields): SqlCondition | null {
  if ('call' in node && node.call === 'and')
    return joined(
      'AND',
      node.of.map((n) => implied(n, fields)).filter((c) => c !== null),
    )
  if ('call' in node && node.call === 'or') return joined('OR', all(node.of.map((n) => implied(n, fields))))
  return exact(node, fields)
}

/**
 * The same condition in SQL: true, false and open (NULL) where the rules of questions say so; null where SQLite judges
 * otherwise. Numbers are compared exactly by both, text by code point by both (its bytes in UTF-8 have that order).
 */
function exact(node: Expression, fields: StoredFields): SqlCondition | null {
  if (!('call' in node)) return operand(node, fields)
  if (node.ignoring !== undefined) return null
  const { call, of } = node
  if (call === 'and' || call === 'or') return joined(call.toUpperCase(), all(of.map((n) => exact(n, fields))))
  if (call === 'not') return wrapped(exact(of[0], fields), (sql) => `NOT ${sql}`)
  if (call === 'is missing') return wrapped(operand(of[0], fields), (sql) => `${sql} IS NULL`)
  if (COMPARISONS.has(call)) return combined(node, fields, ([a, b]) => `${a} ${call} ${b}`)
  if (call === 'between') return combined(node, fields, ([a, low, high]) => `${a} BETWEEN ${low} AND ${high}`)
  if (call === 'in' && of.length > 1 && of.length <= LONGEST_LIST)
    return combined(node, fields, ([a, ...list]) => `${a} IN (${list.join(', ')})`)
  return null
}

function combined(
  { of }: CallNode,
  fields: StoredFields,
  write: (operands: string[]) => string,
): SqlCondition | null {
  const operands = all(of.map((n) => operand(n, fields)))
  return (
    operands && { sql: `(${write(operands.map((o) => o.sql))})`, values: operands.flatMap((o) => o.values) }
  )
}

/** A column or a value; null for what is computed. */
function operand(node: Expression, fields: StoredFields): SqlCondition | null {
  if ('column' in node) {
    const field = fields.get(node.column)
    return field ? { sql: quote(field.column), values: [] } : null
  }
  return 'literal' in node ? bound(cellOf(node)) : null
}

/** A value as SQLite takes it; null for one that it cannot have. */
function bound(value: Exclude<Literal, Date>): SqlCondition | null {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) return null
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) return null
  return { sql: '?', values: [typeof value === 'boolean' ? Number(value) : value] }
}

const wrapped = (condition: SqlCondition | null, write: (sql: string) => string): SqlCondition | null =>
  condition && { ...condition, sql: `(${write(condition.sql)})` }

function joined(word: string, conditions: readonly SqlCondition[] | null): SqlCondition | null {
  if (conditions === null || conditions.length === 0) return null
  return {
    sql: `(${conditions.map((c) => c.sql).join(` ${word} `)})`,
    values: conditions.flatMap((c) => c.values),
  }
}

/** All of them, or null where one is missing. */
const all = <T>(list: readonly (T | null)[]): readonly T[] | null =>
  list.every((item) => item !== null) ? list : null
