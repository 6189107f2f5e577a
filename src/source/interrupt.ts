/** What the kernel emits on `process` when the user stops the running cell. */
const INTERRUPT = 'carnet:interrupt'

/**
 * Runs `work` with a signal that aborts when `outer` does or when the cell is interrupted. Starts listening after one
 * turn of the event loop's microtasks, so that what was interrupted before does not reach this work.
 */
export async function untilInterrupted<T>(
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await Promise.resolve()
  const process: NodeJS.EventEmitter = globalThis.process
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  process.on(INTERRUPT, abort)
  outer?.addEventListener('abort', abort)
  if (outer?.aborted) abort()
  try {
    return await work(controller.signal)
  } finally {
    process.removeListener(INTERRUPT, abort)
    outer?.removeEventListener('abort', abort)
  }
}
