import { type Figure } from '../../src/chart/figure'
import { boxPlotOfTable } from '../../src/chart/box-of-table'
import { type Checkup } from '../../src/kafka/checkup'
import { type TopicTable } from '../../src/kafka/topics'
import { type Parsed, type Reject } from '../../src/parse/outcome'
import { setLabel, type Label, type Provenance } from '../../src/provenance'
import { type KafkaRecord, type OffsetRange } from '../../src/record'
import { type Batch } from '../../src/source/batch'
import { join } from '../../src/join'
import { type Collected } from '../../src/collect'
import { type Saved } from '../../src/store/saved'
import { Table, type Cell, type ColumnType } from '../../src/table'
import { type Lang } from '../../src/words'

export const range = (partition: number, from: bigint, to: bigint): OffsetRange => ({
  topic: 'message',
  partition,
  from,
  to,
})

export const provenance: Provenance = {
  kind: 'provenance',
  topics: ['message'],
  clusterId: 'kRaft-1',
  ranges: [range(0, 0n, 10n)],
  messages: 10,
  readAt: '2026-11-24T16:00:00.000Z',
  origin: 'replay',
  capture: { file: 'students.ndjson', sha256: 'ab'.repeat(32) },
}

export const label = (more: Partial<Label> = {}): Label => ({ provenance, filter: null, ...more })

export function table(columns: Record<string, readonly [ColumnType, readonly Cell[]]>, more?: Label): Table {
  const made = new Table(Object.entries(columns).map(([name, [type, values]]) => ({ name, type, values })))
  return setLabel(made, more ?? label())
}

export const students = (): Table =>
  table({
    nom: ['text', ['Martin', 'Nguyễn', '数学', null]],
    age: ['integer', [23, 22, null, 12345678901234567890n]],
    moyenne: ['number', [12.5, 9.25, null, 20]],
    inscrit: ['boolean', [true, false, null, true]],
    depuis: ['timestamp', [1764000000000, null, 0, 8.64e15 + 1]],
  })

export const manyRows = (n: number): Table =>
  table({ i: ['integer', Array.from({ length: n }, (_, i) => i)] }, label({ filter: 'i >= 0' }))

/** A row: the group, n, missing, mean, min, max, sd, q1, median, q3. */
export type GroupRow = readonly [Cell, number, number, ...(number | null)[]]

export const sample: readonly GroupRow[] = [
  ['Biologie', 3, 0, 23, 23, 23, 0, 23, 23, 23],
  ['Informatique', 4, 0, 22, 22, 22, 0, 22, 22, 22],
  ['Physique', 3, 0, 19, 19, 19, 0, 19, 19, 19],
]

export const spread: readonly GroupRow[] = [
  ['Biologie', 12, 1, 23.4, 18, 31, 3.2, 21, 23, 25.5],
  ['Physique', 1, 0, 19, 19, 19, null, 19, 19, 19],
  ['Chimie', 2, 0, 25.5, 21, 30, 6.363961030678928, 23.25, 25.5, 27.75],
  [null, 0, 3, null, null, null, null, null, null, null],
]

export function statistics(rows: readonly GroupRow[], more: Partial<Label> = {}): Table {
  const names = ['filiere', 'n', 'missing', 'mean', 'min', 'max', 'sd', 'q1', 'median', 'q3']
  const type = (i: number): ColumnType => (i === 0 ? 'text' : i < 3 ? 'integer' : 'number')
  const columns = names.map((name, i) => [name, [type(i), rows.map((r) => r[i] ?? null)]] as const)
  return table(Object.fromEntries(columns), label({ by: 'filiere', of: 'age', ...more }))
}

export const checkup: Checkup = {
  kind: 'checkup',
  ok: true,
  target: '127.0.0.1:9092, topic message',
  steps: [
    { layer: 'settings', status: 'ok', detail: 'KAFKA_BROKERS', milliseconds: 0 },
    { layer: 'port', status: 'ok', detail: '127.0.0.1:9092', milliseconds: 3.4 },
    {
      layer: 'brokers',
      status: 'warning',
      detail: 'Nothing answers at 127.0.0.1:9093 (ECONNREFUSED).',
      milliseconds: 4,
      parts: [
        { name: '127.0.0.1:9092', status: 'ok', detail: 'answers', milliseconds: 2 },
        {
          name: '127.0.0.1:9093',
          status: 'failed',
          detail: 'Nothing answers at 127.0.0.1:9093 (ECONNREFUSED).',
          milliseconds: 4,
        },
      ],
    },
    { layer: 'topic', status: 'ok', detail: '1 partition, 10 messages', milliseconds: 1234 },
  ],
  failure: null,
}

export const failedCheckup: Checkup = {
  kind: 'checkup',
  ok: false,
  target: 'broker.example:9092',
  steps: [
    { layer: 'name', status: 'ok', detail: '192.0.2.1', milliseconds: 12 },
    { layer: 'tls', status: 'failed', detail: 'self-signed certificate', milliseconds: 40 },
    { layer: 'login', status: 'skipped', detail: '', milliseconds: 0 },
  ],
  failure: {
    code: 'TLS_CA_UNKNOWN',
    what: 'The broker’s certificate is not trusted.',
    todo: 'Give its authority in KAFKA_CA_PATH.',
  },
}

export const topics: TopicTable = {
  kind: 'topics',
  topics: [
    {
      topic: '_connect_offsets',
      partitions: 25,
      replication: 3,
      minInSyncReplicas: null,
      retentionHours: -1,
      retentionBytes: -1,
      cleanupPolicy: 'compact',
      messages: 12_000,
      bytes: 61_800,
      firstTimestamp: 1_764_000_000_000,
      lastTimestamp: 1_795_536_600_000,
      internal: true,
      hidden: {},
    },
    {
      topic: 'forbidden',
      partitions: 6,
      replication: 3,
      minInSyncReplicas: null,
      retentionHours: null,
      retentionBytes: null,
      cleanupPolicy: null,
      messages: null,
      bytes: null,
      firstTimestamp: null,
      lastTimestamp: null,
      internal: false,
      hidden: {
        minInSyncReplicas: 'not allowed',
        retentionHours: 'not allowed',
        retentionBytes: 'not allowed',
        cleanupPolicy: 'not allowed',
        messages: 'no answer',
        bytes: 'not kept',
        firstTimestamp: 'failed',
        lastTimestamp: 'not offered',
      },
    },
    {
      topic: 'message',
      partitions: 1,
      replication: 3,
      minInSyncReplicas: 2,
      retentionHours: 168,
      retentionBytes: -1,
      cleanupPolicy: 'delete',
      messages: 1234567,
      bytes: 98_765_432,
      firstTimestamp: 1_795_536_000_000,
      lastTimestamp: 1_795_536_600_000,
      internal: false,
      hidden: {},
    },
    {
      topic: 'made a moment ago',
      partitions: 1,
      replication: 1,
      minInSyncReplicas: 1,
      retentionHours: 0.5,
      retentionBytes: 1_000_000,
      cleanupPolicy: 'compact,delete',
      messages: 0,
      bytes: 0,
      firstTimestamp: null,
      lastTimestamp: null,
      internal: false,
      hidden: {},
    },
  ],
}

export function batch(partitions = 2): Batch {
  const plan = Array.from({ length: partitions }, (_, p) => range(p, 5n, 25n))
  const ranges = plan.map((r) => ({ ...r, to: r.partition === 0 ? 15n : 5n }))
  const summary = {
    there: plan,
    plan,
    ranges,
    stop: 'limit',
    records: 8,
    skipped: 0,
    control: 1,
    aborted: 1,
    missing: 0,
    expired: 0,
    notes: ['Partition 1 answered at the second try.'],
  } as const
  return {
    kind: 'batch',
    topics: ['message'],
    length: 8,
    summary,
    provenance: { ...provenance, origin: 'live', ranges, messages: 8 },
    chunks: [],
    records: () => [],
    [Symbol.iterator]: () => [][Symbol.iterator](),
  }
}

/** Of two topics, less than was there: from an offset, with a filter. */
export function askedBatch(): Batch {
  const there = [range(0, 5n, 25n), { topic: 'classes', partition: 0, from: 0n, to: 1000n }]
  const plan = [range(0, 10n, 25n), { topic: 'classes', partition: 0, from: 990n, to: 1000n }]
  const whole = batch()
  const topics = ['message', 'classes']
  const summary = {
    ...whole.summary,
    there,
    plan,
    ranges: plan,
    stop: 'end',
    records: 8,
    skipped: 15,
    notes: [],
  } as const
  return {
    ...whole,
    topics,
    summary,
    provenance: { ...whole.provenance, topics, ranges: plan, where: 'key = "a<b>"' },
  }
}

export const record = (offset: bigint, value: Buffer | null): KafkaRecord => ({
  topic: 'message',
  partition: 0,
  offset,
  timestamp: 0,
  timestampType: 'CreateTime',
  key: null,
  value,
  headers: [],
})

export const reject = (
  offset: bigint,
  value: string | Buffer,
  reason: string,
  position: number | null,
): Reject => ({
  record: record(offset, Buffer.from(value)),
  index: null,
  stage: 'format',
  code: 'JSON_INVALID',
  reason,
  position,
})

export function parsed(rejects: readonly Reject[] = []): Parsed {
  return {
    kind: 'parsed',
    schema: { name: 'students', fields: {} },
    rows: table({ nom: ['text', []] }),
    origins: { length: 0, at: () => undefined, [Symbol.iterator]: () => [][Symbol.iterator]() },
    rejects,
    rejectCounts: new Map([['JSON_INVALID', rejects.length]]),
    funnel: { read: 10 + rejects.length, parsed: 8, rejected: rejects.length, tombstones: 1, empty: 1 },
    formats: new Map([
      ['json', 7],
      ['csv', 1],
    ]),
    repairs: [
      { column: 'age', kind: 'text to number', count: 2, example: { from: '"22 ans"', to: '22' } },
      { column: 'nom', kind: 'some new kind', count: 1, example: { from: ' A', to: 'A' } },
    ],
    provenance,
  }
}

export const collected: Collected = {
  kind: 'collected',
  topic: 'message',
  file: 'out/students_analysis.db',
  table: 'students',
  run: '3f2a',
  generation: 1,
  stop: 'end',
  messages: 12_000,
  rows: { added: 11_990, present: 3, changed: 0 },
  rejects: { added: 7, present: 0, changed: 0 },
  funnel: { read: 12_000, parsed: 11_993, rejected: 7, tombstones: 0, empty: 0 },
  bytes: 960_000,
  gaps: [],
  notes: [],
  positions: [
    { partition: 0, next: 6000n, end: 6000n },
    { partition: 1, next: 6000n, end: 6000n },
  ],
  lag: 0,
  seconds: 1.2,
}

/** One that saw what can happen to a topic, with names that could be markup. */
export const collectedAnew: Collected = {
  ...collected,
  topic: 'a<b>',
  generation: 2,
  run: null,
  stop: 'stopped',
  gaps: Array.from({ length: 7 }, (_, i) => ({
    partition: i,
    from: BigInt(i),
    to: 10n,
    reason: i % 2 ? ('expired' as const) : ('recreated' as const),
  })),
  notes: ['a<b> was made anew. What it holds now is stored from its beginning, as its generation 2.'],
  positions: Array.from({ length: 12 }, (_, i) => ({ partition: i, next: 2n ** 60n, end: 2n ** 60n + 4n })),
  lag: 48,
}

export const saved: Saved = {
  kind: 'saved',
  file: 'out/students_analysis.db',
  table: 'students',
  run: '3f2a',
  rows: { added: 10, present: 0, changed: 0 },
  rejects: { added: 0, present: 1, changed: 0 },
  statistics: 5,
  positions: [{ topic: 'message', partition: 0, next: 10n }],
  generation: 1,
  note: null,
}

/** A figure of those groups whose picture is a stub: what draws pictures has tests of its own. */
export function figure(rows: readonly GroupRow[], lang: Lang, more: Partial<Label> = {}): Figure {
  const source = statistics(rows, more)
  return {
    ...boxPlotOfTable(source, label({ by: 'filiere', of: 'age', ...more }), { lang }),
    svg: async () => '<svg xmlns="http://www.w3.org/2000/svg"/>',
    png: async () => Buffer.from('PNG'),
  }
}

/** Where rows of a file come from. */
export const fileProvenance: Provenance = {
  kind: 'provenance',
  topics: ['filières.csv'],
  clusterId: null,
  ranges: [{ topic: 'filières.csv', partition: 0, from: 2n, to: 6n }],
  messages: 4,
  readAt: '2026-11-24T16:30:00.000Z',
  origin: 'file',
  capture: { file: 'filières.csv', sha256: 'cd'.repeat(32) },
}

const reference = table(
  {
    filiere: ['text', ['Biologie', 'Physique', 'Droit', null]],
    responsable: ['text', ['Curie', 'Meitner', 'Badinter', '?']],
  },
  { provenance: fileProvenance, filter: null },
)

/** A join in which both sides have keys without a match, and rows without a key. */
export const joined = (): object =>
  join(
    table({
      nom: ['text', ['Martin', 'Nguyễn', '数学', 'Diallo', 'Weiß']],
      filiere: ['text', ['Biologie', 'Lettres', 'Physique', null, ' ']],
    }),
    reference,
    { on: 'filiere' },
  )

/** A join in which every row has its match; many keys of the right are of nobody. */
export const joinedInner = (): object =>
  join(
    table({ code: ['integer', [3, 1]] }, label({ filter: 'code < 9' })),
    table(
      {
        id: ['integer', Array.from({ length: 15 }, (_, i) => i)],
        n: ['number', Array.from({ length: 15 }, (_, i) => i / 2)],
      },
      { provenance: { ...fileProvenance, stopped: 'rows' }, filter: 'n < 8' },
    ),
    { on: { left: 'code', right: 'id' }, how: 'inner' },
  )
