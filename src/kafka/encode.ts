import {
  type Header,
  type KafkaRecord,
  type OffsetRange,
  type RecordChunk,
  type TimestampType,
} from '../record'
import { CHECKED_FROM, HEADER_BYTES, LOG_APPEND_TIME } from './batches'
import { ByteWriter } from './bytes'
import { crc32c } from './crc32c'

/** A record within a batch. */
export interface BatchRecord {
  readonly offset: bigint
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
}

/** A batch ends when it has so many bytes, so that no reader needs a huge buffer: a broker's own default limit is 1 MiB. */
const BATCH_BYTES = 1 << 20
const MAX_OFFSET_DELTA = 2n ** 31n - 1n

/**
 * Records as whole, uncompressed record batches, as a broker would send them; `decodeChunk` gives the same records
 * back. Offsets ascend strictly and may have gaps. `range` is what the chunk stands for: from the first record to the
 * last by default. Throws RangeError for offsets that do not ascend or lie outside the range.
 */
export function encodeChunk(
  topic: string,
  partition: number,
  records: readonly KafkaRecord[],
  range?: Pick<OffsetRange, 'from' | 'to'>,
): RecordChunk {
  const from = range?.from ?? records[0]?.offset ?? 0n
  const to = range?.to ?? (records.length ? records[records.length - 1].offset + 1n : 0n)
  requireAscending(records, from, to)
  const batches: Buffer[] = []
  for (let i = 0; i < records.length;) {
    const { bytes, count } = encodeBatch(records, i)
    batches.push(bytes)
    i += count
  }
  return { topic, partition, from, to, bytes: Buffer.concat(batches), aborted: [] }
}

function requireAscending(records: readonly KafkaRecord[], from: bigint, to: bigint): void {
  let least = from
  for (const { offset } of records) {
    if (offset < least || offset >= to)
      throw new RangeError(`offset ${offset} is not between ${least} and ${to}, in ascending order`)
    least = offset + 1n
  }
}

/** One batch of the records from `first` on: as many as fit, share a type of timestamp, and lie near enough. */
function encodeBatch(records: readonly KafkaRecord[], first: number): { bytes: Buffer; count: number } {
  const { offset: baseOffset, timestampType, timestamp } = records[first]
  const body = new ByteWriter(4096)
  let i = first
  for (; i < records.length; i++) {
    const r = records[i]
    if (i > first && body.length >= BATCH_BYTES) break
    if (r.offset - baseOffset > MAX_OFFSET_DELTA || r.timestampType !== timestampType) break
    // A batch stamped by the broker has one timestamp for all.
    if (timestampType === 'LogAppendTime' && r.timestamp !== timestamp) break
    writeRecord(body, r, Number(r.offset - baseOffset), r.timestamp - timestamp)
  }
  const batch = records.slice(first, i)
  return { bytes: sealBatch(batchFields(batch, timestampType), body.written), count: batch.length }
}

/** Records to be sent, as one uncompressed batch. */
export function encodeOneBatch(records: readonly BatchRecord[]): Buffer {
  const { offset: baseOffset, timestamp } = records[0]
  const body = new ByteWriter(4096)
  for (const r of records) writeRecord(body, r, Number(r.offset - baseOffset), r.timestamp - timestamp)
  return sealBatch(batchFields(records, 'CreateTime'), body.written)
}

function batchFields(records: readonly BatchRecord[], type: TimestampType): BatchFields {
  const { offset, timestamp } = records[0]
  return {
    baseOffset: offset,
    lastOffsetDelta: Number(records[records.length - 1].offset - offset),
    attributes: type === 'LogAppendTime' ? LOG_APPEND_TIME : 0,
    baseTimestamp: timestamp,
    maxTimestamp: records.reduce((max, r) => Math.max(max, r.timestamp), timestamp),
    count: records.length,
  }
}

/** Writes one record of format v2 (https://kafka.apache.org/documentation/#record). */
export function writeRecord(
  out: ByteWriter,
  record: Pick<BatchRecord, 'key' | 'value' | 'headers'>,
  offsetDelta: number,
  timestampDelta: number,
): void {
  scratch.clear()
  scratch.int8(0).varint(timestampDelta).varint(offsetDelta)
  scratch.varblob(record.key).varblob(record.value).varint(record.headers.length)
  for (const [name, value] of record.headers) scratch.varblob(Buffer.from(name)).varblob(value)
  out.varblob(scratch.written)
}

/** A record's length stands before it, so it is written here first. */
const scratch = new ByteWriter(4096)

/** The fields of a batch's header that are not derived from its bytes. */
export interface BatchFields {
  readonly baseOffset: bigint
  readonly lastOffsetDelta: number
  /** The lowest three bits are the codec of the body. */
  readonly attributes: number
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly count: number
  readonly producerId?: bigint
}

/** Puts the header, with length and checksum, before a body of records (compressed as the attributes say). */
export function sealBatch(fields: BatchFields, body: Uint8Array): Buffer {
  const header = new ByteWriter(HEADER_BYTES + body.length)
    .int64(fields.baseOffset)
    .int32(HEADER_BYTES - 12 + body.length)
    .int32(-1) // partition leader epoch: the broker's own
    .int8(2)
    .int32(0) // checksum, below
    .int16(fields.attributes)
    .int32(fields.lastOffsetDelta)
    .int64(BigInt(fields.baseTimestamp))
    .int64(BigInt(fields.maxTimestamp))
    .int64(fields.producerId ?? -1n)
    .int16(-1)
    .int32(-1)
    .int32(fields.count)
    .raw(body)
  const bytes = header.written
  bytes.writeUInt32BE(crc32c(bytes, CHECKED_FROM), 17)
  return bytes
}
