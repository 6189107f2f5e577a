import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { carnetError } from '../../src/errors'
import { groupStats, toFrame } from '../../src/frame'
import { type Extent } from '../../src/kafka/extent'
import { type Provenance } from '../../src/provenance'
import { type Source } from '../../src/source/source'
import { toBundle } from '../../src/show'
import { freshness } from '../../src/trace/freshness'
import { parsedOf } from '../store/students'

const provenance: Provenance = {
  kind: 'provenance',
  topics: ['message'],
  clusterId: 'c1',
  ranges: [
    { topic: 'message', partition: 0, from: 0n, to: 10n },
    { topic: 'message', partition: 1, from: 5n, to: 20n },
  ],
  messages: 25,
  readAt: '2024-12-01T08:00:00.000Z',
  origin: 'live',
  capture: null,
}

type Bounds = readonly (readonly [start: bigint, end: bigint])[]

const extentOf = (bounds: Bounds, clusterId: string | null = 'c1'): Extent => ({
  clusterId,
  partitions: bounds.map(([start, end], partition) => ({ partition, start, end })),
})

/** A source of which only the extent is asked. */
const source = (extent: (topic: string) => Promise<Extent>, kind: Source['kind'] = 'live'): Source =>
  ({ kind, label: 'a cluster', extent }) as Partial<Source> as Source

const at = (...bounds: Bounds): Source => source(async () => extentOf(bounds))

beforeEach(() => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1733040000')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('how far the topic has grown', () => {
  test('is the offsets beyond those that were read, by partition, new ones too', async () => {
    const found = await freshness(provenance, at([0n, 12n], [0n, 20n], [3n, 7n]))
    expect(found).toMatchObject({ state: 'grown', grown: 6n, checkedAt: '2024-12-01T08:00:00.000Z' })
    expect(found.partitions.map((p) => [p.partition, p.read, p.start, p.end])).toEqual([
      [0, 10n, 0n, 12n],
      [1, 20n, 0n, 20n],
      [2, null, 3n, 7n],
    ])
  })

  test('counts what is still there alone: of what expired since, nothing', async () => {
    expect((await freshness(provenance, at([50n, 60n], [20n, 20n]))).grown).toBe(10n)
  })

  test('is nothing where nothing came', async () => {
    expect(await freshness(provenance, at([0n, 10n], [0n, 20n]))).toMatchObject({
      state: 'current',
      grown: 0n,
    })
  })

  test('is asked of what figures say of themselves', async () => {
    const parsed = parsedOf({ provenance })
    const stats = groupStats(toFrame(parsed), { by: 'filiere', of: 'age' })
    for (const value of [parsed, stats, parsed.provenance])
      expect((await freshness(value, at([0n, 11n], [0n, 20n]))).grown).toBe(1n)
  })
})

describe('a topic that is no longer the one that was read', () => {
  test('ends before what was read, or has lost a partition', async () => {
    expect((await freshness(provenance, at([0n, 4n], [0n, 20n]))).state).toBe('shrunk')
    expect((await freshness(provenance, at([0n, 10n]))).state).toBe('shrunk')
  })

  test('is of another cluster; one without an id is taken for the same', async () => {
    const other = source(async () =>
      extentOf(
        [
          [0n, 10n],
          [0n, 20n],
        ],
        'c2',
      ),
    )
    expect((await freshness(provenance, other)).state).toBe('other-cluster')
    const unknown = source(async () =>
      extentOf(
        [
          [0n, 10n],
          [0n, 20n],
        ],
        null,
      ),
    )
    expect((await freshness(provenance, unknown)).state).toBe('current')
  })
})

test('a broker that cannot be reached is an answer; one that refuses is an error', async () => {
  const gone = carnetError('READ_GAVE_UP', {
    seconds: 30,
    doing: 'asking',
    reason: 'nobody answers',
  } as never)
  const found = await freshness(
    provenance,
    source(() => Promise.reject(gone)),
  )
  expect(found).toMatchObject({ state: 'unreachable', grown: null, reason: gone.what })
  const denied = new Error('no right')
  await expect(
    freshness(
      provenance,
      source(() => Promise.reject(denied)),
    ),
  ).rejects.toBe(denied)
})

test('a replay is not asked', async () => {
  const replay = source(() => Promise.reject(new Error('asked')), 'replay')
  expect(await freshness(provenance, replay)).toMatchObject({ state: 'replay', grown: null })
})

test('what is no topic, or says nothing of itself, has no freshness', async () => {
  const file = { ...provenance, origin: 'file' as const, topics: ['filieres.csv'] }
  await expect(freshness(file, at())).rejects.toThrow(
    /filieres.csv, which is no topic.*\[PROVENANCE_UNKNOWN\]/,
  )
  await expect(freshness({}, at())).rejects.toThrow(/does not say where it comes from/)
})

test('shown, it is a stamp: from which offsets, and by how much the topic has grown', async () => {
  const found = await freshness(provenance, at([0n, 1210n], [0n, 20n]))
  const { 'text/plain': text } = await toBundle(found, 'en')
  expect(text).toContain('25 messages of message[0] 0–9, message[1] 5–19, read 2024-12-01 08:00:00 UTC')
  expect(text).toContain('The topic has grown by 1,200 since.')
  expect(text).toMatch(/message\s+0\s+10\s+0\s+1,210/)
})
