import { carnetError } from '../errors'
import { Aggregate, type Expression, Predicate, Term } from '../query'

/** The node of a condition; throws QUESTION_PART for anything else, as plain JavaScript may pass. */
export function conditionNode(value: unknown): Expression {
  if (value instanceof Predicate) return value.node
  throw wrong('Where', "a condition such as col('age').gt(20)", value)
}

/** What is derived, by name. */
export function derivedNodes(columns: object): { name: string; value: Expression }[] {
  return named('Derive', columns).map(([name, value]) => {
    if (value instanceof Term || value instanceof Predicate) return { name, value: value.node }
    throw wrong('Derive', "columns such as { decade: col('age').div(10).floor() }", value)
  })
}

/** The figures, by name. */
export function figureNodes(
  figures: object,
  mayBeNone: boolean,
): { name: string; value: Aggregate['node'] }[] {
  return named('Summarise', figures, mayBeNone).map(([name, value]) => {
    if (value instanceof Aggregate) return { name, value: value.node }
    throw wrong('Summarise', "figures such as { n: count(), mean: mean('age') }", value)
  })
}

/** Refuses a list without anything in it. Throws QUESTION_EMPTY. */
export function some<T>(verb: string, list: readonly T[]): readonly T[] {
  if (list.length === 0) throw carnetError('QUESTION_EMPTY', { verb })
  return list
}

function named(verb: string, things: object, mayBeNone = false): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(things)
  return mayBeNone ? entries : some(verb, entries)
}

export const wrong = (verb: string, expected: string, value: unknown): Error =>
  carnetError('QUESTION_PART', { verb, expected, got: nameOf(value) })

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  const kind = typeof value === 'object' ? (value as { kind?: unknown }).kind : undefined
  return typeof kind === 'string' ? `of kind ${kind}` : `of type ${typeof value}`
}
