import { type ReadPlan, type ReadProgress } from '../reading'
import { currentLang } from '../words'
import { type BoundedRead } from './bounded'
import { endLine, planLine } from './lines'
import { type ReadOptions } from './options'

/** Takes a line for people. */
export interface Say {
  (line: string): void
  /** Is asked for each read whose lines it takes. */
  readonly watch?: (plan: ReadPlan) => ReadWatch | null
}

/** Somebody who looks on while a read goes on; it takes the last line. */
export interface ReadWatch {
  progress(progress: ReadProgress): void
  end(line: string): Promise<void>
  /** The read failed: its error says the rest. */
  broke(): Promise<void>
}

let watchRead: Say['watch']

/** Whom the reads of a notebook are to be shown to. */
export function watchReads(watch: NonNullable<Say['watch']>): void {
  watchRead = watch
}

/** In a notebook what is printed appears under the cell. */
export const printed: Say = Object.assign((line: string) => void process.stdout.write(`${line}\n`), {
  watch: (plan: ReadPlan) => watchRead?.(plan) ?? null,
})

/** What a read tells while it runs: its events, and the lines for people unless they are not wanted. */
export class Telling {
  readonly say: Say
  readonly #options: ReadOptions
  #watch: ReadWatch | null = null

  constructor(options: ReadOptions, say: Say) {
    this.say = options.quiet ? () => {} : say
    this.#options = options
  }

  /** Before the first message; `capture` is the file that is replayed, null for a cluster. */
  plan(plan: ReadPlan, capture: string | null): void {
    this.#options.onPlan?.(plan)
    this.say(planLine(plan, capture, currentLang()))
    this.#watch = this.say.watch?.(plan) ?? null
  }

  /** Takes how far the read has come; called for each chunk. */
  progress(progress: ReadProgress): void {
    this.#options.onProgress?.(progress)
    this.#watch?.progress(progress)
  }

  /** The read, with a line at its end. */
  ending(read: BoundedRead): BoundedRead {
    return async (take, signal) => {
      try {
        const end = await read(take, signal)
        const line = endLine(end.summary, currentLang())
        if (this.#watch) await this.#watch.end(line)
        else this.say(line)
        return end
      } catch (e) {
        await this.#watch?.broke()
        throw e
      }
    }
  }
}
