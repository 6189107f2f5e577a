import { carnetError } from '../errors'
import { type RecordChunk } from '../record'
import { crc32c } from './crc32c'

/**
 * The header of a record batch, format v2, as it lies in a fetched buffer
 * (https://kafka.apache.org/documentation/#recordbatch).
 */
export interface BatchHeader {
  /** Where the batch lies in the buffer: its first byte, and the first after it. */
  readonly start: number
  readonly end: number
  readonly baseOffset: bigint
  /** The last offset that the batch stands for, even where the log cleaner removed its record. */
  readonly lastOffset: bigint
  readonly attributes: number
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly producerId: bigint
  /** Records in the batch; 0 in one that the log cleaner emptied. */
  readonly count: number
}

/** Bytes before the records of a batch. */
export const HEADER_BYTES = 61
/** Bytes before the field that counts the rest: base offset and length. */
const PREFIX_BYTES = 12
const MAGIC_AT = 16
const CRC_AT = 17
/** The checksum covers everything from here. */
export const CHECKED_FROM = 21

/** Bits of a batch's attributes. */
export const CODEC_MASK = 7
export const LOG_APPEND_TIME = 8
export const TRANSACTIONAL = 16
export const CONTROL = 32

type Place = Pick<RecordChunk, 'topic' | 'partition'>

/** The error for bytes that are no sound record batch. */
export function corruptBatch(place: Place, offset: bigint, reason: string): Error {
  return carnetError('BATCH_CORRUPT', {
    topic: place.topic,
    partition: place.partition,
    offset: String(offset),
    reason,
  })
}

/** A 64-bit number that is known to stay within 53 bits, such as a timestamp. */
const int53 = (b: Buffer, at: number): number => b.readInt32BE(at) * 4294967296 + b.readUInt32BE(at + 4)

/**
 * The headers of the whole batches in `bytes`, and the number of bytes they take: what is left is a batch that was cut
 * (a fetch ends anywhere). Throws BATCH_CORRUPT, and RECORDS_TOO_OLD for the formats before v2.
 */
export function wholeBatches(bytes: Buffer, place: Place): { headers: BatchHeader[]; length: number } {
  const headers: BatchHeader[] = []
  let start = 0
  while (start + HEADER_BYTES <= bytes.length) {
    const baseOffset = bytes.readBigInt64BE(start)
    const magic = bytes[start + MAGIC_AT]
    if (magic < 2)
      throw carnetError('RECORDS_TOO_OLD', { topic: place.topic, partition: place.partition, version: magic })
    const end = start + PREFIX_BYTES + bytes.readInt32BE(start + 8)
    if (magic > 2 || end - start < HEADER_BYTES)
      throw corruptBatch(place, baseOffset, 'its header makes no sense')
    if (end > bytes.length) break
    headers.push(readHeader(bytes, start, end, baseOffset))
    start = end
  }
  return { headers, length: start }
}

function readHeader(bytes: Buffer, start: number, end: number, baseOffset: bigint): BatchHeader {
  return {
    start,
    end,
    baseOffset,
    attributes: bytes.readInt16BE(start + 21),
    lastOffset: baseOffset + BigInt(bytes.readInt32BE(start + 23)),
    baseTimestamp: int53(bytes, start + 27),
    maxTimestamp: int53(bytes, start + 35),
    producerId: bytes.readBigInt64BE(start + 43),
    count: bytes.readInt32BE(start + 57),
  }
}

/**
 * Bytes whose checksums were found right: a live read checks before it hands a chunk over, and decoding that chunk need
 * not do it again. The bytes of a chunk are never changed.
 */
const checked = new WeakSet<Buffer>()

/** The headers of a chunk, every batch whole and its CRC-32C right; throws BATCH_CORRUPT. */
export function checkedBatches(chunk: Place & { readonly bytes: Buffer }): readonly BatchHeader[] {
  const { bytes } = chunk
  const { headers, length } = wholeBatches(bytes, chunk)
  if (length < bytes.length) {
    const last = headers.at(-1)
    throw corruptBatch(chunk, last ? last.lastOffset + 1n : 0n, 'it is cut short')
  }
  if (checked.has(bytes)) return headers
  for (const { start, end, baseOffset } of headers)
    if (crc32c(bytes, start + CHECKED_FROM, end) !== bytes.readUInt32BE(start + CRC_AT))
      throw corruptBatch(chunk, baseOffset, 'its checksum is wrong')
  checked.add(bytes)
  return headers
}
