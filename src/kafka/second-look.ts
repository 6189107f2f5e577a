import { type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Config } from '../config'
import { type ErrorCode } from '../errors'
import { type LinkError } from './errors'
import { askMechanisms, greet, NOT_KAFKA, tlsFound, withSocket } from './probe'
import { SILENT } from './sockets'
import { tlsOptions } from './tls-options'

/** What a second look at a port shows; absent is not known. */
export interface Look {
  readonly speaksTls?: boolean
  /** Whether it answers a greeting as a Kafka broker does. */
  readonly isKafka?: boolean
  /** The name of who signed its certificate. */
  readonly issuer?: string
  /** The login mechanisms that it offers. */
  readonly mechanisms?: readonly string[]
}

const LOOK_MS = 1_500

/** The certificate is not trusted with anything: nothing is sent but a greeting, and the connection closed at once. */
const BLIND = { rejectUnauthorized: false } as const

/**
 * Looks once more at a port, where what a connection says of its failure has several reasons, or leaves out what
 * helps. Never rejects.
 */
export async function lookAgain(code: ErrorCode, error: LinkError, config: Config): Promise<Look> {
  const { broker, connected } = error
  if (code === 'TLS_CA_UNKNOWN') return issuerAt(broker)
  if (code === 'LOGIN_MECHANISM_REFUSED') return loginsAt(broker, config)
  if (code !== 'CONNECTION_CLOSED' && code !== 'BROKER_WITHOUT_TLS') return {}
  const speaksTls = await tlsAt(broker)
  const isKafka = await kafkaAt(broker, speaksTls ?? config.tls !== null)
  // A broker that wants a login closes the connection at the first request that is none.
  const wantsLogin = connected && !config.sasl
  return { speaksTls, isKafka, ...(wantsLogin && (await loginsAt(broker, config))) }
}

/** Whether the port answers a TLS handshake, whatever its certificate. */
async function tlsAt(broker: string): Promise<boolean | undefined> {
  try {
    return await withSocket(broker, BLIND, LOOK_MS, async () => true)
  } catch (e) {
    const code = codeOf(e)
    // A broker that wants a client certificate says so in TLS too.
    if (code.includes('ALERT')) return true
    return code === 'ETIMEDOUT' || code === SILENT ? undefined : false
  }
}

/** False only where something else answers. */
async function kafkaAt(broker: string, tls: boolean): Promise<boolean | undefined> {
  try {
    await greet(broker, tls ? BLIND : false, LOOK_MS)
    return true
  } catch (e) {
    return codeOf(e) === NOT_KAFKA ? false : undefined
  }
}

async function issuerAt(broker: string): Promise<Look> {
  try {
    const found = await withSocket(broker, BLIND, LOOK_MS, async (socket) =>
      socket instanceof TLSSocket ? tlsFound(socket) : null,
    )
    return found ? { issuer: found.issuer } : {}
  } catch {
    return {}
  }
}

async function loginsAt(broker: string, { tls, sasl }: Config): Promise<Look> {
  try {
    const mechanism = sasl?.mechanism.toUpperCase() ?? ''
    const ask = (socket: Socket): Promise<string[]> => askMechanisms(socket, mechanism)
    return { mechanisms: await withSocket(broker, tls ? tlsOptions(tls) : false, LOOK_MS, ask) }
  } catch {
    return {}
  }
}

/** The code of the error that a connection failed with. */
function codeOf(error: unknown): string {
  const { code } = (error as LinkError).cause as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}
