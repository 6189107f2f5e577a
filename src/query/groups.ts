import { type Cell, type Column, Table } from '../table'
import { isMissing, numbersOf } from './columns'
import { compareGroups } from './order'
import { sum, summariseSorted, type Summary } from './statistics'

/** The columns of a table of statistics after its group column, in order. */
export const FIGURES = ['n', 'missing', 'mean', 'min', 'max', 'sd', 'q1', 'median', 'q3'] as const

/** One group: its key (null where the value grouped by is missing) and what is said of its numbers. */
export interface Group {
  readonly key: Cell
  readonly summary: Summary
}

/** A mean, and over how many things it was taken; null over none. */
export interface Mean {
  readonly n: number
  readonly mean: number | null
}

/**
 * Describes the numbers of `of` for each value of `by`. Keys are told apart as values (`1` and `'1'`, '' and null,
 * `constructor` and any other text). Missing keys are one group of their own, the last; the others are in the order of
 * `compareGroups`. No rows give no groups.
 * Throws COLUMN_NOT_NUMERIC where `of` is not a column of numbers.
 */
export function describeGroups(by: Column, of: Column): Group[] {
  const numbers = numbersOf(of)
  const { keys, groupOf } = numberGroups(by.values)

  // A counting sort brings the values of each group together, so that each is described in one contiguous piece.
  const sizes = new Uint32Array(keys.length)
  const missing = new Uint32Array(keys.length)
  for (let i = 0; i < numbers.length; i++)
    if (Number.isNaN(numbers[i])) missing[groupOf[i]]++
    else sizes[groupOf[i]]++
  const ends = new Uint32Array(keys.length)
  let filled = 0
  for (let g = 0; g < keys.length; g++) {
    ends[g] = filled
    filled += sizes[g]
  }
  const pieces = new Float64Array(filled)
  for (let i = 0; i < numbers.length; i++)
    if (!Number.isNaN(numbers[i])) pieces[ends[groupOf[i]]++] = numbers[i]

  return keys
    .map((key, g) => ({
      key,
      summary: summariseSorted(pieces.subarray(ends[g] - sizes[g], ends[g]).sort(), missing[g]),
    }))
    .sort((a, b) => compareGroups(a.key, b.key))
}

/** Numbers the distinct keys in order of appearance: the keys, and for each row the number of its key. */
function numberGroups(values: readonly Cell[]): { keys: Cell[]; groupOf: Uint32Array } {
  const numberOf = new Map<Cell, number>()
  const keys: Cell[] = []
  const groupOf = new Uint32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    // -0 is 0, whichever of the two comes first.
    const key = isMissing(value) ? null : value === 0 ? 0 : value
    let number = numberOf.get(key)
    if (number === undefined) {
      number = keys.push(key) - 1
      numberOf.set(key, number)
    }
    groupOf[i] = number
  }
  return { keys, groupOf }
}

/**
 * The groups as a table: a column named as `by`, then `n`, `missing`, `mean`, `min`, `max`, `sd`, `q1`, `median`, `q3`.
 * A `by` that is called like one of these gets an underscore after its name.
 */
export function groupTable(by: Column, of: Column): Table {
  const groups = describeGroups(by, of)
  const figures = FIGURES.map((name): Column => {
    const isCount = name === 'n' || name === 'missing'
    const isAsOf = name === 'min' || name === 'max'
    return {
      name,
      type: isCount ? 'integer' : isAsOf ? of.type : 'number',
      values: groups.map((g) => g.summary[name]),
    }
  })
  const isTaken = (FIGURES as readonly string[]).includes(by.name)
  const key = { name: isTaken ? `${by.name}_` : by.name, type: by.type, values: groups.map((g) => g.key) }
  return new Table([key, ...figures])
}

/**
 * Two means that are easily confused: over all rows, where each row counts once, and the unweighted mean of the group
 * means, where each group counts once however many rows it has. Missing values count in neither; a group without any
 * value has no mean to count.
 */
export function twoMeans(by: Column, of: Column): { overRows: Mean; overGroups: Mean } {
  const present = numbersOf(of).filter((v) => !Number.isNaN(v))
  const groupMeans = describeGroups(by, of).flatMap(({ summary }) => summary.mean ?? [])
  return { overRows: meanOf(present), overGroups: meanOf(Float64Array.from(groupMeans)) }
}

function meanOf(values: Float64Array): Mean {
  // Sorted, so that rows in another order give the same mean to the last bit.
  const n = values.length
  return { n, mean: n === 0 ? null : sum(values.sort()) / n }
}
