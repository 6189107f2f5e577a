import { isMissing } from '../../query'
import { type Cell, type Column } from '../../table'
import { GroupIndex } from './group-index'
import { toVector } from './vector'

/** The key columns of two sets of rows, in one order. */
export interface KeyColumns {
  readonly left: readonly Column[]
  readonly right: readonly Column[]
}

/** A key, and how many rows have it. */
export interface KeyCount {
  /** Its values, in the order of the key columns. */
  readonly key: readonly Cell[]
  readonly n: number
}

/** Which rows of the right belong to which of the left. A row without a key (one of its values is missing) has no match. */
export interface RowMatches {
  /** Keys that the right has more than once. */
  readonly twice: readonly KeyCount[]
  /** Keys without a match on the other side, in order of appearance. */
  readonly unmatched: { readonly left: readonly KeyCount[]; readonly right: readonly KeyCount[] }
  /** Rows without a key. */
  readonly keyless: { readonly left: number; readonly right: number }
  /** Rows of the left that have a match. */
  readonly matched: number
  /** For each row of the left the first of its rows on the right; -1 where it has none. */
  readonly first: Int32Array
  /** For each row of the right the next one with the same key; -1 after the last. */
  readonly next: Int32Array
}

/**
 * Matches rows by their keys: values are equal as values (`constructor` is a key like any other, 1 is 1n and not '1'). One pass
 * over each side.
 */
export function matchRows({ left, right }: KeyColumns): RowMatches {
  const index = new GroupIndex(right.length)
  const rightRows = right[0]?.values.length ?? 0
  const rightKeys = index.add(vectorsOf(right), rightRows)
  const known = index.size
  const chains = chainsOf(rightKeys, known, keylessOf(right, rightRows))
  const leftRows = left[0]?.values.length ?? 0
  const leftKeys = index.add(vectorsOf(left), leftRows)
  const keyless = keylessOf(left, leftRows)
  const first = new Int32Array(leftRows).fill(-1)
  const counts = new Uint32Array(index.size)
  let matched = 0
  for (let row = 0; row < leftRows; row++) {
    if (keyless[row] === 1) continue
    const key = leftKeys[row]
    counts[key]++
    if (key < known && chains.head[key] >= 0) {
      first[row] = chains.head[key]
      matched++
    }
  }
  const list = (wanted: (key: number) => number): KeyCount[] => {
    const found: KeyCount[] = []
    for (let key = 0; key < index.size; key++) {
      const n = wanted(key)
      if (n > 0) found.push({ key: right.map((_, k) => index.key(key, k)), n })
    }
    return found
  }
  return {
    twice: list((key) => (chains.counts[key] > 1 ? chains.counts[key] : 0)),
    unmatched: {
      left: list((key) => (chains.counts[key] > 0 ? 0 : counts[key])),
      right: list((key) => (counts[key] > 0 ? 0 : (chains.counts[key] ?? 0))),
    },
    keyless: { left: sum(keyless), right: rightRows - sum(chains.counts) },
    matched,
    first,
    next: chains.next,
  }
}

const vectorsOf = (columns: readonly Column[]): ReturnType<typeof toVector>[] =>
  columns.map((c) => toVector(c.type, c, 0, c.values.length))

/** 1 for each row in which a value of the key is missing. */
function keylessOf(columns: readonly Column[], length: number): Uint8Array {
  const keyless = new Uint8Array(length)
  for (const { values } of columns)
    for (let row = 0; row < length; row++) if (isMissing(values[row])) keyless[row] = 1
  return keyless
}

interface Chains {
  /** By key: its first row, and how many it has. */
  readonly head: Int32Array
  readonly counts: Uint32Array
  readonly next: Int32Array
}

function chainsOf(keys: Uint32Array, size: number, keyless: Uint8Array): Chains {
  const head = new Int32Array(size).fill(-1)
  const last = new Int32Array(size).fill(-1)
  const counts = new Uint32Array(size)
  const next = new Int32Array(keys.length).fill(-1)
  for (let row = 0; row < keys.length; row++) {
    if (keyless[row] === 1) continue
    const key = keys[row]
    if (head[key] < 0) head[key] = row
    else next[last[key]] = row
    last[key] = row
    counts[key]++
  }
  return { head, counts, next }
}

const sum = (numbers: Uint8Array | Uint32Array): number => {
  let total = 0
  for (const n of numbers) total += n
  return total
}
