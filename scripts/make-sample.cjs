'use strict'
// Makes data/students.ndjson: ten made-up students in a Kafka topic, as a capture (one manifest line, then messages in
// the words of `kcat -J`). The same seed gives the same file, byte for byte: `node scripts/make-sample.cjs`.

const { writeFileSync } = require('node:fs')
const { join } = require('node:path')

const SEED = 20241210
const TOPIC = 'message'

// How many students of which age: the table that the main notebook arrives at.
const GROUPS = [
  { filiere: 'Biologie', age: 23, students: 3 },
  { filiere: 'Informatique', age: 22, students: 4 },
  { filiere: 'Physique', age: 19, students: 3 },
]
const FIRST_NAMES = [
  'Élodie',
  'Théo',
  'Chloé',
  'Noël',
  'Amélie',
  'François',
  'Zoë',
  'Jérôme',
  'Léa',
  'Maël',
  'Inès',
  'Loïc',
]
const LAST_NAMES = [
  'Lefèvre',
  'Benoît',
  'Nguyễn',
  'Garçon',
  "L'Hôte",
  'Müller',
  'Desprès',
  'Haddad',
  'Le Goff',
  'Cœur',
  'Moreau',
  'Traoré',
]

/** Mulberry32: a small generator of numbers from 0 to 1, the same on every machine. */
function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The values in an order drawn by `next` (Fisher and Yates). */
function shuffled(values, next) {
  const result = [...values]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[result[i], result[j]] = [result[j], result[i]]
  }
  return result
}

/** The text of the capture. */
function sample() {
  const next = random(SEED)
  const groups = GROUPS.flatMap(({ students, ...group }) => Array.from({ length: students }, () => group))
  const firstNames = shuffled(FIRST_NAMES, next)
  const lastNames = shuffled(LAST_NAMES, next)
  let ts = Date.UTC(2024, 11, 10, 8, 15)
  const messages = shuffled(groups, next).map(({ filiere, age }, offset) => {
    ts += Math.floor(next() * 90_000)
    const payload = JSON.stringify({ nom: lastNames[offset], prenom: firstNames[offset], age, filiere })
    return { topic: TOPIC, partition: 0, offset, tstype: 'create', ts, key: null, payload }
  })
  const range = [{ topic: TOPIC, partition: 0, from: '0', to: String(messages.length) }]
  const manifest = {
    carnet: 'capture',
    version: 1,
    topics: [
      {
        topic: TOPIC,
        settings: { 'retention.ms': '-1' },
        info: {
          topic: TOPIC,
          partitions: 1,
          replication: 1,
          minInSyncReplicas: 1,
          retentionHours: -1,
          retentionBytes: -1,
          cleanupPolicy: 'delete',
          messages: messages.length,
          internal: false,
        },
      },
    ],
    clusterId: null,
    readAt: '2024-12-10T09:00:00.000Z',
    plan: range,
    ranges: range,
    stop: 'end',
    records: messages.length,
    control: 0,
    aborted: 0,
    missing: 0,
    notes: ['The students are made up: scripts/make-sample.cjs made this file.'],
  }
  return [manifest, ...messages].map((line) => JSON.stringify(line) + '\n').join('')
}

module.exports = { sample }

if (require.main === module) writeFileSync(join(__dirname, '..', 'data', 'students.ndjson'), sample())
