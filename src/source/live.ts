import { basename } from 'node:path'
import { now } from '../clock'
import { CarnetError, carnetError } from '../errors'
import { sourceErrors } from '../errors/source'
import { type Checkup } from '../kafka/checkup'
import { type KafkaClient } from '../kafka/client'
import { type TopicInfo, type TopicTable } from '../kafka/topics'
import { type Provenance } from '../provenance'
import { type ReadSummary } from '../reading'
import { type RecordChunk } from '../record'
import { makeBatch, type Batch } from './batch'
import { KcapWriter } from './capture/kcap-write'
import { type Opening } from './capture/manifest'
import { PartialFile } from './capture/partial-file'
import { summaryOfChunks } from './capture/summary'
import { captureOffer, capturesFolder, lastCapture, newCaptureFiles, shortPath } from './catalog'
import { untilInterrupted } from './interrupt'
import { checkedLimit } from './limit'
import { type ReadOptions, type Source } from './source'

export interface LiveOptions {
  /** What the source is, in words; the addresses of its brokers by default. */
  readonly label?: string
  /** Where captures go; `capturesFolder()` by default. */
  readonly captures?: string
}

/**
 * A cluster as a source. Every read is kept as a capture, written while reading; one that was interrupted, or that
 * broke off, keeps what was read until then.
 */
export function liveSource(client: KafkaClient, options: LiveOptions = {}): Source {
  return new LiveSource(client, options)
}

class LiveSource implements Source {
  readonly kind = 'live'
  readonly label: string
  readonly #client: KafkaClient
  readonly #captures: string
  #topics: TopicTable | undefined

  constructor(client: KafkaClient, options: LiveOptions) {
    this.label = options.label ?? `Kafka at ${client.config.brokers.join(', ')}`
    this.#client = client
    this.#captures = options.captures ?? capturesFolder()
  }

  checkup(topic?: string): Promise<Checkup> {
    return this.#client.checkup(topic)
  }

  async topics(): Promise<TopicTable> {
    return (this.#topics = await this.#offeringCapture(undefined, () => this.#client.topics()))
  }

  async read(topic: string, options: ReadOptions = {}): Promise<Batch> {
    const limit = checkedLimit(options.limit)
    const date = now()
    return untilInterrupted(options.signal, (signal) =>
      this.#offeringCapture(topic, async () => {
        const [clusterId, settings] = await Promise.all([
          this.#client.clusterId(),
          this.#client.topicSettings(topic),
        ])
        const opening: Opening = {
          topics: [{ topic, settings, info: this.#infoOf(topic) }],
          clusterId: clusterId || null,
          readAt: date.toISOString(),
        }
        const out = await PartialFile.beginNew(newCaptureFiles(topic, date, this.#captures))
        return capturing(opening, new KcapWriter(out, opening), (onChunk) =>
          this.#client.read(topic, onChunk, { signal, ...(limit !== Infinity && { limit }) }),
        )
      }),
    )
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** The topic's line of the table, if the user has looked at the table: asking for it would cost each read a moment. */
  #infoOf(topic: string): TopicInfo | null {
    return this.#topics?.topics.find((t) => t.topic === topic) ?? null
  }

  /** An error of the cluster names the last capture, so that the work can go on; its code stays what it was. */
  async #offeringCapture<T>(topic: string | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (e) {
      if (!(e instanceof CarnetError) || e.code in sourceErrors) throw e
      const last = await lastCapture(topic, this.#captures)
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

/** Reads into a capture. Returns the batch, or keeps what came before the failure and throws READ_BROKEN. */
async function capturing(
  opening: Opening,
  writer: KcapWriter,
  read: (onChunk: (chunk: RecordChunk) => Promise<void>) => Promise<ReadSummary>,
): Promise<Batch> {
  const { clusterId, readAt } = opening
  const topics = opening.topics.map((t) => t.topic)
  const chunks: RecordChunk[] = []
  try {
    const summary = await read(async (chunk) => {
      chunks.push(chunk)
      await writer.add(chunk)
    })
    const sha256 = await writer.finish({ ...opening, summary })
    const provenance: Provenance = {
      kind: 'provenance',
      topics,
      clusterId,
      ranges: summary.ranges,
      messages: summary.records,
      readAt,
      origin: 'live',
      capture: { file: basename(writer.file), sha256 },
    }
    return makeBatch({ topics, summary, provenance, chunks })
  } catch (e) {
    if (chunks.length === 0 || (e instanceof CarnetError && e.code === 'CAPTURE_NOT_WRITTEN')) {
      await writer.discard()
      throw e
    }
    const what = e instanceof CarnetError ? e.what : String(e)
    const summary = summaryOfChunks(chunks, { stop: 'interrupted', notes: [`The read broke off: ${what}`] })
    await writer.finish({ ...opening, summary })
    throw carnetError(
      'READ_BROKEN',
      { what, topic: topics.join(', '), messages: summary.records, file: shortPath(writer.file) },
      e,
    )
  }
}
