import { describe, expect, test } from 'vitest'
import { type TargetTopic } from '../../../src/kafka/target'
import { type PartitionSurvey } from '../../../src/source/capture/survey'
import { type Outgoing } from '../../../src/source/load/outgoing'
import { leftOut, newTopicFor } from '../../../src/source/load/new-topic'
import { maxBytesOf, objectionsOf } from '../../../src/source/load/target-checks'

const NOW = Date.parse('2026-11-24T16:00:00Z')
const DAY = 86_400_000

const partition = (more: Partial<PartitionSurvey> = {}): PartitionSurvey => ({
  topic: 'message',
  partition: 0,
  from: 0n,
  to: 10n,
  messages: 10,
  tombstones: 0,
  keyless: 0,
  bytes: 600,
  stored: 1000,
  largest: 80,
  firstTimestamp: NOW - 10 * DAY,
  lastTimestamp: NOW - DAY,
  ...more,
})

const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
  topic: 'message',
  settings: {},
  messages: 10,
  partitions: 1,
  survey: [partition()],
  bytesToTake: 200,
  ...more,
})

const target = (settings: Record<string, string> | null, partitions = 1): TargetTopic => ({
  partitions,
  messages: 0n,
  settings: settings && new Map(Object.entries(settings)),
})

const KEEPING = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'CreateTime',
  'message.timestamp.before.max.ms': '9223372036854775807',
  'message.timestamp.after.max.ms': '3600000',
  'max.message.bytes': '1048588',
}

describe('a topic to load into', () => {
  test('that keeps everything has nothing against it', () => {
    expect(objectionsOf(target(KEEPING), outgoing(), NOW)).toEqual({ refusals: [], changes: [] })
  })

  test('whose settings may not be seen is held against its partitions alone', () => {
    const wide = outgoing({ partitions: 3, bytesToTake: 2_000_000 })
    expect(objectionsOf(target(null), wide, NOW)).toEqual({
      refusals: [
        'it has 1 partition, and the messages lie in 3',
        'the largest message takes 2000000 bytes, and max.message.bytes is 1048588',
      ],
      changes: [],
    })
    expect(maxBytesOf(target(null))).toBe(1_048_588)
  })

  test.each<[string, Record<string, string>, Partial<Outgoing>, RegExp]>([
    ['is too small', { 'max.message.bytes': '100' }, {}, /^the largest message takes 200 bytes/],
    [
      'is compacted, and wants keys',
      { 'cleanup.policy': 'compact' },
      { survey: [partition({ keyless: 1 })], settings: { 'cleanup.policy': 'compact' } },
      /^it is compacted, and 1 message has no key$/,
    ],
    [
      'takes no messages of tomorrow',
      {},
      { survey: [partition({ lastTimestamp: NOW + DAY })] },
      /^a message is of 2026-11-25T16:00:00.000Z, and message.timestamp.after.max.ms is 3600000$/,
    ],
    [
      'takes no old messages',
      { 'message.timestamp.before.max.ms': String(DAY) },
      {},
      /^a message is of 2026-11-14T16:00:00.000Z, and message.timestamp.before.max.ms is 86400000$/,
    ],
    [
      'takes no old messages, in the words of an older Kafka',
      { 'message.timestamp.difference.max.ms': String(DAY) },
      {},
      /^a message is of 2026-11-14T16:00:00.000Z, and message.timestamp.difference.max.ms is 86400000$/,
    ],
  ])('%s', (_what, settings, more, reason) => {
    const { refusals, changes } = objectionsOf(target({ ...KEEPING, ...settings }), outgoing(more), NOW)
    expect(changes).toEqual([])
    expect(refusals).toEqual([expect.stringMatching(reason)])
  })

  test.each<[string, Record<string, string>, Partial<Outgoing>, RegExp]>([
    [
      'stamps them anew',
      { 'message.timestamp.type': 'LogAppendTime', 'message.timestamp.after.max.ms': '0' },
      { survey: [partition({ lastTimestamp: NOW + DAY })] },
      /^message.timestamp.type is LogAppendTime/,
    ],
    [
      'deletes what is old',
      { 'retention.ms': String(7 * DAY) },
      {},
      /^retention.ms is 604800000, so that messages from before 2026-11-17T16:00:00.000Z are deleted .* the oldest is of 2026-11-14T16:00:00.000Z$/,
    ],
    [
      'has too little room',
      { 'retention.bytes': '999' },
      {},
      /^retention.bytes is 999, and a partition holds 1000 bytes$/,
    ],
    ['would compact them', { 'cleanup.policy': 'compact' }, {}, /^cleanup.policy is compact/],
    [
      'would compact and delete them',
      { 'cleanup.policy': 'compact,delete' },
      {},
      /^cleanup.policy is compact/,
    ],
  ])('%s', (_what, settings, more, reason) => {
    const { refusals, changes } = objectionsOf(target({ ...KEEPING, ...settings }), outgoing(more), NOW)
    expect(refusals).toEqual([])
    expect(changes).toEqual([expect.stringMatching(reason)])
  })

  test.each<[string, Record<string, string>, Partial<Outgoing>]>([
    ['keeps for as long as the messages are old', { 'retention.ms': String(10 * DAY) }, {}],
    [
      'deletes nothing by age where no message has one',
      { 'retention.ms': '1' },
      { survey: [partition({ firstTimestamp: null, lastTimestamp: null })] },
    ],
    [
      'deletes nothing by age where it is only compacted',
      { 'retention.ms': '1', 'cleanup.policy': 'compact' },
      { settings: { 'cleanup.policy': 'compact' } },
    ],
    [
      'takes nothing from an empty capture',
      { 'retention.ms': '1', 'retention.bytes': '1' },
      { messages: 0, survey: [] },
    ],
  ])('%s', (_what, settings, more) => {
    expect(objectionsOf(target({ ...KEEPING, ...settings }), outgoing(more), NOW)).toEqual({
      refusals: [],
      changes: [],
    })
  })
})

describe('a topic that is made to load into', () => {
  test('keeps the messages for ever, with the settings that say how and not for how long', () => {
    const captured = {
      'retention.ms': '604800000',
      'cleanup.policy': 'compact',
      'compression.type': 'zstd',
      'max.message.bytes': '2000000',
      'min.insync.replicas': '2',
    }
    const from = outgoing({ partitions: 6, settings: captured })
    const made = newTopicFor(from, NOW)
    expect(made).toEqual({
      partitions: 6,
      settings: {
        'cleanup.policy': 'delete',
        'retention.ms': '-1',
        'retention.bytes': '-1',
        'message.timestamp.type': 'CreateTime',
        'compression.type': 'zstd',
        'max.message.bytes': '2000000',
      },
    })
    expect(leftOut(from, made.settings)).toEqual([
      'retention.ms=604800000',
      'cleanup.policy=compact',
      'min.insync.replicas=2',
    ])
  })

  test('takes messages that a topic by default would not', () => {
    const future = outgoing({ bytesToTake: 20_000_000, survey: [partition({ lastTimestamp: NOW + DAY })] })
    const { settings } = newTopicFor(future, NOW)
    expect(settings).toMatchObject({
      'max.message.bytes': '20000000',
      'message.timestamp.after.max.ms': '9223372036854775807',
    })
    expect(objectionsOf(target(settings), future, NOW)).toEqual({ refusals: [], changes: [] })
  })

  test('is not fooled by names of objects', () => {
    const odd = outgoing({ settings: { constructor: 'x', ['__proto__']: 'y' } })
    const { settings } = newTopicFor(odd, NOW)
    expect(Object.keys(settings)).not.toContain('constructor')
    expect(leftOut(odd, settings)).toContain('constructor=x')
  })
})
