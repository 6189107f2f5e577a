import { carnetError, type CarnetError } from '../../src/errors'
import { encodeChunk } from '../../src/kafka/encode'
import { planRanges } from '../../src/kafka/plan'
import { Sieve } from '../../src/kafka/sieve'
import { type ReadSummary } from '../../src/reading'
import { type KafkaRecord, type OffsetRange } from '../../src/record'
import { batchOfPart, type BoundedRead } from '../../src/source/bounded'
import { checkedRequest, type ReadOptions, type Request } from '../../src/source/options'
import { type Source } from '../../src/source/source'
import { type BatchStream, batchStream } from '../../src/source/stream'

/** A message to send: `null` is a tombstone. */
export type Value = string | Buffer | null

interface Log {
  start: bigint
  end: bigint
  records: KafkaRecord[]
}

export const student = (age: number, nom = 'Durand'): string =>
  JSON.stringify({ nom, prenom: 'Léa', age, filiere: 'Biologie' })

const absent = async (): Promise<never> => {
  throw new Error('the fake topic cannot do this')
}

/**
 * A topic in memory that a test can do to what happens to topics: messages come, expire, the topic is made anew, gets
 * partitions, its cluster goes away. Reads of it take `perBatch` messages at a time.
 */
export class FakeTopic implements Source {
  readonly kind = 'live'
  readonly label = 'a fake'
  clusterId: string | null = 'cluster-1'
  perBatch = 3
  /** Thrown by every call while it is set. */
  failure: CarnetError | null = null
  /** Called before each batch of a read that is no look at single messages. */
  onBatch: (count: number) => void | Promise<void> = () => {}
  /** Called before each look. */
  onLook: (count: number) => void = () => {}
  looks = 0
  batches = 0
  #logs: Log[] = []
  #sent = 0

  constructor(
    readonly topic: string,
    partitions = 1,
  ) {
    this.make(partitions)
  }

  /** Makes the topic anew, empty. */
  make(partitions: number): void {
    this.#logs = []
    this.addPartitions(partitions)
  }

  addPartitions(count: number): void {
    for (let i = 0; i < count; i++) this.#logs.push({ start: 0n, end: 0n, records: [] })
  }

  send(partition: number, ...values: readonly Value[]): void {
    const log = this.#logs[partition]
    for (const value of values)
      log.records.push({
        topic: this.topic,
        partition,
        offset: log.end++,
        timestamp: 1_733_040_000_000 + this.#sent++,
        timestampType: 'CreateTime',
        key: null,
        value: typeof value === 'string' ? Buffer.from(value) : value,
        headers: [],
      })
  }

  /** Offsets that hold no message: a transaction marker. */
  mark(partition: number): void {
    this.#logs[partition].end++
  }

  /** Deletes what is before the offset. */
  expire(partition: number, offset: bigint): void {
    const log = this.#logs[partition]
    log.start = offset
    log.records = log.records.filter((r) => r.offset >= offset)
  }

  /** Leaves offsets without their messages. */
  compact(partition: number, ...offsets: readonly bigint[]): void {
    const log = this.#logs[partition]
    log.records = log.records.filter((r) => !offsets.includes(r.offset))
  }

  /** Takes away the end of the log. */
  cut(partition: number, end: bigint): void {
    const log = this.#logs[partition]
    log.end = end
    log.records = log.records.filter((r) => r.offset < end)
  }

  records(): KafkaRecord[] {
    return this.#logs.flatMap((log) => log.records)
  }

  async extent(topic: string): ReturnType<Source['extent']> {
    this.onLook(++this.looks)
    this.#require(topic)
    return {
      clusterId: this.clusterId,
      partitions: this.#logs.map(({ start, end }, partition) => ({ partition, start, end })),
    }
  }

  stream(topics: string | readonly string[], options: ReadOptions = {}): BatchStream {
    const request = checkedRequest(topics, options)
    return batchStream(request.topics, this.#read(request), options.signal)
  }

  #require(topic: string): void {
    if (this.failure) throw this.failure
    if (topic !== this.topic || this.#logs.length === 0)
      throw carnetError('TOPIC_UNKNOWN', { topic, near: [], known: [] })
  }

  #read({ topics: [topic], selection, options }: Request): BoundedRead {
    return async (take, signal) => {
      this.#require(topic)
      const there = this.#logs
        .map(({ start, end }, partition): OffsetRange => ({ topic, partition, from: start, to: end }))
        .filter((r) => selection.partitions?.includes(r.partition) ?? true)
      const {
        ranges: plan,
        expired,
        notes,
      } = await planRanges(there, selection, {
        newest: absent,
        atTime: async (_, time) => {
          const found = this.#logs.map((log) => log.records.find((r) => r.timestamp >= time)?.offset ?? null)
          return ({ partition }) => found[partition]
        },
      })
      options.onPlan?.({ topics: [topic], there, plan, limit: selection.limit, where: null })
      const sieve = new Sieve(selection)
      const done = new Map(plan.map((r) => [r.partition, r.from]))
      let records = 0
      const isLook = selection.until.by === 'offset'
      for (const range of plan)
        for (let at = range.from; at < range.to && !sieve.full && !signal.aborted;) {
          if (!isLook) await this.onBatch(++this.batches)
          this.#require(topic)
          if (signal.aborted) break
          const log = this.#logs[range.partition]
          const chunk = log.records
            .filter((r) => r.offset >= at && r.offset >= log.start && r.offset < range.to)
            .slice(0, this.perBatch)
          // As the reader does: a log that was cut ends the read; what is empty, or was deleted, is passed over.
          if (chunk.length === 0 && log.end < range.to) break
          if (chunk.length === 0) at = range.to
          else {
            const from = at < log.start ? log.start : at
            const to = chunk[chunk.length - 1].offset + 1n
            const part = sieve.take(encodeChunk(topic, range.partition, chunk, { from, to }))
            await take(batchOfPart(part, this.#origin(topic)))
            records += part.counts.records
            at = part.chunk.to
          }
          done.set(range.partition, at)
        }
      const ranges = plan.map((r) => ({ ...r, to: done.get(r.partition) ?? r.from }))
      const summary: ReadSummary = {
        there,
        plan,
        ranges,
        stop: signal.aborted ? 'interrupted' : (sieve.full ?? 'end'),
        records,
        skipped: 0,
        control: 0,
        aborted: 0,
        missing: 0,
        expired,
        notes,
      }
      const provenance = { ...this.#origin(topic), ranges, messages: records, capture: null }
      return { summary, provenance }
    }
  }

  #origin(topic: string) {
    return {
      kind: 'provenance',
      topics: [topic],
      clusterId: this.clusterId,
      readAt: '2024-12-01T08:00:00.000Z',
      origin: 'live',
    } as const
  }

  checkup = absent
  topics = absent
  describe = absent
  read = absent
  consume = absent
  close = (): Promise<void> => Promise.resolve()
}
