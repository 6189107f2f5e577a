import { type Cell } from '../../../table'
import { comparePositions, type Position, type Positions } from '../positions'
import { cellsOf, type Vector } from '../vector'
import { type Accumulator } from './accumulator'

interface Found {
  readonly position: Position
  readonly value: Cell
}

/** The first and the last value that is there, by where its row stands. */
export class Ends implements Accumulator<Ends> {
  readonly #first: (Found | undefined)[] = []
  readonly #last: (Found | undefined)[] = []

  add(input: Vector, groups: Uint32Array, _size: number, positions: Positions): void {
    cellsOf(input).forEach((value, i) => {
      if (value !== null) this.#put(groups[i], { position: positions(i), value })
    })
  }

  merge(other: Ends, into: Uint32Array): void {
    into.forEach((g, i) => {
      for (const found of [other.#first[i], other.#last[i]]) if (found) this.#put(g, found)
    })
  }

  first(g: number): Cell {
    return this.#first[g]?.value ?? null
  }

  last(g: number): Cell {
    return this.#last[g]?.value ?? null
  }

  #put(g: number, found: Found): void {
    const [first, last] = [this.#first[g], this.#last[g]]
    if (first === undefined || comparePositions(found.position, first.position) < 0) this.#first[g] = found
    if (last === undefined || comparePositions(found.position, last.position) >= 0) this.#last[g] = found
  }
}
