import { now } from '../clock'
import { type Found } from '../parse/formats/format'
import { type Parsed } from '../parse/outcome'
import { Parsing } from '../parse/parsing'
import { type Schema } from '../parse/schema'
import { type Provenance } from '../provenance'
import { untilInterrupted } from '../source/interrupt'
import { type RowOptions } from './options'
import { RowRecord } from './row-record'

/** What a source is called, and what it knows of itself once it was read. */
export interface Source {
  /** Its name in captions and in place of a topic: `filieres.csv`. */
  readonly name: string
  readonly origin: 'file' | 'database' | 'http'
}

/** Takes the rows of a source, one after the other. */
export class RowTaker {
  #count = 0
  #first = 1
  #last = 0
  #stopped: Provenance['stopped']

  constructor(
    private readonly name: string,
    private readonly parsing: Parsing<object>,
    private readonly limit: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * A row, and what was found in it. `number` is that of its line or row, from 1; `written` gives the row as the source has it.
   * Throws MESSAGE_REJECTED in strict mode.
   */
  add(number: number, written: Buffer | (() => Buffer), read: Found | ((record: RowRecord) => Found)): void {
    const record = new RowRecord(this.name, number, written)
    if (this.#count++ === 0) this.#first = number
    this.#last = number
    this.parsing.add(record, typeof read === 'function' ? read(record) : read)
  }

  /** Whether another row is wanted. Asked when there is one. */
  wants(): boolean {
    if (this.signal.aborted) this.#stopped = 'interrupt'
    else if (this.#count >= this.limit) this.#stopped = 'rows'
    return this.#stopped === undefined
  }

  /** Notes what ended the read before the end of the source. */
  stop(why: Provenance['stopped']): void {
    this.#stopped ??= why
  }

  get count(): number {
    return this.#count
  }

  /** How many more rows may be wanted. */
  get room(): number {
    return this.limit - this.#count
  }

  /** What was read, in the words of provenance. */
  read(): Pick<Provenance, 'ranges' | 'messages' | 'stopped'> {
    const range = { topic: this.name, partition: 0, from: BigInt(this.#first), to: BigInt(this.#last) + 1n }
    return {
      ranges: this.#count === 0 ? [] : [range],
      messages: this.#count,
      ...(this.#stopped !== undefined && { stopped: this.#stopped }),
    }
  }
}

/**
 * Reads the rows of a source into typed rows: `read` gives them to the taker while it wants more, and returns which file
 * holds them, if one does. Throws as `parse` does, and CELL_INTERRUPTED.
 */
export function rowsOf<Row extends object>(
  { name, origin }: Source,
  schema: Schema<Row>,
  { limit = Infinity, signal: outer, ...options }: RowOptions,
  read: (rows: RowTaker, signal: AbortSignal) => Promise<Provenance['capture']>,
): Promise<Parsed<Row>> {
  return untilInterrupted(outer, async (signal) => {
    const readAt = now().toISOString()
    const parsing = new Parsing(schema, options)
    const taker = new RowTaker(name, parsing, limit, signal)
    const capture = await read(taker, signal)
    const provenance: Provenance = {
      kind: 'provenance',
      topics: [name],
      clusterId: null,
      ...taker.read(),
      readAt,
      origin,
      capture,
    }
    return parsing.outcome(provenance, taker.count)
  })
}
