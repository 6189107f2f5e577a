import { avro } from './avro'
import { cbor } from './cbor'
import { confluent } from './confluent'
import { csv } from './csv'
import { type Format } from './format'
import { json } from './json'
import { messagePack } from './messagepack'
import { ndjson } from './ndjson'
import { pairs } from './pairs'
import { relaxed } from './relaxed'
import { xml } from './xml'

/**
 * The formats that are known, in the order in which they are tried: bytes before text, marks before looks, strict before
 * lenient. A new one is a file beside this, and a line here. Before them all: no value is a tombstone, no bytes are empty.
 *
 * Binary formats come first, because text is what remains:
 *
 * 1. Confluent framing: a zero byte and a schema id. No text begins with a zero byte, save UTF-16, which is told by its
 *    other zeros.
 * 2. An Avro container: begins with `Obj` and a byte 1, which is no text.
 * 3. CBOR: begins with the tag that says so, three bytes that are no UTF-8.
 * 4. MessagePack: has no mark, and so must fit exactly. Its first byte begins no character of UTF-8 that is in use for
 *    keys of ours, and text of windows-1252 does not end just where such a map does.
 */
export const binaryFormats: readonly Format[] = [confluent, avro, cbor, messagePack]

/**
 * Text formats, on what `decode` (text.ts) makes of the bytes: UTF-16 by its mark or zeros, then UTF-8, then windows-1252.
 *
 * 1. JSON: strict, and what nearly all messages are. A string is JSON in a string.
 * 2. NDJSON: several objects, each strict JSON; as one text it is no JSON.
 * 3. Relaxed JSON and Python's repr: lenient, so only what strict JSON refuses.
 * 4. XML: begins with `<`, which nothing before takes and nothing after may.
 * 5. key=value and query strings: every piece of the text must be a pair, which no line of CSV is by chance.
 * 6. CSV: last, because nearly any text has a comma; it needs a header that says what the cells are.
 */
export const textFormats: readonly Format[] = [json, ndjson, relaxed, xml, pairs, csv]
