import { carnetError } from '../../errors'
import { isFields } from '../../parse/formats/values'
import { MOST_LEVELS } from '../../parse/limits'
import { decode } from '../../parse/text'
import { elementSpans, jsonFault, memberSpan, nestsDeeperThan } from '../../source/json-text'
import { valueAt } from './paging'

/** A body of JSON: as text, and as the value that it is. */
export interface Body {
  readonly text: string
  readonly value: unknown
}

/** Reads a body. Throws HTTP_NOT_JSON. */
export function bodyOf(bytes: Buffer, url: string): Body {
  const text = decode(bytes)?.text ?? null
  if (text === null) throw carnetError('HTTP_NOT_JSON', { url, problem: 'it is not text' })
  if (nestsDeeperThan(text, MOST_LEVELS))
    throw carnetError('HTTP_NOT_JSON', { url, problem: `it nests deeper than ${MOST_LEVELS} levels` })
  try {
    return { text, value: JSON.parse(text) }
  } catch (cause) {
    const fault = jsonFault(text) ?? { position: 0, problem: String(cause) }
    const begins = text.slice(0, 20).trim()
    const problem = `at character ${fault.position + 1} of ${JSON.stringify(`${begins}…`)}, ${fault.problem}`
    throw carnetError('HTTP_NOT_JSON', { url, problem }, cause)
  }
}

/**
 * Where the rows are: at the path that was given; else the body itself, or the one member of it that is an array of objects,
 * or else the one that is empty. Throws HTTP_ROWS_UNCLEAR.
 */
export function rowsPath({ value }: Body, given: readonly string[] | null, url: string): readonly string[] {
  if (given !== null) {
    if (!Array.isArray(valueAt(value, given)))
      throw carnetError('HTTP_ROWS_UNCLEAR', { url, path: given.join('.'), members: membersOf(value) })
    return given
  }
  if (Array.isArray(value)) return []
  const arrays = isFields(value) ? Object.entries(value).filter(([, member]) => Array.isArray(member)) : []
  const full = arrays.filter(([, member]) => (member as unknown[]).some(isFields))
  const [only, ...others] = full.length > 0 ? full : arrays
  if (only === undefined || others.length > 0)
    throw carnetError('HTTP_ROWS_UNCLEAR', { url, path: null, members: membersOf(value) })
  return [only[0]]
}

const membersOf = (value: unknown): string[] => (isFields(value) ? Object.keys(value) : [])

/** The text of each row of a body, just as it stands there. */
export function rowTexts({ text }: Body, path: readonly string[]): string[] {
  let array = text
  for (const step of path) {
    const span = memberSpan(array, step)
    array = span === null ? '' : array.slice(span.start, span.end)
  }
  return elementSpans(array, Infinity).map(({ start, end }) => array.slice(start, end))
}
