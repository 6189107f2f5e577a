import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { carnetError } from '../errors'
import { projectRoot, thisProcess, withLock } from '../machine'
import { Secret } from '../secret'
import { launch, type LaunchRequest } from './launch'
import { answersAt } from './port'
import { finish, isOrphan, isRunning, readState, type SparkProcess, type SparkState } from './state'

export interface StartOptions extends Pick<
  LaunchRequest,
  'port' | 'token' | 'workers' | 'heapMb' | 'properties' | 'log' | 'signal'
> {
  /** The project's folder, which holds `.venv` and `.carnet`. */
  readonly root?: string
}

/** A real Spark on this machine, reachable from this machine alone. */
export interface LocalSpark {
  /** `sc://127.0.0.1:port` */
  readonly address: string
  readonly token: Secret
  readonly version: string
  readonly workers: number
  /** Of the master's web page; null without workers. */
  readonly masterPage: number | null
  readonly processes: readonly SparkProcess[]
  readonly folder: string
}

const TEMPORARY = 'temporary-spark-'
const HOUR_MS = 3_600_000
/** Where Spark's own clients look for a server. */
const DEFAULT_PORT = 15002

const storeOf = (root: string): string => join(root, '.carnet')
const lastingFolder = (root: string): string => join(storeOf(root), 'spark')

const localSpark = (folder: string, state: SparkState): LocalSpark => ({
  address: `sc://127.0.0.1:${state.port}`,
  token: new Secret(state.token, 'SPARK_CONNECT_AUTHENTICATE_TOKEN'),
  version: state.version,
  workers: state.workers,
  masterPage: state.masterPage,
  processes: state.processes,
  folder,
})

/**
 * Starts a real Spark that ends with this process at the latest, on a free port by default; `stop` ends it, and removes
 * its folder. What a killed process left running is ended at the next start.
 *
 * Throws PYTHON_*, PIP_FAILED, JAVA_* and SPARK_* where parts are missing, SPARK_PORT_TAKEN, SPARK_MEMORY_SHORT,
 * SPARK_NOT_STARTED with the last lines of its log, and the signal's reason where it aborts.
 */
export async function startSpark(
  options: StartOptions = {},
): Promise<LocalSpark & { readonly stop: () => Promise<void> }> {
  const { root = projectRoot() } = options
  await sweep(root)
  const folder = mkdtempSync(join(storeOf(root), TEMPORARY))
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    const { state, stop } = await launch({ ...options, root, folder, owner: await thisProcess() })
    return { ...localSpark(folder, state), stop: () => stop().finally(remove) }
  } catch (e) {
    remove()
    throw e
  }
}

/**
 * Starts the local Spark so that it runs until it is told to stop, on port 15002 by default; one that runs already is
 * taken. Throws as `startSpark` does, and SPARK_RUNS_OTHERWISE where the one that runs has other workers or another port.
 */
export async function startSparkDaemon(options: StartOptions = {}): Promise<LocalSpark> {
  const { root = projectRoot(), port = DEFAULT_PORT, log, signal } = options
  await sweep(root)
  const folder = lastingFolder(root)
  mkdirSync(folder, { recursive: true })
  return withLock(
    join(folder, 'start.lock'),
    async () => {
      const state = readState(folder)
      if (state && (await isRunning(state))) return localSpark(folder, asWanted(state, options))
      // Of one that was killed, a part may be left.
      if (state) await finish(folder, state)
      const launched = await launch({ ...options, port, root, folder, owner: null })
      return localSpark(folder, launched.state)
    },
    { signal, onWait: (pid) => log?.(`waiting for process ${pid}, which is starting Spark`) },
  )
}

function asWanted(
  state: SparkState,
  { port = state.port, workers = state.workers }: StartOptions,
): SparkState {
  if (port !== state.port || workers !== state.workers)
    throw carnetError('SPARK_RUNS_OTHERWISE', { port: state.port, workers: state.workers })
  return state
}

/** The local Spark that runs until it is told to stop; null where none does, or it does not answer. */
export async function runningSpark(root: string = projectRoot()): Promise<LocalSpark | null> {
  const folder = lastingFolder(root)
  const state = readState(folder)
  if (!state || !(await isRunning(state)) || !(await answersAt(state))) return null
  return localSpark(folder, state)
}

/** Stops the local Spark that was started to run, and whatever is left of one that was killed; false where there is none. */
export async function stopSparkDaemon(root: string = projectRoot()): Promise<boolean> {
  const folder = lastingFolder(root)
  const state = readState(folder)
  if (!state) return false
  const ran = await isRunning(state)
  await finish(folder, state)
  return ran
}

/** Ends what killed processes left running, and removes their folders. */
async function sweep(root: string): Promise<void> {
  const store = storeOf(root)
  mkdirSync(store, { recursive: true })
  for (const name of readdirSync(store)) {
    if (!name.startsWith(TEMPORARY)) continue
    const folder = join(store, name)
    const state = readState(folder)
    if (!(state ? await isOrphan(state) : isOld(folder))) continue
    if (state) await finish(folder, state)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Of a folder without a description: its owner was killed before it could write one. */
function isOld(folder: string): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs > HOUR_MS
}
