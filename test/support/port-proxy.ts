import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** A port that passes connections on to another one, which may change. */
export interface PortProxy {
  /** `127.0.0.1:port` */
  readonly address: string
  /** The address that new connections go to. */
  target: string
  /** Milliseconds that each piece from there (64 KiB at most) is held back; 0 at first. */
  delayMs: number
  /** Cuts every connection that is open. */
  cut(): void
  close(): Promise<void>
}

/** Opens a proxy without a target: it closes what connects until one is set. */
export async function portProxy(): Promise<PortProxy> {
  const sockets = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const held = (): Transform =>
    new Transform({
      transform: (piece, _encoding, done) => {
        if (proxy.delayMs > 0) setTimeout(() => done(null, piece), proxy.delayMs)
        else done(null, piece)
      },
    })
  const server = createServer((client) => {
    track(client)
    const [host, port] = proxy.target.split(':')
    if (!port) {
      client.destroy()
      return
    }
    const broker = track(connect(Number(port), host))
    client.pipe(broker).pipe(held()).pipe(client)
    client.on('close', () => broker.destroy())
    broker.on('close', () => client.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const cut = (): void => sockets.forEach((socket) => socket.destroy())
  const proxy: PortProxy = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    delayMs: 0,
    cut,
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
