import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { carnetError } from '../errors'
import { METRICS_TYPE } from './metrics-text'

export interface MetricsServer {
  /** `http://127.0.0.1:9400/metrics` */
  readonly url: string
  close(): Promise<void>
}

const ADDRESS = '127.0.0.1'
const PATH = '/metrics'

/**
 * Serves a text at `/metrics` to programs of this machine alone; port 0 takes a free one. The text is made anew for each
 * request. Throws METRICS_PORT_FAILED.
 */
export async function serveMetrics(port: number, text: () => string): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request
    request.resume()
    const answer = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
      response.end(method === 'HEAD' ? undefined : body)
    }
    if (url.split('?')[0] !== PATH) return answer(404, `The metrics are at ${PATH}.\n`)
    if (method === 'GET' || method === 'HEAD') return answer(200, text(), METRICS_TYPE)
    response.setHeader('Allow', 'GET, HEAD')
    answer(405, 'The metrics can only be read.\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(failed(port, cause)))
    server.listen(port, ADDRESS, resolve)
  })
  return {
    url: `http://${ADDRESS}:${(server.address() as AddressInfo).port}${PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function failed(port: number, cause: NodeJS.ErrnoException): Error {
  const reason = cause.code === 'EADDRINUSE' ? 'another program has it' : cause.message
  return carnetError('METRICS_PORT_FAILED', { port, reason }, cause)
}
