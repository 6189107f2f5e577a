import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type FromThread, type ThreadData, type ToThread } from './control-thread'
import { CLOSED, type Shared } from './shared'
import { type Connection } from './wire'

/** Milliseconds for the last answers to be sent. */
const CLOSING = 1000

/** The control channel and the heartbeat, which live on a thread of their own. */
export class Control {
  readonly #worker: Worker
  readonly #bound: Promise<void>
  readonly #waiting: (readonly Buffer[])[] = []
  #handle: ((frames: readonly Buffer[]) => void) | null = null
  #closed = false

  constructor(
    connection: Connection,
    private readonly shared: Shared,
  ) {
    const workerData: ThreadData = { connection, shared }
    this.#worker = new Worker(join(__dirname, 'control-thread.js'), { workerData })
    this.#worker.unref()
    this.#bound = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromThread) => {
        if ('bound' in message) resolve()
        else if ('failed' in message) reject(new Error(message.failed))
        else this.#take(message.frames.map((f) => Buffer.from(f.buffer, f.byteOffset, f.byteLength)))
      })
      this.#worker.once('error', reject)
    })
    // Its sockets must not be open when the process ends, however that comes.
    process.once('exit', () => this.close())
  }

  bound(): Promise<void> {
    return this.#bound
  }

  /** What came before is handed over too. */
  listen(handle: (frames: readonly Buffer[]) => void): void {
    this.#handle = handle
    for (const frames of this.#waiting.splice(0)) handle(frames)
  }

  send(frames: readonly (Uint8Array | string)[]): void {
    this.#tell({ frames })
  }

  /** Waits, for a moment at most, until everything was sent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#tell({ close: true })
    Atomics.wait(this.shared, CLOSED, 0, CLOSING)
  }

  #take(frames: readonly Buffer[]): void {
    if (this.#handle) this.#handle(frames)
    else this.#waiting.push(frames)
  }

  #tell(message: ToThread): void {
    this.#worker.postMessage(message)
  }
}
