import { type Header, type KafkaRecord } from '../../record'
import { hasSchemaHeader } from '../../registry/framing'
import { couldBeEnvelope } from '../envelopes'
import { isBinaryEvent } from '../envelopes/cloudevents'
import { type Found } from '../formats/format'
import { JsonItem } from '../formats/json-item'
import { MOST_BYTES } from '../limits'
import { type FieldMatcher } from '../match'
import { Refusal } from '../refusal'
import { type SchemaFields } from '../values'
import { type Frame, Frames } from './frames'
import { NameTree } from './names'
import { FlatObject } from './object'

/**
 * The short way of what nearly all messages are: a flat object in strict JSON, bare or in an envelope whose bytes are always
 * the same, with names that came before in that order. Such a message is gone over once, as bytes, and its values become
 * cells; `JSON.parse` alone takes longer, and makes an object that is not needed.
 *
 * The long way (`MessageReader`, then `RowBuilder.add`) is the rule: it is gone with every message that this does not take
 * or is not sure of, refused ones among them, and what it finds says which objects go the short way later. Both give the
 * same, by test.
 */
export class FlatLane {
  readonly #matcher: FieldMatcher
  readonly #object: FlatObject
  readonly #names = new NameTree()
  readonly #frames = new Frames()

  constructor(fields: SchemaFields, matcher: FieldMatcher) {
    this.#matcher = matcher
    this.#object = new FlatObject(fields)
  }

  /** The message as a flat object, which holds up to the next call; null where it has to go the long way. */
  read({ headers }: KafkaRecord, bytes: Buffer): FlatObject | null {
    if (bytes.length > MOST_BYTES || sayMore(headers)) return null
    return this.#taken(bytes, this.#frames.none) ?? this.#framed(bytes)
  }

  #framed(bytes: Buffer): FlatObject | null {
    const frame = this.#frames.around(bytes)
    return frame && this.#taken(bytes, frame)
  }

  #taken(bytes: Buffer, { before, after, format }: Frame): FlatObject | null {
    const place = { from: before.length, end: bytes.length - after.length, format }
    return this.#object.take(bytes, place, this.#names.root) ? this.#object : null
  }

  /** What was found in a message that went the long way: others like it may go the short way. */
  learn({ headers }: KafkaRecord, bytes: Buffer, found: Found): void {
    if (!(found instanceof JsonItem) || sayMore(headers)) return
    const { fields } = found
    const names = Object.keys(fields)
    if (names.length === 0 || couldBeEnvelope(names)) return
    if (names.some((name) => typeof fields[name] === 'object' && fields[name] !== null)) return
    const shape = this.#matcher.shapeOf(names)
    if (!(shape instanceof Refusal) && this.#frames.add(bytes, found)) this.#names.add(names, shape)
  }
}

/** Whether headers say of a message what its bytes do not. */
const sayMore = (headers: readonly Header[]): boolean =>
  headers.length > 0 && (isBinaryEvent(headers) || hasSchemaHeader(headers))
