import { isUtf8 } from 'node:buffer'
import { type Header, type KafkaRecord, type TimestampType } from '../../record'
import { jsonFault, memberSpan } from '../json-text'
import { isPartition, offsetOf } from './manifest'

/** Why a line is no message, as the end of a sentence. */
export class LineFault extends Error {}

const fault = (reason: string): never => {
  throw new LineFault(reason)
}

/** A message as one line of JSON in the words of `kcat -J`; bytes that are not UTF-8 become `…_b64`. */
export function lineOf(record: KafkaRecord): string {
  const { topic, partition, offset, timestampType, timestamp, headers, key, value } = record
  // Written piece by piece: the offset may have more digits than a number of JavaScript, and it is quicker.
  return (
    `{"topic":${JSON.stringify(topic)},"partition":${partition},"offset":${offset},` +
    `"tstype":"${timestampType === 'LogAppendTime' ? 'logappend' : 'create'}","ts":${timestamp},` +
    (headers.length > 0 ? `"headers":[${headers.map(headerJson).join(',')}],` : '') +
    `${bytesMember('key', key)},${bytesMember('payload', value)}}`
  )
}

const headerJson = ([name, bytes]: Header): string =>
  `${JSON.stringify(name)},${bytes && !isUtf8(bytes) ? `{"b64":"${bytes.toString('base64')}"}` : textJson(bytes)}`

const bytesMember = (name: 'key' | 'payload', bytes: Buffer | null): string =>
  bytes && !isUtf8(bytes) ? `"${name}_b64":"${bytes.toString('base64')}"` : `"${name}":${textJson(bytes)}`

const textJson = (bytes: Buffer | null): string => JSON.stringify(bytes && bytes.toString('utf8'))

/** A line as JSON, before it is known to be a manifest or a message. */
export interface ParsedLine {
  readonly text: string
  readonly json: Record<string, unknown>
  /** How text turns back into the bytes of the message. */
  readonly encoding: 'utf8' | 'latin1'
}

/**
 * Parses the bytes of a line. `kcat` writes the bytes of a message as they are into its JSON: where they are not UTF-8
 * the line is read byte by character, so that they come back as they were. Throws LineFault.
 */
export function parseLine(bytes: Buffer): ParsedLine {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1'
  const text = bytes.toString(encoding)
  if (encoding === 'latin1' && /\\u(?!00[0-7])/i.test(text))
    fault('it is not UTF-8, and mixes raw bytes with escapes beyond ASCII')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (e) {
    const at = jsonFault(text)
    fault(at ? `at character ${at.position + 1}, ${at.problem}` : String(e))
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fault('it is no JSON object')
  return { text, json: json as Record<string, unknown>, encoding }
}

/** Whether a line that is no JSON is the beginning of one: a file that was cut short ends so. */
export function wasCut(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  const at = text.startsWith('{') ? jsonFault(text) : null
  if (!at) return false
  const rest = text.slice(at.position)
  return (
    /^(\\u[\da-f]{0,3}|\.|e[+-]?)$/i.test(rest) ||
    ['true', 'false', 'null'].some((word) => word.startsWith(rest))
  )
}

/** The message of a line; members that are not known are ignored, as `kcat` adds some. Throws LineFault. */
export function recordOf(line: ParsedLine): KafkaRecord {
  const { json } = line
  const member = (name: string): unknown => (Object.hasOwn(json, name) ? json[name] : undefined)
  const topic = member('topic')
  const partition = member('partition')
  if (typeof topic !== 'string')
    return fault(topic === undefined ? 'it has no "topic"' : '"topic" is not text')
  if (!isPartition(partition))
    return fault(partition === undefined ? 'it has no "partition"' : '"partition" is no whole number from 0')
  return {
    topic,
    partition,
    offset: lineOffset(line, member('offset')),
    ...lineTime(member('tstype'), member('ts')),
    key: lineBytes('key', member('key'), member('key_b64'), line.encoding),
    value: lineBytes('payload', member('payload'), member('payload_b64'), line.encoding),
    headers: lineHeaders(member('headers'), line.encoding),
  }
}

function lineOffset({ text }: ParsedLine, value: unknown): bigint {
  if (value === undefined) return fault('it has no "offset"')
  // So large a number may have lost digits already: its text has them.
  const large = typeof value === 'number' && !Number.isSafeInteger(value)
  const span = large ? memberSpan(text, 'offset') : null
  return (
    offsetOf(span ? text.slice(span.start, span.end) : value) ?? fault('"offset" is no whole number from 0')
  )
}

function lineTime(type: unknown, ts: unknown): { timestamp: number; timestampType: TimestampType } {
  if (type !== undefined && type !== 'create' && type !== 'logappend' && type !== 'unknown')
    return fault('"tstype" is none of create, logappend, unknown')
  if (ts !== undefined && !Number.isSafeInteger(ts)) return fault('"ts" is no whole number of milliseconds')
  const known = typeof ts === 'number' && type !== 'unknown'
  return {
    timestamp: known ? ts : -1,
    timestampType: type === 'logappend' ? 'LogAppendTime' : 'CreateTime',
  }
}

function lineBytes(name: string, text: unknown, b64: unknown, encoding: BufferEncoding): Buffer | null {
  if (b64 !== undefined) {
    if (text !== undefined && text !== null) return fault(`it has both "${name}" and "${name}_b64"`)
    return fromBase64(b64) ?? fault(`"${name}_b64" is not base64`)
  }
  if (text === null) return null
  if (typeof text === 'string') return Buffer.from(text, encoding)
  return fault(text === undefined ? `it has neither "${name}" nor "${name}_b64"` : `"${name}" is not text`)
}

function fromBase64(value: unknown): Buffer | null {
  if (typeof value !== 'string') return null
  const bytes = Buffer.from(value, 'base64')
  // Buffer.from skips what is no base64: only what gives the same text again was base64 throughout.
  return bytes.toString('base64').replace(/=+$/, '') === value.replace(/=+$/, '') ? bytes : null
}

/** Names and values in turn, or (kcat's other form) an object of lists. */
function lineHeaders(value: unknown, encoding: BufferEncoding): readonly Header[] {
  if (value === undefined || value === null) return []
  if (typeof value === 'object' && !Array.isArray(value))
    return Object.entries(value).flatMap(([name, values]) =>
      Array.isArray(values)
        ? values.map((v): Header => [name, headerBytes(v, encoding)])
        : fault('"headers" is no list of names and values'),
    )
  if (!Array.isArray(value) || value.length % 2 !== 0)
    return fault('"headers" is no list of names and values')
  const headers: Header[] = []
  for (let i = 0; i < value.length; i += 2) {
    const name: unknown = value[i]
    if (typeof name !== 'string') return fault('a name in "headers" is not text')
    headers.push([Buffer.from(name, encoding).toString('utf8'), headerBytes(value[i + 1], encoding)])
  }
  return headers
}

function headerBytes(value: unknown, encoding: BufferEncoding): Buffer | null {
  if (value === null) return null
  if (typeof value === 'string') return Buffer.from(value, encoding)
  const b64 = typeof value === 'object' && value !== null && 'b64' in value ? fromBase64(value.b64) : null
  return b64 ?? fault('a value in "headers" is neither text, null nor {"b64": …}')
}
