import { type Provenance } from '../../src/provenance'
import { type KafkaRecord } from '../../src/record'
import { type Batch } from '../../src/source/batch'

export const provenance: Provenance = {
  kind: 'provenance',
  topics: ['message'],
  clusterId: 'c1',
  ranges: [],
  messages: 0,
  readAt: '2024-12-01T08:00:00.000Z',
  origin: 'live',
  capture: null,
}

/** A message of topic `message`, partition 0. */
export function record(offset: number | bigint, value: Buffer | string | null): KafkaRecord {
  return {
    topic: 'message',
    partition: 0,
    offset: BigInt(offset),
    timestamp: 1_733_040_000_000 + Number(offset),
    timestampType: 'CreateTime',
    key: null,
    value: typeof value === 'string' ? Buffer.from(value) : value,
    headers: [],
  }
}

/** A batch of records that are there already. */
export function batchOf(records: readonly KafkaRecord[], length = records.length): Batch {
  return {
    kind: 'batch',
    topics: ['message'],
    length,
    summary: {
      there: [],
      plan: [],
      ranges: [],
      stop: 'end',
      records: length,
      skipped: 0,
      control: 0,
      aborted: 0,
      missing: 0,
      expired: 0,
      notes: [],
    },
    provenance,
    chunks: [],
    records: () => records,
    [Symbol.iterator]: () => records[Symbol.iterator](),
  }
}

export const messages = (...values: (Buffer | string | null)[]): Batch =>
  batchOf(values.map((v, i) => record(i, v)))
