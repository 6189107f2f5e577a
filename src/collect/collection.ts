import { CarnetError } from '../errors'
import { counted, currentLang, phrase } from '../words'
import { type Collected } from './collected'
import { Collector } from './collector'
import { endedLine } from './lines'
import { type CollectProgress } from './progress'
import { quieted, type Teller } from './teller'
import { type CollectJob } from './writer'

/**
 * A collection that runs. It is a promise of what it did; going through it gives how far it has come, each time that
 * changes: who is slow is given the newest state only. Leaving such a loop does not end the collection.
 */
export interface Collection extends PromiseLike<Collected>, AsyncIterable<CollectProgress> {
  readonly kind: 'collection'
  /** How far it has come by now. */
  readonly progress: CollectProgress
  /** Ends it after the transaction that is being written; resolves with what it did. Rejects where it has failed. */
  stop(): Promise<Collected>
}

/** What comes before and after a collection. */
export interface Neighbours {
  /** Is waited for; never rejects. */
  readonly before: Promise<unknown> | undefined
  readonly onOver: () => void
}

/** Begins a collection. */
export function startCollection(job: CollectJob, teller: Teller, neighbours: Neighbours): Collection {
  return new RunningCollection(job, job.request.quiet ? quieted(teller) : teller, neighbours)
}

class RunningCollection implements Collection {
  readonly kind = 'collection'
  readonly #collector: Collector
  readonly #done: Promise<Collected>
  #isOver = false
  /** Whether somebody waits for the end, and is told of a failure then. */
  #isAwaited = false
  #loops = 0
  #changed = changeOf()

  constructor({ topic, ...job }: CollectJob, teller: Teller, { before, onOver }: Neighbours) {
    const watch = teller.watch?.(topic) ?? null
    const { onProgress } = job.request
    this.#collector = new Collector(
      { topic, ...job },
      {
        say: teller.say,
        onProgress: (progress) => {
          watch?.step(progress)
          this.#change()
          onProgress?.(progress)
        },
      },
    )
    const run = async (): Promise<Collected> => {
      try {
        await before
        const collected = await this.#collector.run()
        const line = endedLine(collected)
        if (watch) await watch.end(line)
        else teller.say(line)
        return collected
      } catch (e) {
        await watch?.broke()
        throw e
      } finally {
        this.#isOver = true
        onOver()
        this.#change()
      }
    }
    this.#done = run()
    this.#done.catch((e: unknown) => this.#failed(topic, e, teller))
  }

  get progress(): CollectProgress {
    return this.#collector.progress
  }

  then<A = Collected, B = never>(
    onFulfilled?: ((collected: Collected) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isAwaited = true
    return this.#done.then(onFulfilled, onRejected)
  }

  stop(): Promise<Collected> {
    this.#isAwaited = true
    this.#collector.stopping.stop('stopped')
    return this.#done
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CollectProgress, void, void> {
    this.#loops++
    try {
      for (let seen = null as Change | null; !this.#isOver;) {
        if (this.#changed === seen) await seen.next
        if (this.#isOver) break
        seen = this.#changed
        yield this.progress
      }
      await this.#done
      yield this.progress
    } finally {
      this.#loops--
    }
  }

  #change(): void {
    const { announce } = this.#changed
    this.#changed = changeOf()
    announce()
  }

  /** A failure that nobody would hear of is told. */
  #failed(topic: string, e: unknown, { complain }: Teller): void {
    if (this.#isAwaited || this.#loops > 0) return
    const what = e instanceof CarnetError ? `${e.what} ${e.todo} [${e.code}]` : String(e)
    const messages = counted(this.progress.messages, 'message', currentLang())
    complain(phrase('collect.broke', currentLang(), { topic, messages, what }))
  }
}

/** One state, until the next one is there. */
interface Change {
  readonly next: Promise<void>
  readonly announce: () => void
}

function changeOf(): Change {
  let announce = (): void => {}
  const next = new Promise<void>((resolve) => (announce = resolve))
  return { next, announce }
}
