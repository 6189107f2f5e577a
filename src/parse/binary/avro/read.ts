import { MOST_LEVELS } from '../../limits'
import { BinaryFault, type Cursor } from '../cursor'

/** Reads one value of a type. */
export type Read = (state: State) => unknown

/** Where reading is, and what it may still cost. */
export interface State {
  readonly cursor: Cursor
  /** Values that may still be read: some take no byte at all, and a few bytes could claim billions of them. */
  left: number
  depth: number
}

const FEWEST_VALUES = 10_000
const VALUES_PER_BYTE = 8

/** How many values so many bytes may hold. */
export const budgetOf = (bytes: number): number => FEWEST_VALUES + VALUES_PER_BYTE * bytes

/** Reads what is within a value, one level deeper; it counts as one value. Throws where that is beyond the bounds. */
export function within<T>(state: State, read: () => T): T {
  spend(state)
  if (++state.depth > MOST_LEVELS) throw new BinaryFault(`it nests deeper than ${MOST_LEVELS} levels`)
  const value = read()
  state.depth--
  return value
}

export function spend(state: State): void {
  if (--state.left < 0) throw new BinaryFault('it claims more values than its bytes can hold')
}
