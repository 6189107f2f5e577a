import { rmSync } from 'node:fs'
import { carnetError } from '../errors'
import { projectRoot, thisProcess } from '../machine'
import { inFreeFolder, sweepTemporaryFolders, temporaryFolder } from './folder'
import { launch } from './launch'
import { type RunningBroker } from './node'
import { lastingFolder } from './store'

export interface BrokerOptions {
  /** Ends the start; a broker that has started is ended by `stop()`. */
  readonly signal?: AbortSignal
  /** What is being done, for progress. */
  readonly log?: (text: string) => void
  /**
   * Where its data are kept from start to start: `.carnet/kafka` of the project by default. While another broker uses
   * that one, a temporary folder serves instead.
   */
  readonly folder?: string
  /** Settings of Kafka's server.properties that go before ours. */
  readonly properties?: Readonly<Record<string, string>>
  /** The project's folder, which holds `.venv` and `.carnet`. */
  readonly root?: string
}

/** A real Apache Kafka on this machine, reachable from this machine alone. */
export interface LocalBroker {
  /** `127.0.0.1:port`; another port at each start. */
  readonly bootstrap: string
  readonly clusterId: string
  readonly pid: number
  readonly folder: string
  /** Stops it and waits until it is gone; can be called again. */
  stop(): Promise<void>
}

/**
 * Starts a real Apache Kafka, a single KRaft node, and waits until it is ready. The first time its parts are fetched
 * into `.venv` and `.carnet`. It ends with this process at the latest; what a killed process left running is ended at
 * the next start.
 *
 * Throws PYTHON_*, JAVA_* and KAFKA_* where parts are missing, BROKER_NOT_STARTED with the last lines of Kafka's log,
 * BROKER_FOLDER_IN_USE for a `folder` that another broker uses, and the signal's reason where it aborts.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<LocalBroker> {
  const { signal, log, properties, root = projectRoot() } = options
  signal?.throwIfAborted()
  await sweepTemporaryFolders(root)
  const folder = options.folder ?? lastingFolder(root)
  const owner = await thisProcess()
  const start = (where: string): Promise<RunningBroker> =>
    launch({ root, folder: where, owner, properties, log, signal })

  const started = await inFreeFolder(folder, () => start(folder), { signal, log })
  if ('result' in started) return localBroker(started.result, folder)
  if (options.folder !== undefined)
    throw carnetError('BROKER_FOLDER_IN_USE', { folder, bootstrap: started.user.bootstrap })
  log?.(`another Kafka uses ${folder}; this one gets a folder of its own, for this run`)
  return temporaryBroker(temporaryFolder(root), start)
}

function localBroker({ state, stop }: RunningBroker, folder: string): LocalBroker {
  const { bootstrap, clusterId, pid } = state
  return { bootstrap, clusterId, pid, folder, stop }
}

/** A broker whose folder goes when it ends. */
async function temporaryBroker(
  folder: string,
  start: (folder: string) => Promise<RunningBroker>,
): Promise<LocalBroker> {
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    const running = await start(folder)
    return localBroker({ ...running, stop: () => running.stop().finally(remove) }, folder)
  } catch (e) {
    remove()
    throw e
  }
}
