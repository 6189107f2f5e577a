import { now } from '../clock'
import { type Extent } from '../kafka/extent'
import { type Parsed } from '../parse/outcome'
import { type Schema } from '../parse/schema'
import { type OffsetRange } from '../record'
import { type Batch } from '../source/batch'
import { type Source } from '../source/source'
import { type Store } from '../store'
import { openAppender } from '../store/appender'
import { type AppendCounts, type Appender, type NewGap, type StoredPosition } from '../store/appending'
import { type BatchOrigin, emptyBatch } from './batches'
import { ASIDE } from './last-messages'
import { type CollectRequest } from './options'
import { CollectParser } from './parser'
import { type Stopping } from './stopping'

/** What a collection is of, and where it goes. */
export interface CollectJob {
  readonly source: Source
  readonly topic: string
  readonly schema: Schema<object>
  readonly store: Store
  readonly request: CollectRequest
}

/** A beat tells other programs that the collection is alive. */
const BEAT_MS = 5_000
/** Raw messages that are too old or too many are looked for so often, at most. */
const RETAIN_MS = 1_000

/** Parses and stores what a collection reads of one topic of one cluster. */
export class CollectWriter {
  readonly clusterId: string | null
  readonly #job: CollectJob
  readonly #stopping: Stopping
  readonly #appender: Appender
  #parser: CollectParser
  #beatAt = performance.now()
  #retainedAt = -Infinity

  /** Throws COLLECT_BUSY where another program collects the same, and what the file throws. */
  constructor(job: CollectJob, { clusterId }: Extent, stopping: Stopping) {
    const { store, schema, topic, request } = job
    const { raw, parameters } = request
    this.#job = job
    this.#stopping = stopping
    this.clusterId = clusterId
    this.#parser = this.#newParser()
    this.#appender = openAppender(store, { schema, clusterId, topic, raw, parameters })
  }

  get run(): string {
    return this.#appender.run
  }

  get generation(): number {
    return this.#appender.generation
  }

  /** As of the last commit. */
  get positions(): readonly StoredPosition[] {
    return this.#appender.positions
  }

  /** Goes on after ranges that hold no messages; empty ones are where partitions begin. */
  async passOver(ranges: readonly OffsetRange[]): Promise<void> {
    const batch = emptyBatch(this.#job.topic, ranges, this.#origin())
    this.#appender.append(batch, await this.#parser.parse(batch))
  }

  /** Stores what a batch holds, in one transaction. */
  async add(
    batch: Batch,
    gaps: readonly NewGap[],
  ): Promise<{ readonly parsed: Parsed<object>; readonly counts: AppendCounts }> {
    const parsed = await this.#parser.parse(batch)
    const counts = this.#appender.append(batch, parsed, gaps)
    this.#retain()
    return { parsed, counts }
  }

  skip(gaps: readonly NewGap[]): void {
    this.#appender.skip(gaps)
  }

  newGeneration(reason: 'recreated' | 'truncated', note: string): void {
    this.#appender.newGeneration(reason, note)
    // What headers of CSV were known is of the topic that is gone.
    this.#parser = this.#newParser()
  }

  /** What is to be done now and then, while nothing comes. */
  tend(): void {
    this.#retain()
    if (performance.now() - this.#beatAt < BEAT_MS) return
    this.#appender.beat()
    this.#beatAt = performance.now()
  }

  /** Removes all raw messages that are not to be kept; ends earlier where it is stopped. */
  async retainAll(): Promise<void> {
    const { retention } = this.#job.request
    if (retention) while (this.#appender.retain(retention) > 0) await new Promise(setImmediate)
  }

  close(): void {
    this.#appender.close()
  }

  #retain(): void {
    const { retention } = this.#job.request
    if (!retention || performance.now() - this.#retainedAt < RETAIN_MS) return
    this.#appender.retain(retention)
    this.#retainedAt = performance.now()
  }

  #origin(): BatchOrigin {
    const origin = this.#job.source.kind
    return { clusterId: this.clusterId, readAt: now().toISOString(), origin }
  }

  #newParser(): CollectParser {
    const { schema, request } = this.#job
    return new CollectParser(schema, request.parse, (...place) => this.#earlier(...place))
  }

  async *#earlier(partition: number, before: bigint): AsyncGenerator<Batch> {
    const { source, topic } = this.#job
    const until = { offset: { [partition]: before } }
    yield* source.stream(topic, {
      partitions: [partition],
      until,
      ...ASIDE,
      signal: this.#stopping.signal,
    })
    // A read that was cut would leave headers unknown.
    this.#stopping.check()
  }
}
