import { resolve } from 'node:path'
import { CarnetError, type ErrorCode } from '../errors'
import { type Checkup } from '../kafka/checkup'
import { type DescribeOptions, type TopicDescription } from '../kafka/describe'
import { type Extent } from '../kafka/extent'
import { type TopicTable } from '../kafka/topics'
import { currentLang } from '../words'
import { type Batch } from './batch'
import { type BoundedRead, readWhole } from './bounded'
import { lastCapture } from './catalog'
import { checkedConsume, type ConsumedBatch, type ConsumeOptions } from './consume'
import { untilInterrupted } from './interrupt'
import { insteadLine } from './lines'
import { checkedRequest, type ReadOptions, type Request } from './options'
import { boundedReplay, replaySource } from './replay'
import { type Source } from './source'
import { batchStream, type BatchStream } from './stream'
import { type Say, Telling } from './telling'

/** What is wrong when a broker is gone, rather than a setting, a right or a name. */
const UNREACHABLE: ReadonlySet<ErrorCode> = new Set([
  'BROKER_NAME_UNKNOWN',
  'BROKER_UNREACHABLE',
  'BROKER_TIMEOUT',
  'BROKER_ADVERTISED_UNREACHABLE',
  'REQUEST_UNANSWERED',
  'CONNECTION_CLOSED',
  'PARTITION_OFFLINE',
  'READ_GAVE_UP',
])

export const isUnreachable = (e: unknown): e is CarnetError =>
  e instanceof CarnetError && UNREACHABLE.has(e.code)

/**
 * The last capture in place of a broker that is gone: the newest one that holds the topics asked for. Throws the reason
 * why it is needed where there is none.
 */
export class LastCapture implements Source {
  readonly kind = 'replay'
  readonly label = 'the last capture'
  readonly #why: CarnetError
  readonly #captures: string
  readonly #say: Say

  constructor(why: CarnetError, captures: string, say: Say) {
    this.#why = why
    this.#captures = captures
    this.#say = say
  }

  async checkup(topic?: string): Promise<Checkup> {
    return replaySource(await this.#find(undefined)).checkup(topic)
  }

  async topics(): Promise<TopicTable> {
    return replaySource(await this.#find(undefined)).topics()
  }

  async describe(topic: string, options?: DescribeOptions): Promise<TopicDescription> {
    return replaySource(await this.#find([topic])).describe(topic, options)
  }

  async extent(topic: string): Promise<Extent> {
    return replaySource(await this.#find([topic], () => {})).extent(topic)
  }

  async read(topics: string | readonly string[], options?: ReadOptions): Promise<Batch> {
    const request = checkedRequest(topics, options)
    return untilInterrupted(options?.signal, (signal) =>
      readWhole(request.topics, this.bounded(request), signal),
    )
  }

  stream(topics: string | readonly string[], options?: ReadOptions): BatchStream {
    const request = checkedRequest(topics, options)
    return batchStream(request.topics, this.bounded(request), options?.signal)
  }

  /** A group lives in the cluster that is gone. */
  async consume(topic: string, options: ConsumeOptions): Promise<ConsumedBatch> {
    checkedConsume(topic, options)
    throw this.#why
  }

  bounded(request: Request): BoundedRead {
    return async (take, signal) => {
      const file = await this.#find(request.topics, new Telling(request.options, this.#say).say)
      return boundedReplay(file, request, this.#say)(take, signal)
    }
  }

  async close(): Promise<void> {}

  async #find(topics: readonly string[] | undefined, say = this.#say): Promise<string> {
    const last = await lastCapture(topics, this.#captures)
    if (!last) throw this.#why
    say(insteadLine(this.#why.what, last, currentLang()))
    return resolve(last.file)
  }
}
