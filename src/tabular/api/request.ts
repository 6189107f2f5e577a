import { setTimeout as wait } from 'node:timers/promises'
import { CarnetError, carnetError } from '../../errors'
import { nameOf } from './address'

/** A body, and the header of it that may name the next page. */
export interface Answer {
  readonly url: URL
  readonly body: Buffer
  readonly link: string | null
}

/** What a request may cost. */
export interface RequestBounds {
  readonly headers: Headers
  /** Seconds until a request is given up. */
  readonly failAfter: number
  readonly retries: number
  /** Ends everything: the time of the whole read is over, or it was interrupted. */
  readonly signal: AbortSignal
}

/** The pause before the second try; each further one is twice as long. */
const PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
const MOST_REDIRECTS = 5

/** What passes by itself: the server is busy, or something on the way is. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** Connections that broke off; what never came about (a wrong name, port or certificate) stays so. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  ...['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'],
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'],
])

/** A body that has more bytes than are wanted. */
export class TooManyBytes extends Error {}

/**
 * One page. What fails for the moment is tried again, after what the server asks for (`Retry-After`) or a growing pause.
 * Throws HTTP_STATUS, HTTP_TIMEOUT, HTTP_UNREACHABLE, HTTP_OTHER_HOST, TooManyBytes, and the reason of the signal.
 */
export async function getPage(url: URL, bounds: RequestBounds, mostBytes: number): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const found = await attempt(url, bounds, mostBytes)
    if (!('failure' in found)) return found
    const pause = found.retryAfter ?? PAUSE_MS * 2 ** tries * (0.5 + Math.random() / 2)
    if (tries >= bounds.retries || pause > LONGEST_PAUSE_MS) throw found.failure
    await wait(pause, undefined, { signal: bounds.signal }).catch(() => bounds.signal.throwIfAborted())
  }
}

/** What may pass, and after which pause in milliseconds the server says that it does. */
interface Passing {
  readonly failure: Error
  readonly retryAfter: number | null
}

async function attempt(first: URL, bounds: RequestBounds, mostBytes: number): Promise<Answer | Passing> {
  const timeout = AbortSignal.timeout(bounds.failAfter * 1000)
  const signal = AbortSignal.any([bounds.signal, timeout])
  const { headers } = bounds
  try {
    let url = first
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(url, { headers, redirect: 'manual', signal })
      const location = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel()
        if (redirects === MOST_REDIRECTS) throw statusError(url, response)
        url = sameHost(location, url)
      } else if (response.ok)
        return { url, body: await bodyOf(response, mostBytes), link: response.headers.get('link') }
      else {
        await response.body?.cancel()
        const failure = statusError(url, response)
        if (!PASSING.has(response.status)) throw failure
        return { failure, retryAfter: retryAfterOf(response) }
      }
    }
  } catch (cause) {
    if (isOurs(cause)) throw cause
    bounds.signal.throwIfAborted()
    const url = nameOf(first)
    if (timeout.aborted)
      return {
        failure: carnetError('HTTP_TIMEOUT', { url, seconds: bounds.failAfter }, cause),
        retryAfter: null,
      }
    const reason = reasonOf(cause)
    const failure = carnetError('HTTP_UNREACHABLE', { url, reason }, cause)
    if (!BROKEN_OFF.has(reason)) throw failure
    return { failure, retryAfter: null }
  }
}

const isOurs = (e: unknown): boolean => e instanceof TooManyBytes || e instanceof CarnetError

/**
 * The address of another page or place, which is on the same host: headers with secrets go nowhere else. Throws
 * HTTP_OTHER_HOST.
 */
export function sameHost(address: string, from: URL): URL {
  const url = URL.canParse(address, from.href) ? new URL(address, from) : null
  if (url === null || url.origin !== from.origin)
    throw carnetError('HTTP_OTHER_HOST', {
      url: nameOf(from),
      other: url === null ? 'no address' : url.origin,
    })
  url.hash = ''
  return url
}

const NO_BODY: readonly Uint8Array[] = []

async function bodyOf(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  const body = response.body as AsyncIterable<Uint8Array> | null
  for await (const chunk of body ?? NO_BODY) {
    length += chunk.length
    if (length > most) throw new TooManyBytes()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const statusError = (url: URL, { status, statusText }: Response): Error =>
  carnetError('HTTP_STATUS', { url: nameOf(url), status, text: statusText })

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterOf({ headers }: Response): number | null {
  const text = headers.get('retry-after')
  if (text === null) return null
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

function reasonOf(cause: unknown): string {
  const inner = (cause as { cause?: unknown }).cause ?? cause
  const { code, message } = inner as { code?: unknown; message?: unknown }
  return typeof code === 'string' ? code : String(message)
}
