import { carnetError } from '../errors'
import { type ColumnType } from '../table'
import { columnUnknown } from './columns'
import { type CallNode, type Expression, type FunctionName, FUNCTIONS } from './expression'
import { expressionText } from './phrase'

/** Column names and types; null where nothing is known, as of a column without any value: it fits everything. */
export type Types = ReadonlyMap<string, ColumnType | null>

export type Kind = 'number' | 'text' | 'boolean' | 'date' | 'time'

const KINDS: Readonly<Record<ColumnType, Kind>> = {
  text: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'time',
}

export const kindOf = (type: ColumnType): Kind => KINDS[type]

/**
 * The type of what an expression computes; null where it is not known. Throws COLUMN_UNKNOWN for a name that is not
 * there, COMPARISON_TYPE where two things cannot be compared, and FUNCTION_TYPE where a function cannot take its input.
 */
export function typeOf(node: Expression, types: Types): ColumnType | null {
  if ('column' in node) {
    const type = types.get(node.column)
    if (type === undefined) throw columnUnknown(node.column, [...types.keys()])
    return type
  }
  if ('literal' in node) return node.literal
  const given = node.of.map((n) => typeOf(n, types))
  return RULES[node.call](node, given)
}

/** Refuses a condition that is not true or false, such as `col('age')` alone. Throws what `typeOf` throws. */
export function checkCondition(node: Expression, types: Types): void {
  demand(['boolean'], node, typeOf(node, types), 'where')
}

/** Refuses what holds no numbers. Throws COLUMN_NOT_NUMERIC, and what `typeOf` throws. */
export function numberTypeOf(node: Expression, types: Types): 'integer' | 'number' {
  const type = typeOf(node, types)
  if (type !== null && kindOf(type) !== 'number')
    throw carnetError('COLUMN_NOT_NUMERIC', { column: nameOf(node), type, row: -1, text: null })
  return type === 'integer' ? 'integer' : 'number'
}

type Given = readonly (ColumnType | null)[]
type Rule = (node: CallNode, given: Given) => ColumnType | null

/** The rule of each function: what it takes, and what comes out. */
const RULES: Readonly<Record<FunctionName, Rule>> = {
  ...all(FUNCTIONS.logic, takes(['boolean'], 'boolean')),
  ...all(FUNCTIONS.comparison, comparable),
  ...all(['in', 'between'] as const, comparable),
  'is missing': () => 'boolean',
  'if missing': alike,
  ...all(FUNCTIONS.match, takes(['text'], 'boolean')),
  ...all(['+', '-', '*', 'mod'] as const, takes(['number'], wholeWhereAllAre)),
  '/': takes(['number'], 'number'),
  abs: takes(['number'], ([type]) => type),
  ...all(['floor', 'ceil', 'round'] as const, takes(['number'], 'integer')),
  ...all(['lower', 'upper', 'trim', 'concat', 'fold'] as const, takes(['text'], 'text')),
  length: takes(['text'], 'integer'),
  left: takesFirst(['text'], 'text'),
  ...all(['year', 'month', 'day', 'weekday'] as const, takes(['time', 'date'], 'integer')),
  hour: takes(['time'], 'integer'),
  'start of': (node, given) => {
    const [, unit] = node.of
    const isHour = 'literal' in unit && unit.value === 'hour'
    return takesFirst(isHour ? ['time'] : ['time', 'date'], ([type]) => type)(node, given)
  },
}

function all<N extends FunctionName>(names: readonly N[], rule: Rule): Record<N, Rule> {
  return Object.fromEntries(names.map((name) => [name, rule])) as Record<N, Rule>
}

type Result = ColumnType | ((given: Given) => ColumnType | null)
const resultOf = (result: Result, given: Given): ColumnType | null =>
  typeof result === 'string' ? result : result(given)

function takes(kinds: readonly Kind[], result: Result): Rule {
  return (node, given) => {
    node.of.forEach((n, i) => demand(kinds, n, given[i], node.call))
    return resultOf(result, given)
  }
}

/** What comes after the first says how: a number of characters, a unit of time. */
function takesFirst(kinds: readonly Kind[], result: Result): Rule {
  return (node, given) => {
    demand(kinds, node.of[0], given[0], node.call)
    return resultOf(result, given)
  }
}

function demand(kinds: readonly Kind[], node: Expression, type: ColumnType | null, what: string): void {
  if (type !== null && !kinds.includes(kindOf(type)))
    throw carnetError('FUNCTION_TYPE', { function: what, takes: kinds[0], given: nameOf(node), type })
}

function wholeWhereAllAre(given: Given): ColumnType {
  return given.every((type) => type === 'integer') ? 'integer' : 'number'
}

/**
 * The first is compared with each of the others. A moment can be compared with its number of milliseconds too, a day
 * with its text: `2024-11-24`.
 */
function comparable(node: CallNode, [first, ...others]: Given): ColumnType {
  if (first !== null)
    others.forEach((type, i) => {
      const other = node.of[i + 1]
      if (type === null || kindOf(first) === kindOf(type) || isWrittenAs(first, other)) return
      throw carnetError('COMPARISON_TYPE', {
        comparison: expressionText(node),
        left: subject(node.of[0]),
        leftType: first,
        right: 'literal' in other ? 'the value' : subject(other),
        rightType: type,
      })
    })
  return 'boolean'
}

function isWrittenAs(type: ColumnType, node: Expression): boolean {
  if (!('literal' in node)) return false
  if (type === 'timestamp') return kindOf(node.literal) === 'number'
  return type === 'date' && DAY.test(String(node.value))
}

/** A day as text. */
export const DAY = /^\d{4}-\d\d-\d\d$/

function alike(node: CallNode, [value, other]: Given): ColumnType | null {
  if (value === null || other === null) return value ?? other
  if (isWrittenAs(value, node.of[1])) return value
  demand([kindOf(value)], node.of[1], other, node.call)
  return value === other ? value : 'number'
}

const nameOf = (node: Expression): string => ('column' in node ? node.column : expressionText(node))

const subject = (node: Expression): string =>
  'column' in node ? `the column "${node.column}"` : expressionText(node)
