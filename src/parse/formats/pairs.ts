import { MOST_FIELDS } from '../limits'
import { refuse, type Refusal } from '../refusal'
import { type Context, type Format } from './format'
import { TextItem } from './text-item'

/** What may part pairs, in the order in which they are tried. */
const SIGNS = ['&', ';', ',', '\n', '\t', '|', ' '] as const
type Sign = (typeof SIGNS)[number]

const KEY = /^[\p{L}_][\p{L}\p{N}_.\- ]{0,63}$/u

/**
 * Names and values: `nom=Durand;age=22`, `nom="Le Goff" age=22`, and query strings, `nom=Le+Goff&age=22`. Every piece of
 * the text must be such a pair; one pair alone must have the name of a field.
 */
export const pairs: Format = {
  name: 'key=value, query string',
  read({ text, start }, context) {
    if (text === null || /^\s*[{[<]/.test(text) || !text.includes('=')) return null
    for (const sign of SIGNS) {
      if (!text.includes(sign) && sign !== ' ') continue
      const found = sign === ' ' ? byBlanks(text) : bySign(text, sign)
      if (found === null || !isCertain(found, context)) continue
      const made = itemFields(found, sign === '&')
      if (!('fields' in made)) return made
      return new TextItem(made.fields, sign === '&' ? 'query string' : 'key=value', made.starts, start)
    }
    return null
  },
}

interface Pair {
  readonly key: string
  readonly value: string
  /** Where the value begins. */
  readonly start: number
}

function isCertain(found: readonly Pair[], context: Context): boolean {
  const [first] = found
  if (found.length > 1 || first === undefined) return found.length > 1
  return context.isField(first.key) && !/[&;|\t\n]/.test(first.value)
}

/** The pairs of a text that the sign parts; null where a piece of it is none. A sign in double quotes parts nothing. */
function bySign(text: string, sign: Sign): Pair[] | null {
  const found: Pair[] = []
  let from = 0
  let isQuoted = false
  for (let i = 0; i <= text.length; i++) {
    const c = text[i]
    if (c === '"' && (isQuoted || text[i - 1] === '=')) isQuoted = !isQuoted
    if (i < text.length && (isQuoted || c !== sign)) continue
    const piece = text.slice(from, i)
    if (piece.trim() !== '') {
      const pair = pairOf(piece, from)
      if (pair === null || found.length === MOST_FIELDS) return null
      found.push(pair)
    }
    from = i + 1
  }
  return found
}

/** The pairs of a text in which each name comes after a blank; a value goes on up to the next name. */
function byBlanks(text: string): Pair[] | null {
  const found: Pair[] = []
  const begins = /(?:^|\s)([\p{L}_][\p{L}\p{N}_.-]{0,63})=/gu
  let last = begins.exec(text)
  if (last === null || text.slice(0, last.index).trim() !== '') return null
  while (last !== null) {
    const next = begins.exec(text)
    const end = next?.index ?? text.length
    const pair = pairOf(text.slice(last.index, end), last.index)
    if (pair === null || found.length === MOST_FIELDS) return null
    found.push(pair)
    last = next
  }
  return found
}

function pairOf(piece: string, at: number): Pair | null {
  const equals = piece.indexOf('=')
  const key = piece.slice(0, Math.max(equals, 0)).trim()
  if (equals < 0 || !KEY.test(key)) return null
  const raw = piece.slice(equals + 1)
  const value = raw.trim()
  const start = at + equals + 1 + (raw.length - raw.trimStart().length)
  if (value.length > 1 && value.startsWith('"') && value.endsWith('"'))
    return { key, value: value.slice(1, -1), start: start + 1 }
  // Another "=" than at the end (of Base64) says that the pieces are others.
  return /=[^=]/.test(value) || value.includes('"') ? null : { key, value, start }
}

interface Named {
  readonly fields: Record<string, string>
  readonly starts: ReadonlyMap<string, number>
}

function itemFields(found: readonly Pair[], isQuery: boolean): Named | Refusal {
  const fields = Object.create(null) as Record<string, string>
  const starts = new Map<string, number>()
  for (const { key, value, start } of found) {
    const name = isQuery ? unescaped(key) : key
    if (starts.has(name)) return refuse('NAME_TWICE', { name }, start)
    starts.set(name, start)
    fields[name] = isQuery ? unescaped(value) : value
  }
  return { fields, starts }
}

/** Percent-encoding undone (https://url.spec.whatwg.org/#urlencoded-parsing); what is none stays as it is. */
function unescaped(text: string): string {
  return new URLSearchParams(`a=${text.replaceAll('&', '%26')}`).get('a') ?? text
}
