import { performance } from 'node:perf_hooks'
import { carnetError } from '../errors'
import { type Cluster } from './cluster'
import { LEADER_NOT_AVAILABLE, LinkError, OFFSET_OUT_OF_RANGE, ProtocolError, UNKNOWN_TOPIC } from './errors'
import { type Position } from './position'
import { type FetchedPartition, fetchRequest } from './requests/fetch'
import { type TopicMetadata } from './requests/metadata'
import { keyOf, type Place } from './selection'
import { sleep } from './timing'

export interface FetcherOptions {
  readonly signal: AbortSignal
  /** Without an answer for so long, the read is given up. */
  readonly failAfterMs: number
  /** The most bytes of one partition that a fetch should bring. */
  readonly partitionBytes: number
  /** Only what was committed. */
  readonly committed: boolean
  /** What an error means, as a sentence. */
  readonly sentenceOf: (error: unknown) => string
  /** Takes a sentence on anything out of the ordinary. */
  readonly note: (sentence: string) => void
}

const MAX_WAIT_MS = 200
const RESPONSE_BYTES = 8 << 20
const LEAST_BYTES = 64 << 10
/** A topic that is unknown for so long while it is read was deleted: metadata spreads faster than that. */
const DELETED_AFTER_MS = 5_000
const MOST_BETWEEN_TRIES_MS = 1_000

/** Fetches from the brokers that lead the partitions; goes on when one restarts or a leader moves. */
export class Fetcher {
  readonly #cluster: Cluster
  readonly #topics: readonly string[]
  readonly #options: FetcherOptions
  /** The node that leads each partition. */
  #leaders: ReadonlyMap<string, number>
  #partitionBytes: number

  constructor(cluster: Cluster, topics: readonly TopicMetadata[], options: FetcherOptions) {
    this.#cluster = cluster
    this.#topics = topics.map((t) => t.topic)
    this.#options = options
    this.#leaders = leadersOf(topics)
    this.#partitionBytes = options.partitionBytes
  }

  /** The node that leads the partition; -1 for none. */
  leaderOf(place: Place): number {
    return this.#leaders.get(keyOf(place)) ?? -1
  }

  /**
   * Fetches for the first position, and for the others that the same broker leads. Of the errors of a partition only
   * OFFSET_OUT_OF_RANGE comes back; the passing ones are endured, then rejected as READ_GAVE_UP.
   */
  async fetch(positions: readonly Position[]): Promise<FetchedPartition[]> {
    const { signal, note, sentenceOf } = this.#options
    let outage: { readonly since: number; readonly error: unknown } | null = null
    for (let tries = 0; ; tries++) {
      const asked = performance.now()
      try {
        const fetched = await this.#tryFetch(positions)
        if (outage)
          note(`For ${secondsSince(outage.since)} s reading did not go on: ${sentenceOf(outage.error)}`)
        return fetched
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error
        // From when it was asked: a broker that hangs lets the time for an answer pass.
        outage ??= { since: asked, error }
        this.#requireHope(outage.since, error)
        await sleep(Math.min(MOST_BETWEEN_TRIES_MS, 50 * 2 ** tries), signal)
        await this.#refresh()
      }
    }
  }

  async #tryFetch(positions: readonly Position[]): Promise<FetchedPartition[]> {
    const [first] = positions
    const leader = this.leaderOf(first)
    if (leader < 0) throw new ProtocolError(LEADER_NOT_AVAILABLE, first.partition, null, first.topic)
    const led = positions.filter((p) => this.leaderOf(p) === leader)
    const wanted = led.map(({ topic, partition, next }) => ({ topic, partition, offset: next }))
    const limits = {
      maxWaitMs: MAX_WAIT_MS,
      maxBytes: RESPONSE_BYTES,
      maxPartitionBytes: this.#partitionBytes,
    }
    const fetched = await this.#cluster
      .node(leader, fetchRequest(wanted, limits, this.#options.committed))
      .catch((e: unknown) => this.#fetchLess(e))
    for (const { errorCode, topic, partition } of fetched)
      if (errorCode !== 0 && errorCode !== OFFSET_OUT_OF_RANGE)
        throw new ProtocolError(errorCode, partition, null, topic)
    return fetched
  }

  /** Over a slow line less must be asked for at once. */
  #fetchLess(error: unknown): never {
    const { name } = (error instanceof LinkError ? error.cause : error) as { name?: string }
    if (name === 'KafkaJSRequestTimeoutError')
      this.#partitionBytes = Math.max(LEAST_BYTES, this.#partitionBytes >> 1)
    throw error
  }

  #requireHope(since: number, error: unknown): void {
    const { failAfterMs, sentenceOf } = this.#options
    const passed = performance.now() - since
    if (error instanceof ProtocolError && error.code === UNKNOWN_TOPIC && passed > DELETED_AFTER_MS)
      throw error
    if (passed > failAfterMs)
      throw carnetError(
        'READ_GAVE_UP',
        { topic: this.#topics.join(', '), seconds: secondsSince(since), reason: sentenceOf(error) },
        error,
      )
  }

  async #refresh(): Promise<void> {
    try {
      this.#leaders = leadersOf(await this.#cluster.topics(this.#topics))
    } catch (e) {
      // The next try to fetch says what is wrong, if it still is.
      if (!isPassing(e)) throw e
    }
  }
}

function leadersOf(topics: readonly TopicMetadata[]): Map<string, number> {
  return new Map(
    topics.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, leader }) => [keyOf({ topic, partition }), leader] as const),
    ),
  )
}

/** Whether another try may succeed: a connection broke, a leader moves, a broker restarts. */
export const isPassing = (e: unknown): boolean =>
  e instanceof LinkError || (e instanceof ProtocolError && e.passing)

const secondsSince = (since: number): number => Math.round((performance.now() - since) / 100) / 10
