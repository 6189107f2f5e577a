// Parses messages that are in memory, decoded: by carnet, and by bare JSON.parse with the reading of the fields, in turn.
// CPU time of the process, so that its other threads (garbage collection, compilation) count, and other programs do not.
// Usage: node --expose-gc parse-carnet.mjs MESSAGES RUNS
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { median } from '../measure.mjs'
import { messages } from '../messages.mjs'

const require = createRequire(import.meta.url)
const { boolean, date, integer, number, parse, schema, text } = require('../..')
const { encodeChunk } = require('../../dist/kafka/encode')
const { makeBatch } = require('../../dist/source/batch')
const { replaySource } = require('../../dist/source/replay')

const count = Number(process.argv[2])
const runs = Number(process.argv[3])
const SAMPLE = join(import.meta.dirname, '..', '..', 'data', 'etudiants.ndjson.gz')
const PARTITIONS = 6

const student = schema({
  nom: text(),
  prenom: text(),
  age: integer({ min: 0, max: 130 }),
  filiere: text(),
  note: number(),
})
/** The schema of data/README.md. */
const etudiant = schema({
  nom: text(),
  prenom: text(),
  age: integer({ min: 0, max: 130 }),
  filiere: text(),
  note: number({ min: 0, max: 20 }).optional(),
  naissance: date().optional().synonyms('birthDate'),
  boursier: boolean().optional().synonyms('hasGrant'),
  bourse: number().optional(),
  matricule: integer().optional(),
})

/** A batch of values in partitions, as one read would bring it. */
function batchOf(topic, records) {
  const partitions = grouped(records)
  const chunks = [...partitions].map(([partition, list]) =>
    encodeChunk(
      topic,
      partition,
      list.map((r, i) => ({ headers: [], timestampType: 'CreateTime', ...r, topic, offset: BigInt(i) })),
    ),
  )
  const provenance = {
    kind: 'provenance',
    topics: [topic],
    clusterId: null,
    ranges: [],
    messages: records.length,
    readAt: '',
    origin: 'live',
    capture: null,
  }
  const batch = makeBatch({ topics: [topic], summary: { records: records.length }, provenance, chunks })
  batch.records()
  return batch
}

function grouped(records) {
  const groups = new Map()
  for (const r of records) {
    if (!groups.has(r.partition)) groups.set(r.partition, [])
    groups.get(r.partition).push(r)
  }
  return groups
}

function* repeated(records, size) {
  for (let i = 0; i < size; i++) yield records[i % records.length]
}

const clean = batchOf('clean', [...messages(count, PARTITIONS)].flat())
const sample = await replaySource(SAMPLE).read('etudiants', { quiet: true })
const dirty = batchOf('dirty', [...repeated(sample.records(), count)])

/** The least that any program does: every message parsed, its fields read into columns. */
function bare(batch) {
  const columns = { nom: [], prenom: [], age: [], filiere: [], note: [] }
  for (const { value } of batch) {
    const { nom, prenom, age, filiere, note } = JSON.parse(value.toString('utf8'))
    columns.nom.push(nom)
    columns.prenom.push(prenom)
    columns.age.push(age)
    columns.filiere.push(filiere)
    columns.note.push(note)
  }
  return columns
}

const WORKS = {
  'JSON.parse and reading the fields, clean JSON': () => bare(clean).nom.length,
  'carnet, clean JSON': () => parse(clean, student).rows.length,
  'carnet, the dirty sample': () => parse(dirty, etudiant).rows.length,
}

const seconds = Object.fromEntries(Object.keys(WORKS).map((name) => [name, []]))
for (let run = -1; run < runs; run++)
  for (const [name, work] of Object.entries(WORKS)) {
    globalThis.gc()
    const before = process.cpuUsage()
    const rows = work()
    const { user, system } = process.cpuUsage(before)
    if (rows < count / 2) throw new Error(`${name}: ${rows} rows of ${count} messages`)
    // The first run is for the compiler.
    if (run >= 0) seconds[name].push((user + system) / 1e6)
  }

const [first] = Object.values(seconds)
console.log(
  JSON.stringify({
    messages: count,
    works: Object.entries(seconds).map(([name, list]) => ({
      name,
      cpu: median(list),
      // Of runs that follow each other, so that a machine that becomes slower changes both.
      ratio: median(list.map((s, i) => s / first[i])),
    })),
  }),
)
