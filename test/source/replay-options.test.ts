import fc from 'fast-check'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Batch } from '../../src/source/batch'
import { convertCapture } from '../../src/source/capture/convert'
import { KcapWriter } from '../../src/source/capture/kcap-write'
import { type Manifest } from '../../src/source/capture/manifest'
import { PartialFile } from '../../src/source/capture/partial-file'
import { summaryOfChunks } from '../../src/source/capture/summary'
import { replaySource } from '../../src/source/replay'
import { type ReadOptions } from '../../src/source/options'
import { type Source } from '../../src/source/source'
import { encodeChunk } from '../../src/kafka/encode'
import { type ReadSummary } from '../../src/reading'
import { type KafkaRecord, type RecordChunk } from '../../src/record'
import { batch, chunk, marker } from '../kafka/batches'
import { tempFolder } from './support'

const record = (
  topic: string,
  partition: number,
  offset: number,
  time: number,
  key: string | null,
): KafkaRecord => ({
  topic,
  partition,
  offset: BigInt(offset),
  timestamp: time,
  timestampType: 'CreateTime',
  key: key === null ? null : Buffer.from(key),
  value: Buffer.from(`${topic}${partition}.${offset}`),
  headers: [],
})

/** Two topics; `t[1]` has gaps and came before `t[0]` was whole, as from two brokers. */
const chunks: RecordChunk[] = [
  encodeChunk(
    't',
    0,
    [0, 1, 2].map((o) => record('t', 0, o, 100 + o * 10, o % 2 ? 'a' : null)),
    { from: 0n, to: 3n },
  ),
  encodeChunk(
    't',
    1,
    [12, 15, 16].map((o) => record('t', 1, o, 95 + o, 'b')),
    { from: 10n, to: 20n },
  ),
  encodeChunk(
    't',
    0,
    [3, 4].map((o) => record('t', 0, o, 100 + o * 10, 'a')),
    { from: 3n, to: 5n },
  ),
  encodeChunk(
    'u',
    0,
    [0, 1].map((o) => record('u', 0, o, 1000 + o, 'a')),
    { from: 0n, to: 2n },
  ),
]
const there = [
  { topic: 't', partition: 0, from: 0n, to: 5n },
  { topic: 't', partition: 1, from: 5n, to: 30n },
  { topic: 'u', partition: 0, from: 0n, to: 2n },
]
const plan = there.map((r) => (r.partition === 1 ? { ...r, from: 10n, to: 20n } : r))

const manifest = (more: Partial<ReadSummary> = {}): Manifest => ({
  topics: ['t', 'u'].map((topic) => ({ topic, settings: {}, info: null })),
  clusterId: 'abc',
  readAt: '2024-12-01T08:00:00.000Z',
  summary: { ...summaryOfChunks(chunks, { there, plan, ranges: plan, stop: 'offset' }), ...more },
})

async function captureOf(
  content: readonly RecordChunk[] = chunks,
  of: Manifest = manifest(),
): Promise<string> {
  const file = join(tempFolder(), 'a.kcap')
  const writer = new KcapWriter(await PartialFile.begin(file), of)
  for (const chunk of content) await writer.add(chunk)
  await writer.finish(of)
  return file
}

const names = (batch: Batch): string[] => batch.records().map((r) => String(r.value))

async function streamed(
  source: Source,
  topics: string | string[],
  options: ReadOptions,
): Promise<[string[], ReadSummary | null]> {
  const stream = source.stream(topics, options)
  const found: string[] = []
  for await (const batch of stream) found.push(...names(batch))
  return [found, stream.summary]
}

describe('a replay with options', () => {
  test.each<[string, string | string[], ReadOptions, string[], Partial<ReadSummary>]>([
    [
      'nothing asked for',
      ['t', 'u'],
      {},
      ['t0.0', 't0.1', 't0.2', 't0.3', 't0.4', 't1.12', 't1.15', 't1.16', 'u0.0', 'u0.1'],
      { stop: 'offset', missing: 7 },
    ],
    ['one of its topics', 'u', {}, ['u0.0', 'u0.1'], { stop: 'end', missing: 0 }],
    [
      'topics in another order',
      ['u', 't'],
      { partitions: [0] },
      ['u0.0', 'u0.1', 't0.0', 't0.1', 't0.2', 't0.3', 't0.4'],
      { stop: 'end' },
    ],
    ['a partition', 't', { partitions: [1] }, ['t1.12', 't1.15', 't1.16'], { stop: 'offset', missing: 7 }],
    [
      'a limit: partition after partition, as on a cluster',
      't',
      { limit: 4 },
      ['t0.0', 't0.1', 't0.2', 't0.3'],
      { stop: 'limit' },
    ],
    [
      'a limit over several',
      ['t', 'u'],
      { limit: 9 },
      ['t0.0', 't0.1', 't0.2', 't0.3', 't0.4', 't1.12', 't1.15', 't1.16', 'u0.0'],
      { stop: 'limit' },
    ],
    [
      'an offset',
      't',
      { from: { offset: { 0: 3, 1: 16 } } },
      ['t0.3', 't0.4', 't1.16'],
      { stop: 'offset', expired: 0 },
    ],
    [
      'until an offset',
      't',
      { until: { offset: { 0: 1, 1: 13 } } },
      ['t0.0', 't1.12'],
      { stop: 'offset', missing: 2 },
    ],
    [
      'stored positions',
      't',
      { from: { positions: [{ topic: 't', partition: 1, offset: 15n }] } },
      ['t0.0', 't0.1', 't0.2', 't0.3', 't0.4', 't1.15', 't1.16'],
      {},
    ],
    ['a time', 't', { from: { time: 110 } }, ['t0.1', 't0.2', 't0.3', 't0.4', 't1.15', 't1.16'], {}],
    [
      'until a time',
      ['t', 'u'],
      { until: { time: 120 } },
      ['t0.0', 't0.1', 't1.12', 't1.15', 't1.16'],
      { stop: 'time' },
    ],
    ['a time after the last', 't', { from: { time: 5000 } }, [], { records: 0 }],
    ['the newest', 't', { from: { last: 3 } }, ['t0.2', 't0.3', 't0.4'], { records: 3 }],
    [
      'the newest over topics',
      ['t', 'u'],
      { from: { last: 4 } },
      ['t0.3', 't0.4', 'u0.0', 'u0.1'],
      { records: 4 },
    ],
    ['a filter', 't', { where: { key: 'a' } }, ['t0.1', 't0.3', 't0.4'], { records: 3, skipped: 5 }],
    [
      'a filter and a limit',
      't',
      { where: { key: 'a' }, limit: 2 },
      ['t0.1', 't0.3'],
      { records: 2, skipped: 2, stop: 'limit' },
    ],
    ['a filter by time', 't', { where: { time: { from: 110, to: 111 } } }, ['t0.1', 't1.15'], { records: 2 }],
    ['bytes', 't', { bytes: 10 }, ['t0.0', 't0.1', 't0.2'], { stop: 'bytes' }],
    ['seconds, which a replay does not need', 'u', { seconds: 1e-9 }, ['u0.0', 'u0.1'], { stop: 'end' }],
  ])('%s', async (_, topics, options, expected, summary) => {
    const source = replaySource(await captureOf())
    const batch = await source.read(topics, options)
    expect(names(batch)).toEqual(expected)
    expect(batch.summary).toMatchObject({ records: expected.length, ...summary })
    expect(batch.provenance).toMatchObject({ messages: expected.length, origin: 'replay' })
    const [found, whole] = await streamed(source, topics, options)
    expect(found.sort()).toEqual([...expected].sort())
    expect(whole).toEqual(batch.summary)
  })

  test('says what the capture does not hold', async () => {
    const source = replaySource(await captureOf())
    const notes = async (offset: number): Promise<readonly string[]> =>
      (await source.read('t', { from: { offset: { 1: offset } } })).summary.notes
    expect(await notes(2)).toEqual([
      't[1]: 3 messages expired before they could be read (offsets 2–4).',
      't[1]: offset 5 was asked for, and the capture is of 10–19.',
    ])
    expect(await notes(7)).toEqual(['t[1]: offset 7 was asked for, and the capture is of 10–19.'])
    expect(await notes(25)).toEqual(['t[1]: offset 25 was asked for, and the capture is of 10–19.'])
    expect(await notes(30)).toEqual([])
    expect(await notes(10)).toEqual([])
    await expect(notes(31)).rejects.toMatchObject({
      code: 'OFFSET_BEYOND_END',
      details: { topic: 't', partition: 1, offset: '31', end: '30' },
    })
  })

  test('names the partitions that it holds', async () => {
    const source = replaySource(await captureOf())
    for (const options of [{ partitions: [1] }, { from: { offset: { 1: 0 } } }])
      await expect(source.read('u', options)).rejects.toMatchObject({
        code: 'CAPTURE_PARTITION_ABSENT',
        details: { file: 'a.kcap', topic: 'u', partition: 1, held: [0] },
      })
    await expect(source.read(['t', 'v'])).rejects.toMatchObject({
      code: 'CAPTURE_TOPIC_ABSENT',
      details: { topic: 'v' },
    })
  })

  test('reads aborted messages too, where the capture holds them', async () => {
    const log = chunk(
      [
        batch({ base: 0n, deltas: [0, 1], producer: 5n }),
        marker(2n, 5n, 'abort'),
        batch({ base: 3n, deltas: [0] }),
      ],
      0n,
      4n,
      [{ producerId: 5n, firstOffset: 0n }],
    )
    const source = replaySource(
      await captureOf([log], { ...manifest(), summary: summaryOfChunks([log], { stop: 'end' }) }),
    )
    const committed = await source.read('t')
    expect(names(committed)).toEqual(['v3'])
    expect(committed.summary).toMatchObject({ records: 1, aborted: 2, control: 1, missing: 0 })
    const all = await source.read('t', { isolation: 'read_uncommitted' })
    expect(names(all)).toEqual(['v0', 'v1', 'v3'])
    expect(all.summary).toMatchObject({ records: 3, aborted: 0, control: 1, missing: 0 })
  })

  test('gives the same batch from both forms of a capture', async () => {
    const file = await captureOf()
    const lines = join(tempFolder(), 'a.ndjson.gz')
    await convertCapture(file, lines)
    for (const options of [{ limit: 6 }, { bytes: 20 }, { from: { last: 5 } }, { where: { key: 'b' } }]) {
      const [a, b] = await Promise.all([file, lines].map((f) => replaySource(f).read(['t', 'u'], options)))
      expect(b.records()).toEqual(a.records())
      expect(b.summary).toEqual(a.summary)
    }
  })
})

const option = fc.record(
  {
    from: fc.oneof(
      fc.constant('beginning' as const),
      fc.record({ offset: fc.bigInt(0n, 5n) }),
      fc.record({ offset: fc.record({ 0: fc.nat(5), 1: fc.nat(20) }, { requiredKeys: [] }) }),
      fc.record({ time: fc.integer({ min: 90, max: 1010 }) }),
      fc.record({ last: fc.nat(12) }),
    ),
    until: fc.oneof(
      fc.constant('end' as const),
      fc.record({ offset: fc.record({ 0: fc.nat(6), 1: fc.nat(25) }, { requiredKeys: [] }) }),
      fc.record({ time: fc.integer({ min: 90, max: 1010 }) }),
    ),
    limit: fc.nat(12),
    bytes: fc.integer({ min: 1, max: 50 }),
    partitions: fc.constantFrom([0], [1], [0, 1]),
    where: fc.constantFrom({ key: 'a' }, { key: null }, { time: { from: 105 } }),
  },
  { requiredKeys: [] },
)

test('what a read gives, and a replay of its capture with the same options, are the same', async () => {
  // A capture of all that was there stands for the cluster.
  const whole = replaySource(await captureOf(chunks, manifest({ there: plan, stop: 'end' })))
  await fc.assert(
    fc.asyncProperty(option, async (drawn) => {
      const options = drawn as ReadOptions
      const batch = await whole.read('t', options)
      // As a live read keeps it: everything that was read, with the plan that it had.
      const { skipped, records } = batch.summary
      const kept = await whole.read('t', { ...options, where: undefined, limit: undefined, bytes: undefined })
      const parts = kept.chunks.flatMap((c) => {
        const range = batch.summary.ranges.find((r) => r.partition === c.partition)
        const to = range && range.to < c.to ? range.to : c.to
        return to > c.from
          ? [
              encodeChunk(
                't',
                c.partition,
                kept
                  .records()
                  .filter((r) => r.partition === c.partition && r.offset >= c.from && r.offset < to),
                { from: c.from, to },
              ),
            ]
          : []
      })
      const file = await captureOf(parts, {
        ...manifest(),
        topics: [{ topic: 't', settings: {}, info: null }],
        summary: { ...batch.summary, records: records + skipped, skipped: 0 },
      })
      const again = await replaySource(file).read('t', options)
      expect(names(again)).toEqual(names(batch))
      expect(again.summary).toEqual(batch.summary)
    }),
    { numRuns: 150 },
  )
})
