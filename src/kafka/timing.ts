import { setTimeout as wait } from 'node:timers/promises'

/** The outcome of the promise, or a rejection with the error that `late` makes if it takes longer than `ms`. */
export async function withinTime<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms)
  })
  try {
    return await Promise.race([promise, passed])
  } finally {
    clearTimeout(timer)
  }
}

/** Waits; rejects as soon as the signal is aborted. */
export const sleep = (ms: number, signal?: AbortSignal): Promise<void> => wait(ms, undefined, { signal })

/**
 * Runs work with a signal that aborts when one of these does, and lets go of them in the end: AbortSignal.any leaves
 * something in a signal for as long as that lives, and a process that follows a topic reads without end.
 */
export async function untilAborted<T>(
  outer: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  for (const signal of outer) {
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
  }
  try {
    return await work(controller.signal)
  } finally {
    for (const signal of outer) signal?.removeEventListener('abort', abort)
  }
}
