import { type KafkaRecord } from '../record'
import { type Batch } from '../source/batch'
import { LearnedHeaders } from './csv-headers'
import { mayBeEnvelope, openEnvelope } from './envelopes'
import { binaryAttributes } from './envelopes/cloudevents'
import { type Inside } from './envelopes/envelope'
import { binaryFormats, textFormats } from './formats'
import { Rows, type Context, type Format, type Found } from './formats/format'
import { cleanJson } from './formats/json'
import { isFields, nameOf, rowsOf } from './formats/values'
import { insideOf, Item } from './item'
import { MOST_BYTES, MOST_DEPTH } from './limits'
import { Message } from './message'
import { refuse, Refusal } from './refusal'
import { type SchemaRegistry } from './registry'
import { BatchDecoders } from './schemas/decoders'
import { notUtf8 } from './text'

/** What reading messages depends on, besides the messages. */
export interface ReaderOptions {
  /** Whether a name is one of the fields that are wanted, by any rule. */
  readonly isField: (name: string) => boolean
  /** The names of the columns of CSV without a header of its own. */
  readonly csvHeader?: readonly string[]
  /** The schemas of framed messages, in place of those that batches bring along. */
  readonly registry?: SchemaRegistry
  /** The headers of CSV that came before, in place of `csvHeader` alone. */
  readonly headers?: LearnedHeaders
}

/**
 * Reads messages: bytes to named values, envelopes opened, or the reason why not. One is for one pass over a topic in
 * order, because it remembers the headers of CSV; nothing else of a message bears on the next.
 */
export class MessageReader {
  readonly #isField: (name: string) => boolean
  readonly #context: Context
  readonly #headers: LearnedHeaders
  readonly #decoders = new BatchDecoders()
  /** Whether the last message was plain JSON: the next one is tried as such at once, ahead of the formats. */
  #isClean = true

  constructor({ isField, csvHeader, registry, headers }: ReaderOptions) {
    this.#isField = isField
    this.#headers = headers ?? new LearnedHeaders(csvHeader)
    this.#context = {
      isField,
      read: (message) => this.#read(message),
      registry: registry ?? this.#decoders,
      headers: this.#headers,
    }
  }

  /** The headers of CSV that are known so far, as they are now. */
  headers(): LearnedHeaders {
    return this.#headers.copy()
  }

  /** What the batch whose messages come next brings along for them. */
  begin({ schemas }: Pick<Batch, 'schemas'>): void {
    if (schemas) this.#decoders.use(schemas)
  }

  /**
   * One row, several, or a refusal. No rows at all are a message that holds nothing to make a row of: blanks, an empty
   * array, a header of CSV. `bytes` are the record's value, at least one of them.
   */
  read(record: KafkaRecord, bytes: Buffer): Found {
    if (bytes.length > MOST_BYTES)
      return refuse('MESSAGE_TOO_LARGE', { bytes: bytes.length, most: MOST_BYTES })
    if (this.#isClean && record.headers.length === 0) {
      const item = cleanJson(bytes)
      if (item !== null && !mayBeEnvelope(item.fields)) return item
    }
    const found = this.#read(new Message(record, bytes))
    this.#isClean = found instanceof Item && found.format === 'json'
    const attributes = binaryAttributes(record)
    return attributes === null ? found : withinOf(found, 'CloudEvents', attributes)
  }

  #read(message: Message): Found {
    if (message.depth > MOST_DEPTH) return refuse('JSON_TOO_DEEP', { most: MOST_DEPTH })
    const found = this.#tried(message)
    if (found instanceof Refusal) return found
    const inner = found instanceof Item ? this.#opened(found, message) : this.#allOpened(found, message)
    const isDecoded = message.bytes.length > 0 && message.encoding !== 'UTF-8'
    return isDecoded ? withinOf(inner, message.encoding) : inner
  }

  #tried(message: Message): Found {
    const best = new Farthest()
    if (message.bytes.length > 0) {
      const found = firstOf(binaryFormats, message, this.#context, best)
      if (found) return found
    }
    const { text } = message
    if (text === null) return best.refusal ?? notUtf8(message.bytes)
    const found = firstOf(textFormats, message, this.#context, best)
    if (found) return found
    if (best.refusal) return best.refusal
    return text.trim() === ''
      ? new Rows('blanks', [])
      : refuse('FORMAT_UNKNOWN', { begins: beginningOf(text) }, message.start)
  }

  /** The item out of its envelopes. */
  #opened(item: Item, message: Message): Found {
    let inner = item
    for (let depth = 0; depth < MOST_DEPTH; depth++) {
      const inside = openEnvelope(inner.fields, this.#isField)
      if (inside === null) return inner
      if (inside instanceof Refusal) return inside
      const { value, path, envelope } = inside
      if (!isFields(value)) return this.#insideOf(inside, inner, message)
      inner = inner.opened({ fields: value, path, envelope })
    }
    return inner
  }

  /** What an envelope holds that is no object: a message in text or bytes, or rows. */
  #insideOf({ value, path, envelope }: Inside, item: Item, message: Message): Found {
    const outer = `${envelope} of ${item.format}`
    if (value instanceof Uint8Array) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      return withinOf(this.#read(new Message(message.record, bytes, message.depth + 1, null)), outer)
    }
    if (typeof value === 'string') return withinOf(this.#read(Message.ofText(message, value)), outer)
    if (Array.isArray(value)) {
      const format = insideOf(item.format, envelope)
      return rowsOf(value, insideOf(item.format, envelope, ' array'), item.elements(format, path))
    }
    return refuse('NOT_AN_OBJECT', { found: nameOf(value) })
  }

  #allOpened(rows: Rows, message: Message): Rows {
    let format = rows.format
    const items = rows.items.map((item) => {
      if (item instanceof Refusal) return item
      const opened = this.#opened(item, message)
      // Several rows in a row would have no index of their own.
      if (opened instanceof Rows) return refuse('NOT_AN_OBJECT', { found: 'an array' })
      if (opened !== item && opened instanceof Item)
        format = rows.format + opened.format.slice(item.format.length)
      return opened
    })
    return new Rows(format, items)
  }
}

const withinOf = (found: Found, outer: string, beside: readonly string[] = []): Found =>
  found instanceof Refusal ? found : found.within(outer, beside)

/** The reason of the format that got farthest in the text; of several, the first. */
class Farthest {
  refusal: Refusal | null = null

  offer(refusal: Refusal): void {
    if (this.refusal === null || (refusal.position ?? -1) > (this.refusal.position ?? -1))
      this.refusal = refusal
  }
}

function firstOf(
  formats: readonly Format[],
  message: Message,
  context: Context,
  best: Farthest,
): Found | null {
  for (const format of formats) {
    const found = format.read(message, context)
    if (found === null) continue
    if (!(found instanceof Refusal)) return found
    best.offer(found)
  }
  return null
}

const BEGINNING = 20

const beginningOf = (text: string): string =>
  JSON.stringify(text.length > BEGINNING ? `${text.slice(0, BEGINNING)}…` : text)
