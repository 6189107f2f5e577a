import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/**
 * Where ports are looked for: below those that systems give to outgoing connections (from 32768 on Linux). A broker or a
 * kernel listens seconds after its ports were chosen, a broker again after a restart. In the meantime a connection of any
 * program could come from one of those, even our own: a look whether it answers yet may be given its very port.
 */
const LOWEST = 10_000
const HIGHEST = 32_000
const ATTEMPTS = 200

/**
 * Ports of 127.0.0.1, all different, that nobody listens on now. They are only free until somebody takes them, so
 * whoever uses them must be ready to find one taken.
 */
export async function freePorts(count: number): Promise<number[]> {
  // All held at once, so that they differ.
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
