import { now } from '../clock'
import { carnetVersion } from '../machine/version'
import { type Funnel, type Parsed, type Repair } from '../parse/outcome'
import { type Schema } from '../parse/schema'
import { type Provenance } from '../provenance'
import { byPlace, type OffsetRange } from '../record'
import { type StoredPosition } from './appending'
import { type Connection } from './connection'
import { canonicalJson, sha256 } from './json'
import { type StoredSource } from './sources'

type Parameters = Readonly<Record<string, unknown>>

/**
 * The id of a run follows from what went into it: the schema, the cluster, the offsets of each making of a topic, and the
 * parameters; not from when it ran or whether the messages came from a broker or from its capture. So the same run saved
 * again is the same run.
 */
export function runId(
  { schema, provenance }: Parsed,
  generations: readonly number[],
  parameters: Parameters,
): string {
  const { clusterId, topics, ranges } = provenance
  return idOf([
    ...[schema.name, fieldsOf(schema), clusterId ?? '', topics, generations],
    ...[rangesInOrder(ranges), parameters],
  ])
}

/** The id of a collection follows from where it began: begun again before anything was stored, it is the same run. */
export function collectionId(
  schema: Schema<object>,
  { cluster, topic, generation }: StoredSource,
  positions: readonly StoredPosition[],
  parameters: Parameters,
): string {
  const begin = positions.map(({ partition, next }) => [partition, next])
  return idOf(['collect', schema.name, fieldsOf(schema), cluster, topic, generation, begin, parameters])
}

const idOf = (inputs: readonly unknown[]): string => sha256(canonicalJson(inputs)).slice(0, 16)

const fieldsOf = ({ fields }: Schema<object>): unknown[] =>
  Object.entries<Schema<Record<string, unknown>>['fields'][string]>(fields).map(([name, f]) => [
    ...[name, f.type, f.isOptional, f.min, f.max, f.otherNames],
  ])

/** What became of the messages of a run. */
export interface RunCounts {
  readonly funnel: Funnel
  readonly rejectedByCode: Readonly<Record<string, number>>
  readonly formats: Readonly<Record<string, number>>
  readonly repairs: readonly Repair[]
}

export const NO_COUNTS: RunCounts = {
  funnel: { read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 },
  rejectedByCode: {},
  formats: {},
  repairs: [],
}

export const countsOf = ({ funnel, rejectCounts, formats, repairs }: Parsed<object>): RunCounts => ({
  funnel,
  rejectedByCode: Object.fromEntries(rejectCounts),
  formats: Object.fromEntries(formats),
  repairs,
})

export function sumOf(a: RunCounts, b: RunCounts): RunCounts {
  const repairs = new Map(a.repairs.map((r) => [JSON.stringify([r.column, r.kind]), r]))
  for (const repair of b.repairs) {
    const key = JSON.stringify([repair.column, repair.kind])
    const before = repairs.get(key)
    repairs.set(key, before ? { ...before, count: before.count + repair.count } : repair)
  }
  return {
    funnel: {
      read: a.funnel.read + b.funnel.read,
      parsed: a.funnel.parsed + b.funnel.parsed,
      rejected: a.funnel.rejected + b.funnel.rejected,
      tombstones: a.funnel.tombstones + b.funnel.tombstones,
      empty: a.funnel.empty + b.funnel.empty,
    },
    rejectedByCode: sums(a.rejectedByCode, b.rejectedByCode),
    formats: sums(a.formats, b.formats),
    repairs: [...repairs.values()],
  }
}

function sums(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = new Map(Object.entries(a))
  for (const [name, n] of Object.entries(b)) sum.set(name, (sum.get(name) ?? 0) + n)
  return Object.fromEntries(sum)
}

/** What is written of a run. */
export interface Run {
  readonly id: string
  readonly kind: 'save' | 'collect'
  readonly schema: string
  /** The ids of the sources that its messages belong to. */
  readonly sources: readonly number[]
  readonly parameters: Parameters
  readonly counts: RunCounts
  readonly provenance: Provenance
}

/** Writes the run, and leaves it as it is where nothing of it has changed. Runs inside a transaction. */
export function saveRun(connection: Connection, run: Run): void {
  const { id, kind, schema, sources, parameters, counts, provenance } = run
  const columns = {
    kind,
    schema,
    topic: provenance.topics.join(', '),
    sources: canonicalJson(sources),
    parameters: canonicalJson(parameters),
    ranges: canonicalJson(rangesInOrder(provenance.ranges)),
    ...counts.funnel,
    rejected_by_code: canonicalJson(counts.rejectedByCode),
    formats: canonicalJson(counts.formats),
    repairs: canonicalJson(counts.repairs),
    provenance: canonicalJson(provenance),
    versions: versions(connection),
  }
  const names = Object.keys(columns)
  const time = now().toISOString()
  connection
    .prepare(
      `INSERT INTO runs (id, began_at, saved_at, ${names.join(', ')})
       VALUES (?, ?, ?, ${names.map(() => '?').join(', ')})
       ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at,
         ${names.map((n) => `${n} = excluded.${n}`).join(', ')}
       WHERE ${names.map((n) => `${n} IS NOT excluded.${n}`).join(' OR ')}`,
    )
    .run(id, time, time, ...Object.values(columns))
}

/** What a run has counted so far; null where there is no such run. */
export function storedCounts(connection: Connection, id: string): RunCounts | null {
  const row = connection.prepare('SELECT * FROM runs WHERE id = ?').get(id) as
    | (Funnel & { readonly rejected_by_code: string; readonly formats: string; readonly repairs: string })
    | undefined
  if (!row) return null
  const { read, parsed, rejected, tombstones, empty } = row
  return {
    funnel: { read, parsed, rejected, tombstones, empty },
    rejectedByCode: JSON.parse(row.rejected_by_code) as Record<string, number>,
    formats: JSON.parse(row.formats) as Record<string, number>,
    repairs: JSON.parse(row.repairs) as Repair[],
  }
}

/** Ranges by topic and partition, so that the order in which they were read makes no other run. */
function rangesInOrder(ranges: readonly OffsetRange[]): readonly OffsetRange[] {
  return [...ranges].sort(byPlace)
}

function versions(connection: Connection): string {
  const sqlite = connection.prepare('SELECT sqlite_version()').pluck().get()
  return canonicalJson({ carnet: carnetVersion(), node: process.versions.node, sqlite })
}
