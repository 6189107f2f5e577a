import { CarnetError } from '../../src/errors'

/** The error of ours that something throws. Other errors go on, and where it throws none there is one that says so. */
export function errorOf(run: () => unknown): CarnetError {
  const error = thrownBy(run)
  if (!error) throw new Error('nothing was thrown')
  return error
}

/** The code of the error that something throws; `no error` where it throws none. Other errors go on. */
export const codeOf = (run: () => unknown): string => thrownBy(run)?.code ?? 'no error'

function thrownBy(run: () => unknown): CarnetError | null {
  try {
    run()
  } catch (e) {
    if (e instanceof CarnetError) return e
    throw e
  }
  return null
}
