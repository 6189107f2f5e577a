import { performance } from 'node:perf_hooks'
import { type Config } from '../config'
import { carnetError } from '../errors'
import { type ReadSummary, type StopReason } from '../reading'
import { type RecordChunk } from '../record'
import { type Cluster } from './cluster'
import { encodeChunk } from './encode'
import { isPassing } from './fetcher'
import { runConsumer, type ConsumedMessages, type ConsumerEvents } from './group-consumer'
import { unwrapped } from './group-errors'
import { type GroupPlan } from './group-plan'
import { recordOf } from './group-records'
import { lookAtStall } from './group-stall'
import { Position } from './position'
import { ChunkRefused, type OnChunk } from './reader'

export interface GroupReaderOptions {
  readonly group: string
  /** At most so many messages; Infinity for all. */
  readonly limit: number
  readonly signal: AbortSignal
  /** Without progress for so long, the read is given up. */
  readonly failAfterMs: number
  /** What an error means, as a sentence. */
  readonly sentenceOf: (error: unknown) => string
}

const WATCH_MS = 250
/** After so long without progress it is looked whether kafkajs can go on at all. */
const STALL_MS = 2_000

/** Follows a consumer through its plan: hands its messages over as chunks, each once, and ends it when it has enough. */
export class GroupReader implements ConsumerEvents {
  readonly #positions: readonly Position[]
  readonly #notes: string[]
  readonly #enough = new AbortController()
  #records = 0
  #remaining: number
  #progressAt = performance.now()
  #fetches = 0
  #faltering: unknown = null
  /** Whether somebody works on a chunk: that takes as long as it takes. */
  #handingOver = false

  constructor(
    private readonly cluster: Cluster,
    private readonly topic: string,
    private readonly plan: GroupPlan,
    private readonly onChunk: OnChunk,
    private readonly options: GroupReaderOptions,
  ) {
    this.#positions = plan.ranges.map((range) => new Position(range))
    this.#notes = [...plan.notes]
    this.#remaining = options.limit
  }

  async run(config: Config): Promise<void> {
    if (this.#done) return
    const { group } = this.options
    const failure = new AbortController()
    const signal = AbortSignal.any([this.options.signal, this.#enough.signal, failure.signal])
    const watch = setInterval(() => {
      this.#watch().catch((e: unknown) => failure.abort(e))
    }, WATCH_MS)
    try {
      await runConsumer(config, { topic: this.topic, group, signal }, this)
    } catch (e) {
      throw this.#tooManyRecords(e)
    } finally {
      clearInterval(watch)
    }
    if (failure.signal.aborted) throw failure.signal.reason
  }

  joined(partitions: readonly number[]): ReadonlyMap<number, bigint> {
    if (this.#positions.some((p) => !partitions.includes(p.partition)))
      throw carnetError('GROUP_BUSY', { group: this.options.group, members: [] })
    this.#progress()
    return new Map(this.#positions.map((p) => [p.partition, p.done]))
  }

  async consumed({ partition, fetchedFrom, last, messages }: ConsumedMessages): Promise<boolean> {
    const position = this.#position(partition)
    if (!position || this.#done || position.done >= position.end) return false
    const from = fetchedFrom > position.done ? fetchedFrom : position.done
    // The log start went past the position, and kafkajs began anew there.
    if (from > position.done)
      this.#note(position, `offsets ${position.done}–${from - 1n} were deleted before they were read`)
    const wanted = messages
      .map((m) => recordOf(this.topic, partition, m))
      .filter((r) => r.offset >= from && r.offset < position.end)
    const records = wanted.slice(0, this.#remaining)
    const cut = records.length < wanted.length || records.length === this.#remaining
    const to = cut ? (records.at(-1)?.offset ?? from - 1n) + 1n : smaller(last + 1n, position.end)
    if (to <= position.done) return true
    try {
      if (records.length)
        await this.#handOver(encodeChunk(this.topic, partition, records, { from, to }), records.length)
    } catch (e) {
      throw new ChunkRefused(e)
    }
    this.#records += records.length
    this.#remaining -= records.length
    this.#pass(position, to)
    return position.done < position.end
  }

  async #handOver(chunk: RecordChunk, records: number): Promise<void> {
    const counts = { records, control: 0, aborted: 0, skipped: 0 }
    this.#handingOver = true
    try {
      await this.onChunk(chunk, { chunk, kept: chunk, counts })
    } finally {
      this.#handingOver = false
    }
  }

  passed(partition: number, last: bigint): void {
    const position = this.#position(partition)
    if (position && this.#remaining > 0) this.#pass(position, smaller(last + 1n, position.end))
  }

  fetched(): void {
    this.#fetches++
  }

  faltered(error: unknown): void {
    this.#faltering = unwrapped(error)
  }

  summary(): ReadSummary {
    const ranges = this.#positions.map((p) => p.read)
    const offsets = ranges.reduce((n, r) => n + (r.to - r.from), 0n)
    return {
      there: this.plan.there,
      plan: this.#positions.map((p) => p.planned),
      ranges,
      stop: this.#stopReason(),
      records: this.#records,
      skipped: 0,
      // kafkajs does not tell control records and aborted ones from offsets that hold nothing.
      control: 0,
      aborted: 0,
      missing: Number(offsets) - this.#records,
      expired: this.plan.expired,
      notes: this.#notes,
    }
  }

  get #done(): boolean {
    return this.#remaining <= 0 || this.#positions.every((p) => p.done >= p.end)
  }

  #stopReason(): StopReason {
    if (this.#positions.every((p) => p.done >= p.end)) return 'end'
    return this.#remaining <= 0 ? 'limit' : 'interrupted'
  }

  #position(partition: number): Position | undefined {
    return this.#positions.find((p) => p.partition === partition)
  }

  #pass(position: Position, to: bigint): void {
    if (to <= position.done) return
    position.done = to
    this.#progress()
    if (this.#done) this.#enough.abort()
  }

  #progress(): void {
    this.#progressAt = performance.now()
    this.#fetches = 0
  }

  #note({ topic, partition }: Position, fact: string): void {
    this.#notes.push(`${topic}[${partition}]: ${fact}.`)
  }

  async #watch(): Promise<void> {
    if (this.#handingOver) this.#progress()
    const { failAfterMs, sentenceOf } = this.options
    const still = performance.now() - this.#progressAt
    if (still > failAfterMs)
      throw carnetError('READ_GAVE_UP', {
        topic: this.topic,
        seconds: Math.round(still / 100) / 10,
        reason:
          this.#faltering === null
            ? 'The consumer of kafkajs gets no messages.'
            : sentenceOf(this.#faltering),
      })
    if (still < STALL_MS || this.#fetches === 0) return
    this.#fetches = 0
    const position = this.#positions.find((p) => p.done < p.end)
    try {
      if (position) await this.#look(position)
    } catch (e) {
      if (!isPassing(e)) throw e
    }
  }

  /** Fetches are answered and nothing moves. */
  async #look(position: Position): Promise<void> {
    const stall = await lookAtStall(this.cluster, position)
    if (stall?.why === 'emptied') throw this.#stuck(position, 'the log cleaner left an empty batch there')
    if (stall === null) return
    const gone = `offsets from ${stall.end} to ${position.end - 1n} are gone`
    this.#note(position, `${gone}: the topic was made anew or cut while it was read`)
    position.end = stall.end > position.done ? stall.end : position.done
    if (this.#done) this.#enough.abort()
  }

  /** kafkajs passes the records of a batch as arguments of one call. */
  #tooManyRecords(e: unknown): unknown {
    const wrapped = e instanceof Error && e.name.startsWith('KafkaJS')
    return wrapped && unwrapped(e) instanceof RangeError
      ? this.#stuck(null, 'a batch holds more records than it can take')
      : e
  }

  #stuck(position: Position | null, reason: string): Error {
    const place = position && { partition: position.partition, offset: String(position.done) }
    return carnetError('GROUP_READ_STUCK', { group: this.options.group, topic: this.topic, place, reason })
  }
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
