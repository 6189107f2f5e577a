import * as http from 'node:http'
import * as https from 'node:https'
import { type SchemaRegistry } from '../config'

/** What the registry answered. */
export interface Answer {
  readonly status: number
  /** Undefined where it is no JSON. */
  readonly json: unknown
  /** Where a redirect leads to. */
  readonly location: string | null
}

/** An answer beyond this is none of a registry: 16 MiB. */
const MOST_BYTES = 16 << 20
/** How long an answer may take. */
export const SECONDS = 10

/** GET requests to one registry, over connections that are kept. */
export class RegistryConnection {
  readonly #registry: SchemaRegistry
  readonly #agent: http.Agent
  readonly #stop: AbortSignal | undefined

  constructor(registry: SchemaRegistry, stop?: AbortSignal) {
    this.#registry = registry
    this.#stop = stop
    const options = { keepAlive: true }
    this.#agent = registry.url.startsWith('https:')
      ? // Verified whatever NODE_TLS_REJECT_UNAUTHORIZED says.
        new https.Agent({ ...options, rejectUnauthorized: true, ca: registry.ca ?? undefined })
      : new http.Agent(options)
  }

  /** Rejects with what the socket, TLS or a deadline says; with the signal's reason where that aborts. */
  async get(path: string): Promise<Answer> {
    const deadline = AbortSignal.timeout(SECONDS * 1000)
    const signal = this.#stop ? AbortSignal.any([this.#stop, deadline]) : deadline
    try {
      const response = await this.#sent(`${this.#registry.url}${path}`, signal)
      const { statusCode: status = 0, headers } = response
      return { status, json: jsonOf(await bodyOf(response)), location: headers.location ?? null }
    } catch (e) {
      // What the socket says of being ended tells nothing.
      signal.throwIfAborted()
      throw e
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #sent(url: string, signal: AbortSignal): Promise<http.IncomingMessage> {
    const { get } = url.startsWith('https:') ? https : http
    return new Promise((resolve, reject) => {
      get(url, { agent: this.#agent, signal, headers: this.#headers() }, resolve).on('error', reject)
    })
  }

  #headers(): Record<string, string> {
    const { username, password } = this.#registry
    const accept = 'application/vnd.schemaregistry.v1+json, application/json'
    if (username === null || !password) return { accept }
    const login = Buffer.from(`${username}:${password.reveal()}`).toString('base64')
    return { accept, authorization: `Basic ${login}` }
  }
}

async function bodyOf(response: http.IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > MOST_BYTES) {
      response.destroy()
      return Buffer.alloc(0)
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
