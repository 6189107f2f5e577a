import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, type BrokerState } from './state'

type Identity = Pick<BrokerState, 'pid' | 'token'>

const POLL_MS = process.platform === 'linux' ? 30 : 200

/**
 * Ends a broker and waits until it is gone: SIGTERM first, so that it closes its files, SIGKILL after `graceMs`. Does
 * nothing to a process that merely has the same id.
 */
export async function endBroker(
  broker: Identity,
  graceMs = 20_000,
): Promise<'ended' | 'killed' | 'was not running'> {
  if (!(await isRunning(broker))) return 'was not running'
  kill(broker.pid, 'SIGTERM')
  if (await isGone(broker, graceMs)) return 'ended'
  kill(broker.pid, 'SIGKILL')
  await isGone(broker, graceMs)
  return 'killed'
}

async function isGone(broker: Identity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (await isRunning(broker)) {
    if (Date.now() > deadline) return false
    await delay(POLL_MS)
  }
  return true
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (e) {
    // Gone between the look and the signal.
    if ((e as NodeJS.ErrnoException).code !== 'ESRCH') throw e
  }
}

const mine = new Set<number>()

/** Has a broker told to end when this process exits, however it exits short of a kill; returns the way back. */
export function endWithThisProcess(pid: number): () => void {
  if (mine.size === 0) process.on('exit', endAll)
  mine.add(pid)
  return () => {
    mine.delete(pid)
    if (mine.size === 0) process.off('exit', endAll)
  }
}

function endAll(): void {
  for (const pid of mine) kill(pid, 'SIGTERM')
}
