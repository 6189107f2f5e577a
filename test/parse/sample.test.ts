import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Parsed } from '../../src/parse/outcome'
import { outcomesOf } from '../../src/parse/outcomes'
import { parse } from '../../src/parse/parse'
import { boolean, date, integer, number, schema, text } from '../../src/parse/schema'
import { type Batch } from '../../src/source/batch'
import { replaySource } from '../../src/source/replay'
import { type Cell } from '../../src/table'

const root = join(__dirname, '..', '..')
const file = join(root, 'data', 'etudiants.ndjson.gz')

interface Script {
  readonly DIRT: Readonly<Record<string, { count: number; rows?: number; reject?: boolean }>>
  readonly messages: () => { readonly kind: string; readonly partition: number }[]
  readonly lines: () => string
}

/** The schema of data/README.md. */
const student = schema(
  {
    nom: text(),
    prenom: text(),
    age: integer({ min: 0, max: 130 }),
    filiere: text(),
    note: number({ min: 0, max: 20 }).optional(),
    naissance: date().optional().synonyms('birthDate'),
    boursier: boolean().optional().synonyms('hasGrant'),
    bourse: number().optional(),
    matricule: integer().optional(),
  },
  { name: 'etudiants' },
)

let script: Script
let batch: Batch
let parsed: Parsed<Record<string, Cell>>
/** What became of the messages of each kind: `{ NDJSON: { row: 30 } }`; a reject is its code. */
let ends: Record<string, Record<string, number>>

beforeAll(async () => {
  const url = pathToFileURL(join(root, 'scripts', 'make-dirty-sample.mjs')).href
  script = (await import(url)) as Script
  batch = await replaySource(file).read('etudiants', { quiet: true })
  parsed = parse(batch, student)
  const next = [0, 0, 0]
  const kinds = new Map(script.messages().map((m) => [`${m.partition} ${next[m.partition]++}`, m.kind]))
  ends = {}
  for (const outcome of outcomesOf(batch, parsed)) {
    const kind = kinds.get(`${outcome.record.partition} ${outcome.record.offset}`) ?? 'unknown'
    const end = outcome.as === 'reject' ? outcome.reject.code : outcome.as
    const counts = (ends[kind] ??= {})
    counts[end] = (counts[end] ?? 0) + 1
  }
})

describe('the dirty sample', () => {
  test('is made again by its script, byte for byte', () => {
    expect(gunzipSync(readFileSync(file)).toString() === script.lines()).toBe(true)
  })

  test('adds up to 2,000 messages over 3 partitions', () => {
    expect(batch.length).toBe(2000)
    expect(batch.provenance.ranges.map((r) => r.partition)).toEqual([0, 1, 2])
    expect(parsed.funnel).toEqual({ read: 2000, parsed: 1856, rejected: 93, tombstones: 40, empty: 11 })
    expect(parsed.rows.length).toBe(1891)
  })

  test('ends, kind by kind, as data/README.md says', () => {
    const readme = readFileSync(join(root, 'data', 'README.md'), 'utf8')
    const table = readme.slice(readme.indexOf('| Kind'), readme.indexOf('What each becomes'))
    const told = [
      ...table.matchAll(/^\| ([^|]+?) +\| +(\d+) \| (\d+|reject|tombstone|empty)(?:, `(\w+)`)?/gm),
    ]
    const expected = told.map(([, kind, count, what, code]): [string, Record<string, number>] => {
      const rows = Number(what)
      return [kind, Number.isNaN(rows) ? { [code ?? what]: Number(count) } : { row: Number(count) * rows }]
    })
    expect(expected).toHaveLength(Object.keys(script.DIRT).length + 4)
    expect(ends).toEqual(Object.fromEntries(expected))
  })

  test('ends, kind by kind, as its script says', () => {
    for (const [kind, { count, rows = 1, reject = false }] of Object.entries(script.DIRT)) {
      const { row = 0, tombstone = 0, empty = 0, ...codes } = ends[kind] ?? {}
      expect([kind, row]).toEqual([kind, reject ? 0 : count * rows])
      expect([kind, tombstone + empty]).toEqual([kind, rows === 0 ? count : 0])
      expect([kind, Object.values(codes)]).toEqual([kind, reject ? [count] : []])
    }
  })

  test('has its repairs in known amounts', () => {
    const repairs = parsed.repairs.map(({ column, kind, count }) => [column, kind, count])
    expect(repairs).toEqual([
      ['nom', 'read from another name', 508],
      ['nom', 'windows-1252 to text', 30],
      ['prenom', 'read from another name', 488],
      ['prenom', 'windows-1252 to text', 30],
      ['age', 'text to number', 95],
      ['age', 'unit left out', 60],
      ['filiere', 'read from another name', 508],
      ['filiere', 'windows-1252 to text', 30],
      ['note', 'mark out of 20', 40],
      ['note', 'decimal comma', 60],
      ['note', 'empty to missing', 26],
      ['note', 'read from another name', 468],
      ['note', 'text to number', 30],
      ['naissance', 'date in words', 30],
      ['naissance', 'day first, assumed', 24],
      ['naissance', 'day first', 36],
      ['boursier', 'text to boolean', 60],
      ['bourse', 'grouped digits', 40],
    ])
  })

  test('keeps every digit, and takes prototype keys and attacks for what they are: text', () => {
    const beyond = [...parsed.rows].map((row) => row.matricule).filter((m) => m !== null)
    expect(beyond).toHaveLength(10)
    expect(beyond.map(String).sort()).toEqual(
      Array.from({ length: 10 }, (_, i) => `9007199254740${993 + 2 * i}`).sort(),
    )
    const names = parsed.rows.column('nom').values
    expect(names.filter((n) => n === "'); DROP TABLE etudiants; --")).toHaveLength(3)
    expect(names.filter((n) => n === '\u001b[31mred')).toHaveLength(3)
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    expect(({} as { age?: unknown }).age).toBeUndefined()
  })
})
