import { describe, expect, test } from 'vitest'
import { type Collected } from '../../src/collect'
import { beginLine, endedLine, progressText, timeText } from '../../src/collect/lines'
import { Outage } from '../../src/collect/outage'
import { outlookOf } from '../../src/collect/outlook'
import { type CollectProgress, Rate } from '../../src/collect/progress'
import { type StoredPosition } from '../../src/store/appending'

describe('the rate', () => {
  test('is that of the last ten seconds', () => {
    const rate = new Rate(0)
    expect(rate.at(0)).toBe(0)
    for (let second = 1; second <= 60; second++) rate.mark(second * 1000, second * 50)
    expect(rate.at(60_000)).toBe(50)
    expect(rate.at(65_000)).toBe(25)
    expect(rate.at(70_000)).toBe(0)
    expect(rate.at(3_600_000)).toBe(0)
  })

  test('does not jump at the beginning', () => {
    const rate = new Rate(1000)
    rate.mark(1001, 500)
    expect(rate.at(1001)).toBe(500)
    expect(rate.at(3000)).toBe(250)
  })

  test('knows bursts apart', () => {
    const rate = new Rate(0)
    for (const [at, count] of [
      [1000, 1000],
      [1060, 2000],
      [31_000, 3000],
      [31_060, 4000],
    ])
      rate.mark(at, count)
    expect(rate.at(31_060)).toBe(200)
  })

  test('is right where marks come quickly', () => {
    const rate = new Rate(0)
    for (let ms = 1; ms <= 30_000; ms++) rate.mark(ms, ms)
    expect(rate.at(30_000)).toBeGreaterThan(970)
    expect(rate.at(30_000)).toBeLessThan(1030)
  })
})

const position = (partition: number, next: bigint): StoredPosition => ({
  topic: 'message',
  partition,
  next,
  last: null,
})

describe('what a look says of the stored positions', () => {
  const extent = (...partitions: [start: bigint, end: bigint][]) => ({
    clusterId: 'c',
    partitions: partitions.map(([start, end], partition) => ({ partition, start, end })),
  })

  test('nothing, where all was read', () => {
    expect(outlookOf([position(0, 5n)], extent([0n, 5n]))).toEqual({
      unknown: [],
      expired: [],
      cut: [],
      open: [],
    })
  })

  test('new partitions, expired messages, and what is to be read', () => {
    const there = extent([7n, 9n], [0n, 3n], [2n, 2n])
    const { unknown, expired, cut, open } = outlookOf([position(0, 5n)], there)
    expect(unknown.map((p) => p.partition)).toEqual([1, 2])
    expect(expired).toEqual([{ partition: 0, from: 5n, to: 7n, reason: 'expired' }])
    expect(cut).toEqual([])
    expect(open.map((p) => p.partition)).toEqual([0, 1])
  })

  test('a log that ends before its position, or is gone', () => {
    const positions = [position(0, 5n), position(1, 0n), position(2, 3n)]
    expect(outlookOf(positions, extent([0n, 4n])).cut.map((p) => p.partition)).toEqual([0, 1, 2])
  })

  test('offsets beyond 2^53 are exact', () => {
    const next = 2n ** 60n + 1n
    expect(outlookOf([position(0, next)], extent([0n, next])).open).toEqual([])
    expect(outlookOf([position(0, next)], extent([0n, next - 1n])).cut).toHaveLength(1)
  })
})

test('tries are farther and farther apart, up to half a minute', () => {
  const outage = new Outage(1000)
  expect(Array.from({ length: 8 }, () => outage.nextPauseMs() / 1000)).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
})

describe('the lines', () => {
  const progress: CollectProgress = {
    at: 0,
    state: 'reading',
    messages: 12_345,
    rows: 12_340,
    rejects: 5,
    bytes: 0,
    rate: 980.4,
    lag: 1200,
    positions: [],
  }
  const collected: Collected = {
    kind: 'collected',
    topic: 'message',
    file: 'out/students.db',
    table: 'students',
    run: 'r',
    generation: 1,
    messages: 1,
    rows: { added: 1, present: 0, changed: 0 },
    rejects: { added: 0, present: 0, changed: 0 },
    funnel: { read: 1, parsed: 1, rejected: 0, tombstones: 0, empty: 0 },
    bytes: 80,
    gaps: [],
    notes: [],
    positions: [],
    lag: 7,
    stop: 'limit',
    seconds: 1,
  }

  test('say how far it is, in both languages', () => {
    expect(progressText('message', progress, 'en')).toBe(
      'message: 12,345 messages, 12,340 rows, 5 rejects, 980/s, 1,200 behind',
    )
    expect(progressText('message', { ...progress, state: 'waiting', rate: 0.25 }, 'fr')).toBe(
      'message\u00a0: 12\u202f345 messages, 12\u202f340 lignes, 5 rejets, 0,3/s, en attente',
    )
    expect(progressText('message', { ...progress, state: 'unreachable', lag: null }, 'en')).toBe(
      'message: 12,345 messages, 12,340 rows, 5 rejects, Kafka does not answer',
    )
  })

  test('say what was collected and what is left', () => {
    expect(endedLine(collected, 'en')).toBe(
      'Collected 1 message, 1 row, 0 rejects: the limit asked for was reached; 7 offsets left',
    )
    expect(endedLine({ ...collected, lag: 0, stop: 'stopped' }, 'fr')).toBe(
      'Collecte\u00a0: 1 message, 1 ligne, 0 rejet, elle a été arrêtée',
    )
  })

  test('say where it begins', () => {
    const where = { topic: 'message', table: 'students', file: '/elsewhere/students.db' }
    expect(beginLine(where, 'end', [], 'en')).toBe(
      'Collecting message into students of /elsewhere/students.db: what comes from now on',
    )
    expect(beginLine(where, { time: '2026-11-24' }, [], 'en')).toContain(': from 2026-11-24T00:00:00.000Z on')
    const positions = [0, 1, 2, 3, 4].map((p) => position(p, 10n))
    expect(beginLine(where, 'beginning', positions, 'fr')).toContain(
      '\u00a0: reprise à [0] 10, [1] 10, [2] 10, 2 autres partitions',
    )
  })

  test('say times in the unit that one thinks in', () => {
    expect([400, 12_000, 600_000, 27_000_000].map((ms) => timeText(ms, 'en'))).toEqual([
      '0.4 s',
      '12 s',
      '10 min',
      '7.5 h',
    ])
  })
})
