import { isUtf8 } from 'node:buffer'
import { isMsgpack } from './describe-msgpack'

/**
 * What the bytes of a message look like. It is a look at the bytes alone, to tell what a topic holds before there is a
 * schema; what `parse` makes of them is another question.
 */
export type ValueFormat =
  | 'tombstone'
  | 'empty'
  | 'json object'
  | 'json array'
  | 'json text'
  | 'json scalar'
  | 'json lines'
  | 'almost json'
  | 'xml'
  | 'key=value'
  | 'csv-like'
  | 'text'
  | 'text not in UTF-8'
  | 'schema registry'
  | 'avro container'
  | 'msgpack'
  | 'gzip'
  | 'binary'

const AVRO = Buffer.from('Obj\x01')
const FRAME_BYTES = 5

/** What the value of a message looks like. */
export function formatOf(value: Buffer | null): ValueFormat {
  if (value === null) return 'tombstone'
  if (value.length === 0) return 'empty'
  if (schemaIdOf(value) !== null) return 'schema registry'
  if (value.subarray(0, 4).equals(AVRO)) return 'avro container'
  if (value[0] === 0x1f && value[1] === 0x8b) return 'gzip'
  // The decoder leaves a byte order mark out.
  if (isUtf8(value)) return value.some(isControl) ? 'binary' : textFormat(new TextDecoder().decode(value))
  if (isMsgpack(value)) return 'msgpack'
  return isOtherText(value) ? 'text not in UTF-8' : 'binary'
}

/**
 * The id of the schema in the framing of Confluent's and Karapace's serializers: a zero byte, the id in 4 bytes, the
 * content. Registries count from 1, which tells it from many a binary number. Null where there is no such frame.
 */
export function schemaIdOf(value: Buffer): number | null {
  if (value.length <= FRAME_BYTES || value[0] !== 0) return null
  const id = value.readInt32BE(1)
  return id > 0 ? id : null
}

function textFormat(text: string): ValueFormat {
  const trimmed = text.trim()
  if (/^[{["\d-]|^(?:true|false|null)$/.test(trimmed)) {
    const json = jsonFormat(trimmed)
    if (json) return json
  }
  if (/^<[?!A-Za-z_]/.test(trimmed) && trimmed.endsWith('>')) return 'xml'
  if (/^[\w.-]+=[^=]*(?:[&;,\s]\s*[\w.-]+=[^=]*)*$/.test(trimmed)) return 'key=value'
  return isCsvLike(trimmed) ? 'csv-like' : 'text'
}

/** The format of a text that begins as JSON does; null for one that is none. */
function jsonFormat(text: string): ValueFormat | null {
  const value = parsed(text)
  if (value === undefined) {
    if (!text.startsWith('{')) return null
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    return lines.length > 1 && lines.every((line) => parsed(line) !== undefined)
      ? 'json lines'
      : 'almost json'
  }
  if (Array.isArray(value)) return 'json array'
  if (typeof value === 'string') return 'json text'
  return typeof value === 'object' && value !== null ? 'json object' : 'json scalar'
}

/** The value of a JSON text; undefined where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The same number of the same separator on every line; of commas, which sentences have too, at least two, unspaced. */
function isCsvLike(text: string): boolean {
  const lines = text.split(/\r?\n/)
  const alike = (separator: string, least: number): boolean => {
    const counts = lines.map((line) => line.split(separator).length - 1)
    return counts[0] >= least && counts.every((n) => n === counts[0])
  }
  return alike(';', 1) || alike('\t', 1) || alike('|', 1) || (alike(',', 2) && !text.includes(', '))
}

/** UTF-16 by its mark, or an older encoding of letters, such as windows-1252: ASCII for the most part. */
function isOtherText(value: Buffer): boolean {
  const [first, second] = value
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  const ascii = value.reduce((n, byte) => (byte < 0x80 ? n + 1 : n), 0)
  return ascii >= value.length * MOSTLY && !value.some(isControl)
}

const MOSTLY = 0.7

/** Bytes below the blank that no text has: all but tabs, line ends and the escape of a terminal's colours. */
const isControl = (byte: number): boolean =>
  (byte < 0x20 && (byte < 9 || byte > 13) && byte !== 27) || byte === 127
