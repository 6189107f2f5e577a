import { fold } from '../fold'
import { Unfit, type RepairKind } from './value'

/** A number as it is written: `whole.fraction × 10^exponent`, digits alone. */
export interface Decimal {
  readonly isNegative: boolean
  readonly whole: string
  readonly fraction: string
  readonly exponent: string
  /** What was mended to read it. */
  readonly kind: RepairKind
}

/** The number as `Number` and `BigInt` take it. */
export const decimalText = ({ isNegative, whole, fraction, exponent }: Decimal): string =>
  `${isNegative ? '-' : ''}${whole}${fraction && `.${fraction}`}e${exponent || '0'}`

const PLAIN = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** A longer text is no number that anybody wrote. */
const LONGEST_NUMBER = 1000

/**
 * Words after a number that leave its meaning as it is: years of age, and points. A unit that could be another one in
 * the next message (kg and g, m and cm, months and years) is not in the list: the number alone would mislead.
 */
const UNITS: ReadonlySet<string> = new Set([
  ...['an', 'ans', 'annee', 'annees', 'year', 'years', 'yearold', 'yearsold', 'yo', 'yr', 'yrs'],
  ...['pt', 'pts', 'point', 'points'],
])

/** The number that is the whole of a text, in any form of which it is certain what it means; NOT_A_NUMBER otherwise. */
export function decimalOf(text: string): Decimal | Unfit {
  if (text.length > LONGEST_NUMBER) return new Unfit('NOT_A_NUMBER')
  const trimmed = text.trim()
  return plain(trimmed) ?? withSuffix(trimmed) ?? written(trimmed)
}

/** The number of a text of digits, sign, point and exponent, as programs write it; null where it is another form. */
export function plain(text: string): Decimal | null {
  const match = text.length <= LONGEST_NUMBER ? PLAIN.exec(text) : null
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match
  return { isNegative: sign === '-', whole, fraction, exponent, kind: 'text to number' }
}

/** `14/20`, `85 %`, `22 ans`: the number before the suffix; null where there is no suffix. */
function withSuffix(text: string): Decimal | Unfit | null {
  if (text.endsWith('%')) return inKind(written(text.slice(0, -1).trimEnd()), 'percent sign left out')
  const slash = text.lastIndexOf('/')
  if (slash > 0) {
    const mark = text.slice(slash + 1).trim() === '20' ? written(text.slice(0, slash).trimEnd()) : null
    if (mark === null || mark instanceof Unfit) return mark ?? new Unfit('NOT_A_NUMBER')
    const value = Number(decimalText(mark))
    return value >= 0 && value <= 20 ? inKind(mark, 'mark out of 20') : new Unfit('NOT_A_NUMBER')
  }
  const letter = text.search(/\p{L}/u)
  if (letter <= 0) return null
  const isUnit = text.length - letter < 20 && UNITS.has(fold(text.slice(letter)))
  return isUnit
    ? inKind(written(text.slice(0, letter).trimEnd()), 'unit left out')
    : new Unfit('NOT_A_NUMBER')
}

const inKind = (decimal: Decimal | Unfit, kind: RepairKind): Decimal | Unfit =>
  decimal instanceof Unfit ? decimal : { ...decimal, kind }

/** Blanks of every kind and apostrophes, as they part groups of three digits. */
const GROUP_SIGN = /[\s'’]/

/** A number with a decimal comma or point, its digits in groups or not, without exponent. */
function written(text: string): Decimal | Unfit {
  const isNegative = text.startsWith('-') || text.startsWith('−')
  const body = isNegative || text.startsWith('+') ? text.slice(1).trimStart() : text
  if (!/^\d[\d.,\s'’]*$/.test(body)) return new Unfit('NOT_A_NUMBER')
  const points = body.split('.').length - 1
  const commas = body.split(',').length - 1
  const blank = GROUP_SIGN.exec(body)?.[0]
  const make = (whole: string | null, fraction: string, kind: RepairKind): Decimal | Unfit =>
    whole === null || (fraction !== '' && !/^\d+$/.test(fraction))
      ? new Unfit('NOT_A_NUMBER')
      : { isNegative, whole, fraction, exponent: '', kind }

  if (points > 0 && commas > 0) {
    // The sign that comes last parts the decimals, and the other one groups.
    const decimal = body.lastIndexOf(',') > body.lastIndexOf('.') ? ',' : '.'
    const [head, fraction, more] = body.split(decimal)
    const isClear = more === undefined && blank === undefined && fraction !== ''
    return make(isClear ? ungrouped(head, decimal === ',' ? '.' : ',') : null, fraction, 'grouped digits')
  }
  if (points + commas > 1) return make(ungrouped(body, points > 0 ? '.' : ','), '', 'grouped digits')
  const decimal = commas === 1 ? ',' : '.'
  const [head, fraction = ''] = body.split(decimal)
  if (points + commas === 1 && fraction === '') return new Unfit('NOT_A_NUMBER')
  if (blank !== undefined) return make(ungrouped(head, blank), fraction, 'grouped digits')
  // `1,234` is a thousand and more in English and one and a bit in French; `0,234` and `1234,567` can be one thing only.
  if (commas === 1 && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(head))
    return new Unfit('NUMBER_AMBIGUOUS')
  return make(head, fraction, commas === 1 ? 'decimal comma' : 'text to number')
}

/** The digits of groups of three; null where the groups are not such. */
function ungrouped(text: string, sign: string): string | null {
  const [first = '', ...groups] = text.split(sign)
  const isGrouped = /^[1-9]\d{0,2}$/.test(first) && groups.every((g) => /^\d{3}$/.test(g))
  return isGrouped && groups.length > 0 ? first + groups.join('') : null
}
