import { randomUUID } from 'node:crypto'
import { Publisher, Reply, Router } from 'zeromq'
import {
  address,
  decode,
  encode,
  newMessage,
  type Connection,
  type Content,
  type Header,
  type Message,
} from './wire'

/** A request and the way to answer it. */
export interface Request {
  readonly header: Header
  readonly content: Content
  reply(type: string, content: Content): void
}

/** The five sockets of a kernel. */
export class Server {
  // Messages of ours carry a session of ours: a client tells its own requests from our answers by it.
  readonly #session = randomUUID()
  readonly #iopub = unlimited(new Publisher())
  readonly #shell = unlimited(new Router())
  readonly #control = unlimited(new Router())
  readonly #stdin = new Router({ linger: 0 })
  readonly #heartbeat = new Reply({ linger: 0 })

  constructor(private readonly connection: Connection) {}

  /** From here on requests are received and kept, and answered once `listen` was called. */
  async bind(): Promise<void> {
    const c = this.connection
    await Promise.all([
      this.#iopub.bind(address(c, c.iopub_port)),
      this.#shell.bind(address(c, c.shell_port)),
      this.#control.bind(address(c, c.control_port)),
      this.#stdin.bind(address(c, c.stdin_port)),
      this.#heartbeat.bind(address(c, c.hb_port)),
    ])
    this.publish('status', { execution_state: 'starting' }, null)
  }

  /** Hands each request to `handle`; both channels at the same time, each in its order. */
  listen(handle: (request: Request) => void): void {
    void this.#receive(this.#shell, handle)
    void this.#receive(this.#control, handle)
    void this.#echo()
  }

  /** Tells all clients; `parent` is the request that it belongs to. */
  publish(type: string, content: Content, parent: Header | null, metadata: Content = {}): void {
    this.#send(this.#iopub, newMessage(type, this.#session, content, parent, metadata), [type])
  }

  /** What was sent still goes out, for a second at most. */
  close(): void {
    for (const socket of [this.#iopub, this.#shell, this.#control, this.#stdin, this.#heartbeat])
      socket.close()
  }

  async #receive(socket: Router, handle: (request: Request) => void): Promise<void> {
    for await (const frames of socket) {
      const request = this.#read(socket, frames)
      if (request) handle(request)
    }
  }

  #read(socket: Router, frames: Buffer[]): Request | null {
    try {
      const { message, identities } = decode(frames, this.connection.key)
      const { header, content } = message
      return {
        header,
        content,
        reply: (type, answer) =>
          this.#send(socket, newMessage(type, this.#session, answer, header), identities),
      }
    } catch (e) {
      // Not from a client of this kernel: there is nobody to answer.
      process.stderr.write(`${String(e)}\n`)
      return null
    }
  }

  #send(socket: Publisher | Router, message: Message, identities: readonly (Buffer | string)[]): void {
    socket.send(encode(message, this.connection.key, identities)).catch((e: unknown) => {
      if (!socket.closed)
        process.stderr.write(`A ${message.header.msg_type} could not be sent: ${String(e)}\n`)
    })
  }

  async #echo(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames)
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
