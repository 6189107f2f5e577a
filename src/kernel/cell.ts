import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync } from 'node:fs'
import { inspect } from 'node:util'
import { type CellMap, type Position } from './source-maps'
import { type Header } from './wire'

const INTERRUPTED = Symbol.for('carnet.interrupted')
const WATCHED = Symbol.for('carnet.watched')

/** One run of a cell. */
export class Cell {
  #map: CellMap | null = null
  #compiledLines = 0
  /** Whether it was interrupted: what it still starts, in a loop that goes on, should not begin. */
  interrupted = false
  /** Whether it failed as interrupted: what of its code goes on after a wait, or in a loop, ends there. */
  stopped = false

  constructor(
    /** How stacks and tracebacks call it: `cell 3`. */
    readonly name: string,
    /** Its execution count. */
    readonly count: number,
    readonly source: string,
    /** The request that its outputs answer to. */
    readonly request: Header,
    /** Whether a person looks on: a client that could answer questions of the cell has one. */
    readonly watched = false,
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

/** Where the code of a compiled file was typed. */
export interface UserFile {
  readonly source: string
  readonly map: CellMap
}

/** Finds the cell, or the file of the user's, that code belongs to. */
export class Cells {
  readonly #byName = new Map<string, Cell>()
  readonly #files = new Map<string, UserFile>()
  // Follows promises, timers and events, so that what a cell started knows its cell for ever.
  readonly #running = new AsyncLocalStorage<Cell>()

  add(cell: Cell): void {
    this.#byName.set(cell.name, cell)
  }

  named(name: string): Cell | undefined {
    return this.#byName.get(name)
  }

  /** A TypeScript file of the user's that was compiled; `path` is that of the JavaScript, which is nowhere. */
  addFile(path: string, map: CellMap | null): void {
    const source = ['.ts', '.tsx'].map((ext) => path.replace(/\.js$/, ext)).find((file) => existsSync(file))
    if (map)
      this.#files.set(path, source === undefined ? { source: path, map } : { source, map: map.ofFile() })
  }

  file(path: string): UserFile | undefined {
    return this.#files.get(path)
  }

  run<T>(cell: Cell, work: () => T): T {
    return this.#running.run(cell, work)
  }

  /**
   * Lets code ask about the cell that started it: `globalThis[Symbol.for('carnet.interrupted')]` is a function that says
   * whether it was interrupted, `carnet.watched` whether a person looks on. Cells may use another copy of carnet than
   * the kernel's, so they are found by a name.
   */
  publishState(): void {
    const publish = (name: symbol, value: () => boolean): void =>
      void Object.defineProperty(globalThis, name, { value, configurable: true })
    publish(INTERRUPTED, () => this.origin()?.interrupted ?? false)
    publish(WATCHED, () => this.origin()?.watched ?? false)
  }

  /** The cell that started the code which runs now. */
  origin(): Cell | undefined {
    return this.#running.getStore()
  }
}
