import { type Coordinates, type OffsetRange } from './record'

/**
 * Why a bounded read ended: at the end that was there when it began; at the offset or time of `until`; with the message
 * that reached the limit of messages or bytes; when its seconds were over; stopped by the user. `part` is a batch of a
 * stream: more may follow.
 */
export type StopReason = (typeof STOP_REASONS)[number]

/** Every reason there is. */
export const STOP_REASONS = [
  'end',
  'offset',
  'time',
  'limit',
  'bytes',
  'seconds',
  'interrupted',
  'part',
] as const

/** What a bounded read did, for people and for the run's records. */
export interface ReadSummary {
  /** What was there when the read began: log start and end of every partition that was asked for. */
  readonly there: readonly OffsetRange[]
  /** What of it the read set out to go through, by its `from` and `until`. */
  readonly plan: readonly OffsetRange[]
  /** What was read: up to (excluded) the next offset of each partition. */
  readonly ranges: readonly OffsetRange[]
  readonly stop: StopReason
  /** Records delivered. */
  readonly records: number
  /** Records that were read and not delivered, because `where` leaves them out. */
  readonly skipped: number
  /** Control records (transaction markers): seen, counted, not delivered. */
  readonly control: number
  /** Records of aborted transactions: seen, counted, not delivered. */
  readonly aborted: number
  /** Offsets within `ranges` that hold no record (compacted, deleted, or never written). */
  readonly missing: number
  /** Offsets that were asked for and lay before the log start: their messages had expired when the read began. */
  readonly expired: number
  /** Sentences about anything out of the ordinary: retries, offsets that expired while reading. */
  readonly notes: readonly string[]
}

/** A place in a partition. Offsets beyond 2^53 are exact as `bigint` only. */
export type Offset = number | bigint

/** One offset for every partition, or one by partition. */
export type Offsets = Offset | Readonly<Record<number, Offset>>

/**
 * A moment: a date, text of ISO 8601, or milliseconds since 1970-01-01T00:00:00Z. Text without a zone is in UTC, so
 * that a notebook means the same everywhere.
 */
export type Moment = Date | string | number

/**
 * Where a read begins:
 * - `'beginning'`: at the log start of every partition;
 * - `offset`: at that offset; partitions that are not named begin at their log start;
 * - `positions`: at the next offsets that a store keeps; partitions without one begin at their log start;
 * - `time`: in each partition at the first message with this timestamp or a later one;
 * - `last`: so that the newest messages over all partitions are read, exactly so many where there are so many.
 */
export type ReadFrom =
  | 'beginning'
  | { readonly offset: Offsets }
  | { readonly positions: readonly Coordinates[] }
  | { readonly time: Moment }
  | { readonly last: number }

/**
 * Where a read ends: at the end that is there when it begins; before an offset; in each partition before the first
 * message with this timestamp or a later one. A read never waits for messages to come.
 */
export type ReadUntil = 'end' | { readonly offset: Offsets } | { readonly time: Moment }

/**
 * Which messages are delivered, as a plain value that can be told in words. All that is given must hold. Text and bytes
 * must be equal, a regular expression must match the text (UTF-8).
 */
export interface MessageFilter {
  /** `null`: messages without a key. */
  readonly key?: string | Buffer | RegExp | null
  /** Of a header that is repeated, one must match. `null`: no value under that name. */
  readonly headers?: Readonly<Record<string, string | Buffer | RegExp | null>>
  /** Timestamps from `from` (included) to `to` (excluded). */
  readonly time?: { readonly from?: Moment; readonly to?: Moment }
}

/** Which messages of a topic are read. Everything that is there when the read begins by default. */
export interface ReadSelection {
  /** `'beginning'` by default. */
  readonly from?: ReadFrom
  /** `'end'` by default. */
  readonly until?: ReadUntil
  /**
   * At most so many messages, exactly: those of the first partition of the first topic, then of the next one, so that
   * the same messages come every time.
   */
  readonly limit?: number
  /** Ends with the message that reaches so many bytes of keys, values and headers; in the same order as `limit`. */
  readonly bytes?: number
  /** Ends after so many seconds, with what was read until then. */
  readonly seconds?: number
  /** These partitions of every topic; all by default. */
  readonly partitions?: readonly number[]
  /** Whether messages of aborted and open transactions are left out (the default) or read. */
  readonly isolation?: 'read_committed' | 'read_uncommitted'
  readonly where?: MessageFilter
}

/** What a read is about to do. */
export interface ReadPlan {
  readonly topics: readonly string[]
  readonly there: readonly OffsetRange[]
  /** What it sets out to go through. */
  readonly plan: readonly OffsetRange[]
  /** The most messages it will deliver; Infinity without a limit. */
  readonly limit: number
  /** The filter in words; null where every message is delivered. */
  readonly where: string | null
}

/** How far a read has come. */
export interface ReadProgress {
  /** Messages delivered. */
  readonly records: number
  /** Offsets gone through, of those that were planned. */
  readonly done: bigint
  readonly planned: bigint
}
