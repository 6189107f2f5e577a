import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAbandoned, type Owner, serviceRuns } from '../machine'

/** A running broker, as its folder's `broker.json` describes it to other processes. */
export interface BrokerState {
  readonly pid: number
  /** Unique to this run and part of the broker's command line, so that no other process is ever taken for it. */
  readonly token: string
  readonly bootstrap: string
  readonly clusterId: string
  /** null for a broker that runs until it is told to stop. */
  readonly owner: Owner | null
  /** ISO 8601 in UTC. */
  readonly startedAt: string
  /** Where the class archive belongs that it leaves in its folder as it ends; null where it makes none. */
  readonly archive: string | null
}

const stateFile = (folder: string): string => join(folder, 'broker.json')

/** null where no broker left its description, or none that can be read. */
export function readState(folder: string): BrokerState | null {
  try {
    const state = JSON.parse(readFileSync(stateFile(folder), 'utf8')) as BrokerState
    return typeof state.pid === 'number' && typeof state.token === 'string' ? state : null
  } catch {
    return null
  }
}

export function writeState(folder: string, state: BrokerState): void {
  mkdirSync(folder, { recursive: true })
  const temporary = `${stateFile(folder)}.tmp`
  writeFileSync(temporary, JSON.stringify(state, null, 2) + '\n')
  renameSync(temporary, stateFile(folder))
}

/** Removes the description, unless it is already that of another run. */
export function removeState(folder: string, token: string): void {
  if (readState(folder)?.token === token) rmSync(stateFile(folder), { force: true })
}

/** What goes into the command line of a broker to make it recognisable. */
export const tokenOption = (token: string): string => `-Dcarnet.broker=${token}`

/** Whether the very process that the state describes is running. */
export function isRunning({ pid, token }: Pick<BrokerState, 'pid' | 'token'>): Promise<boolean> {
  return serviceRuns({ pid, mark: tokenOption(token) })
}

/** Whether the owner has gone, and so nobody is left to stop its broker. */
export function isOrphan(state: BrokerState): Promise<boolean> {
  return isAbandoned(state.owner)
}
