import { setImmediate as otherWork } from 'node:timers/promises'
import { type Positions, Run } from '../engine/local'
import { carnetError } from '../errors'
import { type Label } from '../provenance'
import { columnsUsed, columnUnknown, type PlanColumn, type QueryPlan } from '../query'
import { type Cell, type Table } from '../table'
import { smallest } from '../tabular'
import { type Database, type Statement } from './driver'
import { quote } from './layout'
import { pushedDown, type StoredFields } from './pushdown'
import { type StoredField } from './row-table'
import { type SelectedRows, type Stretch } from './selection'
import { storedProvenanceOf } from './stored-provenance'

/** Rows that are read together. */
const BLOCK = 65_536

/**
 * Answers a question from rows of a table: SQLite reads the columns that it looks at and leaves out what its first filters
 * refuse; the rest goes through the same engine as rows at hand, in one pass, in the order of the messages. Other work goes on
 * between blocks of rows. Throws COLUMN_UNKNOWN, COLUMN_TYPE_DIFFERS.
 */
export async function answerFromRows(
  db: Database,
  plan: QueryPlan,
  rows: SelectedRows,
): Promise<{ readonly table: Table; readonly label: Label }> {
  const used = columnsUsed(plan)
  const reader = new RowReader(db, plan, rows, used)
  const run = new Run(plan.rows.columns, plan.steps, used)
  for (const [rank, stretch] of rows.stretches.entries()) {
    if (run.isFull) break
    for (const { columns, length, positions } of reader.blocks(stretch, rank)) {
      run.add({ columns: columns.map((values, c) => ({ ...used[c], values })), length }, positions)
      if (run.isFull) break
      await otherWork()
    }
  }
  return { table: run.answer(), label: { provenance: storedProvenanceOf(db, rows), filter: null } }
}

interface Block {
  readonly columns: readonly (readonly Cell[])[]
  readonly length: number
  readonly positions: Positions | undefined
}

/** Reads rows by stretches, as blocks of columns. */
class RowReader {
  readonly #converters: readonly Converter[]
  readonly #needsPlaces: boolean
  readonly #head: string
  readonly #values: readonly unknown[]

  constructor(
    private readonly db: Database,
    plan: QueryPlan,
    { table, fields }: SelectedRows,
    used: readonly PlanColumn[],
  ) {
    const known: StoredFields = new Map(fields.map((f) => [f.name, f]))
    const stored = used.map((column) => storedColumn(column, known))
    this.#converters = stored.map((f) => CONVERTERS[f.type])
    this.#needsPlaces = plan.steps.some(
      (s) =>
        s.step === 'summarise' &&
        s.figures.some(({ value }) => value.figure === 'first' || value.figure === 'last'),
    )
    const condition = pushedDown(plan, known)
    const columns = [
      ...(this.#needsPlaces ? ['partition', 'offset', 'row'] : []),
      ...stored.map((f) => quote(f.column)),
    ]
    this.#head = `SELECT ${columns.join(', ') || '1'} FROM ${quote(table)} WHERE ${condition?.sql ?? '1'} AND source = ?`
    this.#values = condition?.values ?? []
  }

  *blocks({ source, range }: Stretch, rank: number): Generator<Block> {
    const order = 'ORDER BY partition, offset, row'
    const statement =
      range === null
        ? this.db.prepare(`${this.#head} ${order}`).bind(...this.#values, source)
        : this.db
            .prepare(`${this.#head} AND partition = ? AND offset >= ? AND offset < ? ${order}`)
            .bind(...this.#values, source, range.partition, range.from, range.to)
    yield* this.#read(statement.raw().safeIntegers(), rank)
  }

  *#read(statement: Statement, rank: number): Generator<Block> {
    const converters = this.#converters
    const first = this.#needsPlaces ? 3 : 0
    let columns = converters.map((): Cell[] => [])
    let places: (readonly unknown[])[] = []
    let length = 0
    const block = (): Block => {
      const done = { columns, length, positions: this.#needsPlaces ? placesOf(places, rank) : undefined }
      columns = converters.map(() => [])
      places = []
      length = 0
      return done
    }
    for (const row of statement.iterate() as IterableIterator<readonly unknown[]>) {
      for (let c = 0; c < converters.length; c++) columns[c].push(converters[c](row[first + c]))
      if (this.#needsPlaces) places.push(row)
      if (++length === BLOCK) yield block()
    }
    if (length > 0) yield block()
  }
}

/** A column of a question in the table. Throws COLUMN_UNKNOWN, COLUMN_TYPE_DIFFERS. */
function storedColumn({ name, type }: PlanColumn, fields: StoredFields): StoredField {
  const field = fields.get(name)
  if (field === undefined) throw columnUnknown(name, [...fields.keys()])
  if (field.type !== type)
    throw carnetError('COLUMN_TYPE_DIFFERS', { column: name, expected: type, found: field.type })
  return field
}

/** Partitions of one source stand together; those of the next come after them all. */
const PARTITIONS = 2 ** 31

function placesOf(rows: readonly (readonly unknown[])[], rank: number): Positions {
  return (i) => {
    const [partition, offset, index] = rows[i] as [bigint, bigint, bigint]
    return { topic: '', partition: rank * PARTITIONS + Number(partition), offset, index: Number(index) }
  }
}

type Converter = (value: unknown) => Cell

const asIs: Converter = (value) => value as Cell
const asNumber: Converter = (value) => (value === null ? null : Number(value))

/** Whole numbers come as bigints. */
const CONVERTERS: Readonly<Record<StoredField['type'], Converter>> = {
  text: asIs,
  date: asIs,
  number: asNumber,
  timestamp: asNumber,
  integer: (value) => (value === null ? null : smallest(value as bigint)),
  boolean: (value) => (value === null ? null : value === 1n),
}
