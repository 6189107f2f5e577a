/** Which rows of which rows a table, frame or figure was made of, so that a figure can name the messages behind it. */
export interface Lineage {
  /** What it was made of in the end: the outcome of `parse`, or rows that nothing more is known of. */
  readonly source: object
  /** The numbers of its rows, from 0; null for all of them. */
  readonly rows: ArrayLike<number> | null
}

const lineages = new WeakMap<object, Lineage>()

/** Notes what a value was made of; returns the value. What it was made of lives as long as the value does. */
export function setLineage<T extends object>(value: T, lineage: Lineage): T {
  lineages.set(value, lineage)
  return value
}

/** What a value was made of: all of itself, where nothing was noted. */
export const lineageOf = (value: object): Lineage => lineages.get(value) ?? { source: value, rows: null }

/** What is made of some of the rows. */
export const someOf = ({ source, rows: own }: Lineage, rows: readonly number[]): Lineage => ({
  source,
  rows: own === null ? rows : rows.map((i) => own[i]),
})
