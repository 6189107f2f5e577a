import { now } from '../clock'
import { type NewGap } from './appending'
import { type Prepares } from './driver'

/** Where a gap belongs. */
export interface GapPlace {
  readonly schema: string
  readonly source: number
  readonly run: string
}

/** Stores a gap once. `from` may be `to`, where it is not known how many messages it is. Runs inside a transaction. */
export function saveGap(on: Prepares, { schema, source, run }: GapPlace, gap: NewGap): void {
  on.prepare(
    `INSERT INTO gaps (schema, source, partition, from_offset, to_offset, reason, found_at, run)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ).run(schema, source, gap.partition, gap.from, gap.to, gap.reason, now().toISOString(), run)
}
