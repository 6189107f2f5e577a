import { appendFileSync } from 'node:fs'
import { carnetError } from '../errors'
import { LinePace, metricsLine } from './metrics-lines'
import { serveMetrics } from './metrics-server'
import { metricsText, type MetricsSubject, type ProcessUsage } from './metrics-text'
import { type CollectProgress } from './progress'

export interface MetricsOptions {
  /** A file that lines of JSON are added to, or `-` for `out`; none by default. */
  readonly file?: string
  /** A port of 127.0.0.1 where Prometheus may read the figures, 0 for a free one; none by default. */
  readonly port?: number
  /** Standard output. */
  readonly out: NodeJS.WritableStream
  /** Takes a sentence where lines can no longer be written: the collection goes on. */
  readonly say: (sentence: string) => void
}

/** The figures of one collection, for other programs. */
export interface Metrics {
  /** Where Prometheus may read them; null where it was not asked for. */
  readonly url: string | null
  /** Takes the next step of progress. */
  update(progress: CollectProgress): void
  /** Closes the port. */
  close(): Promise<void>
}

/**
 * Opens what was asked for. Throws METRICS_FILE_FAILED, METRICS_PORT_FAILED; once it is open, nothing that happens to
 * file, reader or port ends the collection.
 */
export async function openMetrics(subject: MetricsSubject, options: MetricsOptions): Promise<Metrics> {
  const { file, port, out, say } = options
  const writer = file === undefined ? null : file === '-' ? new OutWriter(out) : new FileWriter(file, say)
  let latest: CollectProgress | null = null
  const server =
    port === undefined ? null : await serveMetrics(port, () => metricsText(subject, latest, usage()))
  const pace = new LinePace()
  return {
    url: server?.url ?? null,
    update: (progress) => {
      latest = progress
      if (writer && pace.isDue(progress)) writer.write(metricsLine(subject, progress))
    },
    close: async () => server?.close(),
  }
}

interface LineWriter {
  write(line: string): void
}

class FileWriter implements LineWriter {
  readonly #file: string
  readonly #say: (sentence: string) => void
  #failed = false

  /** Throws METRICS_FILE_FAILED. */
  constructor(file: string, say: (sentence: string) => void) {
    this.#file = file
    this.#say = say
    try {
      appendFileSync(file, '')
    } catch (cause) {
      throw carnetError('METRICS_FILE_FAILED', { file, reason: (cause as Error).message }, cause)
    }
  }

  /** By its name each time, so that the file may be moved away (by logrotate) meanwhile. */
  write(line: string): void {
    try {
      appendFileSync(this.#file, line)
      this.#failed = false
    } catch (cause) {
      if (!this.#failed)
        this.#say(`Metrics cannot be written to "${this.#file}" for now: ${(cause as Error).message}.`)
      this.#failed = true
    }
  }
}

class OutWriter implements LineWriter {
  readonly #out: NodeJS.WritableStream
  #isGone = false

  constructor(out: NodeJS.WritableStream) {
    this.#out = out
    // Whoever read has gone away (`| head`).
    out.on('error', () => (this.#isGone = true))
  }

  /** A reader that does not keep up misses lines: they are of the moment. */
  write(line: string): void {
    const isFull = 'writableNeedDrain' in this.#out && this.#out.writableNeedDrain === true
    if (!this.#isGone && !isFull) this.#out.write(line)
  }
}

function usage(): ProcessUsage {
  const { user, system } = process.cpuUsage()
  return {
    resident: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    started: Math.round(Date.now() - process.uptime() * 1000) / 1000,
  }
}
