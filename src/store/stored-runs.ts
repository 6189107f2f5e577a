import { type Funnel, type Repair } from '../parse/outcome'
import { type Provenance } from '../provenance'
import { type OffsetRange } from '../record'
import { type Database } from './driver'

/** One run of a store: what was read and stored, when, and what became of it. */
export interface StoredRun {
  readonly id: string
  /** Whether a user saved what was parsed, or a collection stored it as it came. */
  readonly kind: 'save' | 'collect'
  readonly schema: string
  /** The topics, with commas between them. */
  readonly topic: string
  /** ISO 8601 in UTC. */
  readonly beganAt: string
  readonly savedAt: string
  /** By topic and partition. */
  readonly ranges: readonly OffsetRange[]
  readonly funnel: Funnel
  readonly rejectedByCode: Readonly<Record<string, number>>
  /** Formats found, by number of messages. */
  readonly formats: Readonly<Record<string, number>>
  readonly repairs: readonly Repair[]
  readonly parameters: Readonly<Record<string, unknown>>
  readonly provenance: Provenance
  /** Of carnet, Node and SQLite. */
  readonly versions: Readonly<Record<string, string>>
  /** The lines of `sources` that its messages belong to. */
  readonly sources: readonly number[]
  /** Lines of statistics that were stored with it. */
  readonly statistics: number
}

/** The runs of a store, the newest first. */
export interface StoredRuns {
  readonly kind: 'runs'
  readonly file: string
  readonly runs: readonly StoredRun[]
}

interface Line extends Funnel {
  readonly id: string
  readonly kind: StoredRun['kind']
  readonly schema: string
  readonly topic: string
  readonly began_at: string
  readonly saved_at: string
  readonly ranges: string
  readonly rejected_by_code: string
  readonly formats: string
  readonly repairs: string
  readonly parameters: string
  readonly provenance: string
  readonly versions: string
  readonly sources: string
  readonly statistics: number
}

/** The runs of a file, or those of one schema; the newest first. */
export function storedRuns(db: Database, schema: string | null = null): StoredRun[] {
  const lines = db
    .prepare(
      `SELECT *, (SELECT count(*) FROM statistics WHERE run = runs.id) AS statistics FROM runs
       WHERE @schema IS NULL OR schema = @schema ORDER BY saved_at DESC, began_at DESC, id`,
    )
    .all({ schema }) as Line[]
  return lines.map((line) => {
    const { id, kind, schema, topic, read, parsed, rejected, tombstones, empty, statistics } = line
    return {
      ...{ id, kind, schema, topic, statistics },
      beganAt: line.began_at,
      savedAt: line.saved_at,
      ranges: storedRanges(line.ranges),
      funnel: { read, parsed, rejected, tombstones, empty },
      rejectedByCode: fromJson(line.rejected_by_code),
      formats: fromJson(line.formats),
      repairs: fromJson(line.repairs),
      parameters: fromJson(line.parameters),
      provenance: storedProvenance(line.provenance),
      versions: fromJson(line.versions),
      sources: fromJson(line.sources),
    }
  })
}

/** A provenance as it was before it was stored: offsets are bigints again. */
export function storedProvenance(json: string): Provenance {
  const told = JSON.parse(json) as Provenance
  const { joined } = told
  return {
    ...told,
    ranges: told.ranges.map(withOffsets),
    ...(joined && {
      joined: joined.map((other) => other && { ...other, ranges: other.ranges.map(withOffsets) }),
    }),
  }
}

const storedRanges = (json: string): OffsetRange[] => (JSON.parse(json) as OffsetRange[]).map(withOffsets)

/** JSON has offsets in decimal text. */
const withOffsets = (range: OffsetRange): OffsetRange => ({
  ...range,
  from: BigInt(range.from),
  to: BigInt(range.to),
})

const fromJson = <T>(json: string): T => JSON.parse(json) as T
