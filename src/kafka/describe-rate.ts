import { type Cluster } from './cluster'
import { wholeRanges } from './describe-partitions'
import { valueOf } from './hidden'
import { type TopicMetadata } from './requests/metadata'
import { offsetsOf, type PartitionFacts } from './survey'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Widths that people count in. */
const WIDTHS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
]

/** The most parts that a time range is cut into. */
export const MOST_BUCKETS = 24

/** Messages over time: how many have their timestamp in each part of the range. */
export interface Rate {
  /** Where the first part begins, in milliseconds since 1970; a multiple of `bucketMs`. */
  readonly from: number
  /** Width of a part. */
  readonly bucketMs: number
  readonly counts: readonly number[]
}

/** Cuts a time range into at most 24 parts of a round width. */
export function buckets(
  first: number,
  last: number,
): Pick<Rate, 'from' | 'bucketMs'> & { readonly count: number } {
  for (let i = 0, width = WIDTHS[0]; ; width = WIDTHS[++i] ?? width * 2) {
    const from = Math.floor(first / width) * width
    const count = Math.floor((last - from) / width) + 1
    if (count <= MOST_BUCKETS) return { from, bucketMs: width, count }
  }
}

/** For one partition: where it begins, the first offset at or after each inner border of the parts, and its end. */
export type Borders = readonly bigint[]

/** Counts of the parts, summed over the partitions. A border that no record has reached (-1) is the end. */
export function countsBetween(partitions: readonly Borders[], count: number): number[] {
  const counts = new Array<number>(count).fill(0)
  for (const borders of partitions) {
    let at = borders[0]
    const end = borders[count]
    for (let i = 0; i < count; i++) {
      const next = borders[i + 1]
      const to = next < 0n || next > end ? end : next > at ? next : at
      counts[i] += Number(to - at)
      at = to
    }
  }
  return counts
}

/** Asks for the offsets at some 24 moments, and counts between them: of the partitions that answer. */
export async function readRate(
  cluster: Cluster,
  topic: TopicMetadata,
  facts: readonly PartitionFacts[],
): Promise<Rate | null> {
  const answering = wholeRanges(topic.topic, facts)
  const times = facts
    .flatMap(({ first, last }) => [first, last])
    .map(valueOf)
    .filter((t) => t !== null)
  if (times.length === 0) return null
  const { from, bucketMs, count } = buckets(Math.min(...times), Math.max(...times))
  const moments = Array.from({ length: count - 1 }, (_, i) => from + (i + 1) * bucketMs)
  const offsets = await Promise.all(moments.map((time) => offsetsOf(cluster, [topic], time)))
  const borders = answering.map((range) => {
    const facts1 = topic.partitions.find((p) => p.partition === range.partition)
    const inner = offsets.map((of) => (facts1 && valueOf(of(topic.topic, facts1))) ?? -1n)
    return [range.from, ...inner, range.to]
  })
  return { from, bucketMs, counts: countsBetween(borders, count) }
}
