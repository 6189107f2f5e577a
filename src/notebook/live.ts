import { type Bundle, toBundle, toSketch } from '../show'
import { currentPlace, type Place, type Slot } from './cell'
import { showLibraryFor } from './library'
import { inTurn } from './turns'

/** Milliseconds between two states that are shown, at least. */
const EVERY = 200

/** A slow one, such as a wide table, takes this part of the time at most: the work that is watched goes on. */
const PART = 0.2

/** One output of a cell that shows now this value, now the next, in the same place. */
export interface LiveDisplay {
  /**
   * Shows a value (or what a promise brings) in place of the one before. Of values that come quickly the newest is
   * shown, some five a second at most. After `done` nothing happens.
   */
  update(value: unknown): void
  /**
   * Shows the last value, the newest one where none is given; resolves once it is there. Rejects where a value cannot
   * be shown.
   */
  done(value?: unknown): Promise<void>
}

/**
 * An output in the cell that calls this, for anything that `show` takes, which is written anew in its place: a table
 * or a chart that grows. Two of them stand one under the other, in the order of their first values. Outside a notebook
 * a terminal shows texts of one line as they change, and everything else, as a file does, at the end.
 *
 *     const table = liveDisplay()
 *     for await (const part of kafka.stream('message')) table.update(summaryOf(part))
 *     await table.done()
 */
export function liveDisplay(): LiveDisplay {
  const output = new LiveOutput<unknown>((value, last) => (last ? toBundle(value) : toSketch(value)))
  return { update: (value) => output.update(value), done: (...last) => output.done(...last) }
}

type Given<T> = { readonly value: T | PromiseLike<T> }
type BundleOf<T> = (value: T, last: boolean) => Bundle | Promise<Bundle>

/** The output itself, for values that `bundleOf` makes an output of. */
export class LiveOutput<T> {
  readonly #place: Place
  readonly #slot: Slot
  readonly #bundleOf: BundleOf<T>
  #next: Given<T> | null = null
  /** What is shown now. */
  #shown: Given<T> | null = null
  #hasLibrary = false
  #ended = false
  #writing: Promise<void> | null = null
  #wake = (): void => {}

  constructor(bundleOf: BundleOf<T>) {
    this.#bundleOf = bundleOf
    this.#place = currentPlace()
    this.#slot = this.#place.newSlot()
  }

  update(value: T | PromiseLike<T>): void {
    if (this.#ended) return
    this.#next = { value }
    if (this.#slot.live) this.#writing ??= this.#write()
  }

  done(...last: readonly [value?: T | PromiseLike<T>]): Promise<void> {
    if (!this.#ended) {
      this.#ended = true
      if (last.length > 0) this.#next = { value: last[0] as T | PromiseLike<T> }
      this.#wake()
      this.#writing = (this.#writing ?? Promise.resolve()).then(() => this.#end())
    }
    return this.#writing ?? Promise.resolve()
  }

  async #write(): Promise<void> {
    // What `update` was called with in the same turn is one state.
    await Promise.resolve()
    while (this.#next && !this.#ended) {
      const took = await this.#show(this.#next, false)
      await this.#rest(Math.max(EVERY, took / PART))
    }
    if (!this.#ended) this.#writing = null
  }

  async #end(): Promise<void> {
    const last = this.#next ?? this.#shown
    if (last) await this.#show(last, true)
  }

  /** Returns the milliseconds that it took to make the output. */
  async #show(given: Given<T>, last: boolean): Promise<number> {
    let took = 0
    const write = async (before?: Promise<unknown>): Promise<void> => {
      const value = await given.value
      const started = performance.now()
      const bundle = await this.#bundleOf(value, last)
      took = performance.now() - started
      await before
      if (!this.#hasLibrary) this.#hasLibrary = showLibraryFor(value, this.#place)
      this.#slot.write(bundle, last)
      this.#shown = given
    }
    // Its place among the other outputs is that of its first value.
    await (this.#shown ? write() : inTurn(write))
    if (this.#next === given) this.#next = null
    return took
  }

  /** A rest that the end cuts short. */
  #rest(ms: number): Promise<void> {
    if (this.#ended) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
