import { compareGroups, type OrderStep, type PlanColumn } from '../../query'
import { type Cell, type Column } from '../../table'
import { type Block } from './block'
import { cellsOf } from './vector'

/** The rows themselves, in the order they came; the first `most` of them. */
export class Gathered {
  readonly #values: readonly Cell[][]

  constructor(
    private readonly columns: readonly PlanColumn[],
    private readonly most = Infinity,
    values?: readonly Cell[][],
  ) {
    this.#values = values ?? columns.map(() => [])
  }

  /** Whether more rows would change nothing. */
  get isFull(): boolean {
    return this.length >= this.most
  }

  get length(): number {
    return this.#values[0]?.length ?? 0
  }

  add(block: Block): void {
    const wanted = this.most - this.length
    this.columns.forEach(({ name }, c) => {
      const values = cellsOf(block.column(name))
      const kept = this.#values[c]
      for (let i = 0; i < values.length && i < wanted; i++) kept.push(values[i])
    })
  }

  answer(): Column[] {
    return this.columns.map(({ name, type }, c) => ({ name, type, values: this.#values[c].slice() }))
  }
}

/** Rows in another order, of which `most` are kept: missing values last either way, and of equals the first to come. */
export class Ordered {
  readonly #keys: readonly { readonly at: number; readonly sign: number }[]
  #rows: Gathered
  readonly isFull = false

  constructor(
    { keys }: OrderStep,
    private readonly columns: readonly PlanColumn[],
    private readonly most = Infinity,
  ) {
    this.#keys = keys.map(({ column, descending }) => ({
      at: columns.findIndex((c) => c.name === column),
      sign: descending ? -1 : 1,
    }))
    this.#rows = new Gathered(columns)
  }

  add(block: Block): void {
    this.#rows.add(block)
    // Now and then what cannot be among the first any more is let go.
    if (this.#rows.length > 2 * this.most + 50_000) this.#rows = this.#first()
  }

  answer(): Column[] {
    return this.#first().answer()
  }

  #first(): Gathered {
    const columns = this.#rows.answer()
    const keys = this.#keys.map(({ at, sign }) => ({ values: columns[at].values, sign }))
    const order = Array.from({ length: this.#rows.length }, (_, i) => i).sort((a, b) => {
      for (const { values, sign } of keys) {
        const [x, y] = [values[a], values[b]]
        const found = compareGroups(x, y)
        if (found !== 0) return x === null || y === null ? found : found * sign
      }
      return a - b
    })
    const kept = order.slice(0, this.most)
    return new Gathered(
      this.columns,
      Infinity,
      columns.map(({ values }) => kept.map((i) => values[i])),
    )
  }
}
