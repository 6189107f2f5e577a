import { grown } from '../grow'
import { toNumbers, type Vector } from '../vector'
import { type Accumulator } from './accumulator'
import { leastOf, select } from './select'
import { known } from './sums'
import { type Pieces, piecesOf } from './pieces'

/** Every value that is there, for quantiles: 12 bytes a value. Whole numbers beyond 2^53 count as doubles. */
export class Values implements Accumulator<Values> {
  #length = 0
  #values: Float64Array = new Float64Array(0)
  #groups: Uint32Array = new Uint32Array(0)
  #size = 0
  #pieces: Pieces | null = null

  add(input: Vector, groups: Uint32Array, size: number): void {
    this.#append(toNumbers(input), groups, size)
  }

  merge(other: Values, into: Uint32Array, size: number): void {
    const groups = other.#groups.subarray(0, other.#length).map((g) => into[g])
    this.#append(other.#values.subarray(0, other.#length), groups, size)
  }

  quantile(g: number, p: number): number | null {
    this.#pieces ??= piecesOf(
      this.#values.subarray(0, this.#length),
      this.#groups.subarray(0, this.#length),
      this.#size,
    )
    return g < this.#size ? known(quantileOf(this.#pieces, g, p)) : null
  }

  #append(values: Float64Array, groups: Uint32Array, size: number): void {
    const kept = (this.#values = grown(this.#values, this.#length + values.length))
    const keptGroups = (this.#groups = grown(this.#groups, this.#length + values.length))
    let length = this.#length
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value !== value) continue
      kept[length] = value
      keptGroups[length++] = groups[i]
    }
    this.#length = length
    this.#size = size
    this.#pieces = null
  }
}

/**
 * The quantile `p` (0 to 1) of a piece; NaN of none. Linear interpolation between the two neighbours of rank (n − 1)p, as
 * NumPy computes it, to the last bit. Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American
 * Statistician 50 (1996) 361–365, definition 7. It puts the piece in another order.
 */
function quantileOf({ values, starts, isSorted }: Pieces, g: number, p: number): number {
  const [start, end] = [starts[g], starts[g + 1]]
  if (start === end) return NaN
  const rank = (end - start - 1) * p
  const below = start + Math.floor(rank)
  const weight = rank - Math.floor(rank)
  if (!isSorted) select(values, start, end - 1, below)
  const low = values[below]
  if (weight === 0) return low
  const high = isSorted ? values[below + 1] : leastOf(values, below + 1, end)
  if (low === high) return low
  const distance = high - low
  if (distance === Infinity) {
    // Between a number and infinity there is none; between numbers so far apart there is.
    return Number.isFinite(low) && Number.isFinite(high) ? low * (1 - weight) + high * weight : NaN
  }
  // From the nearer side, so that no digit is lost.
  return weight < 0.5 ? low + distance * weight : high - distance * (1 - weight)
}
