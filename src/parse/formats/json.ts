import { jsonFault, memberSpan, nestsDeeperThan } from '../../source/json-text'
import { refuse, type Refusal } from '../refusal'
import { type FieldValues, type Format } from './format'

/** Levels of arrays and objects; deeper messages are made to break parsers. */
const MOST_LEVELS = 1000

/** Strict JSON (RFC 8259), an object. Of a name that occurs twice in it the last one counts, as in `JSON.parse`. */
export const json: Format = {
  name: 'json',
  read(_bytes, text) {
    if (text === null) return null
    if (nestsDeeperThan(text, MOST_LEVELS)) return refuse('JSON_TOO_DEEP', { most: MOST_LEVELS })
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (e) {
      return invalid(text, e)
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as FieldValues
    return refuse('NOT_AN_OBJECT', { found: nameOf(value) }, 0)
  },
  digitsOf(_bytes, text, name) {
    const span = text === null ? null : memberSpan(text, name)
    return span === null || text === null ? null : text.slice(span.start, span.end)
  },
  positionOf(_bytes, text, name) {
    return text === null ? null : (memberSpan(text, name)?.start ?? null)
  },
}

function invalid(text: string, e: unknown): Refusal {
  const fault = jsonFault(text) ?? { position: 0, problem: String(e) }
  return refuse('JSON_INVALID', { character: fault.position + 1, problem: fault.problem }, fault.position)
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}
