import { lookup } from 'node:dns/promises'
import { type Socket } from 'node:net'
import { type ConnectionOptions, TLSSocket } from 'node:tls'
import { ByteReader, ByteWriter } from './bytes'
import { LinkError } from './errors'
import { Sockets } from './sockets'
import { withinTime } from './timing'

/** `host:port` → its parts; an IPv6 address loses its brackets. */
export function addressParts(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':')
  return {
    host: address.slice(0, colon).replace(/^\[(.*)\]$/, '$1'),
    port: Number(address.slice(colon + 1)),
  }
}

/** The IP address of the broker's name. Rejects with LinkError. */
export async function resolveName(address: string, ms: number): Promise<string> {
  const late = (): Error => Object.assign(new Error('the name server does not answer'), { code: 'EAI_AGAIN' })
  try {
    return (await withinTime(lookup(addressParts(address).host), ms, late)).address
  } catch (e) {
    throw new LinkError(address, false, e)
  }
}

/** Connects to the port, and no more. Rejects with LinkError. */
export function reachPort(address: string, ms: number): Promise<void> {
  return withSocket(address, false, ms, async () => {})
}

/** What was agreed on with the broker. */
export interface TlsFound {
  /** `TLSv1.3` */
  readonly protocol: string
  /** The name on the broker's certificate, and that of who signed it. */
  readonly subject: string
  readonly issuer: string
  /** `2027-11-25` */
  readonly validTo: string
}

/**
 * Greets as a Kafka client, after the handshake where `ssl` is given: with TLS 1.3 the broker's word on the client
 * certificate comes after it. Null without TLS. Rejects with LinkError.
 */
export function greet(address: string, ssl: ConnectionOptions | false, ms: number): Promise<TlsFound | null> {
  return withSocket(address, ssl, ms, async (socket) => {
    // Every broker answers it, before a login too.
    await exchange(socket, API_VERSIONS, 0, new ByteWriter())
    return socket instanceof TLSSocket ? tlsFound(socket) : null
  })
}

/** What the socket says of its protocol and of the certificate of the other side. */
export function tlsFound(socket: TLSSocket): TlsFound {
  const { subject, issuer, valid_to } = socket.getPeerCertificate()
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    subject: nameIn(subject),
    issuer: nameIn(issuer),
    validTo: new Date(valid_to).toISOString().slice(0, 10),
  }
}

/** The name in a distinguished name; certificates without a common name have an organisation. */
const nameIn = (name: { readonly CN?: string | string[]; readonly O?: string | string[] }): string =>
  [name.CN ?? name.O ?? 'without a name'].flat().join(', ')

/** Opens a socket for `use` and closes it; all of it within `ms`. Rejects with LinkError. */
export async function withSocket<T>(
  address: string,
  ssl: ConnectionOptions | false,
  ms: number,
  use: (socket: Socket) => Promise<T>,
): Promise<T> {
  const sockets = new Sockets()
  const { host, port } = addressParts(address)
  const attempt = async (): Promise<T> => {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const made = sockets.create({ host, port, ssl, onConnect: () => resolve(made) })
      made.on('error', reject)
    })
    return use(socket)
  }
  try {
    return await withinTime(attempt(), ms, () => sockets.late())
  } catch (e) {
    throw new LinkError(address, false, e)
  } finally {
    sockets.cut()
  }
}

/** The code of the error for an answer that is none of Kafka. */
export const NOT_KAFKA = 'NOT_KAFKA'

const API_VERSIONS = 18
const SASL_HANDSHAKE = 17
const CORRELATION = 0x6361726e
/** No answer to what is asked here is longer. */
const MOST_BYTES = 1 << 20

/** The login mechanisms that the port offers; asks for one that it may not know. */
export async function askMechanisms(socket: Socket, mechanism: string): Promise<string[]> {
  const answer = await exchange(socket, SASL_HANDSHAKE, 1, new ByteWriter().text(mechanism))
  answer.int16() // the error, where it is not one of them
  return answer.array(() => answer.text()).sort()
}

/** Sends one request of Kafka's protocol; resolves to the body of its answer. */
function exchange(socket: Socket, apiKey: number, version: number, body: ByteWriter): Promise<ByteReader> {
  const request = new ByteWriter().int16(apiKey).int16(version).int32(CORRELATION).nullText()
  const bytes = request.raw(body.written).written
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0)
    socket.on('data', (data: Buffer) => {
      answer = Buffer.concat([answer, data])
      if (answer.length < 8) return
      const length = answer.readInt32BE(0)
      if (answer.readInt32BE(4) !== CORRELATION || length < 4 || length > MOST_BYTES)
        reject(Object.assign(new Error('the answer is none of Kafka'), { code: NOT_KAFKA }))
      else if (answer.length >= 4 + length) resolve(new ByteReader(answer.subarray(8, 4 + length)))
    })
    socket.once('error', reject)
    socket.once('end', () => reject(new Error('Closed connection')))
    socket.write(new ByteWriter().blob(bytes).written)
  })
}
