import { type Expression } from '../../query'
import { type Cell, type Column, type ColumnType } from '../../table'
import { evaluate } from './evaluate'
import { type Positions } from './positions'
import { cellsOf, gather, toVector, type Vector } from './vector'

/** Some rows that are looked at together. */
export interface Block {
  readonly length: number
  column(name: string): Vector
  /** Where each row stands among all: what `first` and `last` go by. */
  readonly positions: Positions
}

/** Rows `start` to `end` (excluded) of a table. `types` are those of the question, which may know better. */
export class TableBlock implements Block {
  readonly #vectors = new Map<string, Vector>()
  readonly length: number
  constructor(
    private readonly columns: ReadonlyMap<string, Column>,
    private readonly types: ReadonlyMap<string, ColumnType>,
    private readonly start: number,
    private readonly end: number,
    private readonly rows: Positions,
  ) {
    this.length = end - start
  }

  column(name: string): Vector {
    let vector = this.#vectors.get(name)
    if (vector === undefined) {
      const column = this.columns.get(name)
      if (column === undefined) throw new RangeError(`no column ${name}`)
      vector = toVector(this.types.get(name) ?? column.type, column, this.start, this.end)
      this.#vectors.set(name, vector)
    }
    return vector
  }

  get positions(): Positions {
    return (i) => this.rows(this.start + i)
  }
}

/** Some rows of a block. */
export class SelectedBlock implements Block {
  readonly #vectors = new Map<string, Vector>()
  constructor(
    private readonly block: Block,
    private readonly rows: Uint32Array,
  ) {}

  get length(): number {
    return this.rows.length
  }

  column(name: string): Vector {
    let vector = this.#vectors.get(name)
    if (vector === undefined) {
      vector = gather(this.block.column(name), this.rows)
      this.#vectors.set(name, vector)
    }
    return vector
  }

  get positions(): Positions {
    const positions = this.block.positions
    return (i) => positions(this.rows[i])
  }
}

/** A block with further columns, which are computed when they are looked at. */
export class DerivedBlock implements Block {
  readonly #vectors = new Map<string, Vector>()
  constructor(
    private readonly block: Block,
    private readonly derived: ReadonlyMap<string, Expression>,
  ) {}

  get length(): number {
    return this.block.length
  }

  column(name: string): Vector {
    const expression = this.derived.get(name)
    if (expression === undefined) return this.block.column(name)
    let vector = this.#vectors.get(name)
    if (vector === undefined) {
      vector = evaluate(expression, this.block)
      this.#vectors.set(name, vector)
    }
    return vector
  }

  get positions(): Positions {
    return this.block.positions
  }
}

/** A reader of the rows of a block as objects without prototype, so that a column may be called `constructor`. */
export function rowReader(block: Block, names: readonly string[]): (i: number) => Record<string, Cell> {
  const columns = names.map((name) => [name, cellsOf(block.column(name))] as const)
  return (i) => {
    const row = Object.create(null) as Record<string, Cell>
    for (const [name, values] of columns) row[name] = values[i]
    return row
  }
}
