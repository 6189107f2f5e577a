import { runningBroker } from '../broker'
import { hasKafkaSettings, readConfig, type ConnectOptions } from '../config'
import { carnetError } from '../errors'
import { openClient, type KafkaClient } from '../kafka/client'
import { projectRoot } from '../machine'
import { capturesFolder } from './catalog'
import { LastCapture } from './fallback'
import { liveSource } from './live'
import { replaySource } from './replay'
import { type Source } from './source'
import { printed as say } from './telling'

export interface SourceOptions extends ConnectOptions {
  /**
   * A capture to read instead of a cluster; or `'when-unreachable'` for the last capture, where the cluster cannot be
   * reached.
   */
  readonly replay?: string
}

/**
 * Opens the source of messages: the capture that is named (`replay`, or the variable `CARNET_REPLAY`); else the cluster
 * of the settings (options, `KAFKA_*` variables, properties file, PEM folder); else the local broker, where one runs.
 * A broker that was named is never replaced by anything else. Throws SOURCE_NONE, CAPTURE_MISSING, and what
 * `readConfig` throws; nothing is connected before the first call on the source. Its reads print a line before and
 * one after, unless they are asked to be quiet.
 */
export async function connect(options: SourceOptions = {}, env = process.env): Promise<Source> {
  const { replay = env.CARNET_REPLAY, ...settings } = options
  const captures = capturesFolder(env)
  const fallback = replay === 'when-unreachable' ? replay : undefined
  if (replay && !fallback) return replaySource(replay, { say })
  const cluster = await openCluster(settings, env)
  if (cluster) return liveSource(cluster.client, { captures, say, replay: fallback, label: cluster.label })
  const none = carnetError('SOURCE_NONE', {})
  if (fallback) return new LastCapture(none, captures, say)
  throw none
}

/**
 * A client of the cluster that the settings name; else of the local broker, where one runs, with its label; else null.
 * Throws what `readConfig` throws.
 */
export async function openCluster(
  settings: ConnectOptions = {},
  env = process.env,
): Promise<{ readonly client: KafkaClient; readonly label?: string } | null> {
  if (Object.keys(settings).length > 0 || hasKafkaSettings(env))
    return { client: openClient(readConfig(settings, env)) }
  const local = await runningBroker(projectRoot())
  if (!local) return null
  return {
    client: openClient(readConfig({ brokers: local.bootstrap }, env)),
    label: `the local Apache Kafka at ${local.bootstrap}`,
  }
}
