import { type Database } from './driver'
import { canonicalJson } from './json'
import { quote } from './layout'

/**
 * The source of a row or reject `o` of the first layout, which knew its topic only: of the cluster that a run read that
 * offset from, a known one before one without an id, the earliest run first.
 */
export const SOURCE_OF_OLD = `coalesce(
  (SELECT g.source FROM temp.version_1_ranges AS g WHERE g.topic = o.topic AND g.partition = o.partition
    AND o.offset >= g.from_offset AND o.offset < g.to_offset ORDER BY g.rank LIMIT 1),
  (SELECT g.source FROM temp.version_1_ranges AS g WHERE g.topic = o.topic ORDER BY g.rank LIMIT 1))`

interface OldRun {
  readonly id: string
  readonly saved_at: string
  readonly provenance: string
}

interface OldProvenance {
  readonly topics?: readonly string[]
  readonly clusterId?: string | null
  readonly ranges?: readonly {
    readonly topic: string
    readonly partition: number
    readonly from: string
    readonly to: string
  }[]
}

/** Makes the sources of all that the first layout holds, and the table that `SOURCE_OF_OLD` looks into. */
export function makeSources(db: Database, tables: readonly string[]): void {
  db.exec(`CREATE TEMP TABLE version_1_ranges (topic TEXT, partition INTEGER, from_offset INTEGER, to_offset INTEGER,
    source INTEGER, rank INTEGER)`)
  const runs = (
    db.prepare('SELECT id, saved_at, provenance FROM runs ORDER BY saved_at, id').all() as OldRun[]
  ).map((run) => ({ ...run, ...(JSON.parse(run.provenance) as OldProvenance) }))
  const begin = runs[0]?.saved_at ?? ''
  const add = db
    .prepare(
      `INSERT INTO sources (cluster, topic, generation, since) VALUES (?, ?, 1, ?)
       ON CONFLICT DO UPDATE SET since = since RETURNING id`,
    )
    .pluck()
  const range = db.prepare('INSERT INTO temp.version_1_ranges VALUES (?, ?, ?, ?, ?, ?)')
  const link = db.prepare('UPDATE runs SET sources = ? WHERE id = ?')
  const byKnown = [...runs].sort((a, b) => Number(!a.clusterId) - Number(!b.clusterId))
  byKnown.forEach(({ id, saved_at, clusterId, topics = [], ranges = [] }, rank) => {
    const sourceOf = (topic: string): unknown => add.get(clusterId ?? '', topic, saved_at)
    for (const { topic, partition, from, to } of ranges)
      range.run(topic, partition, BigInt(from), BigInt(to), sourceOf(topic), rank)
    link.run(canonicalJson(topics.map(sourceOf)), id)
  })
  for (const { cluster, topic } of db
    .prepare('SELECT DISTINCT cluster, topic FROM "version 1 positions"')
    .all() as { cluster: string; topic: string }[])
    add.get(cluster, topic, begin)
  // Whatever no run tells of is of a cluster without an id.
  const topics = ['version 1 rejects', ...tables].map((t) => `SELECT topic FROM ${quote(t)}`).join(' UNION ')
  for (const topic of db
    .prepare(`${topics} EXCEPT SELECT topic FROM temp.version_1_ranges`)
    .pluck()
    .all() as string[])
    range.run(topic, -1, 0, 0, add.get('', topic, begin), runs.length)
}
