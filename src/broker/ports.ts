import { createServer, type AddressInfo } from 'node:net'

/**
 * Ports of 127.0.0.1 that nobody listens on now. They are only free until somebody takes them, so whoever uses them
 * must be ready to find one taken.
 */
export async function freePorts(count: number): Promise<number[]> {
  // All held at once, so that they differ.
  const servers = Array.from({ length: count }, () => createServer())
  try {
    return await Promise.all(
      servers.map(
        (server) =>
          new Promise<number>((resolve, reject) => {
            server.once('error', reject)
            server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
          }),
      ),
    )
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
}
