import { createHash } from 'node:crypto'
import { batchesOf } from '../kafka/decode'
import { RecordCursor } from '../kafka/record-cursor'
import { type KafkaRecord, type RecordChunk } from '../record'

/**
 * What a message is known by: SHA-256, in hexadecimal, of its timestamp (8 bytes, signed, big-endian), then of its key and
 * its value, each as its length (4 bytes, signed, big-endian; -1 where there is none) and its bytes.
 */
export function fingerprintOf({ timestamp, key, value }: KafkaRecord): string {
  const head = Buffer.alloc(8)
  head.writeBigInt64BE(BigInt(timestamp))
  const hash = createHash('sha256').update(head)
  for (const bytes of [key, value]) {
    const length = Buffer.alloc(4)
    length.writeInt32BE(bytes === null ? -1 : bytes.length)
    hash.update(length).update(bytes ?? '')
  }
  return hash.digest('hex')
}

/** The last message of chunks of one partition, which are in order; undefined where they hold none. */
export function lastRecord(chunks: readonly RecordChunk[]): KafkaRecord | undefined {
  for (const chunk of [...chunks].reverse())
    for (const { header, content } of [...batchesOf(chunk)].reverse()) {
      if (content !== 'records') continue
      const cursor = new RecordCursor(chunk, header)
      let last: KafkaRecord | undefined
      while (cursor.next()) last = cursor.record()
      if (last) return last
    }
  return undefined
}

/** The message at an offset, in chunks of one partition; undefined where they do not hold it. */
export function recordAt(chunks: readonly RecordChunk[], offset: bigint): KafkaRecord | undefined {
  for (const chunk of chunks) {
    if (offset < chunk.from || offset >= chunk.to) continue
    for (const { header, content } of batchesOf(chunk)) {
      if (content !== 'records' || offset < header.baseOffset || offset > header.lastOffset) continue
      const cursor = new RecordCursor(chunk, header)
      while (cursor.next()) if (cursor.offset === offset) return cursor.record()
    }
  }
  return undefined
}
