import { byOffset, Run } from '../engine/local'
import { columnsFor, isFrame, labelOfRows, type Rows } from '../frame'
import { type Parsed } from '../parse/outcome'
import { type Label, setLabel } from '../provenance'
import { Answer, columnsUsed, type QueryPlan } from '../query'
import { Table } from '../table'
import { answerLabel, combined } from './label'

/**
 * A question that is being answered while rows come: add some, look at the answer so far, add more. How much it keeps
 * meanwhile is what `query.memory()` says.
 */
export class Running<Row extends object = Record<string, unknown>> {
  readonly #run: Run
  readonly #names: readonly string[]
  #label: Label | null = null

  constructor(private readonly plan: QueryPlan) {
    const used = columnsUsed(plan)
    this.#names = used.map((c) => c.name)
    this.#run = new Run(plan.rows.columns, plan.steps, used)
  }

  /** Whether more rows would change nothing: a limit without an order before it has its rows. */
  get isFull(): boolean {
    return this.#run.isFull
  }

  /** Adds rows. Throws COLUMN_UNKNOWN, COLUMN_TYPE_DIFFERS, ROWS_EXPECTED. */
  add(rows: Rows): this {
    const found = columnsFor(rows, this.#names)
    // A frame may call a column otherwise than it was asked for.
    const columns = found.columns.map((c, i) => ({ ...c, name: this.#names[i] }))
    const length = lengthOf(rows)
    this.#label = combined(this.#label, labelOfRows(rows))
    this.#run.add({ columns, length }, isParsed(rows) ? byOffset(rows) : undefined)
    return this
  }

  /** The answer to what has been added until now. */
  answer(): Answer<Row> {
    const { columns } = this.#run.answer()
    const label = this.#label ?? { provenance: null, filter: null }
    return setLabel(new Answer<Row>(columns, this.plan), answerLabel(label, this.plan))
  }
}

const isParsed = (rows: Rows): rows is Parsed<object> => !isFrame(rows) && !(rows instanceof Table)

function lengthOf(rows: Rows): number {
  if (isFrame(rows)) return rows.shape[0]
  return isParsed(rows) ? rows.rows.length : rows.length
}
