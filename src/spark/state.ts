import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endService, isAbandoned, type Owner, serviceRuns } from '../machine'

/** One of the processes of a local Spark: `server`, `master`, `worker 1` … */
export interface SparkProcess {
  readonly role: string
  readonly pid: number
}

/** A running Spark, as its folder's `spark.json` describes it to other processes of the same user. */
export interface SparkState {
  /** Part of the command line of each of its processes, and of no other's. */
  readonly mark: string
  readonly version: string
  /** Of Spark Connect, on 127.0.0.1. */
  readonly port: number
  /** What clients say to be let in. */
  readonly token: string
  readonly workers: number
  /** Of the master's web page, on 127.0.0.1; null without workers. */
  readonly masterPage: number | null
  /** In the order in which they were started; they are ended in the other one. */
  readonly processes: readonly SparkProcess[]
  /** null for one that runs until it is told to stop. */
  readonly owner: Owner | null
  /** ISO 8601 in UTC. */
  readonly startedAt: string
}

const stateFile = (folder: string): string => join(folder, 'spark.json')

/** null where no Spark left its description, or none that can be read. */
export function readState(folder: string): SparkState | null {
  try {
    const state = JSON.parse(readFileSync(stateFile(folder), 'utf8')) as SparkState
    return typeof state.mark === 'string' && Array.isArray(state.processes) ? state : null
  } catch {
    return null
  }
}

/** Readable for this user alone: it holds the token. */
export function writeState(folder: string, state: SparkState): void {
  mkdirSync(folder, { recursive: true })
  const temporary = `${stateFile(folder)}.tmp`
  writeFileSync(temporary, JSON.stringify(state, null, 2) + '\n', { mode: 0o600 })
  renameSync(temporary, stateFile(folder))
}

/** Whether its server is running: without that one, the others serve nobody. */
export async function isRunning({ mark, processes }: SparkState): Promise<boolean> {
  const server = processes.find((p) => p.role === 'server')
  return server !== undefined && serviceRuns({ pid: server.pid, mark })
}

export const isOrphan = ({ owner }: SparkState): Promise<boolean> => isAbandoned(owner)

const GRACE_MS = 20_000
/** What processes work with; and the arguments that they were started with hold a secret. */
const TRANSIENT = new Set(['work', 'tmp', 'local', 'warehouse'])

/** Ends exactly the processes of a Spark, and removes what they leave in its folder; the logs stay. */
export async function finish(folder: string, { mark, processes }: SparkState): Promise<void> {
  for (const { pid } of [...processes].reverse()) await endService({ pid, mark }, GRACE_MS)
  const left = existsSync(folder) ? readdirSync(folder) : []
  for (const name of left.filter((n) => TRANSIENT.has(n) || n.endsWith('.args')))
    rmSync(join(folder, name), { recursive: true, force: true })
  if (readState(folder)?.mark === mark) rmSync(stateFile(folder), { force: true })
}
