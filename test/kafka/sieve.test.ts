import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeChunk } from '../../src/kafka/decode'
import { encodeChunk } from '../../src/kafka/encode'
import { checkedSelection } from '../../src/kafka/selection'
import { type ReadPart, Sieve } from '../../src/kafka/sieve'
import { type ReadSelection } from '../../src/reading'
import { type RecordChunk } from '../../src/record'
import { batch, chunk, marker, records } from './batches'

const sieve = (selection: ReadSelection): Sieve => new Sieve(checkedSelection(selection))
const values = (c: RecordChunk): string[] => decodeChunk(c).map((r) => String(r.value))

/** Six messages in two batches, a marker between them and one at the end. */
const log = chunk(
  [
    batch({ base: 0n, deltas: [0, 1, 2] }),
    marker(3n, 9n, 'commit'),
    batch({ base: 4n, deltas: [0, 1, 2] }),
    marker(7n, 9n, 'commit'),
  ],
  0n,
  8n,
)
const keyed = encodeChunk('t', 0, records3(['a', 'b', 'a', null, 'a']), { from: 0n, to: 9n })

function records3(keys: (string | null)[]) {
  return keys.map((key, i) => ({
    topic: 't',
    partition: 0,
    offset: BigInt(i),
    timestamp: i,
    timestampType: 'CreateTime' as const,
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(`v${i}`),
    headers: [],
  }))
}

describe('a sieve', () => {
  test('takes everything of what it is not asked to leave out', () => {
    const one = sieve({})
    const part = one.take(log)
    expect(part.chunk).toBe(log)
    expect(part.kept).toBe(log)
    expect(part.counts).toEqual({ records: 6, skipped: 0, control: 2, aborted: 0 })
    expect(one.full).toBeNull()
  })

  test.each([
    [1, 1n, 0],
    [3, 3n, 0],
    [4, 5n, 1],
    [6, 7n, 1],
  ])('is full with %i messages', (limit, to, control) => {
    const one = sieve({ limit })
    const part = one.take(log)
    expect(part.chunk.to).toBe(to)
    expect(part.counts).toEqual({ records: limit, skipped: 0, control, aborted: 0 })
    expect(one.full).toBe('limit')
  })

  test('is full from the beginning for a limit of none', () => {
    expect(sieve({ limit: 0 }).full).toBe('limit')
  })

  test('is full with the message that reaches the bytes', () => {
    // Values of two bytes each.
    for (const [bytes, count] of [
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 2],
      [12, 6],
    ]) {
      const one = sieve({ bytes })
      expect(one.take(log).counts.records).toBe(count)
      expect(one.full).toBe('bytes')
    }
    const larger = sieve({ bytes: 13 })
    larger.take(log)
    expect(larger.full).toBeNull()
  })

  test('counts the bytes of keys, values and headers', () => {
    const record = {
      ...records3(['é'])[0],
      value: null,
      headers: [['h', Buffer.from('ab')] as const, ['h', null] as const],
    }
    const one = sieve({ bytes: 6 })
    one.take(encodeChunk('t', 0, [record]))
    expect(one.full).toBe('bytes')
    const more = sieve({ bytes: 7 })
    more.take(encodeChunk('t', 0, [record]))
    expect(more.full).toBeNull()
  })

  test('leaves messages out, and keeps the chunk as it was read', () => {
    const part = sieve({ where: { key: 'a' } }).take(keyed)
    expect(part.chunk).toBe(keyed)
    expect(values(part.kept)).toEqual(['v0', 'v2', 'v4'])
    expect([part.kept.from, part.kept.to]).toEqual([0n, 9n])
    expect(part.counts).toEqual({ records: 3, skipped: 2, control: 0, aborted: 0 })
  })

  test('counts to the limit what it does not leave out', () => {
    const part = sieve({ where: { key: 'a' }, limit: 2 }).take(keyed)
    expect(part.chunk.to).toBe(3n)
    expect(values(part.chunk)).toEqual(['v0', 'v1', 'v2'])
    expect(values(part.kept)).toEqual(['v0', 'v2'])
  })

  test('that leaves out everything keeps a chunk without messages', () => {
    const { kept, counts } = sieve({ where: { key: 'none' } }).take(keyed)
    expect(values(kept)).toEqual([])
    expect([kept.from, kept.to, counts.skipped]).toEqual([0n, 9n, 5])
  })

  test('leaves messages out in the range of the chunk alone, those of aborted transactions and markers never', () => {
    const mixed = chunk(
      [
        batch({ base: 0n, deltas: [0, 1], producer: 5n }),
        batch({ base: 2n, deltas: [0, 1] }),
        marker(4n, 5n, 'abort'),
        batch({ base: 5n, deltas: [0, 1] }),
      ],
      1n,
      6n,
      [{ producerId: 5n, firstOffset: 0n }],
    )
    const part = sieve({ where: { key: null } }).take(mixed)
    expect(part.counts).toEqual({ records: 3, skipped: 0, control: 1, aborted: 1 })
    expect(part.kept).toBe(mixed)
    expect(sieve({ where: { key: 'x' } }).take(mixed).counts).toEqual({
      records: 0,
      skipped: 3,
      control: 1,
      aborted: 1,
    })
  })

  test('wants more until what is coming is enough', () => {
    expect(sieve({}).wantsAfter(1e9)).toBe(true)
    expect(sieve({ limit: 10 }).wantsAfter(9)).toBe(true)
    expect(sieve({ limit: 10 }).wantsAfter(10)).toBe(false)
    expect(sieve({ limit: 10, where: { key: null } }).wantsAfter(1000)).toBe(true)
    expect(sieve({ limit: 0, where: { key: null } }).wantsAfter(0)).toBe(false)
  })

  test('gives of any messages those that were asked for, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(records, fc.nat(40), fc.integer({ min: 1, max: 3 }), (list, limit, size) => {
        const where = { key: null }
        const wanted = list.filter((r) => r.key === null).slice(0, limit)
        const one = sieve({ where, limit })
        const parts: ReadPart[] = []
        for (let i = 0; i < list.length && !one.full; i += size)
          parts.push(one.take(encodeChunk('é', 3, list.slice(i, i + size))))
        expect(parts.flatMap((p) => decodeChunk(p.kept))).toEqual(wanted)
        // The capture of it, read again with the same question, has the same answer.
        const again = sieve({ where, limit })
        const replayed = parts.map((p) => again.take(p.chunk))
        expect(replayed.flatMap((p) => decodeChunk(p.kept))).toEqual(wanted)
        expect(replayed.map((p) => p.counts)).toEqual(parts.map((p) => p.counts))
      }),
    )
  })
})
