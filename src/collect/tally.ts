import { now } from '../clock'
import { type Extent } from '../kafka/extent'
import { type Funnel, type Parsed } from '../parse/outcome'
import { type OffsetRange } from '../record'
import { type Batch } from '../source/batch'
import { type AppendCounts, type StoredPosition } from '../store/appending'
import { type Counts } from '../store'
import { type Collected, type CollectedGap } from './collected'
import { type CollectPosition, type CollectProgress, type CollectState, Rate } from './progress'

/** Sentences that are kept: a collection runs for weeks. */
const NOTES_KEPT = 100
/** Gaps that are kept; the database has all of them. */
const GAPS_KEPT = 1000

const nothing = (): Counts => ({ added: 0, present: 0, changed: 0 })
const sum = (a: Counts, b: Counts): Counts => ({
  added: a.added + b.added,
  present: a.present + b.present,
  changed: a.changed + b.changed,
})

/** What a collection has done so far. */
export class CollectTally {
  state: CollectState = 'waiting'
  readonly #began = performance.now()
  readonly #rate = new Rate(this.#began)
  #funnel: Funnel = { read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 }
  #stored = { rows: nothing(), rejects: nothing() }
  #rows = 0
  #rejects = 0
  #bytes = 0
  #positions: ReadonlyMap<number, CollectPosition> | null = null
  readonly #notes: string[] = []
  readonly #gaps: CollectedGap[] = []

  get messages(): number {
    return this.#funnel.read
  }

  /** Where it is, and where the partitions end, after a look. */
  looked(stored: readonly StoredPosition[], { partitions }: Extent): void {
    const next = new Map(stored.map((p) => [p.partition, p.next]))
    this.#positions = new Map(
      partitions.map(({ partition, start, end }) => [
        partition,
        { partition, next: next.get(partition) ?? start, end },
      ]),
    )
  }

  added(batch: Batch, parsed: Parsed<object>, { rows, rejects }: AppendCounts): void {
    const { read, parsed: made, rejected, tombstones, empty } = parsed.funnel
    const funnel = this.#funnel
    this.#funnel = {
      read: funnel.read + read,
      parsed: funnel.parsed + made,
      rejected: funnel.rejected + rejected,
      tombstones: funnel.tombstones + tombstones,
      empty: funnel.empty + empty,
    }
    this.#stored = { rows: sum(this.#stored.rows, rows), rejects: sum(this.#stored.rejects, rejects) }
    this.#rows += parsed.origins.length
    for (const count of parsed.rejectCounts.values()) this.#rejects += count
    for (const { bytes } of batch.chunks) this.#bytes += bytes.length
    this.#rate.mark(performance.now(), this.#funnel.read)
    for (const range of batch.summary.ranges) this.moved(range)
  }

  /** Past offsets that hold no message, too. */
  moved({ partition, to }: OffsetRange): void {
    const end = this.#positions?.get(partition)?.end ?? to
    // More may have come since the look.
    this.#positions = new Map(this.#positions).set(partition, {
      partition,
      next: to,
      end: end > to ? end : to,
    })
  }

  /** Another cluster, or another position: nothing is known before the next look. */
  forget(): void {
    this.#positions = null
  }

  note(sentence: string): void {
    this.#notes.push(sentence)
    if (this.#notes.length > NOTES_KEPT) this.#notes.shift()
  }

  gap(gap: CollectedGap): void {
    this.#gaps.push(gap)
    if (this.#gaps.length > GAPS_KEPT) this.#gaps.shift()
  }

  get positions(): readonly CollectPosition[] {
    return [...(this.#positions?.values() ?? [])].sort((a, b) => a.partition - b.partition)
  }

  #lag(): number {
    return Number(this.positions.reduce((n, { next, end }) => (end > next ? n + end - next : n), 0n))
  }

  progress(): CollectProgress {
    return {
      at: now().getTime(),
      state: this.state,
      messages: this.messages,
      rows: this.#rows,
      rejects: this.#rejects,
      bytes: this.#bytes,
      rate: this.#rate.at(performance.now()),
      lag: this.#positions && this.#lag(),
      positions: this.positions,
    }
  }

  collected(what: Pick<Collected, 'topic' | 'file' | 'table' | 'run' | 'generation' | 'stop'>): Collected {
    return {
      kind: 'collected',
      ...what,
      messages: this.messages,
      ...this.#stored,
      funnel: this.#funnel,
      bytes: this.#bytes,
      gaps: [...this.#gaps],
      notes: [...this.#notes],
      positions: this.positions,
      lag: this.#lag(),
      seconds: (performance.now() - this.#began) / 1000,
    }
  }
}
