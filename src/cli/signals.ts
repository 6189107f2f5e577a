import { constants } from 'node:os'

type Ending = 'SIGINT' | 'SIGTERM' | 'SIGHUP'
const ENDINGS: readonly Ending[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs `work` with a signal that aborts on Ctrl-C or SIGTERM; work then ends what it started. Where that is how it is meant
 * to end (`isEnd`), its own exit code counts, and its failure.
 */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<number>,
  { isEnd = false }: { readonly isEnd?: boolean } = {},
): Promise<number> {
  const controller = new AbortController()
  let ending: Ending | null = null
  const onSignal = (name: Ending): void => {
    ending ??= name
    controller.abort()
  }
  for (const name of ENDINGS) process.on(name, onSignal)
  try {
    const code = await work(controller.signal)
    return isEnd ? code : (endingCode(ending) ?? code)
  } catch (e) {
    const code = isEnd ? null : endingCode(ending)
    if (code === null) throw e
    return code
  } finally {
    for (const name of ENDINGS) process.off(name, onSignal)
  }
}

/** 128 + the signal's number, as shells report a program ended by a signal. */
function endingCode(ending: Ending | null): number | null {
  return ending === null ? null : 128 + constants.signals[ending]
}
