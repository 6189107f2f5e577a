import { carnetError } from '../errors'
import { type ColumnType } from '../table'
import { isMissing } from './missing'

/** The functions of a question, by what they take. Each has its type in types.ts, its words in phrase.ts. */
export const FUNCTIONS = {
  logic: ['and', 'or', 'not'],
  comparison: ['=', '!=', '>', '>=', '<', '<='],
  choice: ['in', 'between', 'is missing', 'if missing'],
  match: ['starts with', 'ends with', 'contains'],
  arithmetic: ['+', '-', '*', '/', 'mod', 'abs', 'floor', 'ceil', 'round'],
  text: ['lower', 'upper', 'trim', 'length', 'left', 'concat', 'fold'],
  time: ['year', 'month', 'day', 'weekday', 'hour', 'start of'],
} as const

export type FunctionName = (typeof FUNCTIONS)[keyof typeof FUNCTIONS][number]

/** What a comparison or match of texts leaves out of account. */
export type Ignoring = 'case' | 'case and accents'

export type Unit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour'

/**
 * A computation on the columns of one row, as plain JSON: columns, values, and functions of those. Its truth, its order
 * and what it does with missing values are the rules of docs/questions.md, whichever engine computes it.
 */
export type Expression = ColumnNode | LiteralNode | CallNode

export interface ColumnNode {
  readonly column: string
}

/**
 * A value. Whole numbers beyond 2^53 and infinities are in digits and words, moments in ISO 8601, so that all is JSON.
 */
export interface LiteralNode {
  readonly literal: ColumnType
  readonly value: string | number | boolean
}

export interface CallNode {
  readonly call: FunctionName
  readonly of: readonly Expression[]
  /** For comparisons and matches of text: `é` is `E` when case and accents are ignored. */
  readonly ignoring?: Ignoring
}

/** What a column can be compared with. A Date is for moments, columns of type `timestamp`. */
export type Literal = string | number | bigint | boolean | Date

export const column = (name: string): ColumnNode => Object.freeze({ column: name })

export const call = (name: FunctionName, of: readonly Expression[], ignoring?: Ignoring): CallNode =>
  Object.freeze({ call: name, of: Object.freeze([...of]), ...(ignoring && { ignoring }) })

/** Whether a value is none: null, undefined, NaN, or a Date that is no date. */
export const isNothing = (value: unknown): boolean =>
  isMissing(value) || (value instanceof Date && Number.isNaN(value.getTime()))

/** The node of a value; throws VALUE_MISSING for null, undefined, NaN, and a Date that is no date. */
export function literal(value: Literal): LiteralNode {
  if (isNothing(value)) throw carnetError('VALUE_MISSING', { value: String(value) })
  return Object.freeze(nodeOf(value))
}

function nodeOf(value: Literal): LiteralNode {
  if (value instanceof Date) return { literal: 'timestamp', value: value.toISOString() }
  if (typeof value === 'string') return { literal: 'text', value }
  if (typeof value === 'boolean') return { literal: 'boolean', value }
  if (typeof value === 'bigint')
    return { literal: 'integer', value: isSafe(value) ? Number(value) : String(value) }
  if (!Number.isFinite(value)) return { literal: 'number', value: String(value) }
  return { literal: Number.isSafeInteger(value) ? 'integer' : 'number', value: value === 0 ? 0 : value }
}

/** The value of a literal as the cells of a column hold it. */
export function cellOf({ literal: type, value }: LiteralNode): string | number | bigint | boolean {
  if (type === 'timestamp') return Date.parse(String(value))
  if (typeof value !== 'string' || type === 'text') return value
  return type === 'integer' ? BigInt(value) : Number(value)
}

export const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)

/** The names of the columns that an expression looks at, each once, in order of appearance. */
export function columnsOf(...nodes: readonly Expression[]): string[] {
  const names = new Set<string>()
  const visit = (node: Expression): void => {
    if ('column' in node) names.add(node.column)
    else if ('call' in node) node.of.forEach(visit)
  }
  nodes.forEach(visit)
  return [...names]
}
