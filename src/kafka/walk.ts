import { performance } from 'node:perf_hooks'
import { carnetError } from '../errors'
import { type OffsetRange } from '../record'
import { boundsOf } from './bounds'
import { type Cluster } from './cluster'
import { OFFSET_OUT_OF_RANGE } from './errors'
import { type FetchedStep, passOver, takeFetched } from './fetched'
import { type Fetcher, isPassing } from './fetcher'
import { type Position } from './position'
import { type FetchedPartition } from './requests/fetch'
import { keyOf } from './selection'
import { sleep } from './timing'

export interface WalkOptions {
  readonly signal: AbortSignal
  /** Without progress for so long, the read is given up. */
  readonly failAfterMs: number
  readonly committed: boolean
  /** One partition after the other, so that the same messages come first every time; else those of each broker at once. */
  readonly inOrder: boolean
  /** Whether more is wanted than `coming` messages that are on their way. */
  readonly wantsAfter: (coming: number) => boolean
  /** Takes what was fetched. One at a time, whatever broker it comes from; the next fetch is on its way meanwhile. */
  readonly take: (step: FetchedStep) => Promise<void>
  /** Takes a sentence on anything out of the ordinary. */
  readonly note: (sentence: string) => void
  /** Is told of the first failure at once, so that it can stop the rest. */
  readonly onFailure: (error: unknown) => void
}

const STALL_PAUSE_MS = 50

/**
 * Goes through the positions to their ends, fetching while what came before is taken. Rejects with LinkError,
 * ProtocolError, what `take` rejects with, or a CarnetError (READ_GAVE_UP, READ_STALLED, BATCH_CORRUPT …).
 */
export async function walk(
  cluster: Cluster,
  fetcher: Fetcher,
  positions: readonly Position[],
  options: WalkOptions,
): Promise<void> {
  const walker = new Walker(cluster, fetcher, positions, options)
  if (options.inOrder) {
    for (const position of positions) await walker.go([position])
    return
  }
  const failed = (e: unknown): never => {
    options.onFailure(e)
    throw e
  }
  const groups = groupBy(positions, (p) => fetcher.leaderOf(p))
  const ends = await Promise.allSettled(groups.map((g) => walker.go(g).catch(failed)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

class Walker {
  readonly #cluster: Cluster
  readonly #fetcher: Fetcher
  readonly #options: WalkOptions
  readonly #positions: ReadonlyMap<string, Position>
  #turn: Promise<void> = Promise.resolve()

  constructor(cluster: Cluster, fetcher: Fetcher, positions: readonly Position[], options: WalkOptions) {
    this.#cluster = cluster
    this.#fetcher = fetcher
    this.#options = options
    this.#positions = new Map(positions.map((p) => [keyOf(p), p]))
  }

  /** Goes through these partitions, those that are behind first. */
  async go(positions: readonly Position[]): Promise<void> {
    const { wantsAfter } = this.#options
    let order = positions
    let coming: Promise<FetchedPartition[]> | null = null
    const open = (incoming: number): Position[] => (wantsAfter(incoming) ? order.filter((p) => p.open) : [])
    for (let wanted = open(0); wanted.length; wanted = open(0)) {
      const fetched = await (coming ?? this.#fetcher.fetch(wanted))
      const steps = await this.#read(fetched)
      await this.#mindStall(wanted[0], steps)
      // The broker gives a whole batch to the first of the list alone: who got nothing must come first.
      const served = new Set(steps.map((s) => s.position))
      order = [...order.filter((p) => !served.has(p)), ...order.filter((p) => served.has(p))]
      const soon = open(steps.reduce((n, s) => n + s.atMost, 0))
      coming = soon.length ? this.#fetcher.fetch(soon) : null
      coming?.catch(() => {}) // awaited at the next turn, unless handing over fails first
      for (const step of steps) await this.#handOver(step)
    }
  }

  async #read(fetched: readonly FetchedPartition[]): Promise<FetchedStep[]> {
    const steps: FetchedStep[] = []
    for (const f of fetched) {
      const position = this.#positions.get(keyOf(f))
      if (!position) continue
      const gone = f.errorCode === OFFSET_OUT_OF_RANGE
      const step = gone ? await this.#relocate(position) : takeFetched(position, f)
      if (step) steps.push(step)
    }
    return steps
  }

  #handOver(step: FetchedStep): Promise<void> {
    const { signal, take } = this.#options
    const turn = this.#turn.then(() => {
      signal.throwIfAborted()
      return take(step)
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** The offset is no longer there: its messages were deleted while reading, or the topic is another one now. */
  async #relocate(position: Position): Promise<FetchedStep | null> {
    const now = await this.#boundsNow(position)
    if (now && now.from > position.next) {
      const to = now.from < position.end ? now.from : position.end
      const gone = `${position.next}–${to - 1n}`
      this.#note(position, `offsets ${gone} were deleted before they were read`)
      return passOver(position, to)
    }
    if (now && now.to < position.next) this.#cutShort(position, now.to)
    return null
  }

  /** A broker that sends nothing, though there should be more: the partition was cut, or something is wrong with it. */
  async #mindStall(first: Position, steps: readonly FetchedStep[]): Promise<void> {
    if (!first.open || steps.some((s) => s.position === first)) return
    const { failAfterMs, signal } = this.#options
    const since = (first.stalledAt ??= performance.now())
    const now = await this.#boundsNow(first)
    if (now && now.to < first.end) return this.#cutShort(first, now.to)
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
  async #boundsNow({ topic, partition }: Position): Promise<OffsetRange | null> {
    try {
      const metadata = await this.#cluster.topic(topic)
      const one = { ...metadata, partitions: metadata.partitions.filter((p) => p.partition === partition) }
      const [bounds] = (await boundsOf(this.#cluster, [one], this.#options.committed)) as (
        OffsetRange | undefined
      )[]
      return bounds ?? null
    } catch (e) {
      if (isPassing(e)) return null
      throw e
    }
  }

  #note(position: Position, fact: string): void {
    this.#options.note(`${position.topic}[${position.partition}]: ${fact}.`)
  }
}

function groupBy<T>(items: readonly T[], key: (item: T) => number): T[][] {
  const groups = new Map<number, T[]>()
  for (const item of items) {
    const group = groups.get(key(item)) ?? []
    if (!group.length) groups.set(key(item), group)
    group.push(item)
  }
  return [...groups.values()]
}
