import { carnetError } from '../errors'

const asked = new Map<string, string | number | boolean>()

/**
 * A setting of the notebook that can be given from outside: `carnet run … --param name=value`. Its type is that of the
 * default. Throws PARAM_INVALID for a value that is not of that type, and PARAMS_UNREADABLE.
 */
export function param(name: string, fallback: string): string
export function param(name: string, fallback: number): number
export function param(name: string, fallback: boolean): boolean
export function param(name: string, fallback: string | number | boolean): string | number | boolean {
  const text = givenParameters().get(name)
  const value = text === undefined ? fallback : parsed(name, text, fallback)
  asked.set(name, value)
  return value
}

/** The parameters that were asked for so far, with the values that they have. */
export function params(): Record<string, string | number | boolean> {
  return Object.fromEntries(asked)
}

function parsed(name: string, text: string, like: string | number | boolean): string | number | boolean {
  if (typeof like === 'string') return text
  const word = text.trim()
  if (typeof like === 'boolean') {
    if (word === 'true' || word === 'false') return word === 'true'
    throw carnetError('PARAM_INVALID', { name, text, expected: 'boolean' })
  }
  const value = Number(word)
  if (word === '' || !Number.isFinite(value))
    throw carnetError('PARAM_INVALID', { name, text, expected: 'number' })
  return value
}

function givenParameters(): ReadonlyMap<string, string> {
  const json = process.env.CARNET_PARAMS
  if (!json) return new Map()
  let given: unknown
  try {
    given = JSON.parse(json)
  } catch (e) {
    throw carnetError('PARAMS_UNREADABLE', { reason: 'it is no JSON' }, e)
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw carnetError('PARAMS_UNREADABLE', { reason: 'it is no JSON object' })
  return new Map(Object.entries(given).map(([name, value]: [string, unknown]) => [name, textOf(name, value)]))
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw carnetError('PARAMS_UNREADABLE', { reason: `${name} is no text` })
}
