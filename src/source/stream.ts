import { carnetError } from '../errors'
import { type Provenance } from '../provenance'
import { type ReadSummary } from '../reading'
import { type Batch } from './batch'
import { type BoundedRead, type ReadEnd } from './bounded'
import { untilInterrupted } from './interrupt'

/**
 * One read as batches that come one after the other, each with the messages of one partition, in order of offset. It
 * begins when it is iterated, and can be iterated once.
 */
export interface BatchStream extends AsyncIterable<Batch> {
  readonly kind: 'stream'
  readonly topics: readonly string[]
  /** What the read did; null until it has ended. */
  readonly summary: ReadSummary | null
  /** Where all its messages come from; null until it has ended. */
  readonly provenance: Provenance | null
}

/** Makes a stream of a read. Iterating throws what the read throws, and STREAM_SPENT at the second time. */
export function batchStream(
  topics: readonly string[],
  read: BoundedRead,
  signal: AbortSignal | undefined,
): BatchStream {
  return new Stream(topics, read, signal)
}

class Stream implements BatchStream {
  readonly kind = 'stream'
  readonly topics: readonly string[]
  readonly #read: BoundedRead
  readonly #signal: AbortSignal | undefined
  #begun = false
  #end: ReadEnd | null = null

  constructor(topics: readonly string[], read: BoundedRead, signal: AbortSignal | undefined) {
    this.topics = topics
    this.#read = read
    this.#signal = signal
  }

  get summary(): ReadSummary | null {
    return this.#end?.summary ?? null
  }

  get provenance(): Provenance | null {
    return this.#end?.provenance ?? null
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    if (this.#begun) throw carnetError('STREAM_SPENT', { topics: this.topics })
    this.#begun = true
    return this.#batches()
  }

  async *#batches(): AsyncGenerator<Batch, void, void> {
    const hatch = new Hatch<Batch>()
    const stop = new AbortController()
    const abort = (): void => stop.abort()
    this.#signal?.addEventListener('abort', abort)
    if (this.#signal?.aborted) abort()
    const reading = untilInterrupted(stop.signal, (signal) => this.#read((batch) => hatch.put(batch), signal))
    const ended = reading.then(
      (end) => (this.#end = end),
      () => {}, // thrown below
    )
    void ended.then(() => hatch.close())
    try {
      for (let batch = await hatch.take(); batch; batch = await hatch.take()) yield batch
    } finally {
      this.#signal?.removeEventListener('abort', abort)
      stop.abort()
      hatch.close()
      await reading
    }
  }
}

/** Hands one thing over at a time: who puts it waits until the other side asks for the next one. */
class Hatch<T> {
  #offered: T | null = null
  #closed = false
  /** Lets go of whoever waits: the side that puts, or the side that takes. */
  #freePutter = (): void => {}
  #wakeTaker = (): void => {}

  /** Resolves when the other side is done with it, or the hatch is closed. */
  put(thing: T): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed) return resolve()
      this.#offered = thing
      this.#freePutter = resolve
      this.#wakeTaker()
    })
  }

  /** The next thing, once it is there; null when the hatch is closed. The thing before is done with. */
  async take(): Promise<T | null> {
    this.#freePutter()
    if (this.#offered === null && !this.#closed)
      await new Promise<void>((resolve) => (this.#wakeTaker = resolve))
    const thing = this.#offered
    this.#offered = null
    return thing
  }

  close(): void {
    this.#closed = true
    this.#freePutter()
    this.#wakeTaker()
  }
}
