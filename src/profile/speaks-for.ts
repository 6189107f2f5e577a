import { type Item } from '../parse/item'
import { number as numberField, integer } from '../parse/schema'
import { coercerOf } from '../parse/values'
import { Mended, Unfit } from '../parse/values/value'
import { toBoolean } from '../parse/values/boolean'
import { toDate } from '../parse/values/date'
import { toTimestamp } from '../parse/values/timestamp'
import { type ColumnType } from '../table'
import { seenAs } from './coerced'

const toInteger = coercerOf(integer())
const toNumber = coercerOf(numberField())

const NUMBERS: readonly ColumnType[] = ['integer', 'number', 'text']
const NONE: readonly ColumnType[] = []

/** Digits that are no amount: a telephone number, a postcode. */
const NO_AMOUNT = /^\s*(?:\+|0\d)/

/**
 * The types that a value speaks for: those that take it and lose nothing. Numbers speak for no date, because nothing says
 * that they are moments, and not for true or false; digits that begin with a zero speak for text alone.
 */
export function typesOf(item: Item, name: string): readonly ColumnType[] {
  const value = item.fields[name]
  if (typeof value === 'boolean') return ['boolean']
  if (typeof value === 'string') return typesOfText(value)
  if (typeof value !== 'number' && typeof value !== 'bigint')
    return value instanceof Date ? ['timestamp'] : NONE
  if (!(seenAs(toInteger, item, name).coerced instanceof Unfit)) return NUMBERS
  return seenAs(toNumber, item, name).coerced instanceof Unfit ? ['text'] : ['number', 'text']
}

function typesOfText(text: string): readonly ColumnType[] {
  const isNumber = !(toNumber(text) instanceof Unfit)
  if (isNumber && NO_AMOUNT.test(text)) return ['text']
  if (isNumber) return toInteger(text) instanceof Unfit ? ['number', 'text'] : NUMBERS
  if (!(toBoolean(text) instanceof Unfit)) return ['boolean', 'text']
  const date = toDate(text)
  const isDay = !(date instanceof Unfit) && !(date instanceof Mended && date.kind === 'time left out')
  if (isDay) return ['date', 'timestamp', 'text']
  return toTimestamp(text) instanceof Unfit ? ['text'] : ['timestamp', 'text']
}

/** The share of the values that must speak for a type: what is rarer is dirt, and becomes a reject. */
const MOST = 0.9
/** Where no type has so many, not even text, this is enough. */
const HALF = 0.5

/** The narrowest type that most of `values` values speak for; null where they speak for none. */
export function typeOf(votes: ReadonlyMap<ColumnType, number>, values: number): ColumnType | null {
  return values === 0 ? 'text' : (typeAt(MOST, votes, values) ?? typeAt(HALF, votes, values))
}

function typeAt(share: number, votes: ReadonlyMap<ColumnType, number>, values: number): ColumnType | null {
  const of = (type: ColumnType): number => votes.get(type) ?? 0
  const isMost = (type: ColumnType): boolean => of(type) >= share * values
  if (isMost('boolean')) return 'boolean'
  // A single fraction or time among the values is enough to be the wider type, which takes all of them.
  if (isMost('number')) return of('number') > of('integer') ? 'number' : 'integer'
  if (isMost('timestamp')) return of('timestamp') > of('date') ? 'timestamp' : 'date'
  return isMost('text') ? 'text' : null
}
