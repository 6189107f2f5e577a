import { encodeChunk } from '../../src/kafka/encode'
import { type Header } from '../../src/record'
import { type Batch, makeBatch } from '../../src/source/batch'

/** A message that was sent. */
export interface Sent {
  readonly offset: bigint
  /** -1 for none. */
  readonly timestamp: number
  readonly key?: Buffer | null
  readonly value: Buffer | null
  readonly headers?: readonly Header[]
}

/** A batch as a stream gives it: the messages of one partition. */
export function batchOf(options: {
  readonly topic?: string
  readonly partition?: number
  readonly from: bigint
  readonly to: bigint
  readonly records: readonly Sent[]
}): Batch {
  const { topic = 'message', partition = 0, from, to } = options
  const records = options.records.map((r) => ({
    ...{ topic, partition, key: null, headers: [], timestampType: 'CreateTime' as const },
    ...r,
  }))
  const ranges = [{ topic, partition, from, to }]
  return makeBatch({
    topics: [topic],
    chunks: records.length > 0 ? [encodeChunk(topic, partition, records, { from, to })] : [],
    provenance: {
      kind: 'provenance',
      topics: [topic],
      clusterId: 'c',
      ranges,
      messages: records.length,
      readAt: '2026-11-24T16:00:00.000Z',
      origin: 'live',
      capture: null,
    },
    summary: {
      ...{ there: ranges, plan: ranges, ranges, stop: 'part', records: records.length, skipped: 0 },
      ...{ control: 0, aborted: 0, missing: 0, expired: 0, notes: [] },
    },
  })
}
