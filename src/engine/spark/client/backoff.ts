import { setTimeout as delay } from 'node:timers/promises'

const FIRST_MS = 50
const FACTOR = 4
const LONGEST_MS = 5000

/** Where time comes from and goes to; a test gives its own. */
export interface Pace {
  readonly now: () => number
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
  /** From 0 to 1. */
  readonly random: () => number
}

const REAL: Pace = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch(() => signal?.throwIfAborted())
  },
  random: Math.random,
}

/** Waits between tries: 50 ms, then four times longer each time up to 5 s; up to `patienceMs` since the last success. */
export class Backoff {
  #tries = 0
  #since: number | null = null

  constructor(
    readonly patienceMs: number,
    private readonly pace: Pace = REAL,
  ) {}

  /** A try went well. */
  reset(): void {
    this.#tries = 0
    this.#since = null
  }

  /**
   * Waits before the next try, as long as the server asks for where it does. Resolves to false, at once, where the
   * patience would be over by then. Throws the signal's reason where it aborts.
   */
  async again(signal?: AbortSignal, askedMs = 0): Promise<boolean> {
    const { now, wait, random } = this.pace
    this.#since ??= now()
    const ms = Math.max(
      askedMs,
      Math.min(LONGEST_MS, FIRST_MS * FACTOR ** this.#tries) * (0.8 + 0.4 * random()),
    )
    if (now() - this.#since + ms > this.patienceMs) return false
    this.#tries++
    await wait(ms, signal)
    return true
  }
}
