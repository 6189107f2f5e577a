// Makes data/etudiants.ndjson.gz: 2,000 made-up messages about students as a real topic might hold them, with every kind
// of dirt in the amounts that DIRT says (data/README.md repeats them, a test counts them). The same seed gives the same
// messages, byte for byte: `node scripts/make-dirty-sample.mjs`.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { encode as messagePack } from '@msgpack/msgpack'
import { encode as cbor } from 'cborg'

const SEED = 20250113
const TOPIC = 'etudiants'
const MESSAGES = 2000
const PARTITIONS = 3
/** From this message on the producer is another one: English names in camel case, in a Kafka Connect envelope. */
const CHANGE = MESSAGES / 2
const BEGIN = Date.UTC(2025, 0, 13, 7, 0)
const DAY = 86_400_000

const FIRST_NAMES = [
  'Élodie',
  'Théo',
  'Chloé',
  'Maël',
  'Zoë',
  'Loïc',
  'Inès',
  'Jérôme',
  'Anaïs',
  'Hugo',
  'Ayşe',
  'Łukasz',
  'Nguyễn',
  'Søren',
]
const LAST_NAMES = [
  'Martin',
  'Le Goff',
  'Cœur',
  'Lefèvre',
  'Noël',
  'D’Arcy',
  "O'Neill",
  'Müller',
  'Ibañez',
  'Petit-Jean',
  'Bernard',
  'Østergård',
]
const FIELDS = [
  'Biologie',
  'Informatique',
  'Physique',
  'Mathématiques',
  'Génie civil',
  'Économie',
  'Lettres & arts',
  'Droit',
]
const MONTHS = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
]

/** Mulberry32: a small generator whose numbers are the same everywhere. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function shuffled(list, next) {
  const result = [...list]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[result[i], result[j]] = [result[j], result[i]]
  }
  return result
}

const json = (value) => Buffer.from(JSON.stringify(value))
const python = (s) =>
  `{${Object.entries(s)
    .map(([k, v]) => `'${k}': ${pythonValue(v)}`)
    .join(', ')}}`
const pythonValue = (v) =>
  v === null
    ? 'None'
    : typeof v === 'boolean'
      ? v
        ? 'True'
        : 'False'
      : typeof v === 'number'
        ? String(v)
        : pythonText(v)
const pythonText = (v) => (v.includes("'") ? `"${v}"` : `'${v}'`)
const escapeXml = (v) =>
  String(v).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])
const csvCell = (v) => (/[;"\n]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v))
const iso = (ms) => new Date(ms).toISOString().slice(0, 10)
const framed = (id, bytes) => {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(id, 1)
  return Buffer.concat([head, bytes])
}
const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([n]) => n !== name))

/**
 * Every kind of dirt: how many messages of it, the bytes of one (null is a tombstone), and what must come of it: `rows`
 * in each message, or `reject`. A kind may set headers, or the timestamp.
 */
export const DIRT = {
  // Repaired values
  'age "22 ans"': { count: 60, make: (s) => json({ ...s, age: `${s.age} ans` }) },
  'decimal comma': { count: 60, make: (s) => json({ ...s, note: s.note.toFixed(1).replace('.', ',') }) },
  'mark "14/20"': { count: 40, make: (s) => json({ ...s, note: `${s.note}/20` }) },
  'thousands with blanks': {
    count: 40,
    make: (s, i) =>
      json({ ...s, bourse: `1${['\u00a0', '\u202f', '\u2009', ' '][i % 4]}${234 + (i % 700)},50` }),
  },
  'date 24/11/2004': {
    count: 60,
    make: (s) => json({ ...s, naissance: iso(s.birth).split('-').reverse().join('/') }),
  },
  'date in words': {
    count: 30,
    make: (s) => {
      const [y, m, d] = iso(s.birth).split('-').map(Number)
      return json({ ...s, naissance: `${d}${d === 1 ? 'er' : ''} ${MONTHS[m - 1]} ${y}` })
    },
  },
  'boolean in French': {
    count: 60,
    make: (s, i) =>
      json({
        ...s,
        boursier: [
          ['non', 'oui'],
          ['faux', 'vrai'],
        ][i % 2][+s.boursier],
      }),
  },
  'names in other styles': {
    count: 60,
    make: (s, i) =>
      json(
        [
          { NOM: s.nom, Prénom: s.prenom, Âge: s.age, Filière: s.filiere },
          { last_name: s.nom, first_name: s.prenom, age: s.age, major: s.filiere },
          { surname: s.nom, prenom: s.prenom, age: s.age, département: s.filiere },
        ][i % 3],
      ),
  },
  'null and empty optional': {
    count: 40,
    make: (s, i) => json({ ...s, note: [null, '', '  '][i % 3], bourse: null }),
  },
  'whole number beyond 2^53': {
    count: 10,
    make: (s, i) =>
      Buffer.from(
        JSON.stringify({ ...s, matricule: 0 }).replace(
          '"matricule":0',
          `"matricule":9007199254740${993 + 2 * i}`,
        ),
      ),
  },
  'prototype keys': {
    count: 6,
    make: (s) => Buffer.from(JSON.stringify(s).replace('{', '{"__proto__":{"age":1},"constructor":"x",')),
  },
  'injection attempts': {
    count: 12,
    make: (s, i) =>
      json({
        ...s,
        nom: [
          "'); DROP TABLE etudiants; --",
          '<script>alert(1)</script>',
          '=HYPERLINK("x")',
          '\u001b[31mred',
        ][i % 4],
      }),
  },
  // Formats
  'Python repr': { count: 40, make: (s) => Buffer.from(python(s)) },
  'relaxed JSON': {
    count: 40,
    make: (s, i) =>
      Buffer.from(
        [
          JSON.stringify(s).replace(/}$/, ',}'),
          JSON.stringify({ ...s, note: 0 }).replace('"note":0', '"note":NaN'),
          JSON.stringify(without(s, 'nom')).replaceAll('"', "'"),
        ][i % 3].replace(/^\{'/, `{'nom': "${s.nom}", '`),
      ),
  },
  'JSON in a string': { count: 30, make: (s) => json(JSON.stringify(s)) },
  'UTF-8 with BOM': { count: 20, make: (s) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json(s)]) },
  'UTF-16 with BOM': { count: 15, make: (s) => Buffer.from(`\ufeff${JSON.stringify(s)}`, 'utf16le') },
  'windows-1252': {
    count: 30,
    make: (s) =>
      Buffer.from(JSON.stringify({ ...s, nom: 'Lefèvre', prenom: 'Jérôme', filiere: 'Économie' }), 'latin1'),
  },
  NDJSON: {
    count: 15,
    rows: 2,
    make: (s, i, other) => Buffer.concat([json(s), Buffer.from('\n'), json(other)]),
  },
  'array of three': { count: 10, rows: 3, make: (s, i, other) => json([s, other, { ...other, age: s.age }]) },
  'key=value': {
    count: 25,
    make: (s) => Buffer.from(`nom="${s.nom}" prenom="${s.prenom}" age=${s.age} filiere="${s.filiere}"`),
  },
  'query string': {
    count: 20,
    make: (s) =>
      Buffer.from(
        new URLSearchParams({ nom: s.nom, prenom: s.prenom, age: s.age, filiere: s.filiere }).toString(),
      ),
  },
  'flat XML': {
    count: 20,
    make: (s) =>
      Buffer.from(
        `<etudiant>${['nom', 'prenom', 'age', 'filiere'].map((k) => `<${k}>${escapeXml(s[k])}</${k}>`).join('')}</etudiant>`,
      ),
  },
  MessagePack: { count: 10, make: (s) => Buffer.from(messagePack(without(s, 'birth'))) },
  'CBOR with its tag': {
    count: 10,
    make: (s) => Buffer.concat([Buffer.from([0xd9, 0xd9, 0xf7]), cbor(without(s, 'birth'))]),
  },
  // Envelopes
  'Confluent framing, JSON': { count: 15, make: (s) => framed(41, json(s)) },
  Debezium: {
    count: 25,
    make: (s, i) =>
      json(
        i % 5 === 4
          ? { before: s, after: null, op: 'd', ts_ms: 1 }
          : { before: null, after: s, op: 'c', ts_ms: 1 },
      ),
  },
  'CloudEvents, structured': {
    count: 15,
    make: (s, i) =>
      json({ specversion: '1.0', id: String(i), source: '/inscriptions', type: 'etudiant', data: s }),
  },
  'CloudEvents, binary': {
    count: 10,
    headers: { ce_specversion: '1.0', ce_type: 'etudiant', 'content-type': 'application/json' },
    make: json,
  },
  'one-key wrapper': { count: 15, make: (s) => json({ data: s }) },
  // No rows
  tombstone: { count: 40, rows: 0, make: () => null },
  'empty message': { count: 10, rows: 0, make: () => Buffer.alloc(0) },
  // Rejects
  'Confluent framing, Avro, no registry': {
    count: 10,
    reject: true,
    make: (s, i) => framed(7, Buffer.from([2, 12, 77, 97, 114, 116, 105, 110, 44 + (i % 9)])),
  },
  'truncated JSON': { count: 15, reject: true, make: (s, i) => json(s).subarray(0, 20 + i) },
  'number that is only part of a text': {
    count: 10,
    reject: true,
    make: (s, i) => json({ ...s, age: ['0x15', '2 or 3'][i % 2] }),
  },
  'true as an age': { count: 5, reject: true, make: (s) => json({ ...s, age: true }) },
  'array as an age': { count: 5, reject: true, make: (s) => json({ ...s, age: [s.age] }) },
  'age out of bounds': { count: 8, reject: true, make: (s, i) => json({ ...s, age: [999, -1][i % 2] }) },
  'age missing': { count: 10, reject: true, make: (s) => json(without(s, 'age')) },
  'a field under two names': { count: 5, reject: true, make: (s) => json({ ...s, Nom: s.prenom }) },
  'binary noise': {
    count: 15,
    reject: true,
    make: (s, i, other, next) =>
      Buffer.from([0xc1, ...Array.from({ length: 40 }, () => Math.floor(next() * 256))]),
  },
  'plain text': {
    count: 8,
    reject: true,
    make: (s, i) => Buffer.from(['bonjour', 'test 1 2 3', '—'][i % 3]),
  },
  'brackets without end': { count: 2, reject: true, make: () => Buffer.from('['.repeat(50_000)) },
}
/** A producer of CSV: a message with the header, then rows, in one partition. */
const CSV = { header: 'nom;prenom;age;filiere;note', rows: 30, partition: 2, from: 100 }
const LATE = 30
const TWICE = 25

function student(next) {
  const pick = (list) => list[Math.floor(next() * list.length)]
  const age = 17 + Math.floor(next() * 12)
  const birth = Date.UTC(2024 - age, Math.floor(next() * 12), 1 + Math.floor(next() * 28))
  return {
    nom: pick(LAST_NAMES),
    prenom: pick(FIRST_NAMES),
    age,
    filiere: pick(FIELDS),
    note: Math.floor(next() * 39 + 1) / 2,
    naissance: iso(birth),
    boursier: next() < 0.3,
    // For the kinds above that write the date in another form; no field of the messages.
    get birth() {
      return birth
    },
  }
}

/** The same student as the second producer writes it. */
const changed = (s) =>
  json({
    schema: { type: 'struct', name: 'student.v2' },
    payload: {
      lastName: s.nom,
      firstName: s.prenom,
      age: s.age,
      major: s.filiere,
      grade: s.note,
      birthDate: s.naissance,
      hasGrant: s.boursier,
    },
  })

/** The messages in the order in which they were sent, with the kind of each (`clean` where there is no dirt). */
export function messages() {
  const next = random(SEED)
  const dirty = Object.entries(DIRT).flatMap(([kind, { count }]) =>
    Array.from({ length: count }, (_, i) => ({ kind, i })),
  )
  const clean = Array.from({ length: MESSAGES - TWICE - CSV.rows - 1 - dirty.length }, (_, i) => ({
    kind: 'clean',
    i,
  }))
  const made = []
  for (const { kind, i } of shuffled([...dirty, ...clean], next)) {
    const [s, other] = [student(next), student(next)].map((one) =>
      Object.defineProperty(one, 'birth', { enumerable: false }),
    )
    const at = made.length
    const { make, headers = {} } = DIRT[kind] ?? { make: at < CHANGE ? json : changed }
    made.push({
      kind,
      partition: Math.floor(next() * PARTITIONS),
      ts: BEGIN + at * 45_000 + Math.floor(next() * 30_000),
      key: kind === 'binary noise' ? Buffer.from([0xff, i]) : Buffer.from(`E${String(1000 + at)}`),
      value: make(s, i, other, next),
      headers,
    })
  }
  const csv = Array.from({ length: CSV.rows }, () => student(next)).map((one) => ({
    kind: 'CSV',
    value: ['nom', 'prenom', 'age', 'filiere', 'note'].map((name) => csvCell(one[name])).join(';'),
  }))
  for (const [i, { kind, value }] of [{ kind: 'CSV header', value: CSV.header }, ...csv].entries()) {
    const { ts } = made[CSV.from + 3 * i]
    const message = { kind, partition: CSV.partition, ts, key: null, value: Buffer.from(value), headers: {} }
    made.splice(CSV.from + 3 * i, 0, message)
  }
  const cleanOnes = made.filter((m) => m.kind === 'clean')
  for (const late of shuffled(cleanOnes, next).slice(0, LATE)) late.ts -= 3 * DAY
  const copies = shuffled(cleanOnes, next).slice(0, TWICE)
  return [
    ...made,
    ...copies.map((m, i) => ({ ...m, kind: 'sent twice', ts: BEGIN + (MESSAGES - TWICE + i) * 45_000 })),
  ]
}

export function lines() {
  const text = (name, bytes) => {
    if (bytes === null) return { [name]: null }
    const decoded = bytes.toString('utf8')
    return Buffer.from(decoded).equals(bytes)
      ? { [name]: decoded }
      : { [`${name}_b64`]: bytes.toString('base64') }
  }
  const ends = Array.from({ length: PARTITIONS }, () => 0)
  const body = messages().map(({ partition, ts, key, value, headers }) => ({
    topic: TOPIC,
    partition,
    offset: ends[partition]++,
    tstype: 'create',
    ts,
    ...(Object.keys(headers).length > 0 && { headers: Object.entries(headers).flat() }),
    ...text('key', key),
    ...text('payload', value),
  }))
  const ranges = ends.map((to, partition) => ({ topic: TOPIC, partition, from: '0', to: String(to) }))
  const manifest = {
    carnet: 'capture',
    version: 1,
    topics: [{ topic: TOPIC, settings: { 'retention.ms': '-1' }, info: null }],
    clusterId: null,
    readAt: '2025-01-15T09:00:00.000Z',
    plan: ranges,
    ranges,
    stop: 'end',
    records: body.length,
    control: 0,
    aborted: 0,
    missing: 0,
    notes: ['The students are made up: scripts/make-dirty-sample.mjs made this file.'],
  }
  return [manifest, ...body].map((line) => JSON.stringify(line) + '\n').join('')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(
    join(import.meta.dirname, '..', 'data', 'etudiants.ndjson.gz'),
    gzipSync(lines(), { level: 9 }),
  )
