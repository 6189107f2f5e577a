import { type OffsetRange } from '../record'

/** How far the read of one partition has come. */
export class Position {
  readonly topic: string
  readonly partition: number
  /** Where the read of it begins, and the offset that it was planned to stop before. */
  readonly start: bigint
  readonly plannedEnd: bigint
  /** The next offset to fetch. */
  next: bigint
  /** The next offset to hand over: what lies before it was handed over, or holds no record. */
  done: bigint
  /** When a fetch first brought nothing, in milliseconds of the process's clock; null while it goes on. */
  stalledAt: number | null = null
  /** The offset to stop before. */
  end: bigint

  constructor({ topic, partition, from, to }: OffsetRange) {
    this.topic = topic
    this.partition = partition
    this.start = from
    this.plannedEnd = to
    this.end = to
    this.next = from
    this.done = from
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
