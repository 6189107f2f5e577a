import { carnetError } from '../errors'

/** The number of a flag, from `least` on. Throws FLAG_INVALID. */
export function wholeNumber(flag: string, text: string, least = 0): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN
  if (!Number.isSafeInteger(number) || number < least)
    throw carnetError('FLAG_INVALID', { flag, text, wanted: `a whole number from ${least}` })
  return number
}

/** The offset of a flag, exact at any size. Throws FLAG_INVALID. */
export function offsetFlag(flag: string, text: string): bigint {
  if (!/^\d{1,19}$/.test(text))
    throw carnetError('FLAG_INVALID', { flag, text, wanted: 'an offset such as 1000' })
  return BigInt(text)
}
