import { type Parsed } from '../parse/outcome'
import { type Schema } from '../parse/schema'
import { type Batch } from '../source/batch'
import { type Counts } from './saved'

/** Where a collection goes on in one partition. */
export interface StoredPosition {
  readonly topic: string
  readonly partition: number
  readonly next: bigint
  /**
   * The last message that was delivered before `next`; null where there was none. `timestamp` is null where the producer
   * gave none; `hash` is its `fingerprintOf`, null where the message itself was not at hand when the position was stored.
   */
  readonly last: {
    readonly offset: bigint
    readonly timestamp: number | null
    readonly hash: string | null
  } | null
}

/** Offsets `from` (included) to `to` (excluded) that hold no message any more, or belong to a topic that is gone. */
export interface NewGap {
  readonly partition: number
  readonly from: bigint
  readonly to: bigint
  readonly reason: 'expired' | 'truncated' | 'recreated'
}

export interface AppendCounts {
  /** Raw messages that were added; 0 where they are not kept, but for those behind rejects. */
  readonly messages: number
  readonly rows: Counts
  readonly rejects: Counts
}

export interface RetentionRule {
  /** Milliseconds. */
  readonly maxAge?: number
  /** Bytes of keys, values and headers. */
  readonly maxBytes?: number
}

export interface AppenderOptions {
  readonly schema: Schema<object>
  /** Null where the cluster's id is not known. */
  readonly clusterId: string | null
  readonly topic: string
  /** Whether every message is kept as it came, not only those behind rejects. */
  readonly raw: boolean
  /** What the collection was asked to do: kept with the run, and part of its id. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** The writing of one collection of one topic into one file; holds the lease until it is closed. */
export interface Appender {
  /** The id of the run; another one after `newGeneration`. */
  readonly run: string
  readonly topic: string
  /** As of the last commit, from the file. */
  readonly positions: readonly StoredPosition[]
  /** Which making of the topic is being collected, from 1. */
  readonly generation: number
  /**
   * Rows, rejects, raw messages, next offsets, gaps and the run's funnel in one transaction. Ranges of the batch begin at
   * the stored position or before it, or beyond it by what `gaps` tell; where a partition has no position yet, anywhere.
   * Throws STORE_MOVED_ON where another program moved the positions or took the lease (checked inside the transaction),
   * STORE_OTHER_MESSAGE where the file holds another message at the same offset, and for the file as `save` does.
   */
  append(batch: Batch, parsed: Parsed<object>, gaps?: readonly NewGap[]): AppendCounts
  /** Gaps found with no messages: stores them, and moves the positions beyond them. Throws as `append` does. */
  skip(gaps: readonly NewGap[]): void
  /**
   * The topic was made anew or truncated: what comes goes into a new generation, which has no positions yet. `note` is a
   * sentence for people. What was stored but never can be read again is no gap; what was not read of the old topic is.
   */
  newGeneration(reason: 'recreated' | 'truncated', note: string): void
  /**
   * Removes raw messages of the topic that are older than `maxAge` (by the message's time; by when they were stored where
   * they have none), or beyond `maxBytes` in all, the oldest first; within a partition in order of offset. Never those
   * behind a reject. At most 10,000 a call. Returns how many.
   */
  retain(rule: RetentionRule): number
  /** Tells other programs that the collection is alive, while nothing comes; `append` and `skip` tell it too. */
  beat(): void
  /** Gives the lease back. Closing again does nothing. Closing the store closes its appenders too. */
  close(): void
}
