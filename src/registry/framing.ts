import { type Header, type KafkaRecord } from '../record'
import { utf16Order } from '../utf16'
import { type SchemaId } from './schema'

/** The schema that a message names, and the message without that. */
export interface Framing {
  /** The id of the schema; its GUID where a header gives that. */
  readonly id: SchemaId
  readonly payload: Buffer
  /** Bytes before the payload. */
  readonly length: number
  /** What follows the id in its header: which type of a Protobuf schema it is. Null where the payload begins with that. */
  readonly indexes: Buffer | null
}

/** A zero byte and the id of the schema in 32 bits, big-endian. */
const ID_BYTES = 5
/** A byte 1 and a GUID. */
const GUID_BYTES = 17

/** The header in which newer clients put the schema: with its GUID, or with its id. */
const HEADER = '__value_schema_id'

/**
 * The framing of Confluent's and Karapace's serializers
 * (https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format);
 * null where the message has none. A header goes before the bytes, and of several headers the last one counts, as in
 * Confluent's deserializers.
 */
export function framingOf(headers: readonly Header[], bytes: Buffer): Framing | null {
  if (headers.length > 0) {
    const value = headers.findLast(([name]) => name === HEADER)?.[1]
    const named = value ? schemaIn(value) : null
    if (named !== null) return { id: named.id, payload: bytes, length: 0, indexes: named.rest }
  }
  // The first byte of most messages tells. UTF-16 may begin with a zero byte too.
  if (bytes[0] !== 0 || bytes.length <= ID_BYTES || utf16Order(bytes) !== null) return null
  const named = schemaIn(bytes)
  return named && { id: named.id, payload: named.rest, length: ID_BYTES, indexes: null }
}

/** Whether headers may name the schema of a message. */
export const hasSchemaHeader = (headers: readonly Header[]): boolean =>
  headers.some(([name]) => name === HEADER)

function schemaIn(bytes: Buffer): { readonly id: SchemaId; readonly rest: Buffer } | null {
  if (bytes[0] === 0 && bytes.length >= ID_BYTES) {
    const id = bytes.readInt32BE(1)
    // Registries count from 1, which tells the frame from many a binary number.
    return id > 0 ? { id, rest: bytes.subarray(ID_BYTES) } : null
  }
  if (bytes[0] !== 1 || bytes.length < GUID_BYTES) return null
  const guid = bytes.toString('hex', 1, GUID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { id: guid, rest: bytes.subarray(GUID_BYTES) }
}

/** The ids of the schemas that these messages name. */
export function schemaIdsOf(
  records: Iterable<Pick<KafkaRecord, 'headers' | 'value'>>,
): ReadonlySet<SchemaId> {
  const ids = new Set<SchemaId>()
  for (const { headers, value } of records) {
    const framing = value === null ? null : framingOf(headers, value)
    if (framing) ids.add(framing.id)
  }
  return ids
}
