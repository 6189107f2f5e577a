import { carnetError } from '../errors'
import { type Parsed } from '../parse/outcome'
import { type Provenance } from '../provenance'
import { type Batch } from '../source/batch'
import {
  type AppendCounts,
  type Appender,
  type AppenderOptions,
  type NewGap,
  type RetentionRule,
  type StoredPosition,
} from './appending'
import { type Connection, connectionOf } from './connection'
import { forUsers } from './coordinates'
import { saveGap } from './gaps'
import { canonicalJson } from './json'
import { Lease } from './lease'
import { MessageWriter } from './messages'
import { lastOfBatch, placeOf, Positions } from './positions'
import { saveRejects } from './rejects'
import { Retention } from './retention'
import { ensureRowTable, type Named } from './row-table'
import { saveRows } from './rows'
import { collectionId, countsOf, NO_COUNTS, type RunCounts, saveRun, storedCounts, sumOf } from './runs'
import { addGeneration, generationsOf, newestSource, type StoredSource } from './sources'
import { type Store } from './store'
import { now } from '../clock'

export type {
  AppendCounts,
  Appender,
  AppenderOptions,
  NewGap,
  RetentionRule,
  StoredPosition,
} from './appending'

/**
 * Begins a collection of one topic into a store: takes the lease, and reads where to go on. Throws COLLECT_BUSY where
 * another collection holds the lease, and for the schema and the file as `save` does.
 */
export function openAppender(store: Store, options: AppenderOptions): Appender {
  return new StoreAppender(connectionOf(store), options)
}

/** What is known as of a commit. */
interface State {
  readonly source: StoredSource
  readonly run: string
  readonly positions: readonly StoredPosition[]
  /** Where the run began, by partition. */
  readonly begin: ReadonlyMap<number, bigint>
  readonly counts: RunCounts
  /** Of the last batch. */
  readonly provenance: Pick<Provenance, 'readAt' | 'origin' | 'capture' | 'where'>
}

/** What work changes of a state; its positions are read from the file. */
type Change = Partial<Omit<State, 'positions'>>

class StoreAppender implements Appender {
  readonly topic: string
  readonly #connection: Connection
  readonly #options: AppenderOptions
  readonly #schema: string
  readonly #cluster: string
  readonly #stored: Positions
  readonly #lease: Lease
  readonly #forget: () => void
  #retention: Retention
  #state: State

  constructor(connection: Connection, options: AppenderOptions) {
    const { schema, topic, clusterId } = options
    this.topic = topic
    this.#connection = connection
    this.#options = options
    this.#schema = schema.name
    this.#cluster = clusterId ?? ''
    this.#stored = new Positions(connection, schema.name)
    this.#retention = new Retention(connection)
    const [state, lease] = connection.write(() => {
      ensureRowTable(connection, schema.name, columnsOf(options))
      const source = newestSource(connection, this.#cluster, topic)
      const begun = new Lease(connection, schema.name, source)
      const begin = this.#beginning(source)
      this.#saveRun(begin)
      return [begin, begun] as const
    })
    this.#state = state
    this.#lease = lease
    this.#forget = connection.onClose(() => this.close())
  }

  get run(): string {
    return this.#state.run
  }

  get positions(): readonly StoredPosition[] {
    return this.#state.positions
  }

  get generation(): number {
    return this.#state.source.generation
  }

  append(batch: Batch, outcome: Parsed<object>, gaps: readonly NewGap[] = []): AppendCounts {
    const parsed = outcome as Parsed
    this.#checkOwn(batch, parsed)
    return this.#commit((state) => {
      const begin = this.#saveGaps(state, gaps)
      const sourceOf = (): number => state.source.id
      const fields = ensureRowTable(this.#connection, this.#schema, parsed.rows.columns)
      const messages = new MessageWriter(this.#connection)
      if (this.#options.raw) for (const record of batch) messages.add(state.source.id, record)
      messages.flush()
      const rows = saveRows(this.#connection, parsed, fields, sourceOf)
      const rejects = saveRejects(this.#connection, parsed, sourceOf, messages)
      this.#retention.added(messages.bytes)
      const last = lastOfBatch(batch)
      for (const range of batch.provenance.ranges) {
        const { partition, from } = range
        const next = this.#stored.next(state.source.id, partition)
        if (next !== undefined && from > next)
          throw new RangeError(`${this.topic}[${partition}] goes on at ${next}, not at ${from}`)
        if (!begin.has(partition)) begin.set(partition, from)
        this.#stored.move(state.source.id, range, last.get(placeOf(range)))
      }
      const { readAt, origin, capture, where } = batch.provenance
      const provenance = { readAt, origin, capture, ...(where !== undefined && { where }) }
      const change = { begin, counts: sumOf(state.counts, countsOf(parsed)), provenance }
      return [change, { messages: messages.added, rows, rejects }]
    })
  }

  skip(gaps: readonly NewGap[]): void {
    this.#commit((state) => [{ begin: this.#saveGaps(state, gaps) }, undefined])
  }

  newGeneration(reason: 'recreated' | 'truncated', note: string): void {
    this.#commit(({ source, run, positions }) => {
      for (const { partition, next } of positions)
        saveGap(
          this.#connection,
          { schema: this.#schema, source: source.id, run },
          { partition, from: next, to: next, reason },
        )
      const newest = addGeneration(this.#connection, this.#cluster, this.topic, note)
      this.#lease.moveTo(newest)
      return [this.#beginning(newest), undefined]
    })
  }

  retain(rule: RetentionRule): number {
    const generations = generationsOf(this.#connection, this.#cluster, this.topic).map((s) => s.id)
    try {
      return this.#connection.write(() => this.#retention.apply(generations, rule))
    } catch (e) {
      this.#retention = new Retention(this.#connection)
      throw e
    }
  }

  beat(): void {
    if (!this.#connection.write(() => this.#lease.beat())) throw this.#movedOn()
  }

  close(): void {
    this.#forget()
    this.#lease.release()
  }

  /** The state of a run that begins now; one that began here before and stored nothing goes on. */
  #beginning(source: StoredSource): State {
    const { schema, parameters = {} } = this.#options
    const positions = this.#stored.of(source.id, this.topic)
    const run = collectionId(schema, source, positions, parameters)
    return {
      source,
      run,
      positions,
      begin: new Map(positions.map((p) => [p.partition, p.next])),
      counts: storedCounts(this.#connection, run) ?? NO_COUNTS,
      provenance: { readAt: now().toISOString(), origin: 'live', capture: null },
    }
  }

  /** Runs work in one transaction, and takes over what it changes when that is kept. */
  #commit<T>(work: (state: State) => readonly [Change, T]): T {
    try {
      const [state, result] = this.#connection.write(() => {
        this.#checkUnmoved()
        const [change, done] = work(this.#state)
        const { id } = change.source ?? this.#state.source
        const changed = { ...this.#state, ...change, positions: this.#stored.of(id, this.topic) }
        this.#saveRun(changed)
        return [changed, done] as const
      })
      this.#state = state
      return result
    } catch (e) {
      this.#retention = new Retention(this.#connection)
      throw forUsers(e)
    }
  }

  /** Throws STORE_MOVED_ON. */
  #checkUnmoved(): void {
    const { source, positions } = this.#state
    const isNewest = newestSource(this.#connection, this.#cluster, this.topic).id === source.id
    const isSame = canonicalJson(this.#stored.of(source.id, this.topic)) === canonicalJson(positions)
    if (!isNewest || !isSame || !this.#lease.beat()) throw this.#movedOn()
  }

  #movedOn(): Error {
    const { file } = this.#connection
    return carnetError('STORE_MOVED_ON', { file, table: this.#schema, topic: this.topic })
  }

  /** Stores gaps and moves the positions beyond them; returns where the run began, by partition. */
  #saveGaps({ source, run, begin }: State, gaps: readonly NewGap[]): Map<number, bigint> {
    const began = new Map(begin)
    for (const gap of gaps) {
      const next = this.#stored.next(source.id, gap.partition)
      if (next !== undefined && gap.from > next)
        throw new RangeError(`${this.topic}[${gap.partition}] goes on at ${next}, not at ${gap.from}`)
      saveGap(this.#connection, { schema: this.#schema, source: source.id, run }, gap)
      this.#stored.move(source.id, gap, undefined)
      if (!began.has(gap.partition)) began.set(gap.partition, gap.from)
    }
    return began
  }

  #saveRun({ run, source, positions, begin, counts, provenance }: State): void {
    const { topic } = this
    const ranges = positions.map(({ partition, next }) => ({
      ...{ topic, partition },
      from: begin.get(partition) ?? next,
      to: next,
    }))
    saveRun(this.#connection, {
      ...{ id: run, kind: 'collect', schema: this.#schema, sources: [source.id] },
      parameters: this.#options.parameters ?? {},
      counts,
      provenance: {
        kind: 'provenance',
        topics: [topic],
        clusterId: this.#options.clusterId,
        ranges,
        messages: counts.funnel.read,
        ...provenance,
      },
    })
  }

  /** Throws RangeError for what belongs to another collection. */
  #checkOwn({ provenance }: Batch, { schema }: Parsed): void {
    if (schema.name !== this.#schema || provenance.ranges.some((r) => r.topic !== this.topic))
      throw new RangeError(`only rows of "${this.#schema}" from topic "${this.topic}" are collected here`)
  }
}

const columnsOf = ({ schema }: AppenderOptions): Named[] =>
  Object.entries<Pick<Named, 'type'>>(schema.fields).map(([name, { type }]) => ({ name, type }))
