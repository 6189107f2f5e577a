import { carnetError } from '../errors'
import { clusterIdAt } from './answers'
import { finishBroker } from './finish'
import { inFreeFolder, sweepTemporaryFolders } from './folder'
import { launch } from './launch'
import { isRunning, readState, type BrokerState } from './state'
import { lastingFolder } from './store'

/** Where a broker is reached, and which cluster it is. */
export interface BrokerAddress {
  readonly bootstrap: string
  readonly clusterId: string
}

export interface DaemonOptions {
  /** The project's folder. */
  readonly root: string
  readonly signal?: AbortSignal
  readonly log?: (text: string) => void
}

const address = ({ bootstrap, clusterId }: BrokerState): BrokerAddress => ({ bootstrap, clusterId })

/**
 * Starts the local Kafka so that it runs until it is told to stop; one that runs already is taken. Throws as
 * `startBroker` does, and BROKER_FOLDER_IN_USE while a run of a notebook has the data folder.
 */
export async function startDaemon({ root, signal, log }: DaemonOptions): Promise<BrokerAddress> {
  await sweepTemporaryFolders(root)
  const folder = lastingFolder(root)
  const started = await inFreeFolder(folder, () => launch({ root, folder, owner: null, log, signal }), {
    signal,
    log,
  })
  if ('result' in started) return address(started.result.state)
  if (started.user.owner !== null)
    throw carnetError('BROKER_FOLDER_IN_USE', { folder, bootstrap: started.user.bootstrap })
  return address(started.user)
}

/** The local Kafka that runs until it is told to stop; null where none does, or it does not answer. */
export async function runningBroker(root: string): Promise<BrokerAddress | null> {
  const state = await daemonOf(root)
  if (!state) return null
  return (await clusterIdAt(state.bootstrap)) === state.clusterId ? address(state) : null
}

/** Stops the local Kafka that was started to run; false where none was. */
export async function stopDaemon(root: string): Promise<boolean> {
  const state = await daemonOf(root)
  if (!state) return false
  await finishBroker(lastingFolder(root), state)
  return true
}

async function daemonOf(root: string): Promise<BrokerState | null> {
  const state = readState(lastingFolder(root))
  return state !== null && state.owner === null && (await isRunning(state)) ? state : null
}
