import { carnetError } from '../../errors'
import {
  columnsAfter,
  DAY,
  findColumn,
  isGathering,
  type PlanColumn,
  type QueryPlan,
  type Step,
} from '../../query'
import { type Cell, type Column, type ColumnType, Table } from '../../table'
import { type Block, DerivedBlock, rowReader, SelectedBlock, TableBlock } from './block'
import { evaluate } from './evaluate'
import { Gathered, Ordered } from './gather'
import { Histogram } from './histogram'
import { inOrder, type Positions } from './positions'
import { Summary } from './summary'
import { TRUE } from './vector'

/** Rows that are looked at together: with fewer, tables of many groups leave the cache between two blocks. */
const BLOCK = 65_536

/** What the first step that looks at all rows keeps of them. */
interface Collector {
  readonly isFull: boolean
  add(block: Block): void
  answer(): Column[]
}

/**
 * A question being answered, while rows go by: filters and derived columns row by row, then one step that looks at all
 * of them (a summary, an order, a limit) and keeps what it must; what comes after that works on its small answer.
 */
export class Run {
  readonly #rowSteps: readonly Step[]
  readonly #collector: Collector
  readonly #rest: readonly Step[]
  /** The columns before each row step, and what the collector gives. */
  readonly #before: readonly (readonly PlanColumn[])[]
  readonly #collected: readonly PlanColumn[]
  readonly #types: ReadonlyMap<string, PlanColumn['type']>
  #rows = 0

  constructor(
    columns: readonly PlanColumn[],
    steps: readonly Step[],
    /** The columns that are looked at; others need not be there. */
    private readonly used: readonly PlanColumn[] = columns,
  ) {
    const found = steps.findIndex(isGathering)
    const end = found < 0 ? steps.length : found
    this.#rowSteps = steps.slice(0, end)
    const before = [columns]
    for (const step of this.#rowSteps) before.push(columnsAfter(before[before.length - 1], step))
    this.#before = before
    const { collector, taken, after } = collectorOf(steps.slice(end), before[before.length - 1])
    this.#collector = collector
    this.#collected = after
    this.#rest = steps.slice(end + taken)
    this.#types = new Map(columns.map((c) => [c.name, c.type]))
  }

  /** Whether more rows would change nothing. */
  get isFull(): boolean {
    return this.#collector.isFull
  }

  /** Adds rows. Throws COLUMN_UNKNOWN and COLUMN_TYPE_DIFFERS where they are not those of the question. */
  add(table: Pick<Table, 'columns' | 'length'>, positions: Positions = inOrder(this.#rows)): void {
    const columns = new Map(this.used.map((c) => [c.name, fitting(c, findColumn(table, c.name))]))
    for (let start = 0; start < table.length && !this.isFull; start += BLOCK) {
      const end = Math.min(start + BLOCK, table.length)
      this.#addBlock(new TableBlock(columns, this.#types, start, end, positions))
    }
    this.#rows += table.length
  }

  /** The answer so far. */
  answer(): Table {
    const table = new Table(this.#collector.answer())
    if (this.#rest.length === 0) return table
    const rest = new Run(this.#collected, this.#rest)
    rest.add(table)
    return rest.answer()
  }

  #addBlock(block: Block): void {
    let rows = block
    for (const [i, step] of this.#rowSteps.entries()) rows = applied(step, rows, this.#before[i])
    if (rows.length > 0) this.#collector.add(rows)
  }
}

/** A whole table at once. */
export function runOn(plan: QueryPlan, table: Pick<Table, 'columns' | 'length'>): Table {
  const run = new Run(plan.rows.columns, plan.steps)
  run.add(table)
  return run.answer()
}

function collectorOf(
  [step, next]: readonly Step[],
  columns: readonly PlanColumn[],
): { collector: Collector; taken: number; after: readonly PlanColumn[] } {
  if (step === undefined) return { collector: new Gathered(columns), taken: 0, after: columns }
  const after = columnsAfter(columns, step)
  if (step.step === 'summarise') return { collector: new Summary(step, after), taken: 1, after }
  if (step.step === 'histogram') return { collector: new Histogram(step, after), taken: 1, after }
  if (step.step === 'limit') return { collector: new Gathered(columns, step.rows), taken: 1, after }
  if (step.step !== 'orderBy') throw new TypeError(`${step.step} looks at rows one by one`)
  // Ordered rows of which only the first are wanted need not all be kept.
  return next?.step === 'limit'
    ? { collector: new Ordered(step, columns, next.rows), taken: 2, after }
    : { collector: new Ordered(step, columns), taken: 1, after }
}

/** What a row step leaves of a block; `columns` are those before it. */
function applied(step: Step, block: Block, columns: readonly PlanColumn[]): Block {
  if (step.step === 'where') {
    const truth = evaluate(step.test, block)
    return selected(block, (i) => truth.values[i] === TRUE)
  }
  if (step.step === 'local') {
    const names = columns.map((c) => c.name)
    const row = rowReader(block, names)
    const test = step.test as (row: Record<string, Cell>) => unknown
    return selected(block, (i) => test(row(i)) === true)
  }
  if (step.step === 'derive')
    return new DerivedBlock(block, new Map(step.columns.map((c) => [c.name, c.value])))
  return block
}

function selected(block: Block, isKept: (row: number) => boolean): Block {
  const rows = new Uint32Array(block.length)
  let n = 0
  for (let i = 0; i < block.length; i++) if (isKept(i)) rows[n++] = i
  return n === block.length ? block : new SelectedBlock(block, rows.subarray(0, n))
}

/** The column of some rows, if it is of the type that the question was made for. One without any value fits. */
function fitting({ name, type }: PlanColumn, column: Column): Column {
  if (column.type === type || column.values.every((v) => v === null || fits(v, type)))
    return { ...column, type }
  throw carnetError('COLUMN_TYPE_DIFFERS', { column: name, expected: type, found: column.type })
}

/** Whether a value can stand in a column of that type: a DataFrame knows neither whole numbers nor days. */
function fits(value: NonNullable<Cell>, type: ColumnType): boolean {
  if (type === 'number') return typeof value === 'number' || typeof value === 'bigint'
  if (type === 'integer') return typeof value === 'bigint' || Number.isInteger(value)
  return type === 'date' && typeof value === 'string' && DAY.test(value)
}
