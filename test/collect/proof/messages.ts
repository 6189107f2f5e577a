import { type NewRecord } from '../../../src/kafka/client'

/** A row that a message must become. */
export interface ExpectedRow {
  readonly nom: string
  readonly prenom: string
  readonly age: number
  readonly filiere: string
}

/** What must become of a message by the schema `students`: said by who wrote it, not by the parser. */
export interface Expected {
  readonly as: 'parsed' | 'rejected' | 'tombstone' | 'empty'
  /** By their index in the message. */
  readonly rows: ReadonlyMap<number, ExpectedRow>
  /** Codes of its rejects. */
  readonly rejects: readonly string[]
}

export interface MadeMessage {
  readonly key: Buffer
  readonly value: Buffer | null
  readonly headers: NonNullable<NewRecord['headers']>
  readonly expected: Expected
}

const FIRST = ['Élodie', 'Théo', 'Zoë', '明', 'O’Neil', 'constructor', '__proto__', '👩‍🎓']
const GROUPS = ['Biologie', 'Informatique', 'Physique', 'Mathématiques', 'Lettres; “classiques”']
const DAY = Date.UTC(2024, 11, 10)

/** A random number in 0 … 1 that is the same for the same number: Mulberry32's scrambling. */
export function chance(seed: number): number {
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** Random numbers in 0 … 1, the same ones for the same seed. */
export function chances(seed: number): () => number {
  let state = seed | 0
  return () => chance((state = (state + 0x6d2b79f5) | 0))
}

const student = (id: number, index: number): ExpectedRow => ({
  nom: `Étudiant ${id}.${index}`,
  prenom: FIRST[(id + index) % FIRST.length],
  age: 17 + ((id * 7 + index) % 14),
  filiere: GROUPS[(id + 3 * index) % GROUPS.length],
})

const rowsOf = (rows: readonly (ExpectedRow | null)[]): Map<number, ExpectedRow> =>
  new Map(rows.flatMap((row, i) => (row ? [[i, row] as const] : [])))

const parsed = (...rows: readonly (ExpectedRow | null)[]): Expected => ({
  as: 'parsed',
  rows: rowsOf(rows),
  rejects: [],
})
const nothing = (as: 'tombstone' | 'empty'): Expected => ({ as, rows: new Map(), rejects: [] })
const rejected = (code: string): Expected => ({ as: 'rejected', rows: new Map(), rejects: [code] })

type Content = readonly [value: string | null, expected: Expected]

/** What is sent, and how often: the share of each up to its number. */
const CONTENTS: readonly (readonly [upTo: number, content: (id: number) => Content])[] = [
  [0.8, (id) => [JSON.stringify({ ...student(id, 0), note: id % 20 }), parsed(student(id, 0))]],
  [
    0.84,
    (id) => {
      const row = student(id, 0)
      return [JSON.stringify({ ...row, age: `${row.age} ans` }), parsed(row)]
    },
  ],
  [
    0.88,
    (id) => {
      const rows = Array.from({ length: 2 + (id % 4) }, (_, i) => student(id, i))
      return [JSON.stringify(rows), parsed(...rows)]
    },
  ],
  // Of one message the first and the last become rows, the one between a reject.
  [
    0.9,
    (id) => {
      const [first, second, third] = [0, 1, 2].map((i) => student(id, i))
      return [
        JSON.stringify([first, { ...second, age: 200 }, third]),
        { ...parsed(first, null, third), rejects: ['OUT_OF_RANGE'] },
      ]
    },
  ],
  [0.93, (id) => [`{"nom": "cut at ${id}`, rejected('JSON_INVALID')]],
  [0.95, (id) => [JSON.stringify({ ...student(id, 0), filiere: undefined }), rejected('FIELD_MISSING')]],
  [0.97, () => [null, nothing('tombstone')]],
  [0.98, () => ['', nothing('empty')]],
  [0.99, () => ['   ', nothing('empty')]],
  [1, () => ['[]', nothing('empty')]],
]

/** Messages from this number on are lines of CSV; the one of this number is their header. */
export const CSV = 1_000_000_000

function csvOf(id: number): Content {
  if (id === CSV) return ['nom,prenom,age,filiere', nothing('empty')]
  const row = student(id, 0)
  const cells = [row.nom, row.prenom, String(row.age), `"${row.filiere.replaceAll('"', '""')}"`]
  return [cells.join(','), parsed(row)]
}

/** The message of that number, the same one every time; its key holds the number. */
export function messageOf(id: number): MadeMessage {
  const u = chance(Math.imul(id + 1, 0x9e3779b1))
  const [, contentOf] = CONTENTS.find(([upTo]) => u < upTo) ?? CONTENTS[0]
  const [value, expected] = id >= CSV ? csvOf(id) : contentOf(id)
  return {
    key: Buffer.from(`k${id}`),
    value: value === null ? null : Buffer.from(value),
    headers: id % 50 === 0 ? [['n', Buffer.from([id % 256, 0xff])]] : [],
    expected,
  }
}

/** The number of a message, by its key. */
export function idOf(key: Buffer | null): number {
  const found = /^k(\d+)$/.exec(String(key))
  if (!found) throw new Error(`a message of somebody else: its key is ${String(key)}`)
  return Number(found[1])
}

/** A message as it is sent. */
export function recordOf(id: number, partition: number): NewRecord {
  const { key, value, headers } = messageOf(id)
  return { partition, key, value, headers, timestamp: DAY + (id % CSV) }
}

/** Those messages, to partitions in turn. */
export const recordsOf = (from: number, to: number, partitions: number): NewRecord[] =>
  Array.from({ length: to - from }, (_, i) => recordOf(from + i, (from + i) % partitions))
