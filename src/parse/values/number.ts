import { type Field } from '../schema'
import { decimalOf, decimalText, plain, type Decimal } from './decimal'
import { isBlank, Mended, missing, NEEDS_DIGITS, Unfit, WrittenNumber, type Coercer } from './value'

/** Whole numbers of 64 bits, exact: a bigint beyond 2^53. */
export function integerCoercer(field: Field<unknown>): Coercer {
  return (value) => {
    if (typeof value === 'number') {
      if (Number.isSafeInteger(value)) return outOfRange(value, field) ?? value + 0
      // A double beyond 2^53 has lost digits, and with them whether the number is whole.
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return NEEDS_DIGITS
    }
    if (typeof value === 'string' && !isBlank(value)) {
      const decimal = decimalOf(value)
      const cell = decimal instanceof Unfit ? decimal : wholeNumber(decimal, field)
      return cell instanceof Unfit ? cell : new Mended(cell, (decimal as Decimal).kind)
    }
    if (value instanceof WrittenNumber) return wholeNumber(plain(value.text), field)
    if (typeof value === 'bigint') return wholeNumber(plain(String(value)), field)
    return missing(value) ?? new Unfit(typeof value === 'number' ? 'NOT_WHOLE' : 'NOT_A_NUMBER')
  }
}

/** Numbers as doubles of IEEE 754. */
export function numberCoercer(field: Field<unknown>): Coercer {
  const finite = (value: number): number | Unfit =>
    Number.isFinite(value) ? (outOfRange(value, field) ?? value) : new Unfit('NUMBER_TOO_LARGE')
  return (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return outOfRange(value, field) ?? value
    if (typeof value === 'string' && !isBlank(value)) {
      const decimal = decimalOf(value)
      const cell = decimal instanceof Unfit ? decimal : finite(Number(decimalText(decimal)))
      return cell instanceof Unfit ? cell : new Mended(cell, (decimal as Decimal).kind)
    }
    if (value instanceof WrittenNumber) return finite(Number(value.text))
    if (typeof value === 'bigint') return finite(Number(value))
    // Infinity: a number such as 1e400, to be told as it is written.
    return missing(value) ?? (typeof value === 'number' ? NEEDS_DIGITS : new Unfit('NOT_A_NUMBER'))
  }
}

const LEAST_INTEGER = -(2n ** 63n)
const GREATEST_INTEGER = 2n ** 63n - 1n
/** Digits of the greatest integer of 64 bits. */
const MOST_DIGITS = 19

function wholeNumber(decimal: Decimal | null, field: Field<unknown>): number | bigint | Unfit {
  if (!decimal) return new Unfit('NOT_A_NUMBER')
  const { isNegative, whole, fraction, exponent } = decimal
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = withoutTrailingZeros(digits)
  if (significant === '') return outOfRange(0, field) ?? 0
  // The number is `significant` times ten to the power of `scale`.
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length)
  if (scale < 0) return new Unfit('NOT_WHOLE')
  if (significant.length + scale > MOST_DIGITS) return new Unfit('NUMBER_TOO_LARGE')
  const exact = BigInt(`${isNegative ? '-' : ''}${significant}${'0'.repeat(scale)}`)
  if (exact < LEAST_INTEGER || exact > GREATEST_INTEGER) return new Unfit('NUMBER_TOO_LARGE')
  const cell = Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
  return outOfRange(cell, field) ?? cell
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 0x30) end--
  return digits.slice(0, end)
}

function outOfRange(value: number | bigint, { min, max }: Field<unknown>): Unfit | undefined {
  if (min !== undefined && value < min) return new Unfit('OUT_OF_RANGE', `below ${min}`)
  if (max !== undefined && value > max) return new Unfit('OUT_OF_RANGE', `above ${max}`)
  return undefined
}
