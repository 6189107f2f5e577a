import { type Parsed, type Reject } from '../../src/parse/outcome'
import { type Field } from '../../src/parse/schema'
import { type Provenance } from '../../src/provenance'
import { type KafkaRecord } from '../../src/record'
import { type Cell, type Column, type ColumnType, Table } from '../../src/table'

/** Ages by field of study as in the students' report: 10 students, three fields. */
export const AGES: readonly (readonly [filiere: string, age: number])[] = [
  ['Informatique', 22],
  ['Biologie', 23],
  ['Physique', 19],
  ['Informatique', 22],
  ['Biologie', 23],
  ['Physique', 19],
  ['Informatique', 22],
  ['Biologie', 23],
  ['Physique', 19],
  ['Informatique', 22],
]

export const students = (): Table<{ filiere: string; age: number }> =>
  new Table([
    { name: 'filiere', type: 'text', values: AGES.map(([f]) => f) },
    { name: 'age', type: 'integer', values: AGES.map(([, a]) => a) },
  ])

export interface Options {
  name?: string
  topic?: string
  columns?: readonly Column[]
  /** Offset of each row; 0, 1, 2, … by default. */
  offsets?: readonly bigint[]
  /** Timestamp of the message at an offset. */
  timestamp?: (offset: bigint) => number
  rejects?: readonly Reject[]
  from?: bigint
  to?: bigint
  provenance?: Partial<Provenance>
}

/** The outcome of parsing messages of partition 0, one row a message unless `offsets` repeat. */
export function parsedOf(options: Options = {}): Parsed {
  const topic = options.topic ?? 'message'
  const table = new Table(options.columns ?? students().columns)
  const offsets = options.offsets ?? Array.from({ length: table.length }, (_, i) => BigInt(i))
  const timestamp = options.timestamp ?? ((offset: bigint) => 1732464000000 + Number(offset))
  const rejects = options.rejects ?? []
  const last = [...offsets, ...rejects.map((r) => r.record.offset)].reduce((a, b) => (b > a ? b : a), -1n)
  const messages = new Set(offsets).size
  const origins = offsets.map((offset, i) => ({
    topic,
    partition: 0,
    offset,
    index: i - offsets.indexOf(offset),
    timestamp: timestamp(offset),
    format: 'json',
  }))
  return {
    kind: 'parsed',
    schema: { name: options.name ?? 'students', fields: fieldsOf(table.columns) },
    rows: table,
    origins,
    rejects,
    rejectCounts: new Map(),
    funnel: {
      read: messages + rejects.length,
      parsed: messages,
      rejected: rejects.length,
      tombstones: 0,
      empty: 0,
    },
    formats: new Map([['json', messages]]),
    repairs: [],
    provenance: {
      kind: 'provenance',
      topics: [topic],
      clusterId: 'cluster-1',
      ranges: [{ topic, partition: 0, from: options.from ?? 0n, to: options.to ?? last + 1n }],
      messages: messages + rejects.length,
      readAt: '2026-11-24T16:00:00.000Z',
      origin: 'live',
      capture: { file: 'message.kcap', sha256: 'ab'.repeat(32) },
      ...options.provenance,
    },
  }
}

export function rejectOf(
  offset: bigint,
  options: Partial<KafkaRecord> & { reason?: string; index?: number } = {},
): Reject {
  const { reason, index, ...record } = options
  return {
    record: {
      topic: 'message',
      partition: 0,
      offset,
      timestamp: 1732464000000 + Number(offset),
      timestampType: 'CreateTime',
      key: null,
      value: Buffer.from([0xff, 0xfe, 0x00]),
      headers: [],
      ...record,
    },
    index: index ?? null,
    stage: 'format',
    code: 'JSON_INVALID',
    reason: reason ?? 'The text ends in the middle of a string.',
    position: 12,
  }
}

export const columnOf = (name: string, type: ColumnType, values: readonly Cell[]): Column => ({
  name,
  type,
  values,
})

function fieldsOf(columns: readonly Column[]): Record<string, Field<unknown>> {
  const fields = columns.map((c): [string, Field<unknown>] => {
    const field: Field<unknown> = {
      type: c.type,
      isOptional: false,
      otherNames: [],
      optional: () => field,
      synonyms: () => field,
    }
    return [c.name, field]
  })
  return Object.fromEntries(fields)
}
