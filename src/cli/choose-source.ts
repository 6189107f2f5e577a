import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { loadSample, runningBroker, startBroker, type LocalBroker } from '../broker'
import { hasKafkaSettings, readConfig, secretsOf } from '../config'
import { carnetError, CarnetError } from '../errors'
import { openClient } from '../kafka/client'
import { machineOffersPython, projectRoot } from '../machine'
import { type Secret } from '../secret'
import { captureOffer, lastCapture } from '../source/catalog'
import { isUnreachable } from '../source/fallback'
import { type Progress } from './terminal'

/** Where a notebook will read from, and why that was chosen. */
export interface ChosenSource {
  /** `live` reads a broker, `replay` a capture. */
  readonly kind: 'live' | 'replay'
  /** For the terminal and the report: what it is. */
  readonly label: string
  readonly why: string
  /** What the notebook's process needs to find it. */
  readonly env: Readonly<Record<string, string>>
  readonly secrets: readonly Secret[]
  /** Stops what was started for it. */
  close(): Promise<void>
}

export interface SourceRequest {
  /**
   * A capture to replay, whatever else is there; or `when-unreachable` for the last captures where the named broker
   * cannot be reached. The variable `CARNET_REPLAY` by default.
   */
  readonly replay?: string
  readonly env: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly signal: AbortSignal
}

const WHEN_UNREACHABLE = 'when-unreachable'

const nothing = async (): Promise<void> => {}

/** The capture that stands for Kafka on a machine that cannot run one. */
const shippedCapture = (): string => join(projectRoot(), 'data', 'students.ndjson')

/**
 * Chooses the source of a run: the capture that was named; else the broker that was named; else a local broker that
 * runs already; else a real Kafka started here; else, on a machine without Python, the shipped capture.
 * A broker that was named and does not answer is an error: it is never replaced in silence.
 */
export async function chooseSource(request: SourceRequest): Promise<ChosenSource> {
  const { env } = request
  const replay = request.replay ?? env.CARNET_REPLAY
  if (replay && replay !== WHEN_UNREACHABLE) {
    if (!existsSync(replay)) throw carnetError('REPLAY_FILE_MISSING', { file: replay })
    const how = request.replay === undefined ? 'in CARNET_REPLAY' : 'with --replay'
    return replaySource(replay, `a capture was named ${how}`)
  }
  if (hasKafkaSettings(env)) return namedBroker(request, replay === WHEN_UNREACHABLE)
  const running = await runningBroker(projectRoot())
  if (running)
    return localSource(
      running.bootstrap,
      'no settings given, and a local broker is running',
      request,
      nothing,
    )
  const python = await machineOffersPython()
  if (!python.ok) {
    request.progress.say(`${python.what} ${python.todo}`)
    return replaySource(shippedCapture(), `no Kafka settings given, and ${python.short} to start one with`)
  }
  const broker = await startLocalKafka(request)
  return localSource(broker.bootstrap, 'no settings given, so a real one was started here', request, () =>
    broker.stop(),
  )
}

function replaySource(file: string, why: string): ChosenSource {
  return {
    kind: 'replay',
    label: `replay of the capture ${basename(file)}`,
    why,
    env: { CARNET_REPLAY: resolve(file) },
    secrets: [],
    close: nothing,
  }
}

async function namedBroker(
  { env, progress }: SourceRequest,
  capturesInstead: boolean,
): Promise<ChosenSource> {
  const config = readConfig({}, env)
  const client = openClient(config)
  const brokers = config.brokers.join(', ')
  try {
    await progress.step('Kafka', async (detail) => {
      const { failure } = await client.checkup()
      if (failure)
        throw new CarnetError(failure.code, failure.what, failure.todo, { brokers: config.brokers })
      detail(`${brokers}, cluster ${await client.clusterId()}`)
    })
  } catch (e) {
    const last = await lastCapture()
    if (last && capturesInstead && isUnreachable(e)) return lastCaptures(e.what)
    if (last) progress.say(captureOffer(last, (file) => `add --replay ${file}`))
    throw e
  } finally {
    await client.close()
  }
  return {
    kind: 'live',
    label: `Kafka at ${brokers}`,
    why: 'it is named in the settings',
    env: capturesInstead ? { CARNET_REPLAY: WHEN_UNREACHABLE } : {},
    secrets: secretsOf(config),
    close: nothing,
  }
}

/** Each read of the notebook finds the last capture of its own topics, and says so. */
function lastCaptures(why: string): ChosenSource {
  return {
    kind: 'replay',
    label: 'replay of the last captures',
    why: `--replay when-unreachable was asked for: ${why.replace(/\.$/, '')}`,
    env: { CARNET_REPLAY: WHEN_UNREACHABLE },
    secrets: [],
    close: nothing,
  }
}

async function startLocalKafka({ env, progress, signal }: SourceRequest): Promise<LocalBroker> {
  return progress.step('Kafka', async (detail) => {
    const broker = await startBroker({ signal, log: detail, folder: env.CARNET_KAFKA_FOLDER })
    detail(`Apache Kafka at ${broker.bootstrap}, cluster ${broker.clusterId}`)
    return broker
  })
}

async function localSource(
  bootstrap: string,
  why: string,
  { progress }: SourceRequest,
  close: () => Promise<void>,
): Promise<ChosenSource> {
  try {
    await progress.step('sample', async (detail) => {
      const { topic, messages, loaded } = await loadSample(bootstrap)
      detail(`${messages} messages ${loaded ? 'loaded into' : 'are in'} topic ${topic}`)
    })
  } catch (e) {
    await close()
    throw e
  }
  return {
    kind: 'live',
    label: `a local Apache Kafka at ${bootstrap}`,
    why,
    env: { KAFKA_BROKERS: bootstrap },
    secrets: [],
    close,
  }
}
