import { runningBroker } from '../broker'
import { hasKafkaSettings, readConfig, type ConnectOptions } from '../config'
import { carnetError } from '../errors'
import { openClient } from '../kafka/client'
import { projectRoot } from '../machine'
import { capturesFolder } from './catalog'
import { liveSource } from './live'
import { replaySource } from './replay'
import { type Source } from './source'

export interface SourceOptions extends ConnectOptions {
  /** A capture to read instead of a cluster. */
  readonly replay?: string
}

/**
 * Opens the source of messages: the capture that is named (`replay`, or the variable `CARNET_REPLAY`); else the cluster
 * of the settings (options, `KAFKA_*` variables, properties file, PEM folder); else the local broker, where one runs.
 * A broker that was named is never replaced by anything else. Throws SOURCE_NONE, CAPTURE_MISSING, and what
 * `readConfig` throws; nothing is connected before the first call on the source.
 */
export async function connect(options: SourceOptions = {}, env = process.env): Promise<Source> {
  const { replay = env.CARNET_REPLAY, ...settings } = options
  if (replay) return replaySource(replay)
  const captures = capturesFolder(env)
  if (Object.keys(settings).length > 0 || hasKafkaSettings(env))
    return liveSource(openClient(readConfig(settings, env)), { captures })
  const local = await runningBroker(projectRoot())
  if (!local) throw carnetError('SOURCE_NONE', {})
  const label = `the local Apache Kafka at ${local.bootstrap}`
  return liveSource(openClient(readConfig({ brokers: local.bootstrap }, env)), { label, captures })
}
