/** Ends what a collection is doing: it was stopped. Never leaves the room. */
export class Stopped extends Error {}

/** Why a collection is to end, before its own end. */
export type StopReason = 'stopped' | 'seconds'

/** What a timer takes. */
const LONGEST_MS = 2 ** 31 - 1

/** The end of a collection from outside: the first reason counts. */
export class Stopping {
  readonly #controller = new AbortController()
  #reason: StopReason = 'stopped'
  #timer: NodeJS.Timeout | undefined

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get reason(): StopReason {
    return this.#reason
  }

  stop(reason: StopReason): void {
    if (this.signal.aborted) return
    this.#reason = reason
    this.#controller.abort()
  }

  /** Stops when the signal aborts. */
  with(signal: AbortSignal): void {
    const stop = (): void => this.stop('stopped')
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true, signal: this.signal })
  }

  /** Stops after so many seconds, unless that is longer than a timer takes. */
  after(seconds: number): void {
    if (seconds * 1000 > LONGEST_MS) return
    this.#timer = setTimeout(() => this.stop('seconds'), seconds * 1000)
  }

  /** Lets go of the timer. */
  release(): void {
    clearTimeout(this.#timer)
  }

  /** Throws Stopped. */
  check(): void {
    if (this.signal.aborted) throw new Stopped()
  }

  /** What the work brings; throws Stopped at once when it is stopped, and lets the work be. */
  async unless<T>(work: Promise<T>): Promise<T> {
    this.check()
    let release = (): void => {}
    const stopped = new Promise<never>((_, reject) => {
      const stop = (): void => reject(new Stopped())
      this.signal.addEventListener('abort', stop)
      release = () => this.signal.removeEventListener('abort', stop)
    })
    try {
      return await Promise.race([work, stopped])
    } catch (e) {
      // A read that was cut says so in its own way.
      this.check()
      throw e
    } finally {
      release()
      work.catch(() => {})
    }
  }

  /** Waits; throws Stopped at once when it is stopped. */
  rest(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    return this.unless(over).finally(() => clearTimeout(timer))
  }
}
