import { type Item } from '../item'
import { MOST_ROWS } from '../limits'
import { Message } from '../message'
import { refuse, Refusal } from '../refusal'
import { Rows, type Context, type Format } from './format'
import { json } from './json'
import { relaxed } from './relaxed'

/**
 * One JSON object a line (https://github.com/ndjson/ndjson-spec): a row each. A line that is wrong is refused by itself.
 * Every line must begin as an object, and one of the first be one: else it is one object that goes over lines, and is
 * damaged.
 */
export const ndjson: Format = {
  name: 'ndjson',
  read(message, context) {
    const { text } = message
    if (text === null || !/^\s*\{/.test(text) || !text.includes('\n')) return null
    const lines = linesOf(text)
    if (lines === null) return refuse('TOO_MANY_ROWS', { most: MOST_ROWS })
    if (lines.length < 2 || !lines.every(({ line }) => line.startsWith('{'))) return null
    if (!lines.slice(0, LOOKED_AT).some(({ line }) => isJson(line))) return null
    const items = lines.map(({ line, start }) => readLine(Message.ofPiece(message, line, start), context))
    return new Rows('ndjson', items)
  },
}

/** Lines among which one must be an object. */
const LOOKED_AT = 100

function isJson(line: string): boolean {
  if (!line.endsWith('}')) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function readLine(line: Message, context: Context): Item | Refusal {
  const strict = json.read(line, context)
  const found = strict instanceof Refusal ? (relaxed.read(line, context) ?? strict) : strict
  if (found instanceof Refusal) return strict instanceof Refusal ? strict : found
  return found === null || found instanceof Rows ? refuse('NOT_AN_OBJECT', { found: 'an array' }) : found
}

interface Line {
  readonly line: string
  readonly start: number
}

/** The lines that are not blank, without blanks around; null where there are too many. */
function linesOf(text: string): Line[] | null {
  const lines: Line[] = []
  let from = 0
  while (from < text.length) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const raw = text.slice(from, to)
    const line = raw.trim()
    if (line !== '') lines.push({ line, start: from + (raw.length - raw.trimStart().length) })
    if (lines.length > MOST_ROWS) return null
    from = to + 1
  }
  return lines
}
