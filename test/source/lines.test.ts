import { describe, expect, test } from 'vitest'
import { type ReadPlan, type ReadSummary, STOP_REASONS } from '../../src/reading'
import { endLine, insteadLine, planLine } from '../../src/source/lines'
import { summaryOfChunks } from '../../src/source/capture/summary'

const range = (partition: number, from: number, to: number, topic = 'message') => ({
  topic,
  partition,
  from: BigInt(from),
  to: BigInt(to),
})
const plan = (ranges: ReadPlan['plan'], more: Partial<ReadPlan> = {}): ReadPlan => ({
  topics: [...new Set(ranges.map((r) => r.topic))],
  there: ranges,
  plan: ranges,
  limit: Infinity,
  where: null,
  ...more,
})
const summary = (more: Partial<ReadSummary>): ReadSummary => ({
  ...summaryOfChunks([], { stop: 'end' }),
  ...more,
})

describe('the line before a read', () => {
  test.each<[string, ReadPlan, string, string]>([
    [
      'one partition',
      plan([range(0, 0, 10)]),
      'Reading message: 1 partition, up to 10 messages (offsets 0–9)',
      'Lecture de message\u00a0: 1 partition, au plus 10 messages (offsets 0–9)',
    ],
    [
      'several, an empty one among them',
      plan([range(0, 0, 1000), range(1, 5, 5), range(2, 7, 1007)]),
      'Reading message: 3 partitions, up to 2,000 messages (offsets [0] 0–999, [2] 7–1006)',
      'Lecture de message\u00a0: 3 partitions, au plus 2\u202f000 messages (offsets [0] 0–999, [2] 7–1006)',
    ],
    [
      'more than are named',
      plan([0, 1, 2, 3, 4].map((p) => range(p, 0, 1))),
      'Reading message: 5 partitions, up to 5 messages (offsets [0] 0–0, [1] 0–0, [2] 0–0, 2 more partitions)',
      'Lecture de message\u00a0: 5 partitions, au plus 5 messages (offsets [0] 0–0, [1] 0–0, [2] 0–0, 2 autres partitions)',
    ],
    [
      'several topics',
      plan([range(0, 0, 10), range(0, 3, 4, 'classes')]),
      'Reading message, classes: 2 partitions, up to 11 messages (offsets message[0] 0–9, classes[0] 3–3)',
      'Lecture de message, classes\u00a0: 2 partitions, au plus 11 messages (offsets message[0] 0–9, classes[0] 3–3)',
    ],
    [
      'a limit and a filter',
      plan([range(0, 0, 5000)], { limit: 10, where: 'key = "a"' }),
      'Reading message: 1 partition, the first 10 of up to 5,000 messages (offsets 0–4999), only those with key = "a"',
      'Lecture de message\u00a0: 1 partition, les 10 premiers d’au plus 5\u202f000 messages (offsets 0–4999), seulement ceux avec key = "a"',
    ],
    [
      'a limit that changes nothing',
      plan([range(0, 0, 10)], { limit: 10 }),
      'Reading message: 1 partition, up to 10 messages (offsets 0–9)',
      'Lecture de message\u00a0: 1 partition, au plus 10 messages (offsets 0–9)',
    ],
    [
      'nothing',
      plan([range(0, 7, 7)]),
      'Reading message: 1 partition, nothing to read',
      'Lecture de message\u00a0: 1 partition, rien à lire',
    ],
  ])('of %s', (_, what, en, fr) => {
    expect(planLine(what, null, 'en')).toBe(en)
    expect(planLine(what, null, 'fr')).toBe(fr)
  })

  test('of a capture', () => {
    const line = planLine(plan([range(0, 0, 10)]), 'a.kcap', 'en')
    expect(line).toBe(
      'Reading message: 1 partition, up to 10 messages (offsets 0–9), from the capture a.kcap',
    )
  })
})

describe('the line after a read', () => {
  test('says how many messages, and why it stopped', () => {
    expect(endLine(summary({ records: 2000 }), 'en')).toBe(
      'Read 2,000 messages: up to the end that was there at the start',
    )
    expect(endLine(summary({ records: 1, stop: 'limit' }), 'fr')).toBe(
      'Lu\u00a0: 1 message, la limite demandée est atteinte',
    )
  })

  test('says what was left out, and what had expired', () => {
    const what = summary({ records: 10, skipped: 1234, expired: 5 })
    expect(endLine(what, 'en')).toBe(
      'Read 10 messages, left out 1,234, expired before 5: up to the end that was there at the start',
    )
  })

  test('knows every reason, in both languages, and tells them apart', () => {
    for (const lang of ['en', 'fr'] as const)
      expect(new Set(STOP_REASONS.map((stop) => endLine(summary({ stop }), lang))).size).toBe(
        STOP_REASONS.length,
      )
  })
})

test('the line that a capture is read instead names it, with its date', () => {
  const capture = {
    file: 'captures/message.kcap',
    topics: ['message'],
    messages: 10,
    readAt: '2026-11-24T16:00:00.000Z',
    cut: false,
    laterCut: null,
  }
  expect(insteadLine('Nothing answers.', capture, 'en')).toBe(
    'Nothing answers. Instead the last capture is read, captures/message.kcap: 10 messages of message, read 2026-11-24T16:00:00.000Z.',
  )
})
