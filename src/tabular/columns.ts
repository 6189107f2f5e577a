import { carnetError } from '../errors'
import { matcherOf } from '../parse/match'
import { Refusal } from '../parse/refusal'
import { type Field, type Schema } from '../parse/schema'

/** The columns of a source that are fields of the schema, by the rules for the names in messages. */
export interface FittingColumn {
  readonly name: string
  /** Where it stands among all columns, from 0. */
  readonly index: number
}

/**
 * Finds the columns that are fields of the schema. A source whose columns do not fit has no rows at all, which is an error,
 * not a reject of each: throws SOURCE_COLUMNS_UNFIT where a field that is not optional has no column, or one has two.
 */
export function fittingColumns(
  names: readonly string[],
  schema: Schema<object>,
  source: string,
): readonly FittingColumn[] {
  const matcher = matcherOf(schema.fields)
  const fitting = names.map((name, index) => ({ name, index })).filter(({ name }) => matcher.isField(name))
  const unfit = (problem: string): Error =>
    carnetError('SOURCE_COLUMNS_UNFIT', { source, problem, columns: names })
  if (fitting.length === 0) throw unfit('none of them is a field of it')
  const twice = fitting.find(({ name, index }) => names.indexOf(name) !== index)
  if (twice) throw unfit(`two columns are called ${JSON.stringify(twice.name)}`)
  const shape = matcher.shapeOf(fitting.map((c) => c.name))
  if (shape instanceof Refusal) throw unfit(inSentence(shape.reason))
  const fields = Object.entries<Field<unknown>>(schema.fields)
  const missing = fields.filter(([, field], i) => shape.found[i] === null && !field.isOptional)
  if (missing.length > 0)
    throw unfit(`no column is ${missing.map(([name]) => JSON.stringify(name)).join(' or ')}`)
  return fitting.filter(({ name }) => shape.found.includes(name))
}

const inSentence = (reason: string): string =>
  reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '')
