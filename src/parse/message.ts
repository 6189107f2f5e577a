import { type KafkaRecord } from '../record'
import { decode, type Encoding } from './text'

/** What a format reads: the bytes of a message, or of a part of it, as bytes and as text. */
export class Message {
  #text: string | null | undefined
  #encoding: Encoding = 'UTF-8'
  /** How many strings hold this message. */
  strings = 0

  constructor(
    readonly record: KafkaRecord,
    readonly bytes: Buffer,
    /** How many formats hold this one: a text in a string in a frame is 2 deep. */
    readonly depth = 0,
    /** Where the bytes or the text begin in the message's own text; null where positions in it mean nothing there. */
    readonly start: number | null = 0,
  ) {}

  /** A piece of the message's text, such as a line, that begins at `start` in it. */
  static ofPiece(outer: Message, text: string, start: number): Message {
    const piece = new Message(
      outer.record,
      NO_BYTES,
      outer.depth + 1,
      outer.start === null ? null : outer.start + start,
    )
    piece.#text = text
    piece.#encoding = outer.encoding
    piece.strings = outer.strings
    return piece
  }

  /** The part of a message that is text already, such as the content of a JSON string. */
  static ofText(outer: Message, text: string): Message {
    const inner = new Message(outer.record, NO_BYTES, outer.depth + 1, null)
    inner.#text = text
    inner.strings = outer.strings + 1
    inner.#encoding = outer.encoding
    return inner
  }

  /** The message as text, without a byte order mark; null where it is none. Decoded when first asked for. */
  get text(): string | null {
    if (this.#text === undefined) {
      const decoded = decode(this.bytes)
      this.#text = decoded?.text ?? null
      this.#encoding = decoded?.encoding ?? 'UTF-8'
    }
    return this.#text
  }

  /** The encoding of the text, once that was asked for; UTF-8 until then. */
  get encoding(): Encoding {
    return this.#encoding
  }
}

const NO_BYTES = Buffer.alloc(0)
