import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

interface SocketRequest {
  readonly host: string
  readonly port: number
  /** Absent or false without TLS. */
  readonly ssl?: ConnectionOptions | false
  readonly onConnect: () => void
}

/** The code of the error for a port that takes a connection, and then nothing comes from it. */
export const SILENT = 'SILENT'

/** Makes the sockets of one connection and knows them, so that they can be cut at any moment. */
export class Sockets {
  readonly #open = new Set<Socket>()
  #cut = false
  #taken = false

  readonly create = ({ host, port, ssl, onConnect }: SocketRequest): Socket => {
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
      : connectPlain({ host, port }, onConnect)
    socket.setKeepAlive(true, 60_000)
    socket.setNoDelay(true)
    // kafkajs ends a socket that has yet to connect over and over; Node would take the listeners for a leak.
    socket.setMaxListeners(0)
    this.#open.add(socket)
    // Of the TCP connection, with TLS too.
    socket.once('connect', () => (this.#taken = true))
    socket.once('close', () => this.#open.delete(socket))
    if (this.#cut) socket.destroy()
    return socket
  }

  /** The error for an attempt that takes too long: nobody took the connection, or somebody did and is silent. */
  late(): Error {
    return this.#taken
      ? Object.assign(new Error('no answer'), { code: SILENT })
      : Object.assign(new Error('Connection timeout'), { code: 'ETIMEDOUT' })
  }

  /** Destroys them with an error, which rejects what is on the way. */
  cut(): void {
    this.#cut = true
    for (const socket of this.#open) socket.destroy(new Error('the connection was closed'))
  }
}
