import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

interface SocketRequest {
  readonly host: string
  readonly port: number
  /** Absent or false without TLS. */
  readonly ssl?: ConnectionOptions | false
  readonly onConnect: () => void
}

/** Makes the sockets of one connection and knows them, so that they can be cut at any moment. */
export class Sockets {
  readonly #open = new Set<Socket>()
  #cut = false

  readonly create = ({ host, port, ssl, onConnect }: SocketRequest): Socket => {
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
      : connectPlain({ host, port }, onConnect)
    socket.setKeepAlive(true, 60_000)
    socket.setNoDelay(true)
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    if (this.#cut) socket.destroy()
    return socket
  }

  /** Destroys them with an error, which rejects what is on the way. */
  cut(): void {
    this.#cut = true
    for (const socket of this.#open) socket.destroy(new Error('the connection was closed'))
  }
}
