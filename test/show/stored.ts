import { type OffsetRange } from '../../src/record'
import { type StoreContents, type StoredRun, type StoredRuns } from '../../src/store'
import { fileProvenance, provenance } from './values'

export const storeContents: StoreContents = {
  kind: 'store',
  file: 'out/students_analysis.db',
  bytes: 69_632,
  tables: [
    {
      name: 'students',
      holds: 'rows',
      rows: 1_234_567,
      columns: [
        { name: 'source', type: 'integer' },
        { name: 'partition', type: 'integer' },
        { name: 'offset', type: 'integer' },
        { name: '<b>nom</b>', type: 'text' },
      ],
    },
    { name: 'rejects', holds: 'rejects', rows: 0, columns: [{ name: 'code', type: 'text' }] },
    {
      name: 'wide',
      holds: 'other',
      rows: 1,
      columns: Array.from({ length: 20 }, (_, i) => ({ name: `c${i}`, type: null })),
    },
    { name: 'students_readable', holds: 'view', rows: null, columns: [{ name: 'topic', type: 'text' }] },
  ],
}

const saved: StoredRun = {
  id: '3f2a9c5aefeac331',
  kind: 'save',
  schema: 'students',
  topic: 'message',
  beganAt: '2026-11-24T16:00:00.000Z',
  savedAt: '2026-11-24T16:00:01.000Z',
  ranges: [{ topic: 'message', partition: 0, from: 0n, to: 10n }],
  funnel: { read: 10, parsed: 9, rejected: 1, tombstones: 0, empty: 0 },
  rejectedByCode: { NOT_A_NUMBER: 1 },
  formats: { json: 10 },
  repairs: [],
  parameters: {},
  provenance,
  versions: { carnet: '0.1.0', node: '20.20.2', sqlite: '3.53.2' },
  sources: [1],
  statistics: 5,
}

const at = (partition: number, from: bigint, to: bigint): OffsetRange => ({
  topic: 'message',
  partition,
  from,
  to,
})

export const storedRuns: StoredRuns = {
  kind: 'runs',
  file: 'out/students_analysis.db',
  runs: [
    {
      ...saved,
      id: '9c5aefeac3318642',
      kind: 'collect',
      topic: 'orders',
      ranges: [0, 1, 2, 3, 4].map((partition) => ({
        topic: 'orders',
        partition,
        from: 9007199254740993n,
        to: 9007199254741993n,
      })),
      funnel: { read: 5000, parsed: 5000, rejected: 0, tombstones: 0, empty: 0 },
      statistics: 0,
    },
    saved,
    // One that found nothing new, and one that did in a partition alone.
    {
      ...saved,
      id: 'e3b0c44298fc1c14',
      kind: 'collect',
      ranges: [at(0, 10n, 10n), at(1, 0n, 0n)],
      funnel: { read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 },
      statistics: 0,
    },
    { ...saved, id: '27ae41e4649b934c', kind: 'collect', ranges: [at(0, 10n, 10n), at(1, 0n, 10n)] },
    { ...saved, id: 'c0ffee00c0ffee00', topic: 'filières.csv', provenance: fileProvenance },
  ],
}
