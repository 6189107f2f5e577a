import { type Funnel } from '../parse/outcome'
import { type Counts } from '../store'
import { type CollectPosition } from './progress'

/**
 * Why a collection ended: at the end that was there when it began; at the limit of messages; when its seconds were over;
 * stopped by `stop()`, its signal, an interrupt of the cell or of the command.
 */
export type CollectStop = 'end' | 'limit' | 'seconds' | 'stopped'

/** Offsets that were never collected, and never will be. */
export interface CollectedGap {
  readonly partition: number
  readonly from: bigint
  /** Not included. */
  readonly to: bigint
  /** `expired`: deleted before they were read. */
  readonly reason: 'expired' | 'truncated' | 'recreated'
}

/** What one collection did. All of it is in the database. */
export interface Collected {
  readonly kind: 'collected'
  readonly topic: string
  readonly file: string
  /** The table that holds the rows. */
  readonly table: string
  /** The run in the database; null where the collection ended before it could begin. */
  readonly run: string | null
  /** Which making of the topic the rows belong to, from 1; above that where the topic was made anew. */
  readonly generation: number
  readonly messages: number
  readonly rows: Counts
  readonly rejects: Counts
  /** What became of the messages. */
  readonly funnel: Funnel
  readonly bytes: number
  readonly gaps: readonly CollectedGap[]
  /** Sentences about anything out of the ordinary, the last hundred. */
  readonly notes: readonly string[]
  readonly positions: readonly CollectPosition[]
  /** Offsets that were there and not collected when it ended. */
  readonly lag: number
  readonly stop: CollectStop
  readonly seconds: number
}
