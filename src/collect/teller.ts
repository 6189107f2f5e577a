import { type CollectProgress } from './progress'

/** Somebody who looks on while a collection goes on; it takes the last line. */
export interface CollectWatch {
  step(progress: CollectProgress): void
  end(line: string): Promise<void>
  /** The collection failed: its error says the rest. */
  broke(): Promise<void>
}

/** Whom a collection tells what happens. */
export interface Teller {
  /** Takes a line for people. */
  readonly say: (line: string) => void
  /** Takes the failure of a collection that nobody waits for. */
  readonly complain: (line: string) => void
  /** Is asked once for each collection. */
  readonly watch?: (topic: string) => CollectWatch | null
}

let watchCollection: Teller['watch']

/** Whom the collections of a notebook are to be shown to. */
export function watchCollections(watch: NonNullable<Teller['watch']>): void {
  watchCollection = watch
}

/** In a notebook what is printed appears under the cell. */
export const printed: Teller = {
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  watch: (topic) => watchCollection?.(topic) ?? null,
}

const silent = (): void => {}

/** The same without the lines; a failure that nobody waits for is still told. */
export const quieted = ({ complain }: Teller): Teller => ({ say: silent, complain })
