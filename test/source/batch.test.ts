import { describe, expect, test } from 'vitest'
import { makeBatch } from '../../src/source/batch'
import { summaryOfChunks } from '../../src/source/capture/summary'
import { chunkOf, students, TOPIC } from './support'

const chunks = [chunkOf(students(1, 4, 6)), chunkOf(students(0, 7, 9)), chunkOf(students(1, 0, 3))]
const summary = summaryOfChunks(chunks, { stop: 'end' })
const provenance = {
  kind: 'provenance',
  topics: [TOPIC],
  clusterId: 'abc',
  ranges: summary.ranges,
  messages: 7,
  readAt: '2024-12-01T08:00:00.000Z',
  origin: 'live',
  capture: null,
} as const
const batch = makeBatch({ topics: [TOPIC], summary, provenance, chunks })
const order = [7n, 8n, 0n, 1n, 2n, 4n, 5n]

describe('a batch', () => {
  test('gives its records in order of partition, then offset, each time', () => {
    expect(batch.length).toBe(7)
    expect([...batch].map((r) => r.offset)).toEqual(order)
    expect([...batch].map((r) => r.offset)).toEqual(order)
    expect(batch.chunks.map((c) => c.partition)).toEqual([0, 1, 1])
  })

  test('decodes all records once and keeps them', () => {
    const records = batch.records()
    expect(records.map((r) => r.offset)).toEqual(order)
    expect(batch.records()).toBe(records)
    expect([...batch][0]).toBe(records[0])
  })

  test('of several topics gives them in the order in which they were asked for', () => {
    const other = { ...chunks[0], topic: 'zoo' }
    const both = makeBatch({ topics: ['zoo', TOPIC], summary, provenance, chunks: [...chunks, other] })
    expect(both.chunks.map((c) => [c.topic, c.partition, c.from])).toEqual([
      ['zoo', 1, 4n],
      [TOPIC, 0, 7n],
      [TOPIC, 1, 0n],
      [TOPIC, 1, 4n],
    ])
  })

  test('can be empty', () => {
    const none = makeBatch({
      topics: [TOPIC],
      summary: summaryOfChunks([], { stop: 'end' }),
      provenance,
      chunks: [],
    })
    expect([none.length, none.records(), [...none]]).toEqual([0, [], []])
  })
})

test('the summary of chunks joins their ranges and counts what is missing', () => {
  expect(summary).toMatchObject({
    ranges: [
      { topic: TOPIC, partition: 0, from: 7n, to: 9n },
      { topic: TOPIC, partition: 1, from: 0n, to: 6n },
    ],
    records: 7,
    control: 0,
    aborted: 0,
    missing: 1,
  })
})
