import { nearNames } from '../config/near'
import { carnetError } from '../errors'
import { compareText, type QueryPlan, UNNAMED } from '../query'
import { rowTables } from './catalog'
import { type Database } from './driver'
import { quote } from './layout'
import { type StoredField } from './row-table'
import { runNamed } from './run-names'
import { type StoredSource } from './sources'
import { type StoredRun, storedRuns } from './stored-runs'

/** Which of the rows of a table are meant; all of them by default. */
export interface RowSelection {
  /** Those of this topic. */
  readonly topic?: string
  /** Those of the messages of this run: its id as `store.runs()` has it, how that begins, or `last`. */
  readonly run?: string
}

/** A stretch of the rows of a table, in the order of their messages. */
export interface Stretch {
  readonly source: number
  /** Offsets of one partition, `to` not included; all of the source where there are none. */
  readonly range: { readonly partition: number; readonly from: bigint; readonly to: bigint } | null
}

/** Rows of a table that are read one after the other. */
export interface SelectedRows {
  readonly table: string
  readonly fields: readonly StoredField[]
  /** By topic (code point), cluster, generation; then partition and offset. */
  readonly stretches: readonly Stretch[]
  /** The runs that stored them. */
  readonly runs: readonly StoredRun[]
  /** Whether they are some of the rows of those runs alone. */
  readonly isPart: boolean
}

/**
 * The table that a question is about: the one of its schema; for a question without the name of one, the only table that has
 * its columns. Throws STORE_ROWS_UNKNOWN.
 */
export function tableFor(db: Database, file: string, { rows }: QueryPlan): string {
  const tables = rowTables(db)
  if (tables.has(rows.name)) return rows.name
  const known = [...tables.keys()]
  const fitting = known.filter((name) =>
    rows.columns.every((c) => tables.get(name)?.some((f) => f.name === c.name && f.type === c.type)),
  )
  if (rows.name === UNNAMED && fitting.length === 1) return fitting[0]
  throw rowsUnknown(file, rows.name, known)
}

const rowsUnknown = (file: string, name: string, known: readonly string[]): Error =>
  carnetError('STORE_ROWS_UNKNOWN', { file, name, known, near: nearNames(name, known) })

/** Throws STORE_ROWS_UNKNOWN, RUN_UNKNOWN, STORE_TOPIC_UNKNOWN. */
export function selectedRows(
  db: Database,
  file: string,
  table: string,
  { topic, run }: RowSelection,
): SelectedRows {
  const tables = rowTables(db)
  const fields = tables.get(table)
  if (fields === undefined) throw rowsUnknown(file, table, [...tables.keys()])
  const all = storedRuns(db, table)
  const runs = run === undefined ? all : [runNamed(all, file, run)]
  const used = new Set(runs.flatMap((r) => r.sources))
  const hasRows = db.prepare(`SELECT 1 FROM ${quote(table)} WHERE source = ? LIMIT 1`)
  const sources = sourcesInOrder(db).filter(
    ({ id }) => used.has(id) || (run === undefined && hasRows.get(id) !== undefined),
  )
  const chosen = sources.filter((s) => topic === undefined || s.topic === topic)
  if (topic !== undefined && chosen.length === 0) {
    const known = [...new Set(sources.map((s) => s.topic))]
    throw carnetError('STORE_TOPIC_UNKNOWN', { table, topic, known, near: nearNames(topic, known) })
  }
  const ids = new Set(chosen.map((s) => s.id))
  const stored = runs.filter((r) => r.sources.some((id) => ids.has(id)))
  return {
    table,
    fields,
    stretches:
      run === undefined ? chosen.map((s) => ({ source: s.id, range: null })) : stretchesOf(runs[0], chosen),
    runs: stored,
    isPart: stored.some((r) => r.sources.some((id) => !ids.has(id))),
  }
}

/** The ranges of a run, which each belong to the source that has its topic. */
function stretchesOf(run: StoredRun, sources: readonly StoredSource[]): Stretch[] {
  return sources.flatMap(({ id, topic }) =>
    run.ranges
      .filter((r) => r.topic === topic)
      .sort((a, b) => a.partition - b.partition || (a.from < b.from ? -1 : 1))
      .map(({ partition, from, to }) => ({ source: id, range: { partition, from, to } })),
  )
}

/** By topic, cluster and generation: rows that have these in common stand together. */
function sourcesInOrder(db: Database): StoredSource[] {
  const all = db.prepare('SELECT id, cluster, topic, generation FROM sources').all() as StoredSource[]
  return all.sort(
    (a, b) =>
      compareText(a.topic, b.topic) || compareText(a.cluster, b.cluster) || a.generation - b.generation,
  )
}
