import { numberText, phrase, type Lang } from '../words'

/**
 * What is shown, before it is HTML or text: every kind of value becomes a view, and the two writers (to-html.ts,
 * to-text.ts) render views. Texts are raw: the writers escape them.
 */
export type View = readonly Block[]

export type Block = TableBlock | FactsBlock | LineBlock | BarsBlock | CodeBlock

export interface ColumnHead {
  readonly label: string
  /** A second, quieter line: the type, how many are missing. */
  readonly detail?: string
  /** Numbers stand on the right. */
  readonly numeric?: boolean
}

/** A piece of a message, with the place where it goes wrong. */
export interface Excerpt {
  readonly text: string
  /** 0-based position of the character to mark; null for none. */
  readonly mark: number | null
}

/** The tone goes with a sign or word in the text itself: colour says nothing alone. */
export type Tone = 'good' | 'bad' | 'quiet'

/** A part of a whole, from 0 to 1, in words and as a bar. */
export interface PartView {
  readonly text: string
  readonly part: number
}

/** Shares from 0 to 1 along something, as small bars; the words of the row say the same. */
export interface SharesView {
  readonly shares: readonly number[]
  /** What they are, for those who do not see them. */
  readonly text: string
}

export interface TextView {
  readonly text: string
  readonly tone?: Tone
  /** What rows are ordered by where the text itself does not say: a number; null for a missing value, which comes last. */
  readonly value?: number | bigint | null
}

export type CellView = string | Excerpt | PartView | SharesView | TextView

/** A row of cells, the first of which names the row; or a gap: a sentence in place of rows that are left out. */
export type RowView = readonly CellView[] | { readonly gap: string }

export interface TableBlock {
  readonly block: 'table'
  readonly title: string
  /** The filter and where the figures come from, in one line. */
  readonly source?: string
  readonly columns: readonly ColumnHead[]
  readonly rows: readonly RowView[]
  /** A click on a column's name orders the rows by it, where scripts run: for whole columns of values. */
  readonly sortable?: boolean
  /** Remarks under the table. */
  readonly notes?: readonly string[]
}

/** Names and values. */
export interface FactsBlock {
  readonly block: 'facts'
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
}

export interface LineBlock {
  readonly block: 'line'
  readonly text: string
  readonly tone?: Tone
}

/** A row of bars, such as messages over time. What they say stands in `notes` too. */
export interface BarsBlock {
  readonly block: 'bars'
  readonly title: string
  /** From 0, in their order. */
  readonly bars: readonly { readonly value: number; readonly label: string }[]
  readonly notes: readonly string[]
}

/** Lines to copy, as they are. */
export interface CodeBlock {
  readonly block: 'code'
  readonly title: string
  readonly code: string
}

/** How many rows of how many are shown: `, the first 10 and the last 5 shown`; nothing where all are. */
export function shownText(all: number, { head, tail }: Cap, lang: Lang): string {
  return all - head - tail <= 1
    ? ''
    : phrase('show.shown', lang, { head: numberText(head, lang), tail: numberText(tail, lang) })
}

/** How many rows of the beginning and of the end are shown. */
interface Cap {
  readonly head: number
  readonly tail: number
}

/** Rows of which at most `head` + `tail` are shown, with a gap that counts the others. */
export function capped<T>(
  items: readonly T[],
  { head, tail }: Cap,
  row: (item: T, index: number) => RowView,
  gap: (left: number) => string,
): RowView[] {
  const left = items.length - head - tail
  if (left <= 1) return items.map(row)
  return [
    ...items.slice(0, head).map(row),
    { gap: gap(left) },
    ...items.slice(-tail).map((item, i) => row(item, items.length - tail + i)),
  ]
}
