import { parseAddress, type SparkOptions, type SparkAddress, SparkSession } from '../engine/spark/client'
import { carnetError } from '../errors'
import { projectRoot } from '../machine'
import { runningSpark } from './local'
import { addressOf } from './port'

/** The settings are read from here; a test gives its own. */
export interface SparkSettings {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly root?: string
}

/**
 * Connects to a Spark of 4.0 or later, by Spark Connect: to `address` (`sc://host:15002/;use_ssl=true;token=…`), else to
 * the one of SPARK_REMOTE, else to the local one that `carnet spark start` has started. A token may come from
 * SPARK_CONNECT_AUTHENTICATE_TOKEN; it goes over TLS, except to this machine.
 *
 * Throws SPARK_ADDRESS_*, SPARK_TOKEN_*, SPARK_UNREACHABLE, SPARK_NOT_CONNECT, SPARK_TOO_OLD, and the signal's reason
 * where it aborts.
 */
export async function connectSpark(
  address?: string,
  options: SparkOptions = {},
  { env = process.env, root = projectRoot() }: SparkSettings = {},
): Promise<SparkSession> {
  const where = await addressFrom(address ?? env.SPARK_REMOTE, env, root)
  return SparkSession.open(
    where,
    where.userId ?? (env.SPARK_USER || env.USER || env.USERNAME || 'carnet'),
    options,
  )
}

async function addressFrom(
  text: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  root: string,
): Promise<SparkAddress> {
  if (text !== undefined && text !== '')
    return parseAddress(text, env.SPARK_CONNECT_AUTHENTICATE_TOKEN ?? null)
  const local = await runningSpark(root)
  if (!local) throw carnetError('SPARK_ADDRESS_MISSING', {})
  return addressOf({ port: Number(local.address.split(':').at(-1)), token: local.token.reveal() })
}
