import { type Expression, type PlanColumn, type SummariseStep } from '../../query'
import { type Cell, type Column } from '../../table'
import { type Block } from './block'
import { evaluate } from './evaluate'
import { type AnyAccumulator, type Kind, makeAccumulator, type Reading, readingOf } from './figures'
import { GroupIndex } from './group-index'
import { doubles } from './vector'

/** An accumulator, and what it is given. */
interface Input {
  readonly kind: Kind
  readonly of: Expression | null
  readonly accumulator: AnyAccumulator
}

/** The figures of groups of rows, kept while the rows go by. */
export class Summary {
  readonly #index: GroupIndex
  readonly #readings: readonly Reading[]
  /** By kind and expression: figures that read the same thing share it. */
  readonly #inputs = new Map<string, Input>()
  #hasRows = false
  readonly isFull = false

  /** `columns` are those of the answer: the keys, then the figures. */
  constructor(
    private readonly step: SummariseStep,
    private readonly columns: readonly PlanColumn[],
  ) {
    this.#index = new GroupIndex(step.by.length)
    const readings = step.figures.map((f, i) => readingOf(f.value, columns[step.by.length + i].type))
    // Moments hold sums: a mean beside a deviation reads those.
    const moments = new Set(readings.flatMap((r) => (r.kind === 'Moments' ? [JSON.stringify(r.of)] : [])))
    this.#readings = readings.map((r) =>
      r.kind === 'Sums' && moments.has(JSON.stringify(r.of)) ? { ...r, kind: 'Moments' } : r,
    )
    for (const { kind, of } of this.#readings)
      if (!this.#inputs.has(inputKey(kind, of)))
        this.#inputs.set(inputKey(kind, of), { kind, of, accumulator: makeAccumulator(kind) })
  }

  add(block: Block): void {
    this.#hasRows = true
    const keys = this.step.by.map((name) => block.column(name))
    const groups = this.#index.add(keys, block.length)
    const size = this.#index.size
    for (const { of, accumulator } of this.#inputs.values()) {
      const input = of === null ? NOTHING : evaluate(of, block)
      accumulator.add(input, groups, size, block.positions)
    }
  }

  /** Adds what another summary of the same step kept of other rows. */
  merge(other: Summary): void {
    if (!other.#hasRows) return
    this.#hasRows = true
    const into = this.#index.merge(other.#index)
    for (const [key, { accumulator }] of this.#inputs) {
      const others = other.#inputs.get(key)?.accumulator
      if (others === undefined) throw new TypeError('only summaries of one step can be merged')
      // Both are of one kind: they have one key.
      ;(accumulator as { merge(o: AnyAccumulator, into: Uint32Array, size: number): void }).merge(
        others,
        into,
        this.#index.size,
      )
    }
  }

  /** The groups in the order in which they are listed, missing keys last. */
  answer(): Column[] {
    const groups = this.#index.listed()
    const { by } = this.step
    return this.columns.map(({ name, type }, c) => {
      if (c < by.length) {
        return { name, type, values: eachOf(groups, (g) => this.#index.key(g, c)) }
      }
      const reading = this.#readings[c - by.length]
      const from = this.#inputs.get(inputKey(reading.kind, reading.of))?.accumulator
      if (from === undefined) throw new TypeError(`nothing was kept for ${name}`)
      return { name, type, values: eachOf(groups, (g) => reading.read(from, g)) }
    })
  }
}

/** Given where an accumulator counts rows alone. */
const NOTHING = doubles('number', new Float64Array(0))

const inputKey = (kind: Kind, of: Expression | null): string => `${kind} ${JSON.stringify(of)}`

function eachOf(groups: Uint32Array, cell: (group: number) => Cell): Cell[] {
  const cells = new Array<Cell>(groups.length)
  for (let i = 0; i < groups.length; i++) cells[i] = cell(groups[i])
  return cells
}
