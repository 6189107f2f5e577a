import { performance } from 'node:perf_hooks'
import { carnetError } from '../errors'
import { type Cluster } from './cluster'
import { LEADER_NOT_AVAILABLE, LinkError, OFFSET_OUT_OF_RANGE, ProtocolError, UNKNOWN_TOPIC } from './errors'
import { type Position } from './position'
import { type FetchedPartition, fetchRequest } from './requests/fetch'
import { type TopicMetadata } from './requests/metadata'
import { sleep } from './timing'

export interface FetcherOptions {
  readonly signal: AbortSignal
  /** Without an answer for so long, the read is given up. */
  readonly failAfterMs: number
  /** The most bytes of one partition that a fetch should bring. */
  readonly partitionBytes: number
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
  readonly #options: FetcherOptions
  #topic: TopicMetadata
  #partitionBytes: number

  constructor(cluster: Cluster, topic: TopicMetadata, options: FetcherOptions) {
    this.#cluster = cluster
    this.#topic = topic
    this.#options = options
    this.#partitionBytes = options.partitionBytes
  }

  /** The node that leads the partition; -1 for none. */
  leaderOf(partition: number): number {
    return this.#topic.partitions.find((p) => p.partition === partition)?.leader ?? -1
  }

  /**
   * Fetches for the first position, and for the others that the same broker leads. Of the errors of a partition only
   * OFFSET_OUT_OF_RANGE comes back; the passing ones are endured, then rejected as READ_GAVE_UP.
   */
  async fetch(positions: readonly Position[]): Promise<FetchedPartition[]> {
    const { signal, note, sentenceOf } = this.#options
    let outage: { readonly since: number; readonly error: unknown } | null = null
    for (let tries = 0; ; tries++)
      try {
        const fetched = await this.#tryFetch(positions)
        if (outage)
          note(`For ${secondsSince(outage.since)} s reading did not go on: ${sentenceOf(outage.error)}`)
        return fetched
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error
        outage ??= { since: performance.now(), error }
        this.#requireHope(outage.since, error)
        await sleep(Math.min(MOST_BETWEEN_TRIES_MS, 50 * 2 ** tries), signal)
        await this.#refresh()
      }
  }

  async #tryFetch(positions: readonly Position[]): Promise<FetchedPartition[]> {
    const leader = this.leaderOf(positions[0].partition)
    if (leader < 0) throw new ProtocolError(LEADER_NOT_AVAILABLE, positions[0].partition)
    const led = positions.filter((p) => this.leaderOf(p.partition) === leader)
    const wanted = led.map(({ partition, next }) => ({ partition, offset: next }))
    const limits = {
      maxWaitMs: MAX_WAIT_MS,
      maxBytes: RESPONSE_BYTES,
      maxPartitionBytes: this.#partitionBytes,
    }
    const fetched = await this.#cluster
      .node(leader, fetchRequest(this.#topic.topic, wanted, limits))
      .catch((e: unknown) => this.#fetchLess(e))
    for (const { errorCode, partition } of fetched)
      if (errorCode !== 0 && errorCode !== OFFSET_OUT_OF_RANGE) throw new ProtocolError(errorCode, partition)
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
        { topic: this.#topic.topic, seconds: secondsSince(since), reason: sentenceOf(error) },
        error,
      )
  }

  async #refresh(): Promise<void> {
    try {
      this.#topic = await this.#cluster.topic(this.#topic.topic)
    } catch (e) {
      // The next try to fetch says what is wrong, if it still is.
      if (!isPassing(e)) throw e
    }
  }
}

/** Whether another try may succeed: a connection broke, a leader moves, a broker restarts. */
export const isPassing = (e: unknown): boolean =>
  e instanceof LinkError || (e instanceof ProtocolError && e.passing)

const secondsSince = (since: number): number => Math.round((performance.now() - since) / 100) / 10
