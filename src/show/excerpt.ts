import { type Excerpt } from './view'

/** Characters of a message that are shown, and how many of them before the mark. */
const LENGTH = 60
const BEFORE = 40

/**
 * A piece of a message around `position`; its beginning where there is none. Bytes that are not UTF-8 are shown as
 * `\xff`, each by itself; there a position in the text is not known, and nothing is marked.
 */
export function excerpt(value: Buffer | null, position: number | null): Excerpt {
  if (value === null) return { text: '', mark: null }
  const text = decoded(value)
  if (text === null) return { text: ellipsis(hexText(value), 0), mark: null }
  if (position === null || position > text.length) return { text: ellipsis(text, 0), mark: null }
  const from = Math.max(0, Math.min(position - BEFORE, text.length - LENGTH))
  return { text: ellipsis(text, from), mark: position - from + (from > 0 ? 1 : 0) }
}

/** LENGTH characters from there, with `…` at each end where something is left out. */
function ellipsis(text: string, from: number): string {
  const to = from + LENGTH
  return (from > 0 ? '…' : '') + text.slice(from, to) + (to < text.length ? '…' : '')
}

function decoded(value: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
  } catch {
    return null
  }
}

const hexText = (value: Buffer): string =>
  Array.from(value.subarray(0, LENGTH), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('') + (value.length > LENGTH ? '…' : '')
