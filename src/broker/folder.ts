import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../machine'
import { finishBroker } from './finish'
import { storeOf } from './store'
import { isOrphan, isRunning, readState, type BrokerState } from './state'

const TEMPORARY = 'temporary-kafka-'
const HOUR_MS = 3_600_000

/** A new folder for a broker whose data go with it. It is removed at a later start where its owner was killed. */
export function temporaryFolder(root: string): string {
  mkdirSync(storeOf(root), { recursive: true })
  return mkdtempSync(join(storeOf(root), TEMPORARY))
}

/**
 * Runs `work` where no other broker uses the folder, one start at a time; gives the broker that uses it otherwise.
 * What a killed owner left running is ended first.
 */
export async function inFreeFolder<T>(
  folder: string,
  work: () => Promise<T>,
  options: { signal?: AbortSignal; log?: (text: string) => void },
): Promise<{ readonly user: BrokerState } | { readonly result: T }> {
  const { signal, log } = options
  return withLock(
    join(folder, 'start.lock'),
    async () => {
      const state = readState(folder)
      if (state && (await isRunning(state))) {
        if (!(await isOrphan(state))) return { user: state }
        log?.('ending a Kafka that a killed run left behind')
      }
      if (state) await finishBroker(folder, state)
      return { result: await work() }
    },
    { signal, onWait: (pid) => log?.(`waiting for process ${pid}, which is starting Kafka`) },
  )
}

/** Ends the brokers in temporary folders whose owners are gone, and removes those folders. */
export async function sweepTemporaryFolders(root: string): Promise<void> {
  const store = storeOf(root)
  mkdirSync(store, { recursive: true })
  for (const entry of readdirSync(store, { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(TEMPORARY)) continue
    const folder = join(store, entry.name)
    if (!(await isLeft(folder))) continue
    const state = readState(folder)
    if (state) await finishBroker(folder, state)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function isLeft(folder: string): Promise<boolean> {
  const state = readState(folder)
  if (state) return isOrphan(state)
  // None yet, or its owner was killed before it could write one.
  const stat = statSync(folder, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs > HOUR_MS
}
