import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type TestIdentity } from './certificates'

/** Ports that are none of Kafka: `localhost:port` of each. */
export interface OddPorts {
  /** Takes connections and says nothing. */
  readonly silent: string
  /** Takes connections and closes them. */
  readonly closing: string
  readonly http: string
  readonly https: string
  close(): Promise<void>
}

/** Opens them; `server` is the certificate of `https`. */
export async function openOddPorts(server: TestIdentity): Promise<OddPorts> {
  const sockets = new Set<Socket>()
  const servers: Server[] = []
  const open = async (made: Server): Promise<string> => {
    servers.push(made)
    made.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    })
    await once(made.listen(0, '127.0.0.1'), 'listening')
    return `localhost:${(made.address() as AddressInfo).port}`
  }
  const key = readFileSync(server.key)
  const cert = readFileSync(server.certificate)
  return {
    silent: await open(createServer(() => {})),
    closing: await open(createServer((socket) => socket.end())),
    http: await open(createHttp((_, response) => response.end('hello'))),
    https: await open(createHttps({ key, cert }, (_, response) => response.end('hello'))),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))))
    },
  }
}
