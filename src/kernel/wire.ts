import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

// Jupyter's wire protocol (jupyter-client.readthedocs.io, "Messaging in Jupyter"): frames of a ZeroMQ message are
// routing identities, a delimiter, a signature over four JSON frames (header, parent header, metadata, content), those
// four, and buffers, which neither side here uses.

const DELIMITER = '<IDS|MSG>'
const PROTOCOL = '5.4'

export type Content = Record<string, unknown>

export interface Header {
  readonly msg_id: string
  readonly session: string
  readonly username: string
  /** ISO 8601. */
  readonly date: string
  readonly msg_type: string
  readonly version: string
}

export interface Message {
  readonly header: Header
  /** The request that caused it; null where there was none. */
  readonly parent: Header | null
  readonly metadata: Content
  readonly content: Content
}

/** What a connection file holds: where the five sockets of a kernel are, and the key that signs. */
export interface Connection {
  readonly transport: string
  readonly ip: string
  readonly shell_port: number
  readonly iopub_port: number
  readonly stdin_port: number
  readonly control_port: number
  readonly hb_port: number
  /** Empty: messages are not signed. */
  readonly key: string
  readonly signature_scheme: string
}

/** The address of one socket. */
export function address(connection: Connection, port: number): string {
  const separator = connection.transport === 'ipc' ? '-' : ':'
  return `${connection.transport}://${connection.ip}${separator}${port}`
}

export function newMessage(
  type: string,
  session: string,
  content: Content,
  parent: Header | null = null,
  metadata: Content = {},
): Message {
  const header: Header = {
    msg_id: randomUUID(),
    session,
    username: 'carnet',
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL,
  }
  return { header, parent, metadata, content }
}

/** The frames that carry a message; `identities` says for whom (a reply) or about what (a publication). */
export function encode(
  message: Message,
  key: string,
  identities: readonly (Buffer | string)[],
): (Buffer | string)[] {
  const parts = [message.header, message.parent ?? {}, message.metadata, message.content].map((part) =>
    JSON.stringify(part),
  )
  return [...identities, DELIMITER, sign(parts, key), ...parts]
}

/** Reads frames; throws where they are no message, or their signature is not right. */
export function decode(frames: readonly Buffer[], key: string): { message: Message; identities: Buffer[] } {
  const at = frames.findIndex((frame) => frame.toString() === DELIMITER)
  const signature = frames[at + 1]
  const parts = frames.slice(at + 2, at + 6)
  if (at < 0 || signature === undefined || parts.length < 4)
    throw new Error('These frames are no Jupyter message.')
  const right = Buffer.from(sign(parts, key))
  if (right.length !== signature.length || !timingSafeEqual(right, signature))
    throw new Error('The signature of a Jupyter message is not right.')
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()) as unknown)
  const message: Message = {
    header: header as Header,
    parent: isHeader(parent) ? parent : null,
    metadata: metadata as Content,
    content: content as Content,
  }
  return { message, identities: frames.slice(0, at) }
}

function sign(parts: readonly (string | Buffer)[], key: string): string {
  if (key === '') return ''
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}

const isHeader = (value: unknown): value is Header =>
  typeof value === 'object' && value !== null && 'msg_id' in value && typeof value.msg_id === 'string'
