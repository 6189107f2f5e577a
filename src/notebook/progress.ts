import { safe, styleElement } from '../html/safe'
import { type Bundle } from '../show'
import { style } from '../show/style'
import { currentLang } from '../words'
import { isWatched } from './cell'
import { LiveOutput } from './live'
import { doneLine, progressLine, type ProgressState, type ProgressUnit, tookLine } from './progress-line'

/** Milliseconds before anything is shown: what takes less long needs no bar. */
const PATIENCE = 400

export interface ProgressOptions {
  /** How many there are; there is no bar and no time left where it is not known. */
  readonly total?: number
  /** `message` by default. */
  readonly unit?: ProgressUnit
}

/** How far a long work has come, in one line of the cell, or of a terminal. */
export interface Progress {
  /** Says how many are done, as often as you like; and how many there are, where that has changed. */
  update(done: number, total?: number): void
  /**
   * The end. The line is put in place of the bar: the one given, else how many were done. Where nobody looks on (a run
   * without a person, a file), it is printed, and nothing else ever is.
   */
  done(line?: string): Promise<void>
  /** The end of a work that failed: its error says why, the line how far it came. */
  failed(line?: string): Promise<void>
}

/**
 * Progress of a long work, for the cell that calls this: a bar with total, rate and time left, which is written anew in
 * its place and folds to one line at the end.
 *
 *     const bar = progress('Scoring', { total: rows.length, unit: 'row' })
 *     for (const [i, row] of rows.entries()) { await score(row); bar.update(i + 1) }
 *     await bar.done()
 */
export function progress(what: string, options: ProgressOptions = {}): Progress {
  return new Bar(what, options)
}

class Bar implements Progress {
  readonly #started = performance.now()
  readonly #unit: ProgressUnit
  #total: number | undefined
  #done = 0
  readonly #output: LiveOutput<Bundle> | null
  #shown = false
  #end: Promise<void> | null = null

  constructor(
    private readonly what: string,
    { total, unit = 'message' }: ProgressOptions,
  ) {
    this.#total = total
    this.#unit = unit
    this.#output = isWatched() ? new LiveOutput<Bundle>((bundle) => bundle) : null
  }

  update(done: number, total = this.#total): void {
    this.#done = done
    this.#total = total
    if (!this.#output || this.#state.seconds * 1000 < PATIENCE) return
    this.#output.update(barBundle(this.what, this.#state))
    this.#shown = true
  }

  done(line = doneLine(this.what, this.#state, currentLang())): Promise<void> {
    if (!this.#shown && !this.#end) process.stdout.write(`${line}\n`)
    return (this.#end ??= this.#fold(tookLine(line, this.#state, currentLang())))
  }

  failed(line = progressLine(this.what, this.#state)): Promise<void> {
    return (this.#end ??= this.#fold(line))
  }

  /** What was never shown needs no end. */
  async #fold(line: string): Promise<void> {
    if (this.#shown) await this.#output?.done({ 'text/plain': line })
  }

  get #state(): ProgressState {
    const seconds = (performance.now() - this.#started) / 1000
    return {
      done: this.#done,
      ...(this.#total !== undefined && { total: this.#total }),
      seconds,
      unit: this.#unit,
    }
  }
}

function barBundle(what: string, state: ProgressState): Bundle {
  const line = progressLine(what, state, currentLang())
  const { done, total } = state
  const bar =
    total === undefined
      ? null
      : safe`<progress max="${total}" value="${Math.min(done, total)}" aria-label="${what}"></progress> `
  const html = safe`<div class="carnet">${styleElement(style)}<p>${bar}${line}</p></div>`
  return { 'text/plain': line, 'text/html': html.text }
}
