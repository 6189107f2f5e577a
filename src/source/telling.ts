import { type ReadPlan } from '../reading'
import { currentLang } from '../words'
import { type BoundedRead } from './bounded'
import { endLine, planLine } from './lines'
import { type ReadOptions } from './options'

/** Takes a line for people. */
export type Say = (line: string) => void

/** What a read tells while it runs: its events, and the lines for people unless they are not wanted. */
export class Telling {
  readonly say: Say
  readonly #onPlan: ((plan: ReadPlan) => void) | undefined

  constructor({ quiet = false, onPlan }: ReadOptions, say: Say) {
    this.say = quiet ? () => {} : say
    this.#onPlan = onPlan
  }

  /** Before the first message; `capture` is the file that is replayed, null for a cluster. */
  plan(plan: ReadPlan, capture: string | null): void {
    this.#onPlan?.(plan)
    this.say(planLine(plan, capture, currentLang()))
  }

  /** The read, with a line at its end. */
  ending(read: BoundedRead): BoundedRead {
    return async (take, signal) => {
      const end = await read(take, signal)
      this.say(endLine(end.summary, currentLang()))
      return end
    }
  }
}
