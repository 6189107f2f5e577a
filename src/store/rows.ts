import { carnetError } from '../errors'
import { type Parsed } from '../parse/outcome'
import { type Coordinates } from '../record'
import { type Cell, type ColumnType } from '../table'
import { BulkInsert, type Chunk } from './bulk'
import { inOneMessage, messageAt, OtherMessage, storedTimestamp } from './coordinates'
import { type Prepares, type Statement } from './driver'
import { quote } from './layout'
import { COORDINATES, type StoredField } from './row-table'
import { type Counts, Tally } from './saved'

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n

/** The source of a topic's messages. */
export type SourceOf = (topic: string) => number

/**
 * Puts the rows into their table. A row that is there already, by its coordinates, is left; or brought up to date where
 * the same message is read otherwise now. Throws OtherMessage where those coordinates hold a message of another time, and
 * STORE_VALUE_REFUSED for an integer beyond 64 bits. Runs inside a transaction.
 */
export function saveRows(
  on: Prepares,
  parsed: Parsed,
  fields: readonly StoredField[],
  sourceOf: SourceOf,
): Counts {
  const tally = new Tally()
  const table = parsed.schema.name
  const columns = parsed.rows.columns.map((c) => c.values)
  const names = [...COORDINATES, 'timestamp', ...fields.map((f) => f.column)]
  const stored = new StoredRows(on, table, fields)
  let last: Coordinates | undefined
  let source = 0
  let isCut = false
  const bulk = new BulkInsert(on, { table, key: COORDINATES, columns: names }, (chunk) => {
    tally.added += chunk.added
    if (chunk.added < chunk.length && last) stored.settle(chunk, { topic: last.topic, isCut }, tally)
  })

  let i = 0
  for (const origin of parsed.origins) {
    if (origin.topic !== last?.topic) {
      bulk.flush()
      source = sourceOf(origin.topic)
    }
    if (bulk.isFull) {
      isCut = inOneMessage(origin, last)
      bulk.flush()
      isCut = false
    }
    last = origin
    const row = bulk.row()
    row.push(source, origin.partition, origin.offset, origin.index, storedTimestamp(origin.timestamp))
    for (let c = 0; c < fields.length; c++) row.push(storedValue(columns[c][i], fields[c], origin))
    i++
  }
  bulk.flush()
  return tally.counts()
}

/** What a chunk does not say of itself. */
interface Context {
  readonly topic: string
  /** Whether the last message has more rows, in the next chunk. */
  readonly isCut: boolean
}

/** What to do with rows whose coordinates were taken. */
class StoredRows {
  readonly #table: string
  readonly #width: number
  readonly #between: Statement
  readonly #compare: Statement
  readonly #update: Statement
  readonly #cut: Statement

  constructor(on: Prepares, table: string, fields: readonly StoredField[]) {
    this.#table = table
    this.#width = COORDINATES.length + 1 + fields.length
    const from = `FROM ${quote(table)} WHERE source = ? AND partition = ? AND offset`
    const columns = fields.map((f) => quote(f.column))
    const same = columns.map((c) => `${c} IS ?`).join(' AND ') || '1'
    const set = columns.map((c) => `${c} = ?`).join(', ') || 'timestamp = timestamp'
    this.#between = on.prepare(`SELECT count(*) ${from} BETWEEN ? AND ?`).pluck()
    this.#compare = on.prepare(`SELECT ${same}, timestamp IS ? ${from} = ? AND row = ?`).raw()
    this.#update = on.prepare(
      `UPDATE ${quote(table)} SET ${set} WHERE source = ? AND partition = ? AND offset = ? AND row = ?`,
    )
    this.#cut = on.prepare(`DELETE ${from} = ? AND row > ?`)
  }

  /** Compares the rows of a chunk with what is stored, and brings what is stored up to date. */
  settle(chunk: Chunk, context: Context, tally: Tally): void {
    const changed = chunk.isSame && this.#isAll(chunk) ? 0 : this.#settleEach(chunk, context)
    tally.changed += changed
    tally.present += chunk.length - chunk.added - changed
  }

  /** Whether nothing is stored from the first message of the chunk to the last but its rows. */
  #isAll({ values, length }: Chunk): boolean {
    const [source, partition, offset] = values
    const [lastSource, lastPartition, lastOffset] = values.slice(-this.#width)
    return (
      source === lastSource &&
      partition === lastPartition &&
      this.#between.get(source, partition, offset, lastOffset) === length
    )
  }

  #settleEach({ values }: Chunk, { topic, isCut }: Context): number {
    let changed = 0
    for (let at = 0; at < values.length; at += this.#width) {
      const key = keyAt(values, at)
      const timestamp = values[at + COORDINATES.length]
      const cells = values.slice(at + COORDINATES.length + 1, at + this.#width)
      const [isSame, isSameMessage] = this.#compare.get(...cells, timestamp, ...key) as [number, number]
      if (!isSameMessage) throw new OtherMessage(this.#table, placeOf(key, topic))
      if (!isSame) changed += this.#update.run(...cells, ...key).changes
      // A message that gives fewer rows than it did: the ones beyond its last row are no longer right.
      const next = keyAt(values, at + this.#width)
      const isLast = next.length > 0 ? !inOneMessage(placeOf(key, topic), placeOf(next, topic)) : !isCut
      if (isLast) this.#cut.run(key)
    }
    return changed
  }
}

const keyAt = (values: readonly unknown[], at: number): readonly unknown[] =>
  values.slice(at, at + COORDINATES.length)

function placeOf([, partition, offset]: readonly unknown[], topic: string): Coordinates {
  return { topic, partition, offset } as Coordinates
}

/** A value as SQLite takes it. */
function storedValue(value: Cell, field: StoredField, at: Coordinates): Cell {
  if (value === null || value === undefined || Number.isNaN(value)) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (isWhole(field.type) && !fits(value))
    throw carnetError('STORE_VALUE_REFUSED', {
      column: field.name,
      at: messageAt(at),
      value: String(value),
    })
  return value
}

const isWhole = (type: ColumnType): boolean => type === 'integer' || type === 'timestamp'

function fits(value: Cell): boolean {
  if (typeof value === 'bigint') return value >= MIN_INT64 && value <= MAX_INT64
  return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 63
}
