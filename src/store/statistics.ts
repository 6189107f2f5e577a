import { carnetError } from '../errors'
import { type Frame, frameLabel, isGroupStats, toTable } from '../frame'
import { type Provenance } from '../provenance'
import { FIGURES } from '../query'
import { rangeText } from '../record'
import { type Cell } from '../table'
import { label as word } from '../words'
import { type Database } from './driver'

/** The lines of one table of statistics, and what they are figures of. */
export interface Statistics {
  /** The filter in words; `all rows` where there was none. */
  readonly filter: string
  readonly by: string
  readonly of: string
  /** The group, then the figures in the order of `FIGURES`. */
  readonly lines: readonly (readonly Cell[])[]
}

/**
 * Reads the frames of `groupStats`. Throws STORE_STATS_UNKNOWN for any other frame, and STORE_STATS_FOREIGN for
 * statistics that say that they were made from other messages than `provenance`.
 */
export function readStatistics(frames: readonly Frame[], provenance: Provenance): Statistics[] {
  return frames.map((frame) => {
    const { by, of, filter, provenance: origin } = frameLabel(frame)
    if (!isGroupStats(frame) || by === undefined || of === undefined)
      throw carnetError('STORE_STATS_UNKNOWN', {})
    if (origin !== null && where(origin) !== where(provenance))
      throw carnetError('STORE_STATS_FOREIGN', { stats: where(origin), rows: where(provenance) })
    const table = toTable(frame)
    const columns = [by, ...FIGURES].map((name) => table.column(name).values)
    const lines = Array.from({ length: table.length }, (_, i) => columns.map((c) => c[i]))
    return { filter: filter ?? word('allRows', 'en'), by, of, lines }
  })
}

/**
 * Writes statistics of a run; the ones of the same filter and columns are replaced, others of the run stay: each is a
 * true figure of the run's own messages. Returns the number of lines written. Runs inside a transaction.
 */
export function saveStatistics(db: Database, run: string, statistics: readonly Statistics[]): number {
  const remove = db.prepare(
    'DELETE FROM statistics WHERE run = ? AND filter = ? AND group_by = ? AND described = ?',
  )
  const insert = db.prepare(
    `INSERT INTO statistics (run, filter, group_by, described, group_value, ${FIGURES.join(', ')})
     VALUES (?, ?, ?, ?, ?, ${FIGURES.map(() => '?').join(', ')})`,
  )
  const last = new Map(statistics.map((s) => [JSON.stringify([s.filter, s.by, s.of]), s]))
  let written = 0
  for (const { filter, by, of, lines } of last.values()) {
    remove.run(run, filter, by, of)
    for (const [group, ...figures] of lines)
      written += insert.run(run, filter, by, of, groupValue(group), ...figures).changes
  }
  return written
}

/** A group as SQLite takes it: whole numbers stay whole in a column of any type. */
function groupValue(group: Cell): Cell {
  if (typeof group === 'boolean') return group ? 1 : 0
  return typeof group === 'number' && Number.isSafeInteger(group) ? BigInt(group) : group
}

const where = ({ topics, ranges }: Provenance): string =>
  ranges.map(rangeText).sort().join(', ') || topics.join(', ')
