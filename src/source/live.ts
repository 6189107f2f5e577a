import { now } from '../clock'
import { CarnetError } from '../errors'
import { readingErrors } from '../errors/reading'
import { sourceErrors } from '../errors/source'
import { type Checkup } from '../kafka/checkup'
import { type ChunkReadOptions, type KafkaClient, type OnChunk } from '../kafka/client'
import { type DescribeOptions, type TopicDescription } from '../kafka/describe'
import { type Extent } from '../kafka/extent'
import { type TopicInfo, type TopicTable } from '../kafka/topics'
import { type ReadSummary } from '../reading'
import { type Batch } from './batch'
import { batchOfPart, type BoundedRead, type Origin, readWhole } from './bounded'
import { type Opening } from './capture/manifest'
import { captureOffer, capturesFolder, lastCapture, newCaptureFiles } from './catalog'
import { checkedConsume, consumedBatch, type ConsumedBatch, type ConsumeOptions } from './consume'
import { isUnreachable, LastCapture } from './fallback'
import { untilInterrupted } from './interrupt'
import { checkedRequest, type ReadOptions, type Request } from './options'
import { Recording } from './recording'
import { withRegistryStep } from './registry-step'
import { ReadSchemas } from './schemas'
import { type Source } from './source'
import { batchStream, type BatchStream } from './stream'
import { type Say, Telling } from './telling'

export interface LiveOptions {
  /** What the source is, in words; the addresses of its brokers by default. */
  readonly label?: string
  /** Where captures go; `capturesFolder()` by default. */
  readonly captures?: string
  /** What every read does where the broker cannot be reached; it fails by default. */
  readonly replay?: 'when-unreachable'
  /** Takes the lines that say what is read; nobody by default. */
  readonly say?: Say
}

/**
 * A cluster as a source. Every read is kept as a capture, written while reading; one that was interrupted, or that
 * broke off, keeps what was read until then.
 */
export function liveSource(client: KafkaClient, options: LiveOptions = {}): Source {
  return new LiveSource(client, options)
}

/** A read of the client, by either of its ways. */
type Reading = (
  onChunk: OnChunk,
  more: Pick<ChunkReadOptions, 'signal' | 'failAfterMs' | 'onPlan' | 'onProgress'>,
) => Promise<ReadSummary>

/** Failures that another source would have, too. */
const NOT_OF_THE_CLUSTER: Readonly<Record<string, unknown>> = {
  ...sourceErrors,
  ...readingErrors,
  PARTITION_UNKNOWN: true,
}

class LiveSource implements Source {
  readonly kind = 'live'
  readonly label: string
  readonly #client: KafkaClient
  readonly #captures: string
  readonly #replay: 'when-unreachable' | undefined
  readonly #say: Say
  #topics: TopicTable | undefined

  constructor(client: KafkaClient, options: LiveOptions) {
    this.label = options.label ?? `Kafka at ${client.config.brokers.join(', ')}`
    this.#client = client
    this.#captures = options.captures ?? capturesFolder()
    this.#replay = options.replay
    this.#say = options.say ?? (() => {})
  }

  async checkup(topic?: string): Promise<Checkup> {
    return withRegistryStep(await this.#client.checkup(topic), this.#client.config.schemaRegistry)
  }

  async topics(): Promise<TopicTable> {
    const live = async (): Promise<TopicTable> => (this.#topics = await this.#client.topics())
    if (!this.#replay) return this.#offeringCapture(undefined, live)
    return live().catch((e: unknown) => {
      if (!isUnreachable(e)) throw e
      return new LastCapture(e, this.#captures, this.#say).topics()
    })
  }

  describe(topic: string, options?: DescribeOptions): Promise<TopicDescription> {
    const live = (): Promise<TopicDescription> => this.#client.describe(topic, options)
    if (!this.#replay) return this.#offeringCapture([topic], live)
    return live().catch((e: unknown) => {
      if (!isUnreachable(e)) throw e
      return new LastCapture(e, this.#captures, this.#say).describe(topic, options)
    })
  }

  extent(topic: string): Promise<Extent> {
    return this.#offeringCapture([topic], () => this.#client.extent(topic))
  }

  async read(topics: string | readonly string[], options?: ReadOptions): Promise<Batch> {
    const request = checkedRequest(topics, options)
    return untilInterrupted(options?.signal, (signal) =>
      readWhole(request.topics, this.#bounded(request), signal),
    )
  }

  async consume(topic: string, options: ConsumeOptions): Promise<ConsumedBatch> {
    const request = checkedConsume(topic, options)
    const { topics, group, commit } = request
    const { limit } = request.selection
    const read: BoundedRead = (take, signal) =>
      this.#readLive(request, take, signal, (onChunk, more) =>
        this.#client.consume(topic, onChunk, { ...more, group, limit }),
      )
    const batch = await untilInterrupted(options.signal, (signal) =>
      this.#offeringCapture(topics, () => readWhole(topics, read, signal)),
    )
    const consumed = consumedBatch(batch, group, (...what) => this.#client.commit(...what))
    if (commit && batch.summary.stop !== 'interrupted') await consumed.commit()
    return consumed
  }

  stream(topics: string | readonly string[], options?: ReadOptions): BatchStream {
    const request = checkedRequest(topics, options)
    return batchStream(request.topics, this.#bounded(request), options?.signal)
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** The read, which uses the last capture or names it where the cluster fails. */
  #bounded(request: Request): BoundedRead {
    const { topics, options } = request
    const live: BoundedRead = (take, signal) => this.#readLive(request, take, signal)
    if ((options.replay ?? this.#replay) !== 'when-unreachable')
      return (take, signal) => this.#offeringCapture(topics, () => live(take, signal))
    return async (take, signal) => {
      let taken = false
      const taking: typeof take = (batch) => {
        taken = true
        return take(batch)
      }
      try {
        return await live(taking, signal)
      } catch (e) {
        if (taken || !isUnreachable(e)) throw e
        return new LastCapture(e, this.#captures, this.#say).bounded(request)(take, signal)
      }
    }
  }

  async #readLive(
    request: Request,
    take: Parameters<BoundedRead>[0],
    signal: AbortSignal,
    reading: Reading = (onChunk, more) =>
      this.#client.read(request.topics, onChunk, { ...request.options, ...more }),
  ): ReturnType<BoundedRead> {
    const { topics, options, selection } = request
    const telling = new Telling(options, this.#say)
    const opening = await this.#opening(topics)
    const recording = await this.#record(opening, options.capture)
    const { clusterId, readAt } = opening
    const where = selection.where?.words
    const origin: Origin = {
      kind: 'provenance',
      topics,
      clusterId,
      readAt,
      origin: 'live',
      ...(where && { where }),
    }
    const schemas = new ReadSchemas(this.#client.config.schemaRegistry, signal)
    const recorded: BoundedRead = async () => {
      const read = await reading(
        async (chunk, part) => {
          await recording?.add(chunk)
          await schemas.fetchFor(chunk)
          await take(batchOfPart(part, origin, schemas.schemas))
        },
        {
          signal,
          ...(options.failAfter !== undefined && { failAfterMs: options.failAfter * 1000 }),
          onPlan: (plan) => {
            recording?.planned(plan)
            telling.plan(plan, null)
          },
          onProgress: (progress) => telling.progress(progress),
        },
      )
      const { note } = schemas
      if (note !== null) telling.say(note)
      const summary = note === null ? read : { ...read, notes: [...read.notes, note] }
      const capture = (await recording?.finish(summary, schemas.found)) ?? null
      const { ranges, records } = summary
      const provenance = { ...origin, ranges, messages: records, capture }
      return { summary, provenance, schemas: schemas.schemas }
    }
    try {
      return await telling.ending(recorded)(take, signal)
    } catch (e) {
      throw recording ? await recording.breakOff(e, schemas.found) : e
    } finally {
      schemas.close()
    }
  }

  async #record(opening: Opening, capture: ReadOptions['capture']): Promise<Recording | null> {
    if (capture === false) return null
    if (typeof capture === 'string') return Recording.into(opening, capture)
    const names = opening.topics.map((t) => t.topic).join('+')
    return Recording.begin(opening, newCaptureFiles(names, new Date(opening.readAt), this.#captures))
  }

  /** What is known of the read before its first message. */
  async #opening(topics: readonly string[]): Promise<Opening> {
    const readAt = now().toISOString()
    const [clusterId, ...settings] = await Promise.all([
      this.#client.clusterId(),
      ...topics.map((topic) => this.#client.topicSettings(topic)),
    ])
    return {
      topics: topics.map((topic, i) => ({ topic, settings: settings[i], info: this.#infoOf(topic) })),
      clusterId: clusterId || null,
      readAt,
    }
  }

  /** The topic's line of the table, if the user has looked at the table: asking for it would cost each read a moment. */
  #infoOf(topic: string): TopicInfo | null {
    return this.#topics?.topics.find((t) => t.topic === topic) ?? null
  }

  /** An error of the cluster names the last capture, so that the work can go on; its code stays what it was. */
  async #offeringCapture<T>(topics: readonly string[] | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (e) {
      if (!(e instanceof CarnetError) || e.code in NOT_OF_THE_CLUSTER) throw e
      const last = await lastCapture(topics, this.#captures)
      if (!last) throw e
      throw new CarnetError(
        e.code,
        e.what,
        `${e.todo} ${captureOffer(last)}`,
        { ...e.details, lastCapture: last },
        e.cause,
      )
    }
  }
}
