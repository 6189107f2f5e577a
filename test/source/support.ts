import fc from 'fast-check'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { rmSync } from 'node:fs'
import { type KafkaClient } from '../../src/kafka/client'
import { encodeChunk } from '../../src/kafka/encode'
import { checkedSelection } from '../../src/kafka/selection'
import { Sieve } from '../../src/kafka/sieve'
import { type ReadSummary, type StopReason } from '../../src/reading'
import { type KafkaRecord, type RecordChunk } from '../../src/record'
import { type Manifest, type Opening } from '../../src/source/capture/manifest'
import { joinRanges, summaryOfChunks } from '../../src/source/capture/summary'

/** A folder that goes with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-source-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const TOPIC = 'message'

export const record = (
  partition: number,
  offset: number | bigint,
  value: string | Buffer | null,
): KafkaRecord => ({
  topic: TOPIC,
  partition,
  offset: BigInt(offset),
  timestamp: 1_733_040_000_000,
  timestampType: 'CreateTime',
  key: null,
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers: [],
})

export const students = (partition: number, from: number, to: number): KafkaRecord[] =>
  Array.from({ length: to - from }, (_, i) =>
    record(partition, from + i, JSON.stringify({ nom: `n${from + i}`, age: 20 + i })),
  )

export const chunkOf = (records: readonly KafkaRecord[], to?: bigint): RecordChunk => {
  const [{ partition, offset }] = records
  return encodeChunk(TOPIC, partition, records, to === undefined ? undefined : { from: offset, to })
}

export const opening: Opening = {
  topics: [{ topic: TOPIC, settings: { 'retention.ms': '-1', constructor: 'x' }, info: null }],
  clusterId: 'abc',
  readAt: '2024-12-01T08:00:00.000Z',
}

export const manifestOf = (chunks: readonly RecordChunk[], more: Partial<ReadSummary> = {}): Manifest => ({
  ...opening,
  summary: { ...summaryOfChunks(chunks, { stop: 'end' }), ...more },
})

const bytes = fc.option(
  fc.oneof(
    fc.uint8Array({ maxLength: 30 }).map((b) => Buffer.from(b)),
    fc.string({ unit: 'binary', maxLength: 20 }).map((t) => Buffer.from(t)),
  ),
)

/** Text that survives UTF-8: a name of a header. */
const name = fc.oneof(
  fc.constantFrom('a', 'a', '__proto__', ''),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)

/** Messages of one topic in up to three partitions: any bytes, gaps, offsets up to the greatest there is. */
export const anyRecords: fc.Arbitrary<KafkaRecord[]> = fc
  .array(
    fc.record({
      partition: fc.nat(2),
      offset: fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 2n })),
      timestamp: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 4_000_000_000_000 })),
      timestampType: fc.constantFrom('CreateTime' as const, 'LogAppendTime' as const),
      key: bytes,
      value: bytes,
      headers: fc.array(fc.tuple(name, bytes), { maxLength: 3 }),
    }),
    { maxLength: 25 },
  )
  .map((records) => {
    const seen = new Map(records.map((r) => [`${r.partition}/${r.offset}`, { topic: TOPIC, ...r }]))
    return [...seen.values()].sort((a, b) => a.partition - b.partition || (a.offset < b.offset ? -1 : 1))
  })

/** One chunk a partition. */
export const chunksOf = (records: readonly KafkaRecord[]): RecordChunk[] =>
  [0, 1, 2]
    .map((p) => records.filter((r) => r.partition === p))
    .filter((rs) => rs.length > 0)
    .map((rs) => chunkOf(rs))

/** What a fake cluster does when it is read. */
export interface FakeRead {
  readonly chunks?: readonly RecordChunk[]
  /** Thrown after the chunks. */
  readonly failure?: Error
  /** Thrown by every call. */
  readonly unreachable?: Error
  /** Called before each chunk. */
  readonly before?: (index: number) => void | Promise<void>
}

/** A cluster that hands over the chunks it is given. */
export function fakeClient({ chunks = [], failure, unreachable, before }: FakeRead): KafkaClient {
  const answer = async <T>(value: T): Promise<T> => {
    if (unreachable) throw unreachable
    return value
  }
  const absent = async (): Promise<never> => {
    throw new Error('the fake cluster cannot do this')
  }
  return {
    config: {
      brokers: ['kafka.example:9092'],
      tls: null,
      sasl: null,
      schemaRegistry: null,
      origins: [],
      notes: [],
      secrets: [],
    },
    clusterId: () => answer('abc'),
    checkup: (topic) =>
      Promise.resolve({ kind: 'checkup', ok: true, target: topic ?? '', steps: [], failure: null }),
    topics: () =>
      answer({
        kind: 'topics' as const,
        topics: [
          {
            topic: TOPIC,
            partitions: 1,
            replication: 3,
            minInSyncReplicas: 2,
            retentionHours: 168,
            retentionBytes: -1,
            cleanupPolicy: 'delete',
            messages: 10,
            bytes: 1200,
            firstTimestamp: 1_733_040_000_000,
            lastTimestamp: 1_733_040_000_000,
            internal: false,
            hidden: {},
          },
        ],
      }),
    describe: absent,
    consume: absent,
    commit: absent,
    topicSettings: () => answer({ 'retention.ms': '-1' }),
    async read(topics, onChunk, { signal, onPlan, ...options } = {}) {
      const sieve = new Sieve(checkedSelection(options))
      const given: RecordChunk[] = []
      let skipped = 0
      const there = joinRanges(chunks)
      const ended = (stop: StopReason): ReadSummary => {
        const summary = summaryOfChunks(given, { stop, there, plan: there })
        return { ...summary, records: summary.records - skipped, skipped }
      }
      onPlan?.({ topics: [topics].flat(), there, plan: there, limit: options.limit ?? Infinity, where: null })
      for (const [i, chunk] of chunks.entries()) {
        await before?.(i)
        if (signal?.aborted) return ended('interrupted')
        if (sieve.full) return ended(sieve.full)
        const part = sieve.take(chunk)
        given.push(part.chunk)
        skipped += part.counts.skipped
        await onChunk(part.chunk, part)
      }
      if (failure) throw failure
      return ended('end')
    },
    createTopic: absent,
    topicSize: absent,
    extent: () =>
      answer({
        clusterId: 'abc',
        partitions: joinRanges(chunks).map(({ partition, from, to }) => ({
          partition,
          start: from,
          end: to,
        })),
      }),
    send: absent,
    target: absent,
    sendBatches: absent,
    close: () => Promise.resolve(),
  }
}
