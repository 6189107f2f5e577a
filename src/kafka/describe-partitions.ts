import { type OffsetRange } from '../record'
import { type Hidden, reasonOf, reasons, valueOf } from './hidden'
import { type PartitionFacts } from './survey'
import { messagesOf } from './topics'

/** One partition; null is not known, and `hidden` says why. */
export interface PartitionDescription {
  readonly partition: number
  /** The node that serves it; null for none. */
  readonly leader: number | null
  /** The nodes that keep a copy. */
  readonly replicas: readonly number[]
  /** Those whose copy is as the leader's. */
  readonly inSync: readonly number[]
  /** The log start. */
  readonly start: bigint | null
  /** The end for a reader of committed data. */
  readonly end: bigint | null
  /** Offsets between the two. */
  readonly messages: number | null
  /** Bytes on the leader's disk. */
  readonly bytes: number | null
  readonly firstTimestamp: number | null
  readonly lastTimestamp: number | null
  readonly hidden: Readonly<Partial<Record<PartitionColumn, Hidden>>>
}

export type PartitionColumn = 'start' | 'end' | 'messages' | 'bytes' | 'firstTimestamp' | 'lastTimestamp'

export interface Skew {
  /** The partition with the most messages, and its part of all, from 0 to 1. */
  readonly largest: number
  readonly share: number
  /** Messages of the largest partition over the mean of all: 1 where they are even. */
  readonly maxToMean: number
}

/** What the brokers tell of a partition, as a line of the description. */
export function partitionLine(p: PartitionFacts): PartitionDescription {
  const facts = {
    start: p.start,
    end: p.end,
    messages: messagesOf(p),
    bytes: p.bytes,
    firstTimestamp: p.first,
    lastTimestamp: p.last,
  }
  const hidden = Object.fromEntries(
    Object.entries(facts).map(([column, fact]) => [column, reasonOf(fact)]),
  ) as Record<PartitionColumn, Hidden | undefined>
  return {
    partition: p.partition,
    leader: p.leader < 0 ? null : p.leader,
    replicas: p.replicas,
    inSync: p.inSync,
    start: valueOf(facts.start),
    end: valueOf(facts.end),
    messages: valueOf(facts.messages),
    bytes: valueOf(facts.bytes),
    firstTimestamp: valueOf(facts.firstTimestamp),
    lastTimestamp: valueOf(facts.lastTimestamp),
    hidden: reasons(hidden),
  }
}

/** How unevenly messages lie; null where some cannot be counted, or there are none. */
export function skewOf(
  partitions: readonly { readonly partition: number; readonly messages: number | null }[],
): Skew | null {
  let total = 0
  let largest = { partition: -1, messages: 0 }
  for (const { partition, messages } of partitions) {
    if (messages === null) return null
    total += messages
    if (messages > largest.messages) largest = { partition, messages }
  }
  if (total === 0) return null
  return {
    largest: largest.partition,
    share: largest.messages / total,
    maxToMean: (largest.messages * partitions.length) / total,
  }
}

/** From the log start to the end, of the partitions that answer. */
export function wholeRanges(topic: string, facts: readonly PartitionFacts[]): OffsetRange[] {
  return facts.flatMap(({ partition, start, end }) => {
    if (!('value' in start && 'value' in end)) return []
    const to = end.value > start.value ? end.value : start.value
    return [{ topic, partition, from: start.value, to }]
  })
}
