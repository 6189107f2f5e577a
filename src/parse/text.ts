import { isUtf8 } from 'node:buffer'
import { utf16Order } from '../utf16'
import { refuse, type Refusal } from './refusal'

export type Encoding = 'UTF-8' | 'UTF-16' | 'windows-1252'

/** What the format of windows-1252 has in its name: bytes never say that they are, so that it shows. */
export const WINDOWS_1252 = ' in windows-1252'

export interface Decoded {
  /** Without a byte order mark. */
  readonly text: string
  readonly encoding: Encoding
}

const BYTE_ORDER_MARK = 0xfeff
const REPLACEMENT = '\ufffd'

/**
 * The bytes as text; null where they are none. UTF-16 goes first: its bytes are mostly valid UTF-8 with zeros between. Then
 * UTF-8, and windows-1252 only for bytes that have no character beyond ASCII in UTF-8.
 */
export function decode(bytes: Buffer): Decoded | null {
  const order = utf16Order(bytes)
  if (order !== null) return inUtf16(bytes, order)
  const text = bytes.toString('utf8')
  // What is not UTF-8 becomes U+FFFD; a message may also hold that character itself.
  if (text.includes(REPLACEMENT) && !isUtf8(bytes)) return inWindows1252(bytes, text)
  return { text: withoutMark(text), encoding: 'UTF-8' }
}

const withoutMark = (text: string): string => (text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text)

function inUtf16(bytes: Buffer, order: 'LE' | 'BE'): Decoded | null {
  try {
    const text = new TextDecoder(`utf-16${order.toLowerCase()}`, { fatal: true }).decode(bytes)
    return { text, encoding: 'UTF-16' }
  } catch {
    return null
  }
}

/** Bytes that no text has: control characters other than tab and line ends, and what windows-1252 leaves open. */
const NO_TEXT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]/

/** `asUtf8` is what UTF-8 makes of the bytes. */
function inWindows1252(bytes: Buffer, asUtf8: string): Decoded | null {
  // A character that came out right says that the text is UTF-8, damaged.
  if (/[^\0-\x7f\ufffd]/.test(asUtf8)) return null
  // The first byte of `é` and its like in UTF-8, at the very end: the message was cut there.
  const last = bytes[bytes.length - 1]
  if (last === 0xc2 || last === 0xc3) return null
  const latin1 = bytes.toString('latin1')
  if (NO_TEXT.test(latin1)) return null
  const text = latin1.replace(/[\x80-\x9f]/g, (c) => SIGNS[c.charCodeAt(0) - 0x80] ?? c)
  return { text, encoding: 'windows-1252' }
}

/**
 * The characters of the bytes 0x80 to 0x9f; all others are those of Latin-1. Some versions of Node decode these as Latin-1
 * too (https://github.com/nodejs/node/issues/56542), so that TextDecoder is no help.
 */
const SIGNS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** The refusal of bytes that are no text: it names the first byte that fits no character of UTF-8. */
export function notUtf8(bytes: Buffer): Refusal {
  const index = firstInvalid(bytes)
  const byte = `0x${(bytes[index] ?? 0).toString(16).padStart(2, '0')}`
  return refuse('NOT_UTF8', { byte, index })
}

function firstInvalid(bytes: Buffer): number {
  // Cut before a character's end, whole text stays UTF-8 up to that character: the longest such prefix is looked for.
  let index = 0
  for (const character of bytes.toString('utf8')) {
    const length = Buffer.byteLength(character)
    if (character === REPLACEMENT && !isUtf8(bytes.subarray(index, index + length))) break
    index += length
  }
  return Math.min(index, bytes.length - 1)
}
