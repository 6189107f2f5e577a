import { type Secret } from '../secret'

/** A text of the report, and where it stands. */
export interface Passage {
  /** In our words: `code cell 4`. */
  readonly place: string
  /** In the user's words, such as the heading above it; '' where there are none. */
  readonly name: string
  readonly text: string
}

/** Below this a secret cannot be told from ordinary text, and is not searched for. */
export const SHORTEST_SECRET = 4
/** Below this it is searched for as a whole word only: `test` is no finding in `latest`. */
const WHOLE_WORD_BELOW = 8
/** Lines of a multi-line secret (a PEM key) that are worth searching for by themselves. */
const TELLING_LINE = 16

/**
 * The first secret that occurs in a passage, and where; null where none does. A secret is found as it is, as base64 (also
 * within the base64 of a longer text), and with any of its characters URL-encoded, JSON-escaped or HTML-escaped or
 * coloured by tags or terminal sequences in between; a PEM key by any of its lines. The user's name of the place is left
 * out of the answer where it holds a secret itself.
 */
export function findSecret(
  secrets: readonly Secret[],
  passages: Iterable<Passage>,
): { setting: string; place: string } | null {
  const searches = secrets.map((secret, i) => ({
    setting: secret.setting ?? `secret ${i + 1} of ${secrets.length} of the settings`,
    patterns: patternsOf(secret.reveal()),
  }))
  if (searches.every((s) => s.patterns.length === 0)) return null
  const holds = (text: string): { setting: string } | undefined =>
    searches.find(({ patterns }) => patterns.some((pattern) => pattern.test(text)))
  for (const { place, name, text } of passages) {
    const found = holds(text)
    if (found)
      return { setting: found.setting, place: name === '' || holds(name) ? place : `${place} ("${name}")` }
  }
  return null
}

function patternsOf(secret: string): RegExp[] {
  return parts(secret).flatMap((part) => {
    const length = [...part].length
    if (length < SHORTEST_SECRET) return []
    const written = [...part].map(anyForm).join(GAP)
    if (length < WHOLE_WORD_BELOW)
      return [
        new RegExp(`(?<![\\p{L}\\p{N}_])${written}(?![\\p{L}\\p{N}_])`, 'u'),
        new RegExp(`(?<![\\w+/-])(?:${wholeBase64(part).map(literal).join('|')})(?![\\w+/=-])`, 'u'),
      ]
    return [new RegExp(written, 'u'), new RegExp(base64Within(part).map(literal).join('|'), 'u')]
  })
}

/** What to search for: the secret; of one with several lines, those that are worth it. */
function parts(secret: string): string[] {
  const lines = secret.split(/\r\n?|\n/).map((line) => line.trim())
  const telling = lines.filter((line) => line.length >= TELLING_LINE && !/^-----(?:BEGIN|END) /.test(line))
  return lines.filter((line) => line !== '').length > 1 && telling.length > 0 ? telling : [secret.trim()]
}

/** Tags (of highlighted code) and colours (of a terminal) may stand between any two characters. */
const GAP = '(?:\\u{1b}\\[[0-9;:]*m|<[^<>]*>)*'

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

const hexDigits = (hex: string): string =>
  [...hex].map((d) => (/[a-f]/i.test(d) ? `[${d.toLowerCase()}${d.toUpperCase()}]` : d)).join('')

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
const JSON_SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '\\': '\\',
  '/': '/',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
}

/** One character in every form that it may take in HTML, JSON and addresses. */
function anyForm(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  const units = Array.from({ length: character.length }, (_, i) =>
    character.charCodeAt(i).toString(16).padStart(4, '0'),
  )
  const bytes = [...Buffer.from(character, 'utf8')].map((b) => b.toString(16).padStart(2, '0'))
  const named = NAMED[character]
  const short = JSON_SHORT[character]
  const forms = [
    literal(character),
    ...(named === undefined ? [] : [named]),
    `&#0*${code};?`,
    `&#[xX]0*${hexDigits(hex)};?`,
    ...(short === undefined ? [] : [literal(`\\${short}`)]),
    units.map((u) => `\\\\u${hexDigits(u)}`).join(''),
    bytes.map((b) => `%${hexDigits(b)}`).join(''),
    ...(character === ' ' ? ['\\+'] : []),
  ]
  return `(?:${forms.join('|')})`
}

const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_')
const bothAlphabets = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((t) => [t, urlSafe(t)])),
]

function wholeBase64(text: string): string[] {
  const padded = Buffer.from(text, 'utf8').toString('base64')
  return bothAlphabets([padded, padded.replace(/=+$/, '')])
}

/**
 * What base64 shows of a text inside a longer one: three bytes become four characters, so there are three ways to be
 * aligned, and the characters at both ends that share bits with the neighbours are unknown.
 */
function base64Within(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8')
  return bothAlphabets(
    [0, 1, 2].map((before) => {
      const all = Buffer.concat([Buffer.alloc(before), bytes])
      const known = Math.floor((all.length * 8) / 6)
      return all.toString('base64').slice(Math.ceil((before * 8) / 6), known)
    }),
  )
}
