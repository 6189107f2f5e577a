import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { now } from '../clock'
import { projectRoot } from '../machine/root'
import { type Parsed } from '../parse/outcome'
import { byPlace, type OffsetRange } from '../record'
import { type Database } from './driver'
import { canonicalJson, sha256 } from './json'

/**
 * The id of a run follows from what went into it: the schema, the offsets and the parameters, not from when it ran or
 * whether the messages came from a broker or from a capture. So the same run saved again is the same run.
 */
export function runId(parsed: Parsed, parameters: Readonly<Record<string, unknown>>): string {
  const { schema, provenance } = parsed
  const fields = Object.entries(schema.fields).map(([name, f]) => [name, f.type, f.isOptional, f.min, f.max])
  const inputs = [schema.name, fields, provenance.topics, rangesInOrder(provenance.ranges), parameters]
  return sha256(canonicalJson(inputs)).slice(0, 16)
}

/** Writes the run, and leaves it as it is where nothing of it has changed. Runs inside a transaction. */
export function saveRun(
  db: Database,
  id: string,
  parsed: Parsed,
  parameters: Readonly<Record<string, unknown>>,
): void {
  const { funnel, provenance } = parsed
  const columns = {
    schema: parsed.schema.name,
    topic: provenance.topics.join(', '),
    parameters: canonicalJson(parameters),
    ranges: canonicalJson(rangesInOrder(provenance.ranges)),
    read: funnel.read,
    parsed: funnel.parsed,
    rejected: funnel.rejected,
    tombstones: funnel.tombstones,
    empty: funnel.empty,
    provenance: canonicalJson(provenance),
    versions: canonicalJson(versions(db)),
  }
  const names = Object.keys(columns)
  db.prepare(
    `INSERT INTO runs (id, saved_at, ${names.join(', ')}) VALUES (?, ?, ${names.map(() => '?').join(', ')})
     ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at, ${names.map((n) => `${n} = excluded.${n}`).join(', ')}
     WHERE ${names.map((n) => `${n} IS NOT excluded.${n}`).join(' OR ')}`,
  ).run(id, now().toISOString(), ...Object.values(columns))
}

/** Ranges by topic and partition, so that the order in which they were read makes no other run. */
function rangesInOrder(ranges: readonly OffsetRange[]): readonly OffsetRange[] {
  return [...ranges].sort(byPlace)
}

function versions(db: Database): Record<string, unknown> {
  const manifest = readFileSync(join(projectRoot(), 'package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  const sqlite = db.prepare('SELECT sqlite_version()').pluck().get()
  return { carnet: version, node: process.versions.node, sqlite }
}
