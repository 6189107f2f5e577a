import { isBlank, Mended, missing, MISSING, NEEDS_DIGITS, Unfit, WrittenNumber, type Coercer } from './value'

/** Text as it is; a number, in the digits of the message. True, false, arrays and objects are no text. */
export const toText: Coercer = (value) => {
  if (typeof value === 'string') return isBlank(value) ? MISSING : value
  if (value instanceof WrittenNumber || typeof value === 'bigint')
    return new Mended(String(value), 'number to text')
  return missing(value) ?? (typeof value === 'number' ? NEEDS_DIGITS : new Unfit('NOT_TEXT'))
}
