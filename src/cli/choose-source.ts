import { existsSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { loadSample, runningBroker, startBroker, type LocalBroker } from '../broker'
import { hasKafkaSettings, readConfig, secretsOf } from '../config'
import { carnetError, CarnetError } from '../errors'
import { openClient } from '../kafka/client'
import { machineOffersPython, projectRoot } from '../machine'
import { type Secret } from '../secret'
import { lastCapture } from '../source/catalog'
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
  /** A capture to replay, whatever else is there. */
  readonly replay?: string
  readonly env: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly signal: AbortSignal
}

const nothing = async (): Promise<void> => {}

/** The capture that stands for Kafka on a machine that cannot run one. */
const shippedCapture = (): string => join(projectRoot(), 'data', 'students.ndjson')

/**
 * Chooses the source of a run: the capture that was named; else the broker that was named; else a local broker that
 * runs already; else a real Kafka started here; else, on a machine without Python, the shipped capture.
 * A broker that was named and does not answer is an error: it is never replaced in silence.
 */
export async function chooseSource(request: SourceRequest): Promise<ChosenSource> {
  const { replay, env } = request
  if (replay !== undefined) {
    if (!existsSync(replay)) throw carnetError('REPLAY_FILE_MISSING', { file: replay })
    return replaySource(replay, 'a capture was named with --replay')
  }
  if (hasKafkaSettings(env)) return namedBroker(request)
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

async function namedBroker({ env, progress }: SourceRequest): Promise<ChosenSource> {
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
    await offerLastCapture(progress)
    throw e
  } finally {
    await client.close()
  }
  return {
    kind: 'live',
    label: `Kafka at ${brokers}`,
    why: 'it is named in the settings',
    env: {},
    secrets: secretsOf(config),
    close: nothing,
  }
}

async function offerLastCapture(progress: Progress): Promise<void> {
  const last = await lastCapture()
  if (last)
    progress.say(
      `The last capture is ${relative(process.cwd(), last.file)} (${last.messages} messages of ${last.topics.join(', ')}, read ${last.readAt}). ` +
        `To work from it, add --replay ${relative(process.cwd(), last.file)}`,
    )
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
