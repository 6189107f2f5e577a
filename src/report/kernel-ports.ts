import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/**
 * Where ports are looked for: below those that systems give to outgoing connections (from 32768 on Linux). A kernel
 * listens seconds after its ports were chosen. In the meantime any program's connection could take one of those, and
 * so could this one's own: a connection to a port where nobody listens yet may be given that very port to come from.
 */
const LOWEST = 20_000
const HIGHEST = 32_000
const ATTEMPTS = 200

/** Ports of 127.0.0.1, all different, that were free a moment ago. */
export async function kernelPorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>()
  try {
    for (let i = 0; held.size < count; i++) {
      if (i > ATTEMPTS) throw new Error(`no free ports between ${LOWEST} and ${HIGHEST}`)
      const port = randomInt(LOWEST, HIGHEST)
      const server = await hold(port)
      if (server) held.set(port, server)
    }
    return [...held.keys()]
  } finally {
    await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

/** A server on that port; null where somebody else has it. */
function hold(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
