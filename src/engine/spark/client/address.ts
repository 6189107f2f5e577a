import { carnetError } from '../../../errors'

/** Where a server is, and how it wants to be spoken to. */
export interface SparkAddress {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly token: string | null
  readonly userId: string | null
  /** Sent with each call, for proxies in between. */
  readonly headers: Readonly<Record<string, string>>
}

const DEFAULT_PORT = 15002
/** Of the parameters of an address, those that are settings of a client; the others are headers. */
const LOCAL = new Set(['use_ssl', 'token', 'user_id', 'user_agent', 'session_id', 'grpc_max_message_size'])

/**
 * Reads `sc://host:port/;name=value;…`, in the form of Spark's own clients
 * (apache/spark, sql/connect/docs/client-connection-string.md): `use_ssl`, `token`, `user_id`; any other name becomes a header.
 *
 * A token goes over TLS, except to this machine. Throws SPARK_ADDRESS_INVALID, and SPARK_TOKEN_IN_CLEAR where the address
 * says `use_ssl=false` for a token and another machine.
 */
export function parseAddress(text: string, tokenOfEnvironment: string | null = null): SparkAddress {
  const { host, port, parameters } = partsOf(text)
  const token = nonEmpty(parameters.get('token')) ?? nonEmpty(tokenOfEnvironment ?? undefined)
  const asked = parameters.get('use_ssl')
  if (asked !== undefined && asked !== 'true' && asked !== 'false')
    throw invalid(text, `use_ssl is ${asked}, which is neither true nor false`)
  const inClear = token !== null && !isLoopback(host)
  if (inClear && asked === 'false') throw carnetError('SPARK_TOKEN_IN_CLEAR', { server: `${host}:${port}` })
  const headers = Object.fromEntries([...parameters].filter(([name]) => !LOCAL.has(name)))
  return {
    host,
    port,
    tls: asked === 'true' || inClear,
    token,
    userId: nonEmpty(parameters.get('user_id')),
    headers,
  }
}

/** The address as a person may see it: without its parameters, one of which may be a token. */
export const serverOf = ({ host, port }: Pick<SparkAddress, 'host' | 'port'>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

function partsOf(text: string): { host: string; port: number; parameters: Map<string, string> } {
  const m = /^sc:\/\/(\[[\da-fA-F:.]+\]|[^/:;?#\s]+)(?::(\d{1,5}))?(?:\/(?:;(.*))?)?$/s.exec(text.trim())
  if (!m) throw invalid(text, whyNot(text))
  const [, host = '', port, pairs = ''] = m
  const number = port === undefined ? DEFAULT_PORT : Number(port)
  if (number < 1 || number > 65535) throw invalid(text, `there is no port ${number}`)
  return { host: host.replace(/^\[|\]$/g, ''), port: number, parameters: parametersOf(text, pairs) }
}

function parametersOf(text: string, pairs: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const pair of pairs.split(';').filter((p) => p !== '')) {
    const at = pair.indexOf('=')
    if (at < 1) throw invalid(text, 'each parameter is name=value')
    const name = pair.slice(0, at)
    if (!/^[\w.-]+$/.test(name)) throw invalid(text, 'the name of a parameter is letters, digits, . - and _')
    parameters.set(name, valueOf(text, name, pair.slice(at + 1)))
  }
  return parameters
}

/** Only what a header can carry; the reason does not repeat the value, which may be a token. */
function valueOf(text: string, name: string, encoded: string): string {
  let value: string
  try {
    value = decodeURIComponent(encoded)
  } catch {
    throw invalid(text, `the value of ${name} has a % that begins no code`)
  }
  if (!/^[ -~]*$/.test(value))
    throw invalid(text, `the value of ${name} has characters that no header can carry`)
  return value
}

function whyNot(text: string): string {
  if (!text.trim().startsWith('sc://')) return 'it does not begin with sc://'
  if (/^sc:\/\/[^/;]*;/.test(text)) return 'its parameters come after /;'
  return 'it is not of the form sc://host:port/;name=value'
}

/** The address is told only up to its port: what follows may be a token, what comes before an @ a password. */
function invalid(text: string, reason: string): Error {
  const [shown = ''] = /^(?:[a-z]*:\/\/)?(?:[^:;?@/\s]*(?::\d*)?(?=[/;?\s]|$))?/.exec(text.trim()) ?? []
  const address = shown.slice(0, 80) + (shown.length < text.trim().length ? '…' : '')
  return carnetError('SPARK_ADDRESS_INVALID', { address: address || 'An empty text', reason })
}

const nonEmpty = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text

/** Whether a host is this machine, where nobody can listen on the way. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
