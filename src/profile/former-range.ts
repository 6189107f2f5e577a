import { type Cell, type Column } from '../table'
import { type Finding } from './drifted'

/** Values before which there is no former range, and how far beyond it a value must lie, as a part of its width. */
const LEAST_VALUES = 30
const MARGIN = 0.2

/**
 * Whether values of a column leave the range that they had in all parts before: the first part with some that lie beyond by
 * more than a fifth of the range's width, above and below. Only numbers and dates have one; moments move on by nature.
 * `partOf` is the part of each row.
 */
export function rangeFindings(column: Column, partOf: Uint8Array, parts: number): Finding[] {
  if (column.type !== 'number' && column.type !== 'integer' && column.type !== 'date') return []
  const byPart: (readonly [at: number, row: number])[][] = Array.from({ length: parts }, () => [])
  column.values.forEach((value, row) => {
    const at = value === null ? NaN : typeof value === 'string' ? Date.parse(value) : Number(value)
    if (Number.isFinite(at)) byPart[partOf[row] ?? 0].push([at, row])
  })
  return [firstBeyond(column, byPart, 1), firstBeyond(column, byPart, -1)].filter((f) => f !== null)
}

/** `sign` 1 looks above, -1 below: everything is turned around then. */
function firstBeyond(
  { name, values }: Column,
  byPart: readonly (readonly (readonly [at: number, row: number])[])[],
  sign: 1 | -1,
): Finding | null {
  let [least, greatest, seen] = [Infinity, -Infinity, 0]
  let bound = -1
  for (const [part, cells] of byPart.entries()) {
    const limit = greatest + MARGIN * (greatest - least)
    if (seen >= LEAST_VALUES && cells.some(([at]) => at * sign > limit)) {
      const beyond = byPart.map((later, i) => (i < part ? [] : later.filter(([at]) => at * sign > limit)))
      const farthest = beyond.flat().reduce((far, cell) => (cell[0] * sign > far[0] * sign ? cell : far))
      return {
        what: 'range',
        name,
        type: null,
        change: sign === 1 ? 'above' : 'below',
        part,
        before: shown(values[bound]),
        after: shown(values[farthest[1]]),
        counts: beyond.map((b) => b.length),
        totals: byPart.map((b) => b.length),
      }
    }
    for (const [at, row] of cells) {
      seen++
      least = Math.min(least, at * sign)
      if (at * sign > greatest) [greatest, bound] = [at * sign, row]
    }
  }
  return null
}

const shown = (value: Cell): string => String(value)
