import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a server answers: a value as JSON, or anything the handler writes itself. */
export type Handler = (url: URL, request: IncomingMessage, response: ServerResponse) => unknown

export interface LocalServer {
  readonly url: string
  /** What was asked for, in order: `/filieres?page=2`. */
  readonly asked: string[]
}

/** An HTTP server of the machine, until the test has ended. */
export async function serve(handler: Handler): Promise<LocalServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    asked.push(url.pathname + url.search)
    const value = handler(url, request, response)
    if (value !== undefined) {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(value))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** A port of the machine where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
