/** As long as a good way across the world takes to answer. */
const NEXT_AFTER_MS = 500

/**
 * The first answer of several that can give it, asked in their order: the next one is asked as soon as the one before
 * fails, and also when it has said nothing for half a second, so that one that hangs does not hold up the others.
 * Rejects as the first of them where all fail. There must be one at least.
 */
export function firstAnswer<A, T>(
  candidates: readonly A[],
  ask: (candidate: A) => Promise<T>,
  nextAfterMs = NEXT_AFTER_MS,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const failures: Error[] = []
    let failed = 0
    let asked = 0
    let timer: NodeJS.Timeout | undefined
    const askNext = (): void => {
      clearTimeout(timer)
      if (asked === candidates.length) return
      const index = asked++
      timer = setTimeout(askNext, nextAfterMs)
      ask(candidates[index]).then(
        (answer) => {
          clearTimeout(timer)
          asked = candidates.length
          resolve(answer)
        },
        (e: Error) => {
          failures[index] = e
          failed++
          if (failed === candidates.length) {
            clearTimeout(timer)
            reject(failures[0])
          } else askNext()
        },
      )
    }
    askNext()
  })
}
