/** Whole numbers that lie so near to each other are sorted by counting them. */
const NEAR = 1 << 16

/** The values of each group in one piece: those of group g from `starts[g]` to `starts[g + 1]` (excluded). */
export interface Pieces {
  readonly values: Float64Array
  readonly starts: Uint32Array
  /** Whether each piece is in order. */
  readonly isSorted: boolean
}

/** Brings the values of each group together, by a counting sort. */
export function piecesOf(values: Float64Array, groups: Uint32Array, size: number): Pieces {
  const least = leastOfNear(values)
  const [ordered, orderedGroups] = least === null ? [values, groups] : byValue(values, groups, least)
  const starts = countsBefore(orderedGroups, size + 1)
  const places = starts.slice()
  const together = new Float64Array(values.length)
  for (let i = 0; i < ordered.length; i++) together[places[orderedGroups[i]]++] = ordered[i]
  return { values: together, starts, isSorted: least !== null }
}

/** The least of values that are all whole and near to each other; null otherwise, and for few values. */
function leastOfNear(values: Float64Array): number | null {
  if (values.length < NEAR / 4) return null
  let [least, greatest] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value !== Math.trunc(value)) return null
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return greatest - least < NEAR ? least : null
}

/** Values in order, each with its group: the groups keep it. */
function byValue(
  values: Float64Array,
  groups: Uint32Array,
  least: number,
): readonly [values: Float64Array, groups: Uint32Array] {
  const from = new Uint32Array(values.length)
  for (let i = 0; i < values.length; i++) from[i] = values[i] - least
  const places = countsBefore(from, NEAR)
  const [ordered, orderedGroups] = [new Float64Array(values.length), new Uint32Array(values.length)]
  for (let i = 0; i < values.length; i++) {
    const place = places[from[i]]++
    ordered[place] = values[i]
    orderedGroups[place] = groups[i]
  }
  return [ordered, orderedGroups]
}

/** For each number below `size`, how many of `numbers` are less. */
function countsBefore(numbers: Uint32Array, size: number): Uint32Array {
  const counts = new Uint32Array(size)
  for (let i = 0; i < numbers.length; i++) counts[numbers[i]]++
  let before = 0
  for (let n = 0; n < size; n++) {
    const count = counts[n]
    counts[n] = before
    before += count
  }
  return counts
}
