import { type Coordinates, type KafkaRecord } from '../record'
import { type DriftPart } from './drifted'

/** Fewer messages a part say nothing. */
const LEAST_MESSAGES = 10

/** Gives each message of a batch, in its order, its part. */
export interface Parting {
  readonly count: number
  next(record: KafkaRecord): number
}

const countOf = (messages: number, wanted: number): number =>
  Math.max(1, Math.min(wanted, Math.floor(messages / LEAST_MESSAGES)))

/** Equal parts of each partition, in order of offset: late messages are where they were sent. */
export function partsByOffset(records: Iterable<KafkaRecord>, wanted: number): Parting {
  const totals = new Map<string, number>()
  let all = 0
  for (const record of records) {
    all++
    const key = placeOf(record)
    totals.set(key, (totals.get(key) ?? 0) + 1)
  }
  const count = countOf(all, wanted)
  const seen = new Map<string, number>()
  return {
    count,
    next(record) {
      const key = placeOf(record)
      const i = seen.get(key) ?? 0
      seen.set(key, i + 1)
      return Math.floor((i * count) / (totals.get(key) ?? 1))
    },
  }
}

/** Parts of as many messages each, in order of their timestamps; those without one are in the first. */
export function partsByTime(records: Iterable<KafkaRecord>, wanted: number): Parting {
  const sorted = Float64Array.from([...records].map((r) => r.timestamp)).sort()
  const count = countOf(sorted.length, wanted)
  return {
    count,
    next: ({ timestamp }) => Math.floor((firstAt(sorted, timestamp) * count) / sorted.length),
  }
}

/** The index of the first number that is not less. */
function firstAt(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** What is said of the parts themselves. */
export class PartTally {
  readonly #parts: {
    messages: number
    from: number | null
    to: number | null
    begins: Map<string, Coordinates>
  }[]

  constructor(count: number) {
    this.#parts = Array.from({ length: count }, () => ({
      messages: 0,
      from: null,
      to: null,
      begins: new Map(),
    }))
  }

  add(part: number, record: KafkaRecord): void {
    const tally = this.#parts[part]
    tally.messages++
    const { topic, partition, offset, timestamp } = record
    if (timestamp >= 0) {
      tally.from = Math.min(tally.from ?? timestamp, timestamp)
      tally.to = Math.max(tally.to ?? timestamp, timestamp)
    }
    const key = placeOf(record)
    if (!tally.begins.has(key)) tally.begins.set(key, { topic, partition, offset })
  }

  list(): DriftPart[] {
    return this.#parts.map((part) => ({ ...part, begins: [...part.begins.values()] }))
  }
}

const placeOf = ({ topic, partition }: Coordinates): string => `${topic}\0${partition}`
