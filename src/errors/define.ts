/**
 * One kind of failure: `what` happened (one sentence) and what `todo` about it (one sentence), both made from the same
 * parameters. `example` renders the entry in the reviewed file test/golden/errors.txt.
 */
export interface ErrorEntry<P extends object> {
  readonly what: (p: P) => string
  readonly todo: (p: P) => string
  readonly example: P
}

export const entry = <P extends object>(e: ErrorEntry<P>): ErrorEntry<P> => e
