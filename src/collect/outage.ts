import { CarnetError, type ErrorCode } from '../errors'
import { isUnreachable } from '../source/fallback'

/** What a cluster says while it restarts or settles, and also says where something is wrong for good. */
const PASSING_ONCE_SEEN: ReadonlySet<ErrorCode> = new Set([
  'KAFKA_FAILED',
  'BROKER_SAYS_NOTHING',
  'READ_STALLED',
  'TLS_FAILED',
  'TOPIC_UNKNOWN',
])

/** Whether it is worth waiting for: the cluster is gone for a while, or the topic that was there a moment ago is. */
export function isOutage(e: unknown, wasSeen: boolean): e is CarnetError {
  return isUnreachable(e) || (wasSeen && e instanceof CarnetError && PASSING_ONCE_SEEN.has(e.code))
}

/** The topic or what is stored of it became another one between a look and the read: looking again says what happened. */
const CHANGED: ReadonlySet<ErrorCode> = new Set(['OFFSET_BEYOND_END', 'PARTITION_UNKNOWN', 'STORE_MOVED_ON'])

export const isChange = (e: unknown): e is CarnetError => e instanceof CarnetError && CHANGED.has(e.code)

const LONGEST_PAUSE_MS = 30_000

/** A time without the cluster: tries farther and farther apart. */
export class Outage {
  readonly #began = performance.now()
  #pause: number

  constructor(firstPauseMs: number) {
    this.#pause = firstPauseMs
  }

  get ms(): number {
    return performance.now() - this.#began
  }

  /** Milliseconds until the next try. */
  nextPauseMs(): number {
    const pause = Math.min(this.#pause, LONGEST_PAUSE_MS)
    this.#pause = pause * 2
    return pause
  }
}
