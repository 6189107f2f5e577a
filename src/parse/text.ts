import { isUtf8 } from 'node:buffer'
import { refuse, type Refusal } from './refusal'

const BYTE_ORDER_MARK = 0xfeff

/** The bytes as UTF-8 text, without a byte order mark before it; null where they are not UTF-8. */
export function textOf(bytes: Buffer): string | null {
  const text = bytes.toString('utf8')
  // What is not UTF-8 becomes U+FFFD; a message may also hold that character itself.
  if (text.includes('\ufffd') && !isUtf8(bytes)) return null
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}

/** The refusal of bytes that are not UTF-8: it names the first byte that fits no character. */
export function notUtf8(bytes: Buffer): Refusal {
  // Cut before a character's end, whole text stays UTF-8 up to that character: the longest such prefix is looked for.
  let index = 0
  for (const character of bytes.toString('utf8')) {
    const length = Buffer.byteLength(character)
    if (character === '\ufffd' && !isUtf8(bytes.subarray(index, index + length))) break
    index += length
  }
  const byte = `0x${(bytes[index] ?? 0).toString(16).padStart(2, '0')}`
  return refuse('NOT_UTF8', { byte, index })
}
