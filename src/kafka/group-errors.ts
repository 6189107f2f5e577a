import { type Config } from '../config'
import { carnetError } from '../errors'
import { userOf } from './certificate'
import { GROUP_FORBIDDEN, LinkError, ProtocolError } from './errors'

/** The fields that errors of kafkajs 2.2.4 have. */
interface KafkajsError {
  readonly name?: string
  readonly message?: string
  readonly cause?: unknown
  readonly code?: unknown
  readonly type?: unknown
  readonly broker?: string
  readonly host?: string
  readonly port?: number
}

/** An error of a kafkajs consumer as one of ours: it wraps the one that matters, sometimes more than once. */
export function unwrapped(error: unknown): unknown {
  const e = error as KafkajsError
  if (!e.name?.startsWith('KafkaJS')) return error
  if (typeof e.code === 'number' && typeof e.type === 'string') return new ProtocolError(e.code)
  if (/^KafkaJSConnection|^KafkaJSRequestTimeout/.test(e.name))
    return new LinkError(e.broker ?? `${e.host ?? ''}:${e.port ?? ''}`, true, error)
  return e.cause instanceof Error ? unwrapped(e.cause) : error
}

/** Does work with a group. Rejects with GROUP_FORBIDDEN where the right on it is missing, else with what came, unwrapped. */
export async function withGroup<T>(config: Config, group: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const e = unwrapped(error)
    if (!(e instanceof ProtocolError) || e.code !== GROUP_FORBIDDEN) throw e
    throw carnetError('GROUP_FORBIDDEN', { group, user: userOf(config) }, e)
  }
}
