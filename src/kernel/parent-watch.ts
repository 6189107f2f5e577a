import { parentPort, workerData } from 'node:worker_threads'
import { isGone, type Parent } from './parent'

const EVERY = 1000
/** Milliseconds for an orderly end. */
const GRACE = 3000

const parent = workerData as Parent

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (e) {
    // A process of another user is alive, though not ours to signal.
    return (e as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const timer = setInterval(look, EVERY)

function look(): void {
  if (!isGone(parent, process.ppid, isAlive)) return
  clearInterval(timer)
  parentPort?.postMessage('gone')
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE)
}
look()
