import { carnetError } from '../errors'
import { setLineage } from '../lineage'
import { type Provenance, setLabel } from '../provenance'
import { type KafkaRecord } from '../record'
import { Table } from '../table'
import { type FlatObject } from './flat/object'
import { Rows, type Found } from './formats/format'
import { type Item } from './item'
import { type ParseOptions } from './options'
import { OriginColumns } from './origins'
import { type Funnel, type Parsed, type Reject } from './outcome'
import { Refusal } from './refusal'
import { RowBuilder } from './row'
import { type Schema } from './schema'
import { checkShare } from './share'

/** A message; one that is something else in the shape of a message may say where it stands, and how it is kept. */
export interface Taken extends KafkaRecord {
  /** In words: `filieres.csv #17`. */
  readonly place?: string
  /** The message as plain data. */
  kept?(): KafkaRecord
}

/** What becomes of messages, one after the other: rows, rejects, and the counts that must add up. */
export class Parsing<Row extends object> {
  readonly #rows: RowBuilder
  readonly #origins: OriginColumns
  readonly #rejects: Reject[] = []
  readonly #rejectCounts = new Map<string, number>()
  readonly #formats = new Map<string, number>()
  readonly #counts = { read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 }

  /** `expected` rows fit without growing. */
  constructor(
    private readonly schema: Schema<Row>,
    private readonly options: Pick<ParseOptions, 'mode' | 'maxRejectShare'>,
    expected = 0,
  ) {
    this.#rows = new RowBuilder(schema.fields)
    this.#origins = new OriginColumns(expected)
  }

  /** A message without a value. */
  addTombstone(): void {
    this.#counts.read++
    this.#counts.tombstones++
  }

  /** A message without anything in it. */
  addEmpty(): void {
    this.#counts.read++
    this.#counts.empty++
  }

  /** A message, and what was found in it. Throws MESSAGE_REJECTED in strict mode. */
  add(record: Taken, found: Found): void {
    if (found instanceof Rows && found.items.length === 0) {
      this.addEmpty()
      return
    }
    this.#counts.read++
    let hasRow = false
    if (found instanceof Refusal) this.#reject(record, found, null)
    else if (found instanceof Rows) {
      this.#countFormat(found.format)
      found.items.forEach((item, index) => {
        if (this.#addRow(record, item, index, index)) hasRow = true
      })
    } else {
      this.#countFormat(found.format)
      hasRow = this.#addRow(record, found, 0, null)
    }
    if (hasRow) this.#counts.parsed++
    else this.#counts.rejected++
  }

  /** A message that went the short way; false where it has to go the long way, and is not added. */
  addFlat(record: Taken, object: FlatObject): boolean {
    if (!this.#rows.addFlat(object)) return false
    this.#counts.read++
    this.#counts.parsed++
    this.#countFormat(object.format)
    this.#origins.add(record, 0, object.format)
    return true
  }

  /**
   * The outcome, of `expected` messages of that provenance. Throws REJECT_SHARE_EXCEEDED, and FUNNEL_BROKEN where the counts
   * do not add up.
   */
  outcome(provenance: Provenance, expected: number): Parsed<Row> {
    const funnel = { ...this.#counts }
    checkFunnel(funnel, expected)
    checkShare(this.#rejectCounts, this.#origins.length, this.options.maxRejectShare)
    const label = { provenance, filter: null }
    const parsed: Parsed<Row> = {
      kind: 'parsed',
      schema: this.schema,
      rows: setLabel(new Table<Row>(this.#rows.columns()), label),
      origins: this.#origins,
      rejects: this.#rejects,
      rejectCounts: this.#rejectCounts,
      funnel,
      formats: this.#formats,
      repairs: this.#rows.repairs(),
      provenance,
    }
    setLineage(parsed.rows, { source: parsed, rows: null })
    return setLabel(parsed, label)
  }

  #addRow(record: Taken, item: Item | Refusal, index: number, rejectIndex: number | null): boolean {
    const refusal = item instanceof Refusal ? item : this.#rows.add(item)
    if (refusal === null && !(item instanceof Refusal)) {
      this.#origins.add(record, index, item.format)
      return true
    }
    if (refusal !== null) this.#reject(record, refusal, rejectIndex)
    return false
  }

  #reject(taken: Taken, refusal: Refusal, index: number | null): void {
    const { stage, code, reason, position, details } = refusal
    this.#rejectCounts.set(code, (this.#rejectCounts.get(code) ?? 0) + 1)
    const { mode } = this.options
    if (mode === 'drop') return
    const record = taken.kept?.() ?? taken
    const reject: Reject = { record, index, stage, code, reason, position, details }
    if (mode === 'strict') {
      const at = taken.place ?? `${record.topic}[${record.partition}] ${record.offset}`
      throw carnetError('MESSAGE_REJECTED', { at, index, code, reason, position }, reject)
    }
    this.#rejects.push(reject)
  }

  #countFormat(format: string): void {
    this.#formats.set(format, (this.#formats.get(format) ?? 0) + 1)
  }
}

function checkFunnel(funnel: Funnel, expected: number): void {
  const { read, parsed, rejected, tombstones, empty } = funnel
  const sum = parsed + rejected + tombstones + empty
  if (sum === read && read === expected) return
  const counts = `${parsed} parsed + ${rejected} rejected + ${tombstones} tombstones + ${empty} empty = ${sum}`
  throw carnetError('FUNNEL_BROKEN', { expected, counts })
}
