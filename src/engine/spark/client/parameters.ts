import { carnetError } from '../../../errors'
import { type Expression, type Literal, type Relation } from './messages'
import { daysOf, found, int64Of, microsOf, type SparkScalarType } from './values'

/**
 * A value for a parameter of a query. A whole number is an INT, or a BIGINT where it needs 64 bits, other numbers are
 * DOUBLE; a bigint is a BIGINT, beyond that a DECIMAL; a Date is a TIMESTAMP. `{ type, value }` says which is meant, as
 * `{ type: 'double', value: 20 }`, `{ type: 'decimal', value: '14.50' }`.
 */
export type SparkParameter =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | { readonly type: SparkScalarType | 'decimal'; readonly value: unknown }

/** Values of the parameters `:name` of a query, or of its `?` in their order. */
export type SparkParameters = Readonly<Record<string, SparkParameter>> | readonly SparkParameter[]

/** A query with its parameters, which travel as values: nothing of them is ever put into its text. */
export function sqlRelation(query: string, parameters: SparkParameters = []): Relation {
  if (isList(parameters))
    return { sql: { query, posArguments: parameters.map((p, i) => expression(`${i + 1}`, p)) } }
  const named = Object.entries(parameters).map(([name, p]) => [name, expression(`:${name}`, p)] as const)
  return { sql: { query, namedArguments: Object.fromEntries(named) } }
}

// Array.isArray does not narrow a readonly array out of a union.
const isList = (p: SparkParameters): p is readonly SparkParameter[] => Array.isArray(p)

function expression(name: string, parameter: SparkParameter): Expression {
  const literal = literalOf(parameter)
  if (literal === null) throw carnetError('SPARK_PARAMETER_UNFIT', { name, found: foundIn(parameter) })
  return { literal }
}

function literalOf(value: SparkParameter): Literal | null {
  if (value === null) return { null: { string: {} } }
  if (typeof value === 'boolean') return { boolean: value }
  if (typeof value === 'number') return numberLiteral(value)
  if (typeof value === 'bigint')
    return int64Of(value) === null ? decimalLiteral(String(value)) : { long: String(value) }
  if (typeof value === 'string') return { string: value }
  if (value instanceof Date) return typedLiteral('timestamp', value)
  if (value instanceof Uint8Array) return { binary: value }
  // What JavaScript may put there.
  return typeof value === 'object' && 'type' in value ? typedLiteral(value.type, value.value) : null
}

function numberLiteral(value: number): Literal {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { double: value }
  return (value | 0) === value ? { integer: value } : { long: String(value) }
}

function typedLiteral(type: SparkScalarType | 'decimal', value: unknown): Literal | null {
  const ofWhole = (n: bigint | null, make: (text: string) => Literal): Literal | null =>
    n === null ? null : make(String(n))
  if (value == null) return { null: { string: {} } }
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? { boolean: value } : null
    case 'int':
      return typeof value === 'number' && (value | 0) === value ? { integer: value } : null
    case 'bigint':
      return ofWhole(int64Of(value), (long) => ({ long }))
    case 'double':
      return typeof value === 'number' ? { double: value } : null
    case 'decimal':
      return typeof value === 'string' ? decimalLiteral(value) : null
    case 'string':
      return typeof value === 'string' ? { string: value } : null
    case 'binary':
      return value instanceof Uint8Array ? { binary: value } : null
    case 'date': {
      const days = daysOf(value)
      return days === null ? null : { date: days }
    }
    case 'timestamp':
      return ofWhole(microsOf(value), (timestamp) => ({ timestamp }))
    default:
      return null
  }
}

const MOST_DIGITS = 38

/** null for text that is no decimal number, or has more digits than Spark's DECIMAL. */
function decimalLiteral(value: string): Literal | null {
  const m = /^[+-]?(\d+)(?:\.(\d+))?$/.exec(value)
  if (!m) return null
  const [whole = '', scale] = [m[1]?.replace(/^0+(?=\d)/, ''), m[2]?.length ?? 0]
  const precision = Math.max(1, (whole === '0' ? 0 : whole.length) + scale)
  return precision > MOST_DIGITS ? null : { decimal: { value, precision, scale } }
}

const foundIn = (parameter: SparkParameter): string =>
  typeof parameter === 'object' && parameter !== null && 'type' in parameter
    ? `${found(parameter.value)} as ${String(parameter.type)}`
    : found(parameter)
