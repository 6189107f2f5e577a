import { type ReadPlan, type ReadProgress, type ReadSummary, type StopReason } from '../reading'
import { carnetError } from '../errors'
import { type OffsetRange, type RecordChunk } from '../record'
import { boundsOf, offsetsByPlace } from './bounds'
import { type Cluster } from './cluster'
import { type FetchedStep } from './fetched'
import { Fetcher } from './fetcher'
import { newestOf } from './newest'
import { type Finder, planRanges, unknownPlace } from './plan'
import { Position } from './position'
import { type TopicMetadata } from './requests/metadata'
import { type Selection } from './selection'
import { type PartCounts, type ReadPart, Sieve } from './sieve'
import { settled } from './settled'
import { tailsOf } from './tails'
import { walk } from './walk'

export interface ReaderOptions {
  readonly selection: Selection
  readonly signal: AbortSignal
  /** Without an answer for so long, the read is given up. */
  readonly failAfterMs: number
  /** What an error means, as a sentence. */
  readonly sentenceOf: (error: unknown) => string
  readonly onPlan?: (plan: ReadPlan) => void
  readonly onProgress?: (progress: ReadProgress) => void
}

/** Takes a chunk as it was read; `part` tells what of it was asked for. The next one waits until it is done. */
export type OnChunk = (chunk: RecordChunk, part: ReadPart) => void | Promise<void>

/** An error of the one who takes the chunks: it is passed on as it is. */
export class ChunkRefused extends Error {
  constructor(override readonly cause: unknown) {
    super('the chunk was refused')
  }
}

const PARTITION_BYTES = 4 << 20
/** A small limit does not fetch megabytes: as much as so large messages would take, and no less than a first answer. */
const GUESSED_MESSAGE_BYTES = 1 << 10
const FIRST_BYTES = 64 << 10
/** What a timer takes. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Reads topics, what is there of them when it begins, without a consumer group: nothing is committed, nothing created.
 * Hands over whole record batches, one chunk at a time, and fetches the next meanwhile. With a limit the partitions are
 * read one after the other, so that the same messages come every time; without one, those of different brokers are read
 * at once. Aborting the signal cuts the connections and ends the read.
 *
 * Rejects with LinkError, ProtocolError, ChunkRefused, or a CarnetError (READ_GAVE_UP, READ_STALLED, BATCH_CORRUPT,
 * PARTITION_UNKNOWN, OFFSET_BEYOND_END …).
 */
export async function readTopics(
  cluster: Cluster,
  topics: readonly string[],
  onChunk: OnChunk,
  options: ReaderOptions,
): Promise<ReadSummary> {
  const failure = new AbortController()
  const over = new AbortController()
  const timer = whenOver(options.selection.seconds, () => over.abort())
  const ended = AbortSignal.any([options.signal, over.signal])
  const stop = AbortSignal.any([ended, failure.signal])
  const reader = new Reader(cluster, topics, onChunk, { ...options, signal: stop })
  const cut = (): void => cluster.close()
  stop.addEventListener('abort', cut, { once: true })
  try {
    if (!stop.aborted) await reader.run((e) => failure.abort(e))
  } catch (e) {
    if (!ended.aborted) throw failure.signal.aborted ? failure.signal.reason : e
    if (e instanceof ChunkRefused) throw e
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', cut)
  }
  return reader.summary(options.signal.aborted ? 'interrupted' : 'seconds')
}

/** Calls after so many seconds, unless that is longer than any read takes. */
function whenOver(seconds: number, call: () => void): NodeJS.Timeout | undefined {
  return seconds * 1000 <= LONGEST_MS ? setTimeout(call, seconds * 1000) : undefined
}

class Reader {
  readonly #cluster: Cluster
  readonly #names: readonly string[]
  readonly #onChunk: OnChunk
  readonly #options: ReaderOptions
  readonly #sieve: Sieve
  readonly #notes: string[] = []
  readonly #counts = { records: 0, skipped: 0, control: 0, aborted: 0 }
  #there: readonly OffsetRange[] = []
  #positions: readonly Position[] = []
  #expired = 0

  constructor(cluster: Cluster, names: readonly string[], onChunk: OnChunk, options: ReaderOptions) {
    this.#cluster = cluster
    this.#names = names
    this.#onChunk = onChunk
    this.#options = options
    this.#sieve = new Sieve(options.selection)
  }

  /** Reads to the end. `onFailure` is told of the first failure at once, so that it can stop the rest. */
  async run(onFailure: (error: unknown) => void): Promise<void> {
    const { signal, selection } = this.#options
    const topics = await settled(() => this.#plan(), { signal })
    const { limit, bytes, where } = selection
    this.#options.onPlan?.({
      topics: this.#names,
      there: this.#there,
      plan: this.#positions.map((p) => p.planned),
      limit,
      where: where?.words ?? null,
    })
    const mostRecords = where ? Infinity : Math.min(limit, bytes)
    await this.#walk(topics, this.#positions, mostRecords, {
      inOrder: limit !== Infinity || bytes !== Infinity,
      wantsAfter: (coming) => this.#sieve.wantsAfter(coming),
      take: (step) => this.#take(step),
      onFailure,
    })
  }

  /** What the read did; `stopped` is why it ended where it did not come to its end. */
  summary(stopped: 'interrupted' | 'seconds'): ReadSummary {
    const ranges = this.#positions.map((p) => p.read)
    const { records, skipped, control, aborted } = this.#counts
    const offsets = ranges.reduce((n, r) => n + (r.to - r.from), 0n)
    return {
      there: this.#there,
      plan: this.#positions.map((p) => p.planned),
      ranges,
      stop: this.#stopReason(stopped),
      records,
      skipped,
      control,
      aborted,
      missing: Number(offsets - BigInt(records + skipped + control + aborted)),
      expired: this.#expired,
      notes: this.#notes,
    }
  }

  #stopReason(stopped: 'interrupted' | 'seconds'): StopReason {
    if (!this.#positions.length || this.#positions.some((p) => p.done < p.end))
      return this.#options.signal.aborted ? stopped : (this.#sieve.full ?? stopped)
    const { until } = this.#options.selection
    const short = this.#positions.some((p, i) => p.plannedEnd < this.#there[i].to)
    return short && until.by !== 'end' ? until.by : 'end'
  }

  /** Finds what is there and what of it to read; its topics have those partitions alone. */
  async #plan(): Promise<TopicMetadata[]> {
    const { selection } = this.#options
    const found = await this.#cluster.topics(this.#names)
    requirePartitions(found, selection)
    const chosen = found.map((t) => ({
      ...t,
      partitions: t.partitions.filter((p) => selection.partitions?.includes(p.partition) ?? true),
    }))
    this.#there = await boundsOf(this.#cluster, chosen, selection.committed)
    const { ranges, expired, notes } = await planRanges(this.#there, selection, this.#finder(chosen))
    this.#positions = ranges.map((r) => new Position(r))
    this.#expired = expired
    this.#notes.splice(0, Infinity, ...notes)
    return chosen
  }

  #finder(topics: readonly TopicMetadata[]): Finder {
    const { committed } = this.#options.selection
    return {
      atTime: async (_ranges, time) => {
        const found = offsetsByPlace(await this.#cluster.offsets(topics, Math.max(0, time), committed))
        return (place) => (found(place) < 0n ? null : found(place))
      },
      newest: async (ranges, count) =>
        newestOf(await tailsOf(ranges, count, (rs, take) => this.#look(topics, rs, take)), count),
    }
  }

  /** Reads ranges for the plan: nothing of it is counted or handed over. */
  #look(
    topics: readonly TopicMetadata[],
    ranges: readonly OffsetRange[],
    take: (chunk: RecordChunk) => void,
  ): Promise<void> {
    const longest = ranges.reduce((n, r) => (r.to - r.from > n ? r.to - r.from : n), 0n)
    return this.#walk(
      topics,
      ranges.map((r) => new Position(r)),
      Number(longest),
      {
        inOrder: false,
        wantsAfter: () => true,
        take: async ({ chunk }) => {
          if (chunk) take(chunk)
        },
        onFailure: () => {},
      },
    )
  }

  #walk(
    topics: readonly TopicMetadata[],
    positions: readonly Position[],
    mostRecords: number,
    how: Pick<Parameters<typeof walk>[3], 'inOrder' | 'wantsAfter' | 'take' | 'onFailure'>,
  ): Promise<void> {
    const { signal, failAfterMs, sentenceOf, selection } = this.#options
    const note = (sentence: string): void => void this.#notes.push(sentence)
    const { committed } = selection
    const partitionBytes = Math.min(
      PARTITION_BYTES,
      Math.max(FIRST_BYTES, mostRecords * GUESSED_MESSAGE_BYTES),
    )
    const common = { signal, failAfterMs, committed, note }
    const fetcher = new Fetcher(this.#cluster, topics, { ...common, sentenceOf, partitionBytes })
    return walk(this.#cluster, fetcher, positions, { ...common, ...how })
  }

  /** Checks and counts a chunk, cuts it at the limit, and waits until it is taken. */
  async #take({ chunk, position, to }: FetchedStep): Promise<void> {
    if (this.#sieve.full) return
    if (!chunk) {
      position.done = to
      return
    }
    const part = this.#sieve.take(chunk)
    try {
      await this.#onChunk(part.chunk, part)
    } catch (e) {
      throw new ChunkRefused(e)
    }
    position.done = part.chunk.to
    this.#count(part.counts)
  }

  #count(counts: PartCounts): void {
    this.#counts.records += counts.records
    this.#counts.skipped += counts.skipped
    this.#counts.control += counts.control
    this.#counts.aborted += counts.aborted
    const { onProgress } = this.#options
    if (!onProgress) return
    const length = (ranges: readonly OffsetRange[]): bigint =>
      ranges.reduce((n, r) => n + (r.to - r.from), 0n)
    onProgress({
      records: this.#counts.records,
      done: length(this.#positions.map((p) => p.read)),
      planned: length(this.#positions.map((p) => p.planned)),
    })
  }
}

/** Throws PARTITION_UNKNOWN. */
function requirePartitions(topics: readonly TopicMetadata[], selection: Selection): void {
  const places = topics.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition }) => ({ topic, partition })),
  )
  const unknown = unknownPlace(places, selection)
  if (!unknown) return
  const partitions = places.filter((p) => p.topic === unknown.topic).length
  throw carnetError('PARTITION_UNKNOWN', { ...unknown, partitions })
}
