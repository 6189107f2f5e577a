import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { cleanEnv, root } from '../../support/carnet'

export interface CollectorOptions {
  readonly bootstrap: string
  readonly topic: string
  readonly file: string
  /** More flags, such as `--follow`. */
  readonly flags?: readonly string[]
}

/** One life of `carnet collect`, from its start to its end. */
export class Collector {
  readonly child: ChildProcess
  readonly started = performance.now()
  /** Standard output and error so far. */
  text = ''
  /** Milliseconds from the start to the first progress with messages; null while there was none. */
  firstCommit: number | null = null
  #rest = ''
  /** Messages that it has told of. */
  #messages = 0
  readonly #wakes = new Set<() => void>()
  readonly #watcher: FSWatcher
  /** Writes that were seen in the file or its log. */
  #writes = 0
  readonly #ended: Promise<void>

  constructor({ bootstrap, topic, file, flags = [] }: CollectorOptions) {
    // Who watches sees each write to the database and to its log, some µs later.
    this.#watcher = watch(dirname(file), (_event, name) => {
      if (!String(name).startsWith(basename(file)) || String(name).endsWith('-shm')) return
      this.#writes++
      this.#wake()
    })
    const args = ['collect', topic, '--schema', 'students', '--db', file, '--metrics', '-', ...flags]
    this.child = spawn(process.execPath, [join(root, 'bin', 'carnet.cjs'), ...args], {
      cwd: dirname(file),
      env: cleanEnv({ KAFKA_BROKERS: bootstrap }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', (piece: string) => this.#took(piece, true))
    this.child.stderr?.setEncoding('utf8').on('data', (piece: string) => this.#took(piece, false))
    this.#ended = once(this.child, 'close').then(() => {
      this.#watcher.close()
      this.#wake()
    })
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** Resolves when so many writes were seen, or the life is over, or after so many milliseconds. */
  writes(count: number, ms: number): Promise<void> {
    return this.#until(() => this.#writes >= count, ms)
  }

  /** Resolves when it has told of its first commit, or the life is over, or after so many milliseconds. */
  committed(ms: number): Promise<void> {
    return this.#until(() => this.firstCommit !== null, ms)
  }

  /** Resolves when it has told of so many messages, or the life is over, or after so many milliseconds. */
  messages(count: number, ms: number): Promise<void> {
    return this.#until(() => this.#messages >= count, ms)
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.#ended
  }

  /** Resolves to the exit code when it has ended by itself, or was asked to with SIGTERM. */
  async end(signal?: 'SIGTERM'): Promise<number | null> {
    if (signal) this.child.kill(signal)
    await this.#ended
    return this.child.exitCode
  }

  #until(isSo: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#wakes.delete(look)
        resolve()
      }
      const timer = setTimeout(done, ms)
      const look = (): void => {
        if (isSo() || !this.isAlive) done()
      }
      this.#wakes.add(look)
      look()
    })
  }

  #wake(): void {
    for (const look of [...this.#wakes]) look()
  }

  #took(piece: string, isOut: boolean): void {
    this.text = (this.text + piece).slice(-100_000)
    if (!isOut) return
    const lines = (this.#rest + piece).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, messages] = /^\{.*"messages":(\d+)/.exec(line) ?? []
      if (messages !== undefined) this.#messages = Number(messages)
    }
    if (this.#messages > 0) this.firstCommit ??= performance.now() - this.started
    this.#wake()
  }
}
