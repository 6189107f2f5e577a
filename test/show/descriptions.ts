import { type TopicDescription } from '../../src/kafka/describe'
import { type PartitionDescription } from '../../src/kafka/describe-partitions'
import { range, topics } from './values'

const info = topics.topics.find((t) => t.topic === 'message') ?? topics.topics[0]

const partition = (n: number, messages: number): PartitionDescription => ({
  partition: n,
  leader: n % 3,
  replicas: [0, 1, 2],
  inSync: [0, 1, 2],
  start: 9007199254740993n,
  end: 9007199254740993n + BigInt(messages),
  messages,
  bytes: messages * 80,
  firstTimestamp: 1_795_536_000_000,
  lastTimestamp: 1_795_536_600_000,
  hidden: {},
})

/** A topic of which everything is known. */
export const description: TopicDescription = {
  kind: 'description',
  topic: 'message',
  clusterId: 'kRaft-1',
  at: '2026-11-24T16:30:00.000Z',
  origin: 'live',
  info: { ...info, partitions: 3, messages: 1000 },
  partitions: [
    partition(0, 900),
    { ...partition(1, 100), inSync: [1] },
    { ...partition(2, 0), firstTimestamp: null, lastTimestamp: null },
  ],
  skew: { largest: 0, share: 0.9, maxToMean: 2.7 },
  sample: {
    messages: 600,
    ranges: [range(0, 400n, 900n), range(1, 0n, 100n)],
    formats: [
      { name: 'json object', messages: 550 },
      { name: 'almost json', messages: 45 },
      { name: 'tombstone', messages: 4 },
      { name: 'schema registry', messages: 1 },
    ],
    schemaIds: [{ name: 7, messages: 1 }],
    keys: { nulls: 60, distinct: 12, sizes: { min: 4, median: 4, max: 4 } },
    values: { nulls: 4, sizes: { min: 12, median: 70.5, max: 1_048_576 } },
    headers: [
      { name: '<b>trace</b>', messages: 600 },
      ...Array.from({ length: 9 }, (_, i) => ({ name: `h${i}`, messages: 2 })),
    ],
    codecs: [
      { name: 'zstd', messages: 500 },
      { name: 'none', messages: 100 },
    ],
    timestampTypes: [{ name: 'CreateTime', messages: 600 }],
    outOfOrder: 2,
  },
  rate: { from: 1_795_536_000_000, bucketMs: 60_000, counts: [5, 120, 0, 300, 200, 50, 25, 1, 99, 150, 50] },
  groups: [
    {
      group: 'analysis',
      type: 'consumer',
      state: 'Stable',
      members: [{ clientId: 'app', host: '192.0.2.7', partitions: [0, 1, 2] }],
      lag: 12,
      partitions: [
        { partition: 0, committed: 888n, lag: 12 },
        { partition: 1, committed: 100n, lag: 0 },
        { partition: 2, committed: null, lag: null },
      ],
    },
    { group: '<script>', type: null, state: null, members: null, lag: 0, partitions: [] },
  ],
  settings: [
    { name: 'retention.ms', value: '604800000', source: 'topic', default: 'log.retention.hours=168' },
    { name: 'ssl.key', value: null, source: 'broker file', default: null },
  ],
  hidden: {},
}

/** A topic of which a user without rights sees next to nothing. */
export const hiddenDescription: TopicDescription = {
  ...description,
  info: topics.topics.find((t) => t.topic === 'forbidden') ?? topics.topics[0],
  partitions: [
    {
      ...partition(0, 0),
      leader: null,
      inSync: [],
      start: null,
      end: null,
      messages: null,
      bytes: null,
      firstTimestamp: null,
      lastTimestamp: null,
      hidden: {
        start: 'no answer',
        end: 'no answer',
        messages: 'no answer',
        bytes: 'not allowed',
        firstTimestamp: 'no answer',
        lastTimestamp: 'no answer',
      },
    },
  ],
  skew: null,
  sample: null,
  rate: null,
  groups: [],
  settings: null,
  hidden: { sample: 'not allowed', rate: 'no answer', groups: 'not allowed', settings: 'not allowed' },
}

/** A topic without messages, readers or settings of its own. */
export const emptyDescription: TopicDescription = {
  ...description,
  info: topics.topics.find((t) => t.topic === 'made a moment ago') ?? topics.topics[0],
  partitions: [{ ...partition(0, 0), firstTimestamp: null, lastTimestamp: null }],
  skew: null,
  sample: {
    messages: 0,
    ranges: [],
    formats: [],
    schemaIds: [],
    keys: { nulls: 0, distinct: 0, sizes: null },
    values: { nulls: 0, sizes: null },
    headers: [],
    codecs: [],
    timestampTypes: [],
    outOfOrder: 0,
  },
  rate: null,
  groups: [],
  settings: [],
}

/** A topic as a capture knows it. */
export const capturedDescription: TopicDescription = {
  ...description,
  origin: 'replay',
  clusterId: null,
  partitions: description.partitions.map((p) => ({
    ...p,
    leader: null,
    replicas: [],
    inSync: [],
    bytes: null,
    hidden: { bytes: 'not kept' },
  })),
  groups: null,
  hidden: { groups: 'not kept' },
}
