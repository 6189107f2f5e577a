import { StringDecoder } from 'node:string_decoder'
import { type Cell } from './cell'

export type StreamName = 'stdout' | 'stderr'

/** JupyterLab's server drops messages above 1000 a second: what comes within this many milliseconds goes as one. */
const PATIENCE = 15
/** Characters after which a message goes at once. */
const ENOUGH = 32_768

interface Piece {
  readonly cell: Cell
  readonly name: StreamName
  readonly texts: string[]
  length: number
}

/** Gathers what cells print into few messages, in order; nothing is lost and nothing waits longer than `PATIENCE`. */
export class Streams {
  #pieces: Piece[] = []
  #since = 0
  #timer: NodeJS.Timeout | null = null

  constructor(private readonly publish: (cell: Cell, name: StreamName, text: string) => void) {}

  write(cell: Cell, name: StreamName, text: string): void {
    if (text === '') return
    if (this.#pieces.length === 0) this.#since = performance.now()
    let last = this.#pieces.at(-1)
    if (last?.cell !== cell || last.name !== name) {
      last = { cell, name, texts: [], length: 0 }
      this.#pieces.push(last)
    }
    last.texts.push(text)
    last.length += text.length
    // A loop that never yields lets no timer run: the clock is read here too, so that its progress is seen.
    if (last.length > ENOUGH || performance.now() - this.#since > PATIENCE) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), PATIENCE)
  }

  /** Sends what was gathered; called before anything whose place among the texts matters. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const pieces = this.#pieces
    this.#pieces = []
    for (const { cell, name, texts } of pieces) this.publish(cell, name, texts.join(''))
  }
}

type Callback = (error?: Error | null) => void

/**
 * Sends what this process writes to standard output or error to `take`; where that returns false (no cell has run
 * yet), it is written as before.
 */
export function redirect(stream: NodeJS.WriteStream, take: (text: string) => boolean): void {
  const write = stream.write.bind(stream)
  const decoder = new StringDecoder('utf8')
  const replacement = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | Callback,
    done?: Callback,
  ): boolean => {
    const callback = typeof encoding === 'function' ? encoding : done
    const text = typeof chunk === 'string' ? fromString(chunk, encoding) : decoder.write(Buffer.from(chunk))
    if (!take(text)) return write(chunk, callback)
    if (callback) process.nextTick(callback)
    return true
  }
  stream.write = replacement
}

function fromString(chunk: string, encoding: BufferEncoding | Callback | undefined): string {
  const isText = typeof encoding !== 'string' || /^(utf-?8|utf-?16le|ucs-?2)$/i.test(encoding)
  return isText ? chunk : Buffer.from(chunk, encoding).toString()
}
