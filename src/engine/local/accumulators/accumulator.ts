import { type Positions } from '../positions'
import { type Vector } from '../vector'

/**
 * What is kept of the values of each group while rows go by. Slices are added one after the other; what several
 * accumulators kept apart (threads, stretches of a stream, a day's rows in a database) merges into one; figures can be
 * read at any time. Figures do not depend on how rows were cut into slices.
 */
export interface Accumulator<Self> {
  /** Adds a slice: value i belongs to group `groups[i]`, which is below `size`. */
  add(input: Vector, groups: Uint32Array, size: number, positions: Positions): void
  /** Adds what another one kept: its group g is group `into[g]` here, which is below `size`. */
  merge(other: Self, into: Uint32Array, size: number): void
}
