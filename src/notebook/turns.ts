let last: Promise<unknown> = Promise.resolve()

/** Runs `write` at once, with a promise of all outputs that were begun before: its own comes after them. */
export function inTurn(write: (before: Promise<unknown>) => Promise<void>): Promise<void> {
  const done = write(last)
  last = done.catch(() => undefined)
  return done
}
