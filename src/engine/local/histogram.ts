import { carnetError } from '../../errors'
import { compareGroups, type HistogramStep, type PlanColumn } from '../../query'
import { type Cell, type Column } from '../../table'
import { type Block } from './block'
import { evaluate } from './evaluate'
import { GroupIndex } from './group-index'
import { grown } from './grow'
import { doubles, toNumbers } from './vector'

/** More pieces than this are no picture any more. */
const MOST_PIECES = 10_000

/**
 * Rows counted by pieces. Every group has every piece between the least and the greatest of all, empty ones too, so that
 * groups can be laid side by side. Infinite values are pieces of their own, missing ones too, the last.
 */
export class Histogram {
  readonly #groups: GroupIndex
  readonly #cells = new GroupIndex(2)
  #rows: Float64Array = new Float64Array(0)
  readonly #edges: Edges
  readonly isFull = false

  constructor(
    private readonly step: HistogramStep,
    private readonly columns: readonly PlanColumn[],
  ) {
    this.#groups = new GroupIndex(step.by.length)
    this.#edges = new Edges(step.width, step.origin)
  }

  add(block: Block): void {
    const keys = this.step.by.map((name) => block.column(name))
    const groups = this.#groups.add(keys, block.length)
    const values = toNumbers(evaluate(this.step.of, block))
    const pieces = doubles(
      'integer',
      values.map((v) => this.#edges.pieceOf(v)),
    )
    const cells = this.#cells.add([doubles('integer', Float64Array.from(groups)), pieces], block.length)
    const rows = (this.#rows = grown(this.#rows, this.#cells.size))
    for (const cell of cells) rows[cell]++
  }

  answer(): Column[] {
    const counts = new Map<number, Map<Cell, number>>()
    for (let cell = 0; cell < this.#cells.size; cell++) {
      const group = Number(this.#cells.key(cell, 0))
      const pieces = counts.get(group) ?? new Map<Cell, number>()
      counts.set(group, pieces)
      pieces.set(this.#cells.key(cell, 1), this.#rows[cell])
    }
    const pieces = this.#pieces(counts)
    const lines = Array.from(this.#groups.listed()).flatMap((group) =>
      pieces.flatMap((piece) => {
        const n = counts.get(group)?.get(piece) ?? 0
        // Of what is no piece of the scale only what there is is listed.
        return n > 0 || Number.isFinite(piece ?? NaN) ? [{ group, piece, n }] : []
      }),
    )
    const keys = this.step.by.length
    return this.columns.map(({ name, type }, c) => ({
      name,
      type,
      values: lines.map(({ group, piece, n }): Cell => {
        if (c < keys) return this.#groups.key(group, c)
        return c === keys + 2 ? n : piece === null ? null : this.#edges.edge(Number(piece) + (c - keys))
      }),
    }))
  }

  /** All pieces there are, and those between; infinite ones at their ends, missing last. */
  #pieces(counts: ReadonlyMap<number, ReadonlyMap<Cell, number>>): Cell[] {
    const found = new Set([...counts.values()].flatMap((pieces) => [...pieces.keys()]))
    let [low, high] = [Infinity, -Infinity]
    for (const piece of found)
      if (typeof piece === 'number' && Number.isFinite(piece)) {
        low = Math.min(low, piece)
        high = Math.max(high, piece)
      }
    if (high - low >= MOST_PIECES)
      throw carnetError('HISTOGRAM_TOO_FINE', { pieces: high - low + 1, most: MOST_PIECES })
    for (let piece = low; piece <= high; piece++) found.add(piece)
    return [...found].sort(compareGroups)
  }
}

/** The edges of pieces, rounded to the decimals of width and origin: 0.3 begins the piece from 0.3, not that before. */
class Edges {
  readonly #known = new Map<number, number>()
  readonly #decimals: number

  constructor(
    private readonly width: number,
    private readonly origin: number,
  ) {
    this.#decimals = Math.min(100, Math.max(decimalsOf(width), decimalsOf(origin)))
  }

  /** Where a piece begins. */
  edge(piece: number): number {
    let edge = this.#known.get(piece)
    if (edge === undefined) {
      const exact = this.origin + piece * this.width
      edge = Math.abs(exact) < 1e21 ? Number(exact.toFixed(this.#decimals)) + 0 : exact
      this.#known.set(piece, edge)
    }
    return edge
  }

  /** The piece that holds a value; NaN for a missing one. */
  pieceOf(value: number): number {
    const piece = Math.floor((value - this.origin) / this.width)
    if (!Number.isFinite(piece)) return piece
    return value < this.edge(piece) ? piece - 1 : value >= this.edge(piece + 1) ? piece + 1 : piece
  }
}

function decimalsOf(value: number): number {
  const [digits, power = '0'] = String(value).split('e')
  return Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(power))
}
