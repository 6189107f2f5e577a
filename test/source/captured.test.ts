import { describe, expect, test } from 'vitest'
import { type OpenCapture } from '../../src/source/capture/capture'
import { capturedInfo, describeCaptured } from '../../src/source/captured'
import { type RecordChunk } from '../../src/record'
import { chunkOf, manifestOf, record, TOPIC } from './support'

const T0 = 1_733_040_000_000

const at = (partition: number, offset: number, time: number, value: string | null = '{"a":1}') => ({
  ...record(partition, offset, value),
  timestamp: time,
})

function captureOf(chunks: RecordChunk[]): Pick<OpenCapture, 'manifest' | 'chunks'> {
  return {
    manifest: manifestOf(chunks),
    chunks: async function* () {
      yield* chunks
    },
  }
}

const captured = { topic: TOPIC, settings: { 'retention.ms': '-1', 'cleanup.policy': 'compact' }, info: null }

describe('a topic as a capture knows it', () => {
  const chunks = [
    chunkOf([at(0, 4, T0 + 5000), at(0, 5, T0), at(0, 6, T0 + 19_000, null)], 9n),
    chunkOf([at(1, 0, -1), at(1, 1, T0 + 23_000)]),
    { ...chunkOf([at(0, 0, 0)]), topic: 'other' },
  ]

  test('offsets, times, messages and settings; what only a broker knows is said to be missing', async () => {
    expect(await describeCaptured(captured, captureOf(chunks), 1000)).toMatchObject({
      kind: 'description',
      topic: TOPIC,
      clusterId: 'abc',
      origin: 'replay',
      at: '2024-12-01T08:00:00.000Z',
      info: {
        partitions: 2,
        messages: 7,
        cleanupPolicy: 'compact',
        bytes: null,
        firstTimestamp: T0 + 5000,
        lastTimestamp: T0 + 23_000,
        hidden: { minInSyncReplicas: 'not kept', retentionBytes: 'not kept', bytes: 'not kept' },
      },
      partitions: [
        {
          partition: 0,
          leader: null,
          start: 4n,
          end: 9n,
          messages: 5,
          bytes: null,
          firstTimestamp: T0 + 5000,
          lastTimestamp: T0 + 19_000,
          hidden: { bytes: 'not kept' },
        },
        { partition: 1, start: 0n, end: 2n, firstTimestamp: T0 + 23_000, lastTimestamp: T0 + 23_000 },
      ],
      skew: { largest: 0, share: 5 / 7, maxToMean: 10 / 7 },
      sample: {
        messages: 5,
        formats: [
          { name: 'json object', messages: 4 },
          { name: 'tombstone', messages: 1 },
        ],
      },
      rate: { from: T0, bucketMs: 1000 },
      groups: null,
      settings: [
        { name: 'cleanup.policy', value: 'compact', source: 'topic', default: null },
        { name: 'retention.ms', value: '-1', source: 'topic', default: null },
      ],
      hidden: { groups: 'not kept' },
    })
  })

  test('the rate counts the messages that have a time', async () => {
    const { rate } = await describeCaptured(captured, captureOf(chunks), 0)
    expect(rate?.counts).toHaveLength(24)
    expect(rate?.counts.flatMap((n, i) => (n > 0 ? [[i, n]] : []))).toEqual([
      [0, 1],
      [5, 1],
      [19, 1],
      [23, 1],
    ])
  })

  test('the sample is of the end', async () => {
    const { sample } = await describeCaptured(captured, captureOf(chunks), 2)
    expect(sample).toMatchObject({ messages: 1, formats: [{ name: 'json object', messages: 1 }] })
    expect(sample?.ranges.map((r) => [r.from, r.to])).toEqual([
      [8n, 9n],
      [1n, 2n],
    ])
  })

  test('the line of the table that the reader saw stays', async () => {
    const known = { replication: 3, bytes: 10, firstTimestamp: 1, lastTimestamp: 2, hidden: {} }
    const info = { ...(await describeCaptured(captured, captureOf(chunks), 0)).info, ...known }
    expect((await describeCaptured({ ...captured, info }, captureOf(chunks), 0)).info).toEqual(info)
    const older = { ...info, bytes: null }
    expect(capturedInfo({ ...captured, info: older }, captureOf(chunks).manifest)).toEqual({
      ...older,
      hidden: { bytes: 'not kept' },
    })
  })

  test('an empty capture', async () => {
    const described = await describeCaptured(captured, captureOf([]), 1000)
    expect(described).toMatchObject({ partitions: [], skew: null, rate: null, sample: { messages: 0 } })
  })
})
