import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { CHECKED_FROM, CODEC_MASK, LOG_APPEND_TIME, wholeBatches } from '../../src/kafka/batches'
import { crc32c } from '../../src/kafka/crc32c'
import { decodeChunk } from '../../src/kafka/decode'
import { encodeChunk } from '../../src/kafka/encode'
import { bytesToResend, encodedSize, Resender, type OutgoingBatch } from '../../src/kafka/resend'
import { type KafkaRecord, type RecordChunk } from '../../src/record'
import { batch, chunk, marker, record, records } from './batches'

const GZIP = 1
const MIB = 1 << 20

function resent(chunks: readonly RecordChunk[], maxBytes = MIB): OutgoingBatch[] {
  const resender = new Resender(maxBytes)
  return [...chunks.flatMap((c) => [...resender.add(c)]), ...resender.end()]
}

/** The messages of a batch as a topic keeps them that had none before, from the offset `next` on. */
function stored({ partition, bytes }: OutgoingBatch, next: bigint): KafkaRecord[] {
  const copy = Buffer.from(bytes)
  const { headers, length } = wholeBatches(copy, { topic: 't', partition })
  expect([headers.length, length]).toEqual([1, copy.length])
  copy.writeBigInt64BE(next, 0)
  const to = next + BigInt(headers[0].count)
  return decodeChunk({ topic: 't', partition, from: next, to, bytes: copy, aborted: [] })
}

/** The messages that a partition holds after these batches. */
function log(batches: readonly OutgoingBatch[], partition: number): KafkaRecord[] {
  const held: KafkaRecord[] = []
  for (const b of batches) if (b.partition === partition) held.push(...stored(b, BigInt(held.length)))
  return held
}

/** A batch with its checksum made right. */
function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(crc32c(bytes, CHECKED_FROM), 17)
  return bytes
}

const told = ({ key, value, headers, timestamp }: KafkaRecord): object => ({ key, value, headers, timestamp })

describe('sending messages again', () => {
  test('keeps every key, value, header and timestamp, in the order of each partition', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(records, fc.nat(2)), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 200, max: 5000 }),
        (drafts, maxBytes) => {
          const chunks = drafts.map(([rs, partition]) => encodeChunk('t', partition, rs))
          const batches = resent(chunks, maxBytes)
          for (const partition of [0, 1, 2]) {
            const sent = chunks.filter((c) => c.partition === partition).flatMap(decodeChunk)
            const held = log(batches, partition)
            expect(held.map(told)).toEqual(sent.map(told))
            expect(held.every((r) => r.timestampType === 'CreateTime')).toBe(true)
          }
          for (const { bytes, records: n } of batches) {
            const [header] = wholeBatches(bytes, { topic: 't', partition: 0 }).headers
            expect(header).toMatchObject({
              baseOffset: 0n,
              lastOffset: BigInt(n - 1),
              count: n,
              producerId: -1n,
            })
            expect(header.attributes & ~CODEC_MASK).toBe(0)
            // Only a message that is too large by itself makes too large a batch.
            if (bytes.length > maxBytes) expect(n).toBe(1)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('leaves a large batch as its producer compressed it', () => {
    const deltas = Array.from({ length: 600 }, (_, i) => i)
    const whole = batch({ base: 50n, deltas, codec: GZIP, compress: gzipSync, producer: 7n })
    const [sent, ...more] = resent([chunk([whole], 50n, 650n)])
    expect(more).toEqual([])
    expect(sent).toMatchObject({ partition: 0, records: 600 })
    expect(sent.bytes.subarray(61)).toEqual(whole.subarray(61))
    expect(stored(sent, 0n).map((r) => String(r.value))).toEqual(deltas.map((d) => `v${50 + d}`))
  })

  test('leaves out what the range of the chunk, the log cleaner and aborted transactions leave out', () => {
    const deltas = Array.from({ length: 600 }, (_, i) => i)
    const gappy = deltas.filter((d) => d % 2 === 0)
    const bytes = [
      batch({ base: 0n, deltas, codec: GZIP, compress: gzipSync }),
      batch({ base: 600n, deltas: gappy, lastDelta: 599 }),
      batch({ base: 1200n, deltas, producer: 9n }),
      marker(1800n, 9n, 'abort'),
      batch({ base: 1801n, deltas: [0], producer: 9n }),
      marker(1802n, 9n, 'commit'),
      batch({ base: 1803n, deltas: [], lastDelta: 5 }),
    ]
    const aborted = [{ producerId: 9n, firstOffset: 1200n }]
    const values = log(resent([chunk(bytes, 300n, 1900n, aborted)]), 0).map((r) => String(r.value))
    expect(values).toEqual([
      ...deltas.slice(300).map((d) => `v${d}`),
      ...gappy.map((d) => `v${600 + d}`),
      'v1801',
    ])
  })

  test('joins small batches, and cuts what is joined by number', () => {
    const chunks = Array.from({ length: 60 }, (_, i) =>
      encodeChunk(
        't',
        0,
        Array.from({ length: 100 }, (_, j) => record(BigInt(i * 100 + j))),
      ),
    )
    const batches = resent(chunks)
    expect(batches.map((b) => b.records)).toEqual([5000, 1000])
    expect(log(batches, 0).map((r) => String(r.value))).toEqual(
      Array.from({ length: 6000 }, (_, i) => `v${i}`),
    )
  })

  test('takes the timestamp of the broker where that had stamped the messages', () => {
    const stamped = { ...record(0n), timestampType: 'LogAppendTime' as const, timestamp: 5 }
    const rows = Array.from({ length: 600 }, (_, i) => ({ ...stamped, offset: BigInt(i) }))
    const source = encodeChunk('t', 0, rows)
    expect(wholeBatches(source.bytes, source).headers[0].attributes).toBe(LOG_APPEND_TIME)
    expect(log(resent([source]), 0).map(told)).toEqual(rows.map(told))
  })

  test('a large message that was compressed goes as it is where the topic takes no more', () => {
    const zeros = Buffer.alloc(100_000)
    const wide = encodeChunk('t', 0, [{ ...record(0n), value: zeros }])
    const packed = Buffer.concat([wide.bytes.subarray(0, 61), gzipSync(wide.bytes.subarray(61))])
    packed.writeInt32BE(packed.length - 12, 8)
    packed.writeInt16BE(GZIP, 21)
    const [sent] = resent([{ ...wide, bytes: sealed(packed) }], 5000)
    expect(sent.bytes.length).toBeLessThan(5000)
    expect(stored(sent, 0n)[0].value).toEqual(zeros)
    expect(bytesToResend({ ...wide, bytes: sealed(packed) })).toBe(packed.length)
    expect(bytesToResend(wide)).toBeGreaterThan(100_000)
  })

  test('nothing gives nothing', () => {
    expect(resent([])).toEqual([])
    expect(resent([chunk([], 0n, 5n)])).toEqual([])
    expect(bytesToResend(chunk([], 0n, 5n))).toBe(0)
  })
})

test('the size of a message alone is never told too small', () => {
  fc.assert(
    fc.property(records, (rs) => {
      for (const r of rs) expect(encodeChunk('t', 0, [r]).bytes.length).toBeLessThanOrEqual(encodedSize(r))
    }),
  )
})
