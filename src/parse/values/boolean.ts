import { Mended, missing, Unfit, WrittenNumber, type Coercer } from './value'

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['vrai', true],
  ['faux', false],
  ['oui', true],
  ['non', false],
  ['yes', true],
  ['no', false],
  ['on', true],
  ['off', false],
  ['1', true],
  ['0', false],
])
const LONGEST_WORD = 100

/** True, false; their words in English and French, 1 and 0. */
export const toBoolean: Coercer = (value) => {
  if (typeof value === 'boolean') return value
  const isText = typeof value === 'string'
  if (isText || typeof value === 'number' || typeof value === 'bigint' || value instanceof WrittenNumber) {
    const text = String(value)
    const found = text.length < LONGEST_WORD ? WORDS.get(text.trim().toLowerCase()) : undefined
    if (found !== undefined) return new Mended(found, isText ? 'text to boolean' : 'number to boolean')
  }
  return missing(value) ?? new Unfit('NOT_A_BOOLEAN')
}
