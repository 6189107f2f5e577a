import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { compressFrameSync } from 'lz4-napi'
import { describe, expect, test } from 'vitest'
import { CarnetError } from '../../src/errors'
import { batchesOf, countChunk, decodeChunk, firstRecords } from '../../src/kafka/decode'
import { encodeChunk } from '../../src/kafka/encode'
import { type RecordChunk } from '../../src/record'
import { batch, chunk, marker, record, records } from './batches'

const offsets = (c: RecordChunk): bigint[] => decodeChunk(c).map((r) => r.offset)
const values = (c: RecordChunk): string[] => decodeChunk(c).map((r) => String(r.value))

/** The error's code and reason. */
function fault(work: () => unknown): string {
  try {
    work()
  } catch (e) {
    if (e instanceof CarnetError) return `${e.code} ${JSON.stringify(e.details)}`
    throw e
  }
  return 'none'
}

describe('decodeChunk after encodeChunk', () => {
  test('gives the same records, for any', () => {
    fc.assert(
      fc.property(records, (list) => {
        const c = encodeChunk('é', 3, list)
        expect(decodeChunk(c)).toEqual(list)
        expect(countChunk(c)).toEqual({ records: list.length, control: 0, aborted: 0 })
      }),
    )
  })

  test('gives those in the range, for any range', () => {
    fc.assert(
      fc.property(records, fc.nat(30), fc.nat(30), (list, a, b) => {
        if (!list.length) return
        const [low, high] = [a, b]
          .map((i) => list[Math.min(i, list.length - 1)].offset)
          .sort((x, y) => (x < y ? -1 : 1))
        const c = { ...encodeChunk('é', 3, list), from: low, to: high }
        const expected = list.filter((r) => r.offset >= low && r.offset < high)
        expect(decodeChunk(c)).toEqual(expected)
        expect(countChunk(c).records).toBe(expected.length)
      }),
    )
  })

  test('nothing', () => {
    const c = encodeChunk('t', 0, [], { from: 3n, to: 9n })
    expect(c).toMatchObject({ from: 3n, to: 9n, aborted: [] })
    expect(decodeChunk(c)).toEqual([])
    expect(encodeChunk('t', 0, [])).toMatchObject({ from: 0n, to: 0n })
  })

  test('offsets beyond 2^53, and more than 2^31 apart', () => {
    const list = [2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 53n + 2n + 2n ** 31n, 2n ** 62n].map((o) => record(o))
    expect(decodeChunk(encodeChunk('t', 0, list))).toEqual(list)
  })

  test('timestamps to the limits of a date, and far apart', () => {
    const times = [8_640_000_000_000_000, -1, 0, 8_639_999_999_999_999, 1]
    const list = times.map((timestamp, i) => ({ ...record(BigInt(i)), timestamp }))
    expect(decodeChunk(encodeChunk('t', 0, list)).map((r) => r.timestamp)).toEqual(times)
  })

  test('a message of 20 MB', () => {
    const value = Buffer.alloc(20 << 20, 7)
    const [, second, third] = decodeChunk(
      encodeChunk('t', 0, [record(0n), { ...record(1n), value }, record(2n)]),
    )
    expect(second.value?.equals(value)).toBe(true)
    expect(third.offset).toBe(2n)
  })

  test('offsets out of order or out of the range are refused', () => {
    expect(() => encodeChunk('t', 0, [record(2n), record(1n)])).toThrow(RangeError)
    expect(() => encodeChunk('t', 0, [record(1n), record(1n)])).toThrow('offset 1 is not between 2 and 2')
    expect(() => encodeChunk('t', 0, [record(1n)], { from: 2n, to: 3n })).toThrow(RangeError)
    expect(() => encodeChunk('t', 0, [record(3n)], { from: 2n, to: 3n })).toThrow(RangeError)
  })
})

describe('the form of batches', () => {
  test('150,000 records in one', () => {
    const deltas = Array.from({ length: 150_000 }, (_, i) => i)
    const c = chunk([batch({ base: 7n, deltas })], 7n, 150_007n)
    const decoded = decodeChunk(c)
    expect([...batchesOf(c)]).toHaveLength(1)
    expect(decoded).toHaveLength(150_000)
    expect(decoded.at(-1)).toMatchObject({ offset: 150_006n, value: Buffer.from('v150006') })
  })

  test('a compacted one keeps the offsets of its records', () => {
    const c = chunk(
      [batch({ base: 10n, deltas: [1, 5], lastDelta: 9 }), batch({ base: 20n, deltas: [0] })],
      10n,
      21n,
    )
    expect(offsets(c)).toEqual([11n, 15n, 20n])
  })

  test('an emptied one stands for its offsets and holds nothing', () => {
    const c = chunk(
      [batch({ base: 0n, deltas: [], lastDelta: 29 }), batch({ base: 30n, deltas: [0] })],
      0n,
      31n,
    )
    expect([...batchesOf(c)].map((b) => b.header.lastOffset)).toEqual([29n, 30n])
    expect(offsets(c)).toEqual([30n])
  })

  test('one with the time of the broker', () => {
    const list = [1n, 2n].map((o) => ({
      ...record(o),
      timestamp: 5,
      timestampType: 'LogAppendTime' as const,
    }))
    const c = encodeChunk('t', 0, list)
    expect([...batchesOf(c)]).toHaveLength(1)
    expect(decodeChunk(c)).toEqual(list)
  })
})

describe('compression', () => {
  const deltas = Array.from({ length: 500 }, (_, i) => i)
  const expected = deltas.map((d) => `v${d}`)
  const compressed = (codec: number, compress: (body: Buffer) => Uint8Array): RecordChunk =>
    chunk([batch({ base: 0n, deltas, codec, compress })], 0n, 500n)

  /** Snappy without any match: one length, then literals of at most 60 bytes. */
  function snappy(body: Buffer): Buffer {
    const length: number[] = []
    let n = body.length
    for (; n > 127; n >>>= 7) length.push((n & 127) | 128)
    const parts: Uint8Array[] = [Buffer.from([...length, n])]
    for (let i = 0; i < body.length; i += 60) {
      const literal = body.subarray(i, i + 60)
      parts.push(Buffer.from([(literal.length - 1) << 2]), literal)
    }
    return Buffer.concat(parts)
  }

  /** The frames of snappy-java: a header of 16 bytes, then blocks with a length before them. */
  function framed(body: Buffer): Buffer {
    const parts: Uint8Array[] = [Buffer.from('82534e41505059000000000100000001', 'hex')]
    for (let i = 0; i < body.length; i += 1000) {
      const block = snappy(body.subarray(i, i + 1000))
      const length = Buffer.alloc(4)
      length.writeInt32BE(block.length)
      parts.push(length, block)
    }
    return Buffer.concat(parts)
  }

  /** A frame of one raw block, RFC 8878. */
  function zstd(body: Buffer): Buffer {
    const head = Buffer.from('28b52ffda0', 'hex')
    const size = Buffer.alloc(4)
    size.writeUInt32LE(body.length)
    const block = Buffer.alloc(3)
    block.writeUIntLE((body.length << 3) | 1, 0, 3)
    return Buffer.concat([head, size, block, body])
  }

  test.each<[string, number, (body: Buffer) => Uint8Array]>([
    ['gzip', 1, (b) => gzipSync(b)],
    ['gzip in two members', 1, (b) => Buffer.concat([gzipSync(b.subarray(0, 99)), gzipSync(b.subarray(99))])],
    ['snappy, raw', 2, snappy],
    ['snappy, in frames of snappy-java', 2, framed],
    ['lz4', 3, (b) => compressFrameSync(b)],
    ['lz4 with checksums', 3, (b) => compressFrameSync(b, { contentChecksum: true, blockChecksums: true })],
    ['zstd', 4, zstd],
  ])('%s', (_name, codec, compress) => {
    expect(values(compressed(codec, compress))).toEqual(expected)
  })

  test.each([
    ['gzip', 1],
    ['snappy', 2],
    ['lz4', 3],
    ['zstd', 4],
  ])('%s that is none', (name, codec) => {
    const c = compressed(codec, () => Buffer.from('nonsense, but long enough'))
    expect(fault(() => decodeChunk(c))).toContain(`its ${name} data cannot be decompressed`)
  })

  test('snappy frames that are cut', () => {
    expect(fault(() => decodeChunk(compressed(2, (b) => framed(b).subarray(0, -5))))).toContain('cut short')
  })

  test('an unknown codec', () => {
    expect(fault(() => decodeChunk(compressed(5, (b) => b)))).toContain('its compression (5) is unknown')
  })
})

describe('damage', () => {
  const good = (): RecordChunk =>
    chunk([batch({ base: 0n, deltas: [0, 1] }), batch({ base: 2n, deltas: [0, 1] })], 0n, 4n)

  test('any flipped bit from the checksum on is found', () => {
    const { bytes } = good()
    const first = batch({ base: 0n, deltas: [0, 1] }).length
    fc.assert(
      fc.property(fc.integer({ min: 17, max: first - 1 }), fc.nat(7), (at, bit) => {
        const damaged = Buffer.from(bytes)
        damaged[at] ^= 1 << bit
        expect(fault(() => decodeChunk({ ...good(), bytes: damaged }))).toMatch(
          /^BATCH_CORRUPT .*"offset":"0"/,
        )
      }),
    )
  })

  test('a batch that is cut short', () => {
    const { bytes } = good()
    const second = bytes.length / 2
    for (const length of [second + 1, second + 60, second + 61, bytes.length - 1])
      expect(fault(() => decodeChunk({ ...good(), bytes: bytes.subarray(0, length) }))).toMatch(
        /^BATCH_CORRUPT .*"offset":"2","reason":"it is cut short"/,
      )
  })

  test.each([0, 1])('format v%i is named', (magic) => {
    const { bytes } = good()
    bytes[16] = magic
    expect(fault(() => decodeChunk({ ...good(), bytes }))).toBe(
      `RECORDS_TOO_OLD {"topic":"t","partition":0,"version":${magic}}`,
    )
  })

  test.each<[string, (bytes: Buffer) => void]>([
    ['an unknown format', (b) => b.writeInt8(3, 16)],
    ['a length that is none', (b) => b.writeInt32BE(-1, 8)],
    ['a length below the header', (b) => b.writeInt32BE(48, 8)],
  ])('%s', (_name, damage) => {
    const { bytes } = good()
    damage(bytes)
    expect(fault(() => decodeChunk({ ...good(), bytes }))).toContain('its header makes no sense')
  })

  test.each([
    ['fewer records than it says', 3],
    ['more records than it says', 1],
  ])('%s', (_name, count) => {
    const c = chunk([batch({ base: 0n, deltas: [0, 1], count })], 0n, 2n)
    expect(fault(() => decodeChunk(c))).toMatch(/^BATCH_CORRUPT/)
  })

  test.each<[string, number[]]>([
    ['a record beyond the batch', [0x7e, 0, 0, 0, 1, 1, 0]],
    ['a negative length', [1]],
    ['a length that does not end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a key beyond the record', [12, 0, 0, 0, 0x7e, 1, 0]],
    ['a record longer than its parts', [14, 0, 0, 0, 1, 1, 0, 9]],
    ['a negative number of headers', [12, 0, 0, 0, 1, 1, 1]],
    ['a header beyond the record', [16, 0, 0, 0, 1, 1, 2, 0x7e, 0]],
    ['a header without a name', [16, 0, 0, 0, 1, 1, 2, 1, 1]],
    ['a record longer than its headers', [18, 0, 0, 0, 1, 1, 2, 0, 1, 9]],
  ])('%s', (_name, body) => {
    const c = chunk([batch({ base: 0n, deltas: [], count: 1, compress: () => Buffer.from(body) })], 0n, 1n)
    expect(fault(() => decodeChunk(c))).toMatch(/^BATCH_CORRUPT/)
  })
})

describe('transactions', () => {
  const [P, Q] = [7n, 8n]
  const log = [
    batch({ base: 0n, deltas: [0, 1], producer: P }), // aborted
    batch({ base: 2n, deltas: [0] }), // of no transaction
    batch({ base: 3n, deltas: [0], producer: Q }), // committed
    marker(4n, P, 'abort'),
    batch({ base: 5n, deltas: [0], producer: P }), // committed
    marker(6n, Q, 'commit'),
    marker(7n, P, 'commit'),
    batch({ base: 8n, deltas: [0], producer: P }), // aborted
    batch({ base: 9n, deltas: [0], producer: Q }), // aborted
    marker(10n, Q, 'abort'),
    marker(11n, P, 'abort'),
    batch({ base: 12n, deltas: [0], producer: Q }), // committed
    marker(13n, Q, 'commit'),
  ]
  const aborted = [
    { producerId: P, firstOffset: 0n },
    { producerId: P, firstOffset: 8n },
    { producerId: Q, firstOffset: 9n },
  ]
  const data = [2n, 3n, 5n, 12n]

  test('those aborted are left out, markers are counted', () => {
    const c = chunk(log, 0n, 14n, aborted)
    expect(offsets(c)).toEqual(data)
    expect(countChunk(c)).toEqual({ records: 4, control: 6, aborted: 4 })
  })

  test('in any order of the list', () => {
    expect(offsets(chunk(log, 0n, 14n, [...aborted].reverse()))).toEqual(data)
    expect(aborted[0].firstOffset).toBe(0n)
  })

  test('in chunks cut anywhere, each by itself', () => {
    for (let cut = 0; cut <= log.length; cut++) {
      const at = cut === log.length ? 14n : log[cut].readBigInt64BE(0)
      const before = chunk(log.slice(0, cut), 0n, at, aborted)
      // A broker lists for the second chunk what was aborted within it, begun before it or not.
      const after = chunk(
        log.slice(cut),
        at,
        14n,
        aborted.filter((a) => endOf(a.producerId, a.firstOffset) >= at),
      )
      expect([...offsets(before), ...offsets(after)]).toEqual(data)
    }
  })

  /** The offset of the marker that ends the transaction. */
  function endOf(producer: bigint, first: bigint): bigint {
    const ends = log
      .map((b) => b.readBigInt64BE(0))
      .filter((o, i) => o > first && isMarkerOf(log[i], producer))
    return ends[0]
  }
  const isMarkerOf = (b: Buffer, producer: bigint): boolean =>
    (b.readInt16BE(21) & 32) !== 0 && b.readBigInt64BE(43) === producer

  test('none aborted', () => {
    expect(offsets(chunk(log, 0n, 14n))).toEqual([0n, 1n, 2n, 3n, 5n, 8n, 9n, 12n])
  })

  test('a range that begins within', () => {
    expect(offsets(chunk(log, 1n, 9n, aborted))).toEqual([2n, 3n, 5n])
    expect(countChunk(chunk(log, 1n, 9n, aborted))).toEqual({ records: 3, control: 3, aborted: 2 })
  })
})

describe('firstRecords', () => {
  const batches = [
    batch({ base: 0n, deltas: [0, 1, 2] }),
    batch({ base: 3n, deltas: [0], producer: 1n }),
    marker(4n, 1n, 'abort'),
    batch({ base: 10n, deltas: [0, 5], lastDelta: 9 }),
    batch({ base: 20n, deltas: [0] }),
  ]
  const whole = chunk(batches, 0n, 30n, [{ producerId: 1n, firstOffset: 3n }])
  const all = [0n, 1n, 2n, 10n, 15n, 20n]

  test.each([1, 2, 3, 4, 5, 6])('%i', (limit) => {
    const cut = firstRecords(whole, limit)
    expect(offsets(cut)).toEqual(all.slice(0, limit))
    expect(cut.to).toBe(all[limit - 1] + 1n)
    expect(countChunk(cut).records).toBe(limit)
  })

  test('keeps no batch after the last record', () => {
    expect(firstRecords(whole, 3).bytes.length).toBe(batches[0].length)
  })

  test('more than there are', () => {
    expect(firstRecords(whole, 7)).toBe(whole)
  })

  test('from within the range', () => {
    expect(offsets(firstRecords({ ...whole, from: 2n, to: 15n }, 2))).toEqual([2n, 10n])
  })
})
