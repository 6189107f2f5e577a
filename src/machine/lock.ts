import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processExists } from './processes'

export interface LockOptions {
  readonly signal?: AbortSignal
  /** Called once, with the holder's process id, when the lock has to be waited for. */
  readonly onWait?: (pid: number) => void
}

interface Holder {
  readonly pid: number
  readonly token: string
}

const POLL_MS = 100
const BEAT_MS = 5000
/** A holder that has not touched its lock for so long is gone, even where its process id is in use again. */
const STALE_MS = 60_000

/**
 * Runs `work` while holding the lock `file`, which one process has at a time; others wait for it. A lock whose holder
 * has died is taken over.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  { signal, onWait }: LockOptions = {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true })
  const token = randomUUID()
  let told = false
  while (!create(file, { pid: process.pid, token })) {
    signal?.throwIfAborted()
    const holder = read(file)
    if (isStale(file, holder)) {
      removeStale(file, holder, token)
      continue
    }
    if (!told && holder) onWait?.(holder.pid)
    told ||= holder !== null
    await delay(POLL_MS, undefined, { signal }).catch(() => {})
  }
  const beat = setInterval(() => touch(file), BEAT_MS)
  beat.unref()
  const release = (): void => {
    clearInterval(beat)
    if (read(file)?.token === token) rmSync(file, { force: true })
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function create(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' })
    return true
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw e
  }
}

/** null where there is no lock, or one that its holder is just writing. */
function read(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder
    return typeof holder.pid === 'number' && typeof holder.token === 'string' ? holder : null
  } catch {
    return null
  }
}

function isStale(file: string, holder: Holder | null): boolean {
  if (holder && !processExists(holder.pid)) return true
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs > STALE_MS
}

/** Two processes may find the same stale lock: what was moved away is looked at again, and put back if it is new. */
function removeStale(file: string, stale: Holder | null, token: string): void {
  const aside = `${file}.${token}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = read(aside)
  if (moved && moved.token !== stale?.token) create(file, moved)
  rmSync(aside, { force: true })
}

function touch(file: string): void {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // Taken over while this process was suspended; the work goes on to its end.
  }
}
