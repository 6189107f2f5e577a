import { type CallNode } from '../../../query'
import { type Vector } from '../vector'

/** A function over whole columns. Its node says what is more to know: what to ignore, which unit. */
export type ColumnFunction = (given: readonly Vector[], node: CallNode) => Vector
