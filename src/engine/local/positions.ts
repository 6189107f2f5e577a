import { type Parsed } from '../../parse/outcome'
import { compareText } from '../../query'

/** Where a row stands: by topic, then partition, then offset, then its place in the message. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint | number
  /** Which of the rows of one message it is. */
  readonly index: number
}

export type Positions = (row: number) => Position

export function comparePositions(a: Position, b: Position): number {
  if (a.topic !== b.topic) return compareText(a.topic, b.topic)
  if (a.partition !== b.partition) return a.partition - b.partition
  if (a.offset !== b.offset) return a.offset < b.offset ? -1 : 1
  return a.index - b.index
}

/** The rows of a table in their order, after `before` rows of other tables. */
export const inOrder =
  (before: number): Positions =>
  (row) => ({ topic: '', partition: 0, offset: before + row, index: 0 })

/** Parsed rows by the message that each came from. */
export function byOffset({ origins }: Pick<Parsed<object>, 'origins'>): Positions {
  return (row) => {
    const origin = origins.at(row)
    if (origin === undefined) throw new RangeError(`no origin of row ${row}`)
    return origin
  }
}
