import { AsyncLocalStorage } from 'node:async_hooks'
import { inspect } from 'node:util'
import { type CellMap, type Position } from './source-maps'
import { type Header } from './wire'

const INTERRUPTED = Symbol.for('carnet.interrupted')

/** One run of a cell. */
export class Cell {
  #map: CellMap | null = null
  #compiledLines = 0
  /** Whether it was interrupted: what it still starts, in a loop that goes on, should not begin. */
  interrupted = false

  constructor(
    /** How stacks and tracebacks call it: `cell 3`. */
    readonly name: string,
    /** Its execution count. */
    readonly count: number,
    readonly source: string,
    /** The request that its outputs answer to. */
    readonly request: Header,
  ) {}

  compiled(code: string, map: CellMap | null): void {
    this.#compiledLines = code.split('\n').length
    this.#map = map
  }

  /** Timers and promises that a cell prints hold it, as what they run for. */
  [inspect.custom](): string {
    return this.name
  }

  /** Where in the source a place of the compiled code comes from; null for code of the compiler's or tslab's own. */
  original(position: Position): Position | null {
    if (position.line > this.#compiledLines) return null
    return this.#map?.original(position) ?? null
  }
}

/** Finds the cell that code belongs to. */
export class Cells {
  readonly #byName = new Map<string, Cell>()
  // Follows promises, timers and events, so that what a cell started knows its cell for ever.
  readonly #running = new AsyncLocalStorage<Cell>()

  add(cell: Cell): void {
    this.#byName.set(cell.name, cell)
  }

  named(name: string): Cell | undefined {
    return this.#byName.get(name)
  }

  run<T>(cell: Cell, work: () => T): T {
    return this.#running.run(cell, work)
  }

  /**
   * Lets code ask whether the cell that started it was interrupted: `globalThis[Symbol.for('carnet.interrupted')]` is
   * a function for that. Cells may use another copy of carnet than the kernel's, so it is found by a name.
   */
  publishInterrupted(): void {
    const interrupted = (): boolean => this.origin()?.interrupted ?? false
    Object.defineProperty(globalThis, INTERRUPTED, { value: interrupted, configurable: true })
  }

  /** The cell that started the code which runs now. */
  origin(): Cell | undefined {
    return this.#running.getStore()
  }
}
