import { carnetError } from '../errors'
import { type Extent } from '../kafka/extent'
import { type NewGap } from '../store/appending'
import { currentLang, phrase } from '../words'
import { likenessOf } from './last-messages'
import { type CollectLog } from './log'
import { type Outlook, outlookOf } from './outlook'
import { startsOf } from './starts'
import { type Stopping } from './stopping'
import { type CollectTally } from './tally'
import { type CollectJob, type CollectWriter } from './writer'

/** A topic that ends before its stored positions is looked at once more after so long: a cluster may be settling. */
const DOUBT_MS = 1_000

/** What became of a topic since it was stored: `same`, or another one; `unclear` where another look is needed. */
type Fate = 'same' | 'recreated' | 'truncated' | 'unclear'

/** Brings what is stored of a topic in line with what is there, before each read. */
export class Reconciler {
  readonly #job: CollectJob
  readonly #stopping: Stopping
  readonly #tally: CollectTally
  readonly #log: CollectLog
  /** Whether what is stored was compared with the topic since the last change or outage. */
  #isCompared = false
  #doubtedAt: number | null = null

  constructor(job: CollectJob, stopping: Stopping, tally: CollectTally, log: CollectLog) {
    this.#job = job
    this.#stopping = stopping
    this.#tally = tally
    this.#log = log
  }

  /** Another topic may be there now. */
  doubt(): void {
    this.#isCompared = false
  }

  /** Milliseconds to wait before another look, where this one says not enough; 0 where it does. */
  async settle(writer: CollectWriter, extent: Extent): Promise<number> {
    const { source, topic, request } = this.#job
    const stored = writer.positions
    if (stored.length === 0) {
      await writer.passOver(await startsOf(source, topic, request.from, extent, this.#stopping))
      this.#isCompared = true
      return 0
    }
    const outlook = outlookOf(stored, extent)
    if (source.kind === 'replay') requireJoined(topic, outlook)
    const fate = await this.#fateOf(writer, outlook, extent)
    if (fate === 'unclear') return this.#doubtLeft()
    this.#doubtedAt = null
    if (fate !== 'same') {
      await this.#renew(writer, fate, extent)
      return 0
    }
    if (outlook.expired.length > 0) {
      writer.skip(outlook.expired)
      this.#log.gaps(outlook.expired)
    }
    await this.#addPartitions(writer, outlook)
    return 0
  }

  async #fateOf(writer: CollectWriter, { cut, open }: Outlook, extent: Extent): Promise<Fate> {
    const { source, topic } = this.#job
    // A capture that ends before what is stored is an older one.
    const isCut = cut.length > 0 && source.kind === 'live'
    if (this.#isCompared && open.length === 0 && !isCut) return 'same'
    const likeness = await likenessOf(source, topic, writer.positions, extent, this.#stopping)
    this.#isCompared = true
    if (likeness === 'other') return 'recreated'
    if (!isCut) return 'same'
    this.#doubtedAt ??= performance.now()
    if (this.#doubtLeft() > 0) return 'unclear'
    return likeness === 'same' ? 'truncated' : 'recreated'
  }

  #doubtLeft(): number {
    return Math.max(0, (this.#doubtedAt ?? 0) + DOUBT_MS - performance.now())
  }

  /** What the topic holds now goes into a new generation, from its log start. */
  async #renew(writer: CollectWriter, reason: 'recreated' | 'truncated', extent: Extent): Promise<void> {
    const { source, topic } = this.#job
    // What was there at the last look, and was not read before it went.
    const lost = this.#tally.positions
      .filter((p) => p.end > p.next)
      .map(({ partition, next, end }): NewGap => ({ partition, from: next, to: end, reason }))
    if (lost.length > 0) writer.skip(lost)
    for (const gap of lost) this.#tally.gap(gap)
    const n = writer.generation + 1
    const sentence = phrase(`collect.${reason}`, currentLang(), { topic, n })
    writer.newGeneration(reason, sentence)
    this.#log.tell(sentence)
    await writer.passOver(await startsOf(source, topic, 'beginning', extent, this.#stopping))
  }

  async #addPartitions(writer: CollectWriter, { unknown }: Outlook): Promise<void> {
    const { topic } = this.#job
    if (unknown.length === 0) return
    await writer.passOver(
      unknown.map(({ partition, start }) => ({ topic, partition, from: start, to: start })),
    )
    const list = unknown.map((p) => p.partition).join(', ')
    this.#log.tell(phrase('collect.added', currentLang(), { topic, list }))
  }
}

/** Throws COLLECT_CAPTURE_APART. */
function requireJoined(topic: string, { expired }: Outlook): void {
  const [apart] = expired
  if (!apart) return
  const { partition, from, to } = apart
  throw carnetError('COLLECT_CAPTURE_APART', { topic, partition, next: String(from), start: String(to) })
}
