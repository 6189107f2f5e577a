import { compareGroups } from '../query'
import { type Cell } from '../table'
import { type Lang } from '../words'
import { namesOf } from './names'
import { columnOf, type Drawn } from './rows'

/** The rows of one group, by their numbers, in the order they came. */
export interface Group {
  readonly name: string
  readonly rows: readonly number[]
}

/** The rows by the values of a column, in the order of groups (docs/questions.md); all of them without a column. */
export function groupsOf(drawn: Drawn, column: string | undefined, lang: Lang): readonly Group[] {
  if (column === undefined) return groupsAsTheyCome(drawn, column, lang)
  const { values } = columnOf(drawn, column)
  const first = ({ rows }: Group): Cell => values[rows[0] ?? 0] ?? null
  return [...groupsAsTheyCome(drawn, column, lang)].sort((a, b) => compareGroups(first(a), first(b)))
}

/** The same in the order in which the values first come. */
export function groupsAsTheyCome(drawn: Drawn, column: string | undefined, lang: Lang): readonly Group[] {
  if (column === undefined)
    return [{ name: '', rows: Array.from({ length: drawn.table.length }, (_, i) => i) }]
  const { type, values } = columnOf(drawn, column)
  const rows = new Map<string, number[]>()
  values.forEach((cell, i) => {
    const known = rows.get(keyOf(cell))
    if (known) known.push(i)
    else rows.set(keyOf(cell), [i])
  })
  const found = [...rows.values()]
  const names = namesOf({ type, values: found.map(([first = 0]) => values[first] ?? null) }, lang)
  return found.map((numbers, i) => ({ name: names[i] ?? '', rows: numbers }))
}

/** Tells values apart as groups are: `1` from `'1'`, a text of no characters from none. */
export const keyOf = (cell: Cell): string =>
  cell === null ? '' : `${typeof cell === 'string' ? 'text' : 'value'} ${String(cell)}`

/** The `most` largest, in the order they came. */
export function largest<T>(items: readonly T[], most: number, sizeOf: (item: T) => number): readonly T[] {
  if (items.length <= most) return items
  const kept = new Set([...items].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, most))
  return items.filter((item) => kept.has(item))
}

/**
 * `most` of these, drawn by chance (Floyd's sample, a Lehmer generator of modulus 2^31 − 1), the same ones each time, in
 * their order: a pattern in the order of rows cannot fool it as every tenth row would.
 */
export function sampleOf<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  let state = 1
  const below = (n: number): number => (state = (state * 48271) % 0x7fffffff) % n
  const kept = new Set<number>()
  for (let j = items.length - most; j < items.length; j++) {
    const at = below(j + 1)
    kept.add(kept.has(at) ? j : at)
  }
  return [...kept].sort((a, b) => a - b).flatMap((i) => items.slice(i, i + 1))
}
