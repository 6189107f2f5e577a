import { carnetError } from '../errors'
import { invalid, isPlainObject, requireMembers } from '../kafka/options'
import { type OffsetRange } from '../record'
import { type Batch } from './batch'
import { checkedRequest, type ReadOptions, type Request } from './options'

export interface ConsumeOptions extends Pick<
  ReadOptions,
  'limit' | 'signal' | 'failAfter' | 'capture' | 'quiet' | 'onPlan'
> {
  /** The consumer group: its committed offsets say where to begin. */
  readonly group: string
  /**
   * Whether the offsets are committed as soon as the batch is whole and its capture written, unless the read was
   * interrupted. By default nothing is committed before `batch.commit()`: once its rows are stored, so that a cell that
   * fails in between loses nothing.
   */
  readonly commit?: boolean
}

/** A batch that a consumer group read. */
export interface ConsumedBatch extends Batch {
  readonly group: string
  /**
   * Commits that the group has read this batch: its next read begins after it. Rejects with GROUP_BUSY where another
   * consumer is in the group by now, and with GROUP_FORBIDDEN.
   */
  commit(): Promise<void>
}

/** Every option, so that a name that is none of them is found. */
const OPTIONS: Readonly<Record<keyof ConsumeOptions, true>> = {
  group: true,
  commit: true,
  limit: true,
  signal: true,
  failAfter: true,
  capture: true,
  quiet: true,
  onPlan: true,
}

export interface ConsumeRequest extends Request {
  readonly topic: string
  readonly group: string
  readonly commit: boolean
}

/** Throws READ_OPTION_UNKNOWN, READ_OPTION_INVALID. */
export function checkedConsume(topic: string, options: ConsumeOptions): ConsumeRequest {
  if (typeof topic !== 'string') throw invalid('topic', topic, 'the name of one topic')
  if (!isPlainObject(options)) throw invalid('options', options, 'an object such as { group: "students" }')
  requireMembers('', options, Object.keys(OPTIONS))
  const { group, commit = false, ...rest } = options as ConsumeOptions
  if (typeof group !== 'string' || group === '') throw invalid('group', group, 'the name of a consumer group')
  if (typeof commit !== 'boolean') throw invalid('commit', commit, 'true or false')
  return { ...checkedRequest(topic, rest), topic, group, commit }
}

/** The batch with the way to commit it. */
export function consumedBatch(
  batch: Batch,
  group: string,
  commit: (group: string, ranges: readonly OffsetRange[]) => Promise<void>,
): ConsumedBatch {
  return Object.assign(batch, { group, commit: () => commit(group, batch.summary.ranges) })
}

/** The error for a replay, which has no groups. */
export const groupNeedsBroker = (file: string): Error => carnetError('GROUP_NEEDS_BROKER', { file })
