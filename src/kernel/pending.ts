/** A request of carnet's own, at the end of a run without a person: answered when what cells left behind is done. */
export const PENDING_REQUEST = 'carnet_pending_request'

/** Milliseconds until pending work is not waited for: an interval never ends. */
const LIMIT = 500
const EVERY = 5

/** Work that will call back by itself. Open sockets and watchers are no such thing: they may stay for ever. */
const CALLS_BACK = /^(Timeout|Immediate)$|Req|ConnectWrap/

const pendingWork = (): number =>
  process.getActiveResourcesInfo().filter((name) => CALLS_BACK.test(name)).length

/**
 * Waits until the timers, file and network requests that cells left behind have come to their end, for half a second
 * at most: an error in one of them then belongs to the run.
 */
export async function pendingWorkDone(): Promise<void> {
  const giveUp = performance.now() + LIMIT
  // The wait itself is a timer while it lasts, and none when it is over.
  do await new Promise((resolve) => setTimeout(resolve, EVERY))
  while (pendingWork() > 0 && performance.now() < giveUp)
}
