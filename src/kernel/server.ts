import { randomUUID } from 'node:crypto'
import { Publisher, Router } from 'zeromq'
import { Control } from './control'
import { type Shared } from './shared'
import { address, decode, encode, newMessage, type Connection, type Content, type Header } from './wire'

/** A request and the way to answer it. */
export interface Request {
  readonly header: Header
  readonly content: Content
  reply(type: string, content: Content): void
}

type Frames = (Buffer | string)[]
type Sender = (frames: Frames, type: string) => void

/** The five sockets of a kernel, two of them on a thread of their own. */
export class Server {
  // Messages of ours carry a session of ours: a client tells its own requests from our answers by it.
  readonly #session = randomUUID()
  readonly #iopub = unlimited(new Publisher())
  readonly #shell = unlimited(new Router())
  readonly #stdin = new Router({ linger: 0 })
  readonly #control: Control

  constructor(
    private readonly connection: Connection,
    shared: Shared,
  ) {
    this.#control = new Control(connection, shared)
  }

  /** From here on requests are received and kept, and answered once `listen` was called. */
  async bind(): Promise<void> {
    const c = this.connection
    await Promise.all([
      this.#iopub.bind(address(c, c.iopub_port)),
      this.#shell.bind(address(c, c.shell_port)),
      this.#stdin.bind(address(c, c.stdin_port)),
      this.#control.bound(),
    ])
    this.publish('status', { execution_state: 'starting' }, null)
  }

  /** Hands each request to `handle`; both channels at the same time, each in its order. */
  listen(handle: (request: Request) => void): void {
    const take = (frames: readonly Buffer[], reply: Sender): void => {
      const request = this.#read(frames, reply)
      if (request) handle(request)
    }
    this.#control.listen((frames) => take(frames, (answer) => this.#control.send(answer)))
    void this.#receive((frames) => take(frames, (answer, type) => this.#send(this.#shell, answer, type)))
  }

  /** Tells all clients; `parent` is the request that it belongs to. */
  publish(type: string, content: Content, parent: Header | null, metadata: Content = {}): void {
    const message = newMessage(type, this.#session, content, parent, metadata)
    this.#send(this.#iopub, encode(message, this.connection.key, [type]), type)
  }

  /** What was sent still goes out, for a second at most. */
  close(): void {
    for (const socket of [this.#iopub, this.#shell, this.#stdin]) socket.close()
    this.#control.close()
  }

  async #receive(take: (frames: Buffer[]) => void): Promise<void> {
    for await (const frames of this.#shell) take(frames)
  }

  #read(frames: readonly Buffer[], send: Sender): Request | null {
    try {
      const { message, identities } = decode(frames, this.connection.key)
      const { header, content } = message
      return {
        header,
        content,
        reply: (type, answer) =>
          send(
            encode(newMessage(type, this.#session, answer, header), this.connection.key, identities),
            type,
          ),
      }
    } catch (e) {
      // Not from a client of this kernel: there is nobody to answer.
      process.stderr.write(`${String(e)}\n`)
      return null
    }
  }

  #send(socket: Publisher | Router, frames: Frames, type: string): void {
    socket.send(frames).catch((e: unknown) => {
      if (!socket.closed) process.stderr.write(`A ${type} could not be sent: ${String(e)}\n`)
    })
  }
}

/**
 * A socket that takes every message at once. By default a publisher drops messages above a thousand that wait, and
 * zeromq.js refuses the 513th of one turn; a time limit of 0 makes each send immediate.
 */
function unlimited<T extends Publisher | Router>(socket: T): T {
  socket.sendHighWaterMark = 0
  socket.sendTimeout = 0
  socket.linger = 1000
  return socket
}
