// Seeded messages about students, some 90 bytes each: the same number gives the same messages, byte for byte.

const FIRST = ['Élodie', 'Théo', 'Chloé', 'Maël', 'Zoë', 'Hugo', 'Inès', 'Louis', 'Anaïs', 'Jules']
const LAST = [
  'Martin',
  'Bernard',
  'Le Goff',
  'Cœur',
  'Petit',
  'Lefèvre',
  'Moreau',
  'Garnier',
  'Faure',
  'Noël',
]
const GROUPS = [
  'Biologie',
  'Informatique',
  'Physique',
  'Chimie',
  'Mathématiques',
  'Histoire',
  'Droit',
  'Lettres',
]
const SEED = 20241210
const BEGIN = Date.UTC(2024, 11, 10)

/** Mulberry32: a small generator whose numbers are the same everywhere. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** `count` messages in slices of `size`, to be sent in this order; partitions are taken in turn. */
export function* messages(count, partitions, size = 50_000) {
  const next = random(SEED)
  const pick = (list) => list[Math.floor(next() * list.length)]
  for (let start = 0; start < count; start += size) {
    const slice = []
    for (let i = start; i < Math.min(start + size, count); i++) {
      const age = 17 + Math.floor(next() * 14)
      const note = Math.floor(next() * 41) / 2
      const value = { nom: pick(LAST), prenom: pick(FIRST), age, filiere: pick(GROUPS), note }
      slice.push({
        partition: i % partitions,
        key: null,
        value: Buffer.from(JSON.stringify(value)),
        timestamp: BEGIN + i,
      })
    }
    yield slice
  }
}
