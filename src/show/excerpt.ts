import { decode } from '../parse/text'
import { type KafkaRecord } from '../record'
import { framingOf } from '../registry/framing'
import { type Excerpt } from './view'

/** Characters of a message that are shown, and how many of them before the mark. */
const LENGTH = 60
const BEFORE = 40

/**
 * A piece of a message around `position` in its text, the text being what parsing sees: in whichever encoding, without a byte
 * order mark, and without the frame of a schema registry. Its beginning where there is no position.
 */
export function messageExcerpt(
  { value, headers }: Pick<KafkaRecord, 'value' | 'headers'>,
  position: number | null,
): Excerpt {
  if (value === null) return { text: '', mark: null }
  // Without a place in it the frame is shown too.
  const bytes = position === null ? value : (framingOf(headers, value)?.payload ?? value)
  return around(decode(bytes)?.text ?? null, bytes, position)
}

/**
 * A piece of any bytes: their beginning, or around `position` in their text. Bytes that are not UTF-8 are shown as `\xff`,
 * each by itself.
 */
export function excerpt(value: Buffer | null, position: number | null): Excerpt {
  return value === null ? { text: '', mark: null } : around(inUtf8(value), value, position)
}

/** Of bytes that are no text a position is not known, and nothing is marked. */
function around(text: string | null, bytes: Buffer, position: number | null): Excerpt {
  if (text === null) return { text: ellipsis(hexText(bytes), 0), mark: null }
  if (position === null || position > text.length) return { text: ellipsis(text, 0), mark: null }
  const from = wholeTo(text, Math.max(0, Math.min(position - BEFORE, text.length - LENGTH)))
  return { text: ellipsis(text, from), mark: position - from + (from > 0 ? 1 : 0) }
}

function inUtf8(value: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
  } catch {
    return null
  }
}

/** The place, or the one before where it would cut a character of two code units in half. */
const wholeTo = (text: string, at: number): number =>
  /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at

/** LENGTH characters from there, with `…` at each end where something is left out. */
function ellipsis(text: string, from: number): string {
  const to = wholeTo(text, from + LENGTH)
  return (from > 0 ? '…' : '') + text.slice(from, to) + (to < text.length ? '…' : '')
}

const hexText = (value: Buffer): string =>
  Array.from(value.subarray(0, LENGTH), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('') + (value.length > LENGTH ? '…' : '')

/** Bytes of a message that are shown in hexadecimal. */
const HEX_BYTES = 16

/** The first bytes: `7b 22 6e …`. */
export const hexDump = (value: Buffer): string =>
  (value.toString('hex', 0, HEX_BYTES).match(/../g) ?? []).join(' ') + (value.length > HEX_BYTES ? ' …' : '')
