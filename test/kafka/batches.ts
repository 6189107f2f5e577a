import fc from 'fast-check'
import { CONTROL, TRANSACTIONAL } from '../../src/kafka/batches'
import { ByteWriter } from '../../src/kafka/bytes'
import { sealBatch, writeRecord } from '../../src/kafka/encode'
import { type Header, type KafkaRecord, type RecordChunk } from '../../src/record'

/** A record of topic `t`, partition 0. */
export function record(offset: bigint, value: string | null = `v${offset}`): KafkaRecord {
  return {
    topic: 't',
    partition: 0,
    offset,
    timestamp: 1_700_000_000_000,
    timestampType: 'CreateTime',
    key: null,
    value: value === null ? null : Buffer.from(value),
    headers: [],
  }
}

export interface BatchOptions {
  readonly base: bigint
  /** Offsets from the base; the values are `v` and the offset. */
  readonly deltas: readonly number[]
  /** By default that of the last record. */
  readonly lastDelta?: number
  readonly producer?: bigint
  readonly codec?: number
  readonly compress?: (body: Buffer) => Uint8Array
  readonly count?: number
}

/** A batch as a producer or the log cleaner leaves it. */
export function batch(o: BatchOptions): Buffer {
  const body = new ByteWriter()
  for (const delta of o.deltas) {
    const value = Buffer.from(`v${o.base + BigInt(delta)}`)
    writeRecord(body, { key: null, value, headers: [] }, delta, 0)
  }
  return sealBatch(
    {
      baseOffset: o.base,
      baseTimestamp: 0,
      maxTimestamp: 0,
      attributes: (o.codec ?? 0) | (o.producer === undefined ? 0 : TRANSACTIONAL),
      lastOffsetDelta: o.lastDelta ?? o.deltas.at(-1) ?? 0,
      count: o.count ?? o.deltas.length,
      producerId: o.producer,
    },
    o.compress ? o.compress(body.written) : body.written,
  )
}

/** The marker that ends a transaction. */
export function marker(offset: bigint, producer: bigint, type: 'abort' | 'commit'): Buffer {
  const body = new ByteWriter()
  const key = Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1])
  writeRecord(body, { key, value: Buffer.alloc(6), headers: [] }, 0, 0)
  return sealBatch(
    {
      baseOffset: offset,
      baseTimestamp: 0,
      maxTimestamp: 0,
      attributes: TRANSACTIONAL | CONTROL,
      lastOffsetDelta: 0,
      count: 1,
      producerId: producer,
    },
    body.written,
  )
}

export const chunk = (
  batches: readonly Buffer[],
  from: bigint,
  to: bigint,
  aborted: RecordChunk['aborted'] = [],
): RecordChunk => ({ topic: 't', partition: 0, from, to, bytes: Buffer.concat(batches), aborted })

const bytes = fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b))
const nullable = fc.option(bytes, { nil: null })
const header: fc.Arbitrary<Header> = fc.tuple(
  fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('__proto__', 'constructor', '')),
  nullable,
)

/** Records of one partition with offsets that ascend, with gaps, from anywhere in 63 bits. */
export const records: fc.Arbitrary<KafkaRecord[]> = fc
  .tuple(
    fc.bigInt(0n, 2n ** 62n),
    fc.array(
      fc.record({
        gap: fc.oneof(fc.constant(0n), fc.bigInt(0n, 5n), fc.bigInt(0n, 2n ** 40n)),
        timestamp: fc.oneof(fc.constant(-1), fc.nat(), fc.integer({ min: 0, max: 8_640_000_000_000_000 })),
        timestampType: fc.constantFrom('CreateTime' as const, 'LogAppendTime' as const),
        key: nullable,
        value: nullable,
        headers: fc.array(header, { maxLength: 3 }),
      }),
      { maxLength: 30 },
    ),
  )
  .map(([first, drafts]) => {
    let offset = first
    return drafts.map(({ gap, ...draft }) => {
      offset += gap + 1n
      return { topic: 'é', partition: 3, offset, ...draft }
    })
  })
