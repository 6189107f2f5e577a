import { styleText } from 'node:util'

/** Where a command writes. Passed in, so that a test can read it. */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { isTTY?: boolean }
  readonly err: NodeJS.WritableStream
}

/** `500,000 of 1,000,000 messages, 98,000/s`; how many a second only once that can be told. */
export function rateText(messages: number, ms: number, all?: number): string {
  const count = (n: number): string => Math.round(n).toLocaleString('en')
  const of = all === undefined ? '' : ` of ${count(all)}`
  const rate = ms >= 1000 ? `, ${count(messages / (ms / 1000))}/s` : ''
  return `${count(messages)}${of} ${(all ?? messages) === 1 ? 'message' : 'messages'}${rate}`
}

/** Seconds with one decimal, as every step shows them. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/**
 * Live progress: one line a step, which is shown as running on a terminal and written once, with its time, when done.
 * With `quiet` (for `--json`) the lines go to standard error, so that standard output holds the result alone.
 */
export class Progress {
  readonly #stream: NodeJS.WritableStream & { isTTY?: boolean }
  readonly #live: boolean
  #running: string | null = null

  constructor(terminal: Terminal, quiet = false) {
    this.#stream = quiet ? terminal.err : terminal.out
    this.#live = this.#stream.isTTY === true
  }

  /** Whether a running step is shown while it runs. */
  get isLive(): boolean {
    return this.#live
  }

  /** Runs `work` as a step; its line shows the name, the detail that `work` reports last, and the time it took. */
  async step<T>(name: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T> {
    const started = performance.now()
    let detail = ''
    this.begin(name)
    try {
      const result = await work((text) => {
        detail = text
        this.begin(name, text)
      })
      this.done(name, performance.now() - started, detail)
      return result
    } catch (e) {
      this.failed(name, performance.now() - started)
      throw e
    }
  }

  begin(name: string, detail = ''): void {
    this.#running = name
    if (this.#live) this.#line(`… ${name}${detail ? `: ${detail}` : ''}`, false)
  }

  done(name: string, ms: number, detail = ''): void {
    this.#running = null
    this.#line(`${this.#colour('green', '✓')} ${name}${detail ? `: ${detail}` : ''} (${seconds(ms)})`, true)
  }

  failed(name: string, ms: number): void {
    this.#running = null
    this.#line(`${this.#colour('red', '✗')} ${name} (${seconds(ms)})`, true)
  }

  /** A line of its own, between steps. */
  say(text = ''): void {
    if (this.#running && this.#live) this.#stream.write('\r\u001b[K')
    this.#stream.write(text + '\n')
    if (this.#running) this.begin(this.#running)
  }

  #line(text: string, final: boolean): void {
    this.#stream.write((this.#live ? '\r\u001b[K' : '') + text + (final ? '\n' : ''))
  }

  #colour(colour: 'green' | 'red', text: string): string {
    return this.#live ? styleText(colour, text) : text
  }
}
