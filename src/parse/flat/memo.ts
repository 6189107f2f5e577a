import { type Coerced, type Coercer, Unfit } from '../values/value'

/** Texts that are remembered, and how long they may be in bytes. */
const SLOTS = 512
const LONGEST = 32

/** What would be said of the text in full: it is no UTF-8, or has the sign that stands for what is none. */
export const UNSURE = new Unfit('NOT_TEXT')

/** What the texts of one column became: names of places, dates and marks come again and again. */
export class TextMemo {
  readonly #coerce: Coercer
  readonly #cells = new Array<Coerced>(SLOTS).fill(null)
  readonly #lengths = new Int32Array(SLOTS).fill(-1)
  readonly #bytes = new Uint8Array(SLOTS * LONGEST)

  constructor(coerce: Coercer) {
    this.#coerce = coerce
  }

  /** The cell of a text, whose bytes stand from `start` to `end`; `joined` has a bit above 127 where they are not all ASCII. */
  cellOf(bytes: Buffer, start: number, end: number, hash: number, joined: number): Coerced {
    const slot = (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (SLOTS - 1)
    const length = end - start
    if (this.#lengths[slot] === length && this.#isHeld(bytes, start, end, slot)) return this.#cells[slot]
    const text = textOf(bytes, start, end, joined)
    const cell = text === null ? UNSURE : this.#coerce(text)
    if (length <= LONGEST) {
      this.#cells[slot] = cell
      this.#lengths[slot] = length
      for (let i = 0; i < length; i++) this.#bytes[slot * LONGEST + i] = bytes[start + i]
    }
    return cell
  }

  #isHeld(bytes: Buffer, start: number, end: number, slot: number): boolean {
    const held = this.#bytes
    for (let i = start, at = slot * LONGEST; i < end; i++, at++) if (bytes[i] !== held[at]) return false
    return true
  }
}

/** The text of bytes; null where they are not certainly UTF-8. */
export function textOf(bytes: Buffer, start: number, end: number, joined: number): string | null {
  if (joined < 0x80) return bytes.toString('latin1', start, end)
  const text = bytes.toString('utf8', start, end)
  return text.includes('\ufffd') ? null : text
}
