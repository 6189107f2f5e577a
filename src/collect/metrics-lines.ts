import { type CollectProgress } from './progress'
import { type MetricsSubject } from './metrics-text'

/**
 * Progress as one line of JSON, with its line end. `at` is ISO 8601 in UTC, `rate` is in messages a second; offsets have
 * every digit. Counts are of this collection, from when it began.
 */
export function metricsLine({ topic, schema }: MetricsSubject, progress: CollectProgress): string {
  const { at, state, messages, rows, rejects, bytes, rate, lag, positions } = progress
  const known = JSON.stringify({
    at: new Date(at).toISOString(),
    topic,
    schema,
    state,
    messages,
    rows,
    rejects,
    bytes,
    rate: Math.round(rate * 10) / 10,
    lag,
  })
  // JSON.stringify takes no bigints.
  const places = positions.map(
    ({ partition, next, end }) => `{"partition":${partition},"next":${next},"end":${end}}`,
  )
  return `${known.slice(0, -1)},"positions":[${places.join(',')}]}\n`
}

const LINE_MS = 1000

/**
 * Which steps of progress get a line, so that a file of weeks stays small: the first one, the first with messages, each
 * change of state, and one a second.
 */
export class LinePace {
  #last: CollectProgress | null = null

  isDue(progress: CollectProgress): boolean {
    const last = this.#last
    const isDue =
      last === null ||
      progress.state !== last.state ||
      (last.messages === 0 && progress.messages > 0) ||
      progress.at - last.at >= LINE_MS
    if (isDue) this.#last = progress
    return isDue
  }
}
