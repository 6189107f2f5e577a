import { setTimeout as wait } from 'node:timers/promises'
import { carnetError } from '../errors'

/** What the kernel emits on `process` when the user stops the running cell. */
const INTERRUPT = 'carnet:interrupt'

/** Where the kernel says whether the cell that the running code belongs to was interrupted. */
const INTERRUPTED = Symbol.for('carnet.interrupted')

/** A loop that catches the refusal and tries again leaves the kernel time to breathe. */
const REFUSAL_MS = 100

/** What comes with the event. Whoever asks for grace is given a moment to end by itself, with what it has. */
interface Interruption {
  grace(): void
}

/** A signal that aborts when `outer` does or when the cell is interrupted, until it is released. */
export interface InterruptSignal {
  readonly signal: AbortSignal
  readonly release: () => void
}

/**
 * Listens to interrupts: the signal then aborts, and the cell gets a moment to end by itself. Starts after one turn of
 * the event loop's microtasks, so that what was interrupted before does not reach this work. Rejects with
 * CELL_INTERRUPTED in a cell that was interrupted before: a loop that begins its next read ends there.
 */
export async function interruptSignal(outer?: AbortSignal): Promise<InterruptSignal> {
  await Promise.resolve()
  if (cellInterrupted()) {
    await wait(REFUSAL_MS)
    throw carnetError('CELL_INTERRUPTED', {})
  }
  const process: NodeJS.EventEmitter = globalThis.process
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const interrupt = (interruption?: Interruption): void => {
    interruption?.grace()
    abort()
  }
  process.on(INTERRUPT, interrupt)
  outer?.addEventListener('abort', abort)
  if (outer?.aborted) abort()
  return {
    signal: controller.signal,
    release: () => {
      process.removeListener(INTERRUPT, interrupt)
      outer?.removeEventListener('abort', abort)
    },
  }
}

/** Runs `work` with the signal of `interruptSignal`, and rejects as that does. */
export async function untilInterrupted<T>(
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, release } = await interruptSignal(outer)
  try {
    return await work(signal)
  } finally {
    release()
  }
}

const cellInterrupted = (): boolean =>
  (globalThis as { [INTERRUPTED]?: () => boolean })[INTERRUPTED]?.() ?? false
