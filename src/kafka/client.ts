import { type Config } from '../config'
import { carnetError } from '../errors'
import { type ReadSummary } from '../reading'
import { type RecordChunk } from '../record'
import { type Checkup, runCheckup } from './checkup'
import { Cluster } from './cluster'
import { createTopic, type NewTopic } from './create-topic'
import { ProtocolError, UNKNOWN_TOPIC } from './errors'
import { explain, explainKnown } from './explain'
import { topicUnknown } from './names'
import { ChunkRefused, readTopic } from './reader'
import { type NewRecord, sendRecords } from './send'
import { readTopicSettings, readTopicSize, readTopicTable, type TopicTable } from './topics'

export { type NewTopic } from './create-topic'
export { type NewRecord } from './send'

export interface ChunkReadOptions {
  /** At most so many messages, exactly; all that are there when the read begins by default. */
  readonly limit?: number
  /** Ends the read within a second; what was handed over until then stays, and the summary says so. */
  readonly signal?: AbortSignal
  /** Without an answer of the brokers for so long, the read is given up; 30 seconds by default. */
  readonly failAfterMs?: number
}

/**
 * A connection to a cluster. kafkajs is loaded and connected when first needed. Every method rejects with a CarnetError
 * that says what happened and what to do.
 */
export interface KafkaClient {
  readonly config: Config
  clusterId(): Promise<string>
  checkup(topic?: string): Promise<Checkup>
  topics(): Promise<TopicTable>
  /** The topic's settings that differ from the broker's defaults; empty where the user may not see them. */
  topicSettings(topic: string): Promise<Readonly<Record<string, string>>>
  /**
   * Bounded, group-free read: hands over whole record batches; the next chunk waits until `onChunk` is done. What
   * `onChunk` throws ends the read and is thrown as it is.
   */
  read(
    topic: string,
    onChunk: (chunk: RecordChunk) => void | Promise<void>,
    options?: ChunkReadOptions,
  ): Promise<ReadSummary>
  /** False where the topic is there already. */
  createTopic(
    topic: string,
    options: { partitions: number; settings?: Record<string, string> },
  ): Promise<boolean>
  /** The messages the topic holds by its offsets: end minus log start, over all partitions; null for no such topic. */
  topicSize(topic: string): Promise<bigint | null>
  /** Sends the messages in their order; resolves when the brokers have them. */
  send(topic: string, records: readonly NewRecord[]): Promise<void>
  close(): Promise<void>
}

/** A client for that cluster; nothing is connected before the first call. */
export function openClient(config: Config): KafkaClient {
  return new Client(config)
}

const FAIL_AFTER_MS = 30_000

class Client implements KafkaClient {
  /** For everything but reads: each of those has connections of its own, so that it can be cut. */
  #shared: Cluster | null = null
  readonly #closing = new AbortController()

  constructor(readonly config: Config) {}

  async clusterId(): Promise<string> {
    const { clusterId } = await this.#ask('asking for the cluster', null, (c) => c.metadata([]))
    return clusterId ?? ''
  }

  checkup(topic?: string): Promise<Checkup> {
    return runCheckup(this.config, topic)
  }

  topics(): Promise<TopicTable> {
    return this.#ask('listing the topics', null, readTopicTable)
  }

  topicSettings(topic: string): Promise<Readonly<Record<string, string>>> {
    return this.#ask(`asking for the settings of "${topic}"`, topic, (c) => readTopicSettings(c, topic))
  }

  topicSize(topic: string): Promise<bigint | null> {
    return this.#ask(`asking for the size of "${topic}"`, topic, (c) => readTopicSize(c, topic))
  }

  createTopic(topic: string, options: NewTopic): Promise<boolean> {
    return this.#ask(`creating the topic "${topic}"`, topic, (c) => createTopic(c, topic, options))
  }

  send(topic: string, records: readonly NewRecord[]): Promise<void> {
    return this.#ask(`sending to the topic "${topic}"`, topic, (c) => sendRecords(c, topic, records))
  }

  async read(
    topic: string,
    onChunk: (chunk: RecordChunk) => void | Promise<void>,
    options: ChunkReadOptions = {},
  ): Promise<ReadSummary> {
    const { limit = Infinity, signal, failAfterMs = FAIL_AFTER_MS } = options
    if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit >= 0))
      throw carnetError('LIMIT_INVALID', { limit: String(limit) })
    const doing = `reading the topic "${topic}"`
    const sentenceOf = (e: unknown): string => explainKnown(e, { config: this.config, topic, doing }).what
    const signals = signal ? [signal, this.#closing.signal] : [this.#closing.signal]
    const cluster = new Cluster(this.config)
    try {
      return await this.#explained(doing, topic, () =>
        readTopic(cluster, topic, onChunk, {
          limit,
          failAfterMs,
          sentenceOf,
          signal: AbortSignal.any(signals),
        }),
      )
    } finally {
      cluster.close()
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#shared?.close()
  }

  get #cluster(): Cluster {
    return (this.#shared ??= new Cluster(this.config))
  }

  #ask<T>(doing: string, topic: string | null, work: (cluster: Cluster) => Promise<T>): Promise<T> {
    return this.#explained(doing, topic, () => work(this.#cluster))
  }

  async #explained<T>(doing: string, topic: string | null, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (e) {
      if (e instanceof ChunkRefused) throw e.cause
      const context = { config: this.config, topic: topic ?? undefined, doing }
      if (!isUnknownTopic(e) || topic === null) throw await explain(e, context)
      throw await topicUnknown(this.#cluster, topic).catch((failure: unknown) => explain(failure, context))
    }
  }
}

const isUnknownTopic = (e: unknown): boolean => e instanceof ProtocolError && e.code === UNKNOWN_TOPIC
