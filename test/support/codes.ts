import { CarnetError } from '../../src/errors'

/** The code of the error that something throws; `no error` where it throws none. Other errors go on. */
export function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (e) {
    if (e instanceof CarnetError) return e.code
    throw e
  }
  return 'no error'
}
