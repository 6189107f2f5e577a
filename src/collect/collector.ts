import { type CarnetError } from '../errors'
import { type Extent } from '../kafka/extent'
import { interruptSignal } from '../source/interrupt'
import { currentLang, phrase } from '../words'
import { type Collected, type CollectStop } from './collected'
import { beginLine, timeText } from './lines'
import { CollectLog } from './log'
import { isChange, isOutage, Outage } from './outage'
import { outlookOf } from './outlook'
import { type CollectProgress, type CollectState } from './progress'
import { readNew } from './read-new'
import { Reconciler } from './reconcile'
import { Stopped, Stopping } from './stopping'
import { CollectTally } from './tally'
import { type CollectJob, CollectWriter } from './writer'

/** Whom a collection tells what happens, while it runs. */
export interface CollectEvents {
  readonly say: (line: string) => void
  readonly onProgress: (progress: CollectProgress) => void
}

/** Looks in a row that find another topic, or another position, than the read or the file a moment later. */
const MOST_CHANGES = 20
/** While it rests, it does so often what is to be done meanwhile. */
const REST_PART_MS = 5_000

/**
 * Collects a topic: looks at what is there, compares it with what is stored, reads what is new, and looks again. Each
 * batch is one transaction, with the offsets to go on at, so that it can end at any moment.
 */
export class Collector {
  readonly stopping = new Stopping()
  readonly #job: CollectJob
  readonly #onProgress: CollectEvents['onProgress']
  readonly #tally = new CollectTally()
  readonly #log: CollectLog
  readonly #reconciler: Reconciler
  #writer: CollectWriter | null = null
  #outage: Outage | null = null
  #changes = 0

  constructor(job: CollectJob, { say, onProgress }: CollectEvents) {
    this.#job = job
    this.#onProgress = onProgress
    this.#log = new CollectLog(job.topic, this.#tally, say)
    this.#reconciler = new Reconciler(job, this.stopping, this.#tally, this.#log)
  }

  get progress(): CollectProgress {
    return this.#tally.progress()
  }

  /** Rejects with what ends it other than itself or a stop; all that was read until then is stored. */
  async run(): Promise<Collected> {
    const { signal, seconds } = this.#job.request
    const interrupt = await interruptSignal(signal)
    this.stopping.with(interrupt.signal)
    this.stopping.after(seconds)
    try {
      const stop = await this.#untilStopped()
      if (!this.stopping.signal.aborted) await this.#writer?.retainAll()
      const collected = this.#collected(stop)
      this.#writer?.close()
      this.#enter('stopped')
      return collected
    } catch (e) {
      this.#tally.state = 'stopped'
      this.#abandon()
      throw e
    } finally {
      this.stopping.release()
      interrupt.release()
    }
  }

  async #untilStopped(): Promise<CollectStop> {
    try {
      return await this.#loop()
    } catch (e) {
      if (e instanceof Stopped) return this.stopping.reason
      throw e
    }
  }

  async #loop(): Promise<CollectStop> {
    const { source, request } = this.#job
    const isEndless = request.follow && source.kind === 'live'
    for (;;) {
      const began = performance.now()
      const did = await this.#step().catch((e: unknown) => this.#endure(e))
      if (did === 'again') continue
      if (this.#tally.messages >= request.limit) return 'limit'
      if (!isEndless) return 'end'
      if (did === 'nothing') this.#enter('waiting')
      await this.#rest(request.pollMs - (performance.now() - began))
    }
  }

  /** One look, and the read of what is new. */
  async #step(): Promise<'read' | 'nothing' | 'again'> {
    const { source, topic } = this.#job
    const extent = await this.stopping.unless(source.extent(topic))
    const writer = this.#writerFor(extent)
    const waitMs = await this.#reconciler.settle(writer, extent)
    if (waitMs > 0) {
      await this.#rest(waitMs)
      return 'again'
    }
    this.#tally.looked(writer.positions, extent)
    const partitions = outlookOf(writer.positions, extent).open.map((p) => p.partition)
    if (partitions.length > 0) {
      this.#enter('reading')
      const { stopping } = this
      const onStored = (): void => this.#stored()
      await readNew(
        { job: this.#job, writer, stopping, tally: this.#tally, log: this.#log, onStored },
        partitions,
      )
    }
    this.#recovered()
    return partitions.length > 0 ? 'read' : 'nothing'
  }

  #writerFor(extent: Extent): CollectWriter {
    const { topic, schema, store, request } = this.#job
    const { clusterId } = extent
    const known = this.#writer
    if (known && (known.clusterId === clusterId || clusterId === null)) return known
    if (known) {
      const before = known.clusterId ?? '?'
      this.#log.tell(
        phrase('collect.otherCluster', currentLang(), { topic, before, cluster: clusterId ?? '?' }),
      )
      this.#abandon()
    }
    const writer = new CollectWriter(this.#job, extent, this.stopping)
    this.#writer = writer
    this.#log.say(beginLine({ topic, table: schema.name, file: store.file }, request.from, writer.positions))
    return writer
  }

  #stored(): void {
    this.#changes = 0
    this.#recovered()
    this.#onProgress(this.progress)
  }

  /** What to do about a failure: wait, look again, or throw it. */
  async #endure(e: unknown): Promise<'again'> {
    if (e instanceof Stopped) throw e
    this.stopping.check()
    this.#reconciler.doubt()
    if (isChange(e) && ++this.#changes <= MOST_CHANGES) {
      if (e.code === 'STORE_MOVED_ON') {
        this.#log.tell(phrase('collect.movedOn', currentLang(), { topic: this.#job.topic }))
        this.#abandon()
      }
      return 'again'
    }
    if (!this.#job.request.follow || !isOutage(e, this.#writer !== null)) throw e
    if (!this.#outage) this.#outage = this.#newOutage(e)
    await this.#rest(this.#outage.nextPauseMs())
    return 'again'
  }

  #newOutage(e: CarnetError): Outage {
    const lang = currentLang()
    const { topic, request } = this.#job
    this.#log.tell(
      e.code === 'TOPIC_UNKNOWN'
        ? phrase('collect.topicGone', lang, { topic })
        : phrase('collect.unreachable', lang, { what: e.what }),
    )
    this.#enter('unreachable')
    return new Outage(request.pollMs)
  }

  #recovered(): void {
    if (!this.#outage) return
    this.#log.tell(phrase('collect.back', currentLang(), { time: timeText(this.#outage.ms) }))
    this.#outage = null
  }

  /** Waits, and does what is to be done meanwhile. */
  async #rest(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= REST_PART_MS) {
      this.#writer?.tend()
      await this.stopping.rest(Math.min(left, REST_PART_MS))
    }
  }

  #enter(state: CollectState): void {
    this.#tally.state = state
    this.#onProgress(this.progress)
  }

  /** Gives back the lease without a word of what may be wrong with that. */
  #abandon(): void {
    try {
      this.#writer?.close()
    } catch {
      // The lease counts for nothing once this process is gone.
    }
    this.#writer = null
    this.#tally.forget()
    this.#reconciler.doubt()
  }

  #collected(stop: CollectStop): Collected {
    const { topic, schema, store } = this.#job
    const { run, generation } = this.#writer ?? { run: null, generation: 1 }
    return this.#tally.collected({ topic, file: store.file, table: schema.name, run, generation, stop })
  }
}
