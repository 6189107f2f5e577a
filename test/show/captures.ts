import { type KafkaRecord } from '../../src/record'
import { type CaptureOverview } from '../../src/source/capture/overview'
import { range } from './values'

const message = (offset: bigint, more: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic: 'message',
  partition: 0,
  offset,
  timestamp: 1_795_536_000_000 + Number(offset % 1000n),
  timestampType: 'CreateTime',
  key: null,
  value: Buffer.from(`{"nom":"n${offset}","âge":20}`),
  headers: [],
  ...more,
})

/** Messages of every odd kind: a terminal must obey none of them. */
const messages: readonly KafkaRecord[] = [
  message(5n),
  message(6n, { key: Buffer.from('k\u001b[31m'), value: null, timestamp: -1 }),
  message(7n, { key: Buffer.alloc(0), value: Buffer.from([0xff, 0x00, 0x1b, 0x5d]) }),
  message(2n ** 53n + 1n, {
    value: Buffer.from('<b>x</b>\r\n' + 'é'.repeat(100)),
    headers: [
      ['source', Buffer.from('lycée')],
      ['source', null],
      ['raw\u0007', Buffer.from([0xfe])],
    ],
  }),
]

const ranges = [range(0, 5n, 2n ** 53n + 2n), range(1, 0n, 0n)]

export const overview: CaptureOverview = {
  kind: 'capture',
  file: 'captures/message-20261124T160000000Z.kcap',
  form: 'kcap',
  state: 'whole',
  size: 12_345,
  sha256: 'ab'.repeat(32),
  manifest: {
    topics: [
      { topic: 'message', settings: { 'retention.ms': '-1', 'cleanup.policy': 'compact' }, info: null },
    ],
    clusterId: 'kRaft-1',
    readAt: '2026-11-24T16:00:00.000Z',
    summary: {
      there: ranges,
      plan: ranges,
      ranges,
      stop: 'end',
      records: 1_234_567,
      skipped: 0,
      control: 2,
      aborted: 1,
      missing: 3,
      expired: 0,
      notes: ['message[0]: offsets 1–4 were deleted before they were read.'],
    },
  },
  partitions: [
    {
      ...range(0, 5n, 2n ** 53n + 2n),
      ...{ messages: 1_234_567, tombstones: 1, keyless: 1_234_565, bytes: 98_765_432, stored: 9, largest: 9 },
      ...{ firstTimestamp: 1_795_536_000_000, lastTimestamp: 1_795_536_000_992 },
    },
    {
      ...range(1, 0n, 0n),
      ...{ messages: 0, tombstones: 0, keyless: 0, bytes: 0, stored: 0, largest: 0 },
      ...{ firstTimestamp: null, lastTimestamp: null },
    },
  ],
  messages,
  wanted: 5,
}

/** Two topics, cut short, no messages asked for. */
export const cutOverview: CaptureOverview = {
  ...overview,
  state: 'cut',
  manifest: {
    ...overview.manifest,
    clusterId: null,
    topics: [
      { topic: 'message', settings: { 'retention.ms': '-1' }, info: null },
      { topic: 'notes', settings: {}, info: null },
    ],
    summary: {
      ...overview.manifest.summary,
      stop: 'interrupted',
      notes: ['The capture was cut short: 12000 of its 12345 bytes are whole.'],
    },
  },
  wanted: 0,
  messages: [],
}

export const emptyOverview: CaptureOverview = {
  ...overview,
  form: 'ndjson',
  state: 'growing',
  manifest: {
    ...overview.manifest,
    topics: [{ topic: 'message', settings: {}, info: null }],
    summary: {
      ...overview.manifest.summary,
      records: 0,
      control: 0,
      aborted: 0,
      missing: 0,
      notes: [],
      ranges: [],
    },
  },
  partitions: [],
  messages: [],
}
