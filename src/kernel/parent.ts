import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** Who started this kernel: Jupyter (and carnet) say it in JPY_PARENT_PID, else it is the parent process. */
export interface Parent {
  /** The parent process when this one began. */
  readonly ppid: number
  /** The one that was named. */
  readonly named: number | null
}

export function parentOf(env: NodeJS.ProcessEnv, ppid: number): Parent {
  const named = Number(env.JPY_PARENT_PID)
  return { ppid, named: Number.isInteger(named) && named > 0 ? named : null }
}

/**
 * Whether the one who started this kernel is gone, the case that it was gone from the start included: then the parent
 * is another one than was named. A parent 0 is in another container, whose processes cannot be seen.
 */
export function isGone(parent: Parent, ppid: number, isAlive: (pid: number) => boolean): boolean {
  if (ppid !== parent.ppid) return true
  return parent.named !== null && parent.named !== ppid && ppid !== 0 && !isAlive(parent.named)
}

/**
 * Calls `onGone` once the parent is gone, and kills this process if it is still there some seconds later. Watched from
 * a thread of its own, since a cell may keep this one busy for ever.
 */
export function watchParent(parent: Parent, onGone: () => void): void {
  const worker = new Worker(join(__dirname, 'parent-watch.js'), { workerData: parent })
  worker.once('message', onGone)
  worker.unref()
}
