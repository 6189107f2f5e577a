import { Cell } from './cell'
import { type Engine, type Outcome } from './engine'
import { bundleOf } from './last-value'
import { type Request, type Server } from './server'
import { type Interrupts } from './signals'
import { Halted } from './halting'
import { type Shared, takeInterrupts } from './shared'
import { type Streams } from './streams'
import {
  interruptedContent,
  isStoppedByNode,
  thrownContent,
  typeErrorContent,
  type ErrorContent,
  type Places,
} from './traceback'

/** Milliseconds for requests that were sent while a cell ran to reach the queue, when it has failed. */
const DRAIN = 20

/** Milliseconds for an interrupted cell to end by itself, where a read of it ends with what it has. */
const GRACE = 900

/** What an interrupted cell says that ended by itself: it looks like one that ran to its end. */
const ENDED_EARLY = 'The cell was interrupted; what was read until then is kept.\n'

interface Run {
  readonly cell: Cell
  /** Ends the waiting of an interrupted cell. */
  grace: NodeJS.Timeout | null
  /** An error of something that the cell started and did not wait for. */
  stray: { readonly thrown: unknown } | null
}

/** Runs cells in the order of their requests. */
export class Session {
  #count = 0
  #hidden = 0
  #arrived = 0
  /** Requests up to this one are answered as aborted: a cell before them failed when they were already queued. */
  #abortThrough = 0
  #queue: Promise<void> = Promise.resolve()
  #run: Run | null = null
  #last: Cell | null = null

  constructor(
    private readonly server: Server,
    private readonly engine: Engine,
    private readonly streams: Streams,
    private readonly places: Places,
    private readonly interrupts: Interrupts,
    private readonly shared: Shared,
  ) {}

  /** The cell that runs. */
  get running(): Cell | null {
    return this.#run?.cell ?? null
  }

  /** The cell that output belongs to: the one that started the code, else the one that runs or ran last. */
  get origin(): Cell | null {
    return this.places.cells.origin() ?? this.#run?.cell ?? this.#last
  }

  /** Runs a cell once those before it are done; `around` announces its beginning and end. */
  execute(request: Request, around: (work: () => Promise<void>) => Promise<void>): Promise<void> {
    const number = ++this.#arrived
    const turn = this.#queue.then(() =>
      around(async () => {
        if (number <= this.#abortThrough) request.reply('execute_reply', { status: 'aborted' })
        else await this.#execute(request)
      }),
    )
    this.#queue = turn.catch(() => {})
    return turn
  }

  /**
   * Stops the running cell, which then fails as interrupted. Where a listener of `carnet:interrupt` asks
   * for a moment, the cell may end by itself before; a second interrupt does not wait.
   */
  interrupt(): void {
    takeInterrupts(this.shared)
    const run = this.#run
    const again = run?.cell.interrupted === true
    if (run) run.cell.interrupted = true
    const asked = this.interrupts.announce()
    if (run && asked && !again) run.grace = setTimeout(() => this.#stop(run.cell), GRACE)
    else this.#stop(run?.cell)
  }

  #stop(cell: Cell | undefined): void {
    if (cell) cell.stopped = true
    this.engine.interrupt()
  }

  /**
   * An error that nobody waited for. If the cell that started it still runs, it fails at once; else the error is
   * written under that cell, with its content in the message's metadata (`carnet.unhandled`), where a client that runs
   * a notebook without a person looks for it.
   */
  stray(kind: string, thrown: unknown): void {
    const cell = this.origin
    if (thrown instanceof Halted && cell?.stopped) return
    if (this.#run && cell === this.#run.cell) {
      this.#run.stray ??= { thrown }
      this.engine.interrupt()
      return
    }
    const content = thrownContent(thrown, this.places)
    const text = [`${kind} (after the end of the cell)`, ...content.traceback, ''].join('\n')
    if (!cell) {
      process.stderr.write(text)
      return
    }
    this.streams.flush()
    this.server.publish('stream', { name: 'stderr', text }, cell.request, { carnet: { unhandled: content } })
  }

  async #execute(request: Request): Promise<void> {
    const { code, silent, store_history, stop_on_error } = request.content
    const source = typeof code === 'string' ? code : ''
    const shown = silent !== true
    const counted = shown && store_history !== false
    const count = counted ? ++this.#count : this.#count
    const cell = this.#begin(source, count, counted, request)
    if (shown) this.server.publish('execute_input', { code: source, execution_count: count }, request.header)

    let failure: ErrorContent | null
    try {
      failure = await this.#work(cell, shown)
      if (failure === null && cell.interrupted) this.streams.write(cell, 'stderr', ENDED_EARLY)
    } catch (e) {
      // A fault of the kernel's own is told like any other: whoever asked is not left without an answer.
      failure = thrownContent(e, this.places)
    } finally {
      if (this.#run?.grace) clearTimeout(this.#run.grace)
      this.#run = null
      this.streams.flush()
    }
    if (shown && failure !== null) this.server.publish('error', { ...failure }, cell.request)
    if (shown && stop_on_error !== false && (failure !== null || cell.interrupted)) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN))
      this.#abortThrough = this.#arrived
    }
    const how =
      failure === null ? { status: 'ok', payload: [], user_expressions: {} } : { status: 'error', ...failure }
    request.reply('execute_reply', { ...how, execution_count: count })
  }

  #begin(source: string, count: number, counted: boolean, request: Request): Cell {
    // A name belongs to one run, for ever: functions that it defined may fail much later.
    const name = counted ? `cell ${count}` : `hidden cell ${++this.#hidden}`
    const watched = request.content.allow_stdin === true
    const cell = new Cell(name, count, source, request.header, watched)
    this.places.cells.add(cell)
    this.interrupts.ensure()
    this.#run = { cell, grace: null, stray: null }
    this.#last = cell
    return cell
  }

  async #work(cell: Cell, shown: boolean): Promise<ErrorContent | null> {
    const outcome = await this.engine.run(cell)
    if (outcome.ok && 'value' in outcome && shown) {
      const failure = await this.#show(cell, outcome.value)
      if (failure) return failure
    }
    // Promises that were rejected in this turn are told of at its end.
    await new Promise((resolve) => setImmediate(resolve))
    return this.#failure(cell, outcome)
  }

  #failure(cell: Cell, outcome: Outcome): ErrorContent | null {
    const stray = this.#run?.stray
    if (outcome.ok && !stray) return null
    if (!stray && 'diagnostics' in outcome) return typeErrorContent(outcome.diagnostics, cell)
    const thrown = stray ? stray.thrown : 'thrown' in outcome ? outcome.thrown : null
    const stopped = isStoppedByNode(thrown) || thrown instanceof Halted
    // Node stopped the script itself, or a loop did that looked, and nobody else was told.
    if (stopped && !cell.interrupted) this.interrupt()
    return cell.interrupted && (stopped || !stray) ? interruptedContent() : thrownContent(thrown, this.places)
  }

  /** Shows the value of the last expression. */
  async #show(cell: Cell, value: unknown): Promise<ErrorContent | null> {
    try {
      const data = await this.places.cells.run(cell, () => bundleOf(value))
      this.streams.flush()
      this.server.publish('execute_result', { execution_count: cell.count, data, metadata: {} }, cell.request)
      return null
    } catch (e) {
      return thrownContent(e, this.places)
    }
  }
}
