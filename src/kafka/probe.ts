import { lookup } from 'node:dns/promises'
import { type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Tls } from '../config'
import { ByteWriter } from './bytes'
import { LinkError } from './errors'
import { Sockets } from './sockets'
import { withinTime } from './timing'
import { tlsOptions } from './tls-options'

/** `host:port` → its parts. */
export function addressParts(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
}

/** The IP address of the broker's name. Rejects with LinkError. */
export function resolveName(address: string, ms: number): Promise<string> {
  return asLinkError(address, ms, async () => (await lookup(addressParts(address).host)).address)
}

/** Connects to the port, and no more. Rejects with LinkError. */
export function reachPort(address: string, ms: number): Promise<void> {
  return withSocket(address, null, ms, async () => {})
}

/** What was agreed on with the broker. */
export interface TlsFound {
  readonly protocol: string
  readonly subject: string
  /** As the certificate writes it, `Nov 25 11:00:00 2027 GMT`. */
  readonly validTo: string
}

/**
 * Greets as a Kafka client, after the handshake where `tls` is given: with TLS 1.3 the broker's word on the client
 * certificate comes after it. Null without TLS. Rejects with LinkError.
 */
export function greet(address: string, tls: Tls | null, ms: number): Promise<TlsFound | null> {
  return withSocket(address, tls, ms, async (socket) => {
    await askForVersions(socket)
    if (!(socket instanceof TLSSocket)) return null
    const { subject, valid_to } = socket.getPeerCertificate()
    return { protocol: socket.getProtocol() ?? 'TLS', subject: String(subject.CN), validTo: valid_to }
  })
}

/** Whether the port answers a TLS handshake, whatever its certificate. Never rejects. */
export async function speaksTls(address: string, ms: number): Promise<boolean> {
  const sockets = new Sockets()
  const { host, port } = addressParts(address)
  try {
    const handshake = new Promise<boolean>((resolve, reject) => {
      // The certificate is not trusted with anything: the connection is closed at once.
      const ssl = { rejectUnauthorized: false }
      const socket = sockets.create({ host, port, ssl, onConnect: () => resolve(true) })
      // A broker that wants a client certificate says so in TLS too.
      socket.on('error', (e: NodeJS.ErrnoException) =>
        /ALERT/.test(e.code ?? '') ? resolve(true) : reject(e),
      )
    })
    return await withinTime(handshake, ms, 'Connection timeout')
  } catch {
    return false
  } finally {
    sockets.cut()
  }
}

function withSocket<T>(
  address: string,
  tls: Tls | null,
  ms: number,
  use: (socket: Socket) => Promise<T>,
): Promise<T> {
  const sockets = new Sockets()
  const { host, port } = addressParts(address)
  return asLinkError(address, ms, async () => {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const ssl = tls ? tlsOptions(tls) : false
      const made = sockets.create({ host, port, ssl, onConnect: () => resolve(made) })
      made.on('error', reject)
    })
    return use(socket)
  }).finally(() => sockets.cut())
}

/** The code of the error for an answer that is none of Kafka. */
export const NOT_KAFKA = 'NOT_KAFKA'

const CORRELATION = 0x6361726e
const GREETING = new ByteWriter().int32(10).int16(18).int16(0).int32(CORRELATION).nullText().written

/** ApiVersions v0, which every broker answers before a login; resolves when the answer comes. */
function askForVersions(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0)
    socket.on('data', (data: Buffer) => {
      answer = Buffer.concat([answer, data])
      if (answer.length < 8) return
      if (answer.readInt32BE(4) === CORRELATION) resolve()
      else reject(Object.assign(new Error('the answer is none of Kafka'), { code: NOT_KAFKA }))
    })
    socket.once('error', reject)
    socket.once('end', () => reject(new Error('Closed connection')))
    socket.write(GREETING)
  })
}

async function asLinkError<T>(address: string, ms: number, attempt: () => Promise<T>): Promise<T> {
  try {
    return await withinTime(attempt(), ms, 'Connection timeout')
  } catch (e) {
    throw new LinkError(address, false, e)
  }
}
