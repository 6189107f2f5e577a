import { type Config } from '../config'
import { type ReadPlan, type ReadProgress, type ReadSelection, type ReadSummary } from '../reading'
import { type OffsetRange } from '../record'
import { type Checkup, runCheckup } from './checkup'
import { Cluster, PATIENT } from './cluster'
import { readTopicSettings } from './configs'
import { createTopic, type NewTopic } from './create-topic'
import { checkedSample, type DescribeOptions, readDescription, type TopicDescription } from './describe'
import { ProtocolError } from './errors'
import { explain, explainKnown } from './explain'
import { type Extent, readExtent } from './extent'
import { commitRanges } from './group-commit'
import { withGroup } from './group-errors'
import { readByGroup } from './group-read'
import { type LinkLimits } from './kafkajs'
import { isTopicAbsent, topicAbsent } from './names'
import { ChunkRefused, type OnChunk, readTopics } from './reader'
import { checkedSelection, checkedTopics } from './selection'
import { type OutgoingBatch } from './resend'
import { type NewRecord, sendBatches, sendRecords } from './send'
import { readTarget, type TargetTopic } from './target'
import { untilAborted } from './timing'
import { readTopicSize, readTopicTable, type TopicTable } from './topics'

export { type NewTopic } from './create-topic'
export { type OnChunk } from './reader'
export { type NewRecord } from './send'

export interface ChunkReadOptions extends ReadSelection {
  /** Ends the read within a second; what was handed over until then stays, and the summary says so. */
  readonly signal?: AbortSignal
  /** Without an answer of the brokers for so long, the read is given up; 30 seconds by default. */
  readonly failAfterMs?: number
  /** Is told what the read is about to do, once, before the first chunk. */
  readonly onPlan?: (plan: ReadPlan) => void
  /** Is told how far the read has come, after each chunk. */
  readonly onProgress?: (progress: ReadProgress) => void
}

export interface GroupChunkOptions extends Pick<
  ChunkReadOptions,
  'signal' | 'failAfterMs' | 'onPlan' | 'limit'
> {
  readonly group: string
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
  /** What can be told of a topic without reading it whole. */
  describe(topic: string, options?: DescribeOptions): Promise<TopicDescription>
  /** The topic's settings that differ from the broker's defaults; empty where the user may not see them. */
  topicSettings(topic: string): Promise<Readonly<Record<string, string>>>
  /**
   * Bounded, group-free read of one topic or several: hands over whole record batches; the next chunk waits until
   * `onChunk` is done. What `onChunk` throws ends the read and is thrown as it is.
   */
  read(topics: string | readonly string[], onChunk: OnChunk, options?: ChunkReadOptions): Promise<ReadSummary>
  /**
   * The same through kafkajs' own consumer, as a member of a group: from what the group has committed (the log start
   * where it has nothing) to the ends that are there now. Commits nothing, and leaves the group.
   */
  consume(topic: string, onChunk: OnChunk, options: GroupChunkOptions): Promise<ReadSummary>
  /** Commits for a group without members that it has read up to the ends of the ranges. */
  commit(group: string, ranges: readonly OffsetRange[]): Promise<void>
  /** False where the topic is there already. */
  createTopic(
    topic: string,
    options: { partitions: number; settings?: Record<string, string> },
  ): Promise<boolean>
  /** Log start and end of each partition, and the id of the cluster that said so. */
  extent(topic: string): Promise<Extent>
  /** The messages the topic holds by its offsets: end minus log start, over all partitions; null for no such topic. */
  topicSize(topic: string): Promise<bigint | null>
  /** What is known of a topic before messages are sent to it; null for no such topic. */
  target(topic: string): Promise<TargetTopic | null>
  /** Sends the messages in their order; resolves when the brokers have them. */
  send(topic: string, records: readonly NewRecord[]): Promise<void>
  /** Sends record batches as they come; `onSent` is told of each that the brokers have. */
  sendBatches(
    topic: string,
    batches: AsyncIterable<OutgoingBatch>,
    onSent: (batch: OutgoingBatch) => void,
  ): Promise<void>
  close(): Promise<void>
}

/** A client for that cluster; nothing is connected before the first call. */
export function openClient(config: Config): KafkaClient {
  return new Client(config)
}

const FAIL_AFTER_MS = 30_000

/** Half the time that a read may go without an answer is for a broker that hangs: another one may lead by then. */
const within = (failAfterMs: number): LinkLimits => ({
  connectMs: Math.min(failAfterMs / 2, PATIENT.connectMs),
  requestMs: Math.min(failAfterMs / 2, PATIENT.requestMs),
})
/** A sample is a part of a description: the rest need not wait so long for it. */
const SAMPLE_FAIL_AFTER_MS = 5_000

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

  describe(topic: string, options?: DescribeOptions): Promise<TopicDescription> {
    const sample = checkedSample(options)
    return this.#ask(`describing the topic "${topic}"`, topic, (cluster) =>
      readDescription(cluster, topic, {
        sample,
        read: (onChunk, selection) =>
          this.read(topic, onChunk, { ...selection, failAfterMs: SAMPLE_FAIL_AFTER_MS }),
      }),
    )
  }

  topicSettings(topic: string): Promise<Readonly<Record<string, string>>> {
    return this.#ask(`asking for the settings of "${topic}"`, topic, (c) => readTopicSettings(c, topic))
  }

  extent(topic: string): Promise<Extent> {
    return this.#ask(`asking for the offsets of "${topic}"`, topic, (c) => readExtent(c, topic))
  }

  topicSize(topic: string): Promise<bigint | null> {
    return this.#ask(`asking for the size of "${topic}"`, topic, (c) => readTopicSize(c, topic))
  }

  createTopic(topic: string, options: NewTopic): Promise<boolean> {
    return this.#ask(`creating the topic "${topic}"`, topic, (c) => createTopic(c, topic, options))
  }

  target(topic: string): Promise<TargetTopic | null> {
    return this.#ask(`looking at the topic "${topic}"`, topic, (c) => readTarget(c, topic))
  }

  sendBatches(
    topic: string,
    batches: AsyncIterable<OutgoingBatch>,
    onSent: (batch: OutgoingBatch) => void,
  ): Promise<void> {
    return this.#ask(`sending to the topic "${topic}"`, topic, (c) => sendBatches(c, topic, batches, onSent))
  }

  send(topic: string, records: readonly NewRecord[]): Promise<void> {
    return this.#ask(`sending to the topic "${topic}"`, topic, (c) => sendRecords(c, topic, records))
  }

  async read(
    topics: string | readonly string[],
    onChunk: OnChunk,
    options: ChunkReadOptions = {},
  ): Promise<ReadSummary> {
    const { signal, failAfterMs = FAIL_AFTER_MS, onPlan, onProgress } = options
    const selection = checkedSelection(options)
    const names = checkedTopics(topics)
    const doing = `reading ${names.length > 1 ? 'the topics' : 'the topic'} ${names.map((n) => `"${n}"`).join(', ')}`
    const topic = names[0]
    const sentenceOf = (e: unknown): string => explainKnown(e, { config: this.config, topic, doing }).what
    const cluster = new Cluster(this.config, within(failAfterMs))
    try {
      return await this.#explained(doing, topic, () =>
        untilAborted([signal, this.#closing.signal], (stop) =>
          readTopics(cluster, names, onChunk, {
            selection,
            failAfterMs,
            sentenceOf,
            signal: stop,
            onPlan,
            onProgress,
          }),
        ),
      )
    } finally {
      cluster.close()
    }
  }

  async consume(topic: string, onChunk: OnChunk, options: GroupChunkOptions): Promise<ReadSummary> {
    const { group, limit = Infinity, signal, failAfterMs = FAIL_AFTER_MS, onPlan } = options
    const doing = `reading the topic "${topic}" by the consumer group "${group}"`
    const sentenceOf = (e: unknown): string => explainKnown(e, { config: this.config, topic, doing }).what
    const cluster = new Cluster(this.config, within(failAfterMs))
    try {
      return await this.#explained(doing, topic, () =>
        untilAborted([signal, this.#closing.signal], (stop) =>
          readByGroup(this.config, cluster, topic, onChunk, {
            group,
            limit,
            failAfterMs,
            sentenceOf,
            signal: stop,
            onPlan,
          }),
        ),
      )
    } finally {
      cluster.close()
    }
  }

  commit(group: string, ranges: readonly OffsetRange[]): Promise<void> {
    const doing = `committing offsets of the consumer group "${group}"`
    return this.#ask(doing, ranges[0]?.topic ?? null, (c) =>
      withGroup(this.config, group, () => commitRanges(c, group, ranges)),
    )
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

  async #explained<T>(doing: string, asked: string | null, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (e) {
      if (e instanceof ChunkRefused) throw e.cause
      const topic = (e instanceof ProtocolError ? e.topic : null) ?? asked
      const context = { config: this.config, topic: topic ?? undefined, doing }
      if (!isTopicAbsent(e) || topic === null) throw await explain(e, context)
      throw await topicAbsent(e, this.#cluster, this.config, topic).catch((failure: unknown) =>
        explain(failure, context),
      )
    }
  }
}
