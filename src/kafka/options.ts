import { type CarnetError, carnetError } from '../errors'
import { nearNames } from '../config/near'

/** The error for an option of a read that has another form than it must have. */
export function invalid(option: string, value: unknown, wanted: string): CarnetError {
  return carnetError('READ_OPTION_INVALID', { option, value: shown(value), wanted })
}

/**
 * Throws READ_OPTION_UNKNOWN for a member that is none of `known`: a notebook may be JavaScript, where a typing error
 * would read everything in silence. `within` is the option that holds the members; '' for the options themselves.
 */
export function requireMembers(within: string, value: object, known: readonly string[]): void {
  const prefix = within && `${within}.`
  for (const name of Object.keys(value))
    if (!known.includes(name))
      throw carnetError('READ_OPTION_UNKNOWN', {
        option: prefix + name,
        near: nearNames(name, known).map((n) => prefix + n),
        known: known.map((n) => prefix + n),
      })
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof RegExp) &&
    !(value instanceof Date)
  )
}

const LONGEST = 60

/** A value as it would be written in code, as much of it as a sentence can take. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof RegExp || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  if (typeof value === 'function') return 'a function'
  const text = JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v)) as
    string | undefined
  if (text === undefined) return String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
