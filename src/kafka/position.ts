import { type OffsetRange } from '../record'
import { type Cluster } from './cluster'
import { type ListedOffset } from './requests/list-offsets'
import { type TopicMetadata } from './requests/metadata'

/** How far the read of one partition has come. */
export class Position {
  /** The next offset to fetch. */
  next: bigint
  /** The next offset to hand over: what lies before it was handed over, or holds no record. */
  done: bigint
  /** When a fetch first brought nothing, in milliseconds of the process's clock; null while it goes on. */
  stalledAt: number | null = null
  /** The offset to stop before. */
  end: bigint

  constructor(
    readonly topic: string,
    readonly partition: number,
    /** Log start when the read began. */
    readonly start: bigint,
    /** The end when the read began. */
    readonly plannedEnd: bigint,
  ) {
    this.end = plannedEnd
    this.next = start
    this.done = start
  }

  get open(): boolean {
    return this.next < this.end
  }
  get planned(): OffsetRange {
    return { topic: this.topic, partition: this.partition, from: this.start, to: this.plannedEnd }
  }
  get read(): OffsetRange {
    return { topic: this.topic, partition: this.partition, from: this.start, to: this.done }
  }
}

/** A position for every partition, from the log start to the end (the last stable offset) that is there now. */
export async function planRead(cluster: Cluster, topic: TopicMetadata): Promise<Position[]> {
  // Ends first: what is deleted meanwhile then only makes a range shorter.
  const ends = await cluster.offsets([topic], 'end')
  const starts = await cluster.offsets([topic], 'start')
  return topic.partitions.map(({ partition }) => {
    const [start, end] = [offsetOf(starts, partition), offsetOf(ends, partition)]
    return new Position(topic.topic, partition, start, end > start ? end : start)
  })
}

/** The offset of that partition in an answer. */
export function offsetOf(offsets: readonly ListedOffset[], partition: number): bigint {
  const found = offsets.find((o) => o.partition === partition)
  if (!found) throw new RangeError(`the broker says nothing of partition ${partition}`)
  return found.offset
}
