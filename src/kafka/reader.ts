import { performance } from 'node:perf_hooks'
import { carnetError } from '../errors'
import { type ReadSummary, type StopReason } from '../reading'
import { type RecordChunk } from '../record'
import { type Cluster } from './cluster'
import { OFFSET_OUT_OF_RANGE } from './errors'
import { countChunk, firstRecords } from './decode'
import { type FetchedStep, passOver, takeFetched } from './fetched'
import { Fetcher, isPassing } from './fetcher'
import { offsetOf, planRead, type Position } from './position'
import { type FetchedPartition } from './requests/fetch'
import { settled } from './settled'
import { sleep } from './timing'

export interface ReaderOptions {
  /** At most so many messages; Infinity for all. */
  readonly limit: number
  readonly signal: AbortSignal
  /** Without an answer for so long, the read is given up. */
  readonly failAfterMs: number
  /** What an error means, as a sentence. */
  readonly sentenceOf: (error: unknown) => string
}

type OnChunk = (chunk: RecordChunk) => void | Promise<void>

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
const STALL_PAUSE_MS = 50

/**
 * Reads a topic from its log start to the ends that are there when it begins, without a consumer group: nothing is
 * committed, nothing created. Hands over whole record batches, one chunk at a time, and fetches the next meanwhile.
 * With a limit the partitions are read one after the other, so that the same messages come every time; without one,
 * those of different brokers are read at once. Aborting the signal cuts the connections and ends the read.
 *
 * Rejects with LinkError, ProtocolError, ChunkRefused, or a CarnetError (READ_GAVE_UP, READ_STALLED, BATCH_CORRUPT …).
 */
export async function readTopic(
  cluster: Cluster,
  topic: string,
  onChunk: OnChunk,
  options: ReaderOptions,
): Promise<ReadSummary> {
  const failure = new AbortController()
  const stop = AbortSignal.any([options.signal, failure.signal])
  const reader = new Reader(cluster, onChunk, { ...options, signal: stop })
  const cut = (): void => cluster.close()
  stop.addEventListener('abort', cut, { once: true })
  try {
    if (!stop.aborted) await reader.run(topic, (e) => failure.abort(e))
  } catch (e) {
    if (!options.signal.aborted) throw failure.signal.aborted ? failure.signal.reason : e
    if (e instanceof ChunkRefused) throw e
  } finally {
    stop.removeEventListener('abort', cut)
  }
  return reader.summary()
}

class Reader {
  readonly #cluster: Cluster
  readonly #onChunk: OnChunk
  readonly #options: ReaderOptions
  readonly #notes: string[] = []
  readonly #counts = { records: 0, control: 0, aborted: 0 }
  #positions: readonly Position[] = []
  /** Messages that may still be fetched. */
  #remaining: number
  /** Chunks are handed over one at a time, whatever worker they come from. */
  #turn: Promise<void> = Promise.resolve()

  constructor(cluster: Cluster, onChunk: OnChunk, options: ReaderOptions) {
    this.#cluster = cluster
    this.#onChunk = onChunk
    this.#options = options
    this.#remaining = options.limit
  }

  /** Reads to the end. `onFailure` is told of the first failure at once, so that it can stop the rest. */
  async run(name: string, onFailure: (error: unknown) => void): Promise<void> {
    const { limit, signal, failAfterMs, sentenceOf } = this.#options
    const topic = await settled(
      async () => {
        const found = await this.#cluster.topic(name)
        this.#positions = await planRead(this.#cluster, found)
        return found
      },
      { signal },
    )
    const fetcher = new Fetcher(this.#cluster, topic, {
      signal,
      failAfterMs,
      sentenceOf,
      partitionBytes: Math.min(PARTITION_BYTES, Math.max(FIRST_BYTES, limit * GUESSED_MESSAGE_BYTES)),
      note: (sentence) => this.#notes.push(sentence),
    })
    if (limit !== Infinity) {
      for (const position of this.#positions) await this.#work(fetcher, [position])
      return
    }
    const failed = (e: unknown): never => {
      onFailure(e)
      throw e
    }
    const groups = groupBy(this.#positions, (p) => fetcher.leaderOf(p.partition))
    const ends = await Promise.allSettled(groups.map((g) => this.#work(fetcher, g).catch(failed)))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  summary(): ReadSummary {
    const ranges = this.#positions.map((p) => p.read)
    const { records, control, aborted } = this.#counts
    const offsets = ranges.reduce((n, r) => n + (r.to - r.from), 0n)
    return {
      plan: this.#positions.map((p) => p.planned),
      ranges,
      stop: this.#stopReason(),
      records,
      control,
      aborted,
      missing: Number(offsets) - records - control - aborted,
      notes: this.#notes,
    }
  }

  #stopReason(): StopReason {
    if (this.#positions.length > 0 && this.#positions.every((p) => p.done >= p.end)) return 'end'
    return this.#options.signal.aborted ? 'interrupted' : 'limit'
  }

  /** Reads these partitions, those that are behind first. */
  async #work(fetcher: Fetcher, positions: readonly Position[]): Promise<void> {
    let order = positions
    let coming: Promise<FetchedPartition[]> | null = null
    const open = (): Position[] => (this.#remaining > 0 ? order.filter((p) => p.open) : [])
    for (let wanted = open(); wanted.length; wanted = open()) {
      const fetched = await (coming ?? fetcher.fetch(wanted))
      const steps = await this.#take(fetched)
      await this.#mindStall(wanted[0], steps)
      // The broker gives a whole batch to the first of the list alone: who got nothing must come first.
      const served = new Set(steps.map((s) => s.position))
      order = [...order.filter((p) => !served.has(p)), ...order.filter((p) => served.has(p))]
      const soon = steps.reduce((n, s) => n + s.atMost, 0) < this.#remaining ? open() : []
      coming = soon.length ? fetcher.fetch(soon) : null
      coming?.catch(() => {}) // awaited at the next turn, unless handing over fails first
      for (const step of steps) await this.#handOver(step)
    }
  }

  async #take(fetched: readonly FetchedPartition[]): Promise<FetchedStep[]> {
    const steps: FetchedStep[] = []
    for (const f of fetched) {
      const position = this.#positions.find((p) => p.partition === f.partition)
      if (!position) continue
      const gone = f.errorCode === OFFSET_OUT_OF_RANGE
      const step = gone ? await this.#relocate(position) : takeFetched(position, f)
      if (step) steps.push(step)
    }
    return steps
  }

  /** Checks and counts a chunk, cuts it at the limit, and waits until it is taken. */
  #handOver(step: FetchedStep): Promise<void> {
    const turn = this.#turn.then(async () => {
      this.#options.signal.throwIfAborted()
      if (step.chunk) await this.#handOverChunk(step.chunk, step.position)
      else step.position.done = step.to
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #handOverChunk(whole: RecordChunk, position: Position): Promise<void> {
    const all = countChunk(whole)
    const chunk = all.records < this.#remaining ? whole : firstRecords(whole, this.#remaining)
    const { records, control, aborted } = chunk === whole ? all : countChunk(chunk)
    this.#remaining -= records
    try {
      await this.#onChunk(chunk)
    } catch (e) {
      throw new ChunkRefused(e)
    }
    position.done = chunk.to
    this.#counts.records += records
    this.#counts.control += control
    this.#counts.aborted += aborted
  }

  /** The offset is no longer there: its messages were deleted while reading, or the topic is another one now. */
  async #relocate(position: Position): Promise<FetchedStep | null> {
    const now = await this.#boundsNow(position)
    if (now && now.start > position.next) {
      const to = now.start < position.end ? now.start : position.end
      const gone = `${position.next}–${to - 1n}`
      this.#note(position, `offsets ${gone} were deleted before they were read`)
      return passOver(position, to)
    }
    if (now && now.end < position.next) this.#cutShort(position, now.end)
    return null
  }

  /** A broker that sends nothing, though there should be more: the partition was cut, or something is wrong with it. */
  async #mindStall(first: Position, steps: readonly FetchedStep[]): Promise<void> {
    if (!first.open || steps.some((s) => s.position === first)) return
    const { failAfterMs, signal } = this.#options
    const since = (first.stalledAt ??= performance.now())
    const now = await this.#boundsNow(first)
    if (now && now.end < first.end) return this.#cutShort(first, now.end)
    const stalledMs = performance.now() - since
    if (stalledMs > failAfterMs)
      throw carnetError('READ_STALLED', {
        topic: first.topic,
        partition: first.partition,
        offset: String(first.next),
        end: String(first.end),
        seconds: Math.round(stalledMs / 1000),
      })
    await sleep(STALL_PAUSE_MS, signal)
  }

  /** The partition holds less than when the read began: what is gone is said, the rest is read. */
  #cutShort(position: Position, end: bigint): void {
    const gone = `offsets from ${end} to ${position.end - 1n} are gone`
    this.#note(position, `${gone}: the topic was made anew or cut while it was read`)
    position.end = end > position.next ? end : position.next
  }

  /** Log start and end as they are now; null where the brokers cannot tell at the moment, which the next fetch handles. */
  async #boundsNow({ topic, partition }: Position): Promise<{ start: bigint; end: bigint } | null> {
    try {
      const metadata = await this.#cluster.topic(topic)
      const one = [{ ...metadata, partitions: metadata.partitions.filter((p) => p.partition === partition) }]
      const ends = await this.#cluster.offsets(one, 'end')
      const starts = await this.#cluster.offsets(one, 'start')
      return { start: offsetOf(starts, partition), end: offsetOf(ends, partition) }
    } catch (e) {
      if (isPassing(e)) return null
      throw e
    }
  }

  #note(position: Position, fact: string): void {
    this.#notes.push(`${position.topic}[${position.partition}]: ${fact}.`)
  }
}

function groupBy<T>(items: readonly T[], key: (item: T) => number): T[][] {
  const groups = new Map<number, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return [...groups.values()]
}
