import { jsonFault, type JsonFault, nestsDeeperThan } from '../../source/json-text'
import { type FieldValues } from '../item'
import { MOST_LEVELS, MOST_STRINGS } from '../limits'
import { Message } from '../message'
import { refuse, Refusal } from '../refusal'
import { type Context, type Format, type Found } from './format'
import { ElementPlaces, JsonItem, wholeText } from './json-item'
import { isFields, nameOf, rowsOf } from './values'

const NAME = 'json'
const OPEN_BRACE = 0x7b
/** Characters of a short text. */
const SHORT = 4096

/**
 * Strict JSON (RFC 8259): an object, or an array of them. Of a name that occurs twice in an object the last one counts,
 * as in `JSON.parse`. A string is JSON in a string: what is in it is read as a message of its own.
 */
export const json: Format = {
  name: NAME,
  read(message, context) {
    const { text } = message
    if (text === null || beginsAsPython(text)) return null
    const isNested = beginsNested(text)
    if (!isNested && !beginsScalar(text)) return null
    if (nestsDeeperThan(text, MOST_LEVELS)) return refuse('JSON_TOO_DEEP', { most: MOST_LEVELS })
    // An exception takes as long as looking through a short text.
    const fault = text.length > SHORT ? null : jsonFault(text)
    if (fault !== null) return isNested ? invalid(fault, message.start) : null
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (e) {
      return isNested ? invalid(jsonFault(text) ?? { position: 0, problem: String(e) }, message.start) : null
    }
    if (isFields(value)) return new JsonItem(value, NAME, wholeText(text, message.start))
    if (Array.isArray(value)) return elements(value, text, message.start)
    return scalar(value, message, context)
  },
}

/** Single quotes after the first bracket: Python's, of which an exception of JSON.parse would say no more. */
const beginsAsPython = (text: string): boolean => /^\s*[{[]\s*'/.test(text)

/** Whether a text begins as an object or an array, or as a string that holds one. Other strings may be cells of CSV. */
function beginsNested(text: string): boolean {
  return text.charCodeAt(0) === OPEN_BRACE || /^[ \t\r\n]*"?[{[\\]/.test(text)
}

const beginsScalar = (text: string): boolean =>
  /^[ \t\r\n]*(?:"|(?:true|false|null|[-\d.eE+]+)[ \t\r\n]*$)/.test(text)

function invalid(fault: JsonFault, start: number | null): Refusal {
  const details = { character: fault.position + 1, problem: fault.problem }
  return refuse('JSON_INVALID', details, start === null ? null : start + fault.position)
}

function elements(values: readonly unknown[], text: string, start: number | null): Found {
  const places = new ElementPlaces(wholeText(text, start))
  return rowsOf(values, `${NAME} array`, (fields, i) => new JsonItem(fields, NAME, places.at(i)))
}

function scalar(value: unknown, message: Message, context: Context): Found {
  if (typeof value === 'string' && message.strings < MOST_STRINGS) {
    const inner = context.read(Message.ofText(message, value))
    if (!(inner instanceof Refusal)) return inner.within('a string')
    // What begins as an object says itself what is wrong with it.
    if (inner.code === 'JSON_INVALID') return inner
  }
  return refuse('NOT_AN_OBJECT', { found: nameOf(value) }, 0)
}

/**
 * The object of a message that is clean JSON from its first byte, in UTF-8; null where it is anything else or there is any
 * doubt. It is what nearly all messages are, and gives just what the cascade of formats would, without going through it.
 */
export function cleanJson(bytes: Buffer): JsonItem | null {
  if (bytes[0] !== OPEN_BRACE || bytes[1] === 0) return null
  const text = bytes.toString('utf8')
  if (text.includes('\ufffd') || nestsDeeperThan(text, MOST_LEVELS)) return null
  try {
    return new JsonItem(JSON.parse(text) as FieldValues, NAME, text)
  } catch {
    return null
  }
}
