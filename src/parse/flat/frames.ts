import { type JsonItem } from '../formats/json-item'

/** The bytes of an envelope around an object, and the format of messages in it. */
export interface Frame {
  readonly before: Buffer
  readonly after: Buffer
  readonly format: string
}

const NO_FRAME: Frame = { before: Buffer.alloc(0), after: Buffer.alloc(0), format: 'json' }

/** Frames that are remembered: an envelope with a time in it is another one each time. */
const MOST_FRAMES = 6

/**
 * The envelopes that objects stood in. With the same bytes around it any other object stands in the same envelope: what is
 * one, and which part of it is opened, is said by the names and values beside that part.
 */
export class Frames {
  readonly none = NO_FRAME
  /** The last that was used comes first. */
  #known: Frame[] = []

  /** The frame that a message has; null where it has none that is known. */
  around(bytes: Buffer): Frame | null {
    const index = this.#known.findIndex((frame) => isAround(frame, bytes))
    if (index < 0) return null
    const frame = this.#known[index]
    if (index > 0) this.#known = [frame, ...this.#known.filter((f) => f !== frame)]
    return frame
  }

  /** Remembers the frame of an object in the message of these bytes; false where it has none that bytes can tell. */
  add(bytes: Buffer, item: JsonItem): boolean {
    if (item.path.length === 0) return item.format === NO_FRAME.format
    const around = item.surroundings()
    if (around === null) return false
    const frame = {
      before: Buffer.from(around.before),
      after: Buffer.from(around.after),
      format: item.format,
    }
    if (!isAround(frame, bytes)) return false
    if (!this.#known.some((f) => f.before.equals(frame.before) && f.after.equals(frame.after)))
      this.#known = [frame, ...this.#known].slice(0, MOST_FRAMES)
    return true
  }
}

function isAround({ before, after }: Frame, bytes: Buffer): boolean {
  const end = bytes.length - after.length
  return end > before.length && isAt(before, bytes, 0) && isAt(after, bytes, end)
}

function isAt(part: Buffer, bytes: Buffer, at: number): boolean {
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false
  return true
}
