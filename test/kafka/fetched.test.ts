import { describe, expect, test } from 'vitest'
import { decodeChunk } from '../../src/kafka/decode'
import { takeFetched } from '../../src/kafka/fetched'
import { Position } from '../../src/kafka/position'
import { type AbortedTransaction, type RecordChunk } from '../../src/record'
import { batch } from './batches'

const fetched = (records: Buffer, aborted: AbortedTransaction[] = []) => ({
  topic: 't',
  partition: 0,
  errorCode: 0,
  aborted,
  records,
})
const at = (start: bigint, end: bigint): Position =>
  new Position({ topic: 't', partition: 0, from: start, to: end })
const offsets = (c: RecordChunk | null | undefined): bigint[] =>
  c ? decodeChunk(c).map((r) => r.offset) : []

const [a, b, c] = [0n, 3n, 6n].map((base) => batch({ base, deltas: [0, 1, 2] }))

describe('takeFetched', () => {
  test('takes whole batches and leaves the one that is cut', () => {
    const position = at(0n, 9n)
    const step = takeFetched(position, fetched(Buffer.concat([a, b, c.subarray(0, 70)])))
    expect(step).toMatchObject({ to: 6n, atMost: 6 })
    expect(step?.chunk?.bytes).toEqual(Buffer.concat([a, b]))
    expect(position.next).toBe(6n)
    expect(position.done).toBe(0n)
  })

  test('takes no record beyond the end, and drops batches beyond it', () => {
    const position = at(0n, 4n)
    const step = takeFetched(position, fetched(Buffer.concat([a, b, c])))
    expect(offsets(step?.chunk)).toEqual([0n, 1n, 2n, 3n])
    expect(step?.chunk?.bytes).toEqual(Buffer.concat([a, b]))
    expect(position.open).toBe(false)
  })

  test('begins within a batch', () => {
    const step = takeFetched(at(4n, 9n), fetched(Buffer.concat([b, c])))
    expect(offsets(step?.chunk)).toEqual([4n, 5n, 6n, 7n, 8n])
    expect(step?.chunk).toMatchObject({ from: 4n, to: 9n })
  })

  test('goes over offsets that hold nothing up to the end', () => {
    const position = at(0n, 2n)
    const step = takeFetched(position, fetched(b))
    expect(step).toMatchObject({ chunk: null, to: 2n, atMost: 0 })
    expect(position.open).toBe(false)
  })

  test('goes over an emptied batch in the middle', () => {
    const empty = batch({ base: 0n, deltas: [], lastDelta: 5 })
    const position = at(0n, 9n)
    const step = takeFetched(position, fetched(Buffer.concat([empty, c])))
    expect(offsets(step?.chunk)).toEqual([6n, 7n, 8n])
    expect(takeFetched(at(0n, 9n), fetched(empty))).toMatchObject({ to: 6n, atMost: 0 })
    expect(position.open).toBe(false)
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a part of a batch', a.subarray(0, 62)],
  ])('%s is no step', (_name, records) => {
    const position = at(0n, 9n)
    expect(takeFetched(position, fetched(records))).toBeNull()
    expect(position.next).toBe(0n)
  })

  test('keeps the aborted transactions that touch the chunk', () => {
    const list = [0n, 5n, 6n].map((firstOffset) => ({ producerId: 1n, firstOffset }))
    const step = takeFetched(at(3n, 9n), fetched(b, list))
    expect(step?.chunk?.aborted.map((t) => t.firstOffset)).toEqual([0n, 5n])
  })
})
