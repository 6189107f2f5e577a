import { plainText } from '../show'
import { openReader } from '../store'
import { type Terminal } from './terminal'

export interface DiffFlags {
  /** The database that holds both runs. */
  readonly db: string
  readonly json?: boolean
}

/** `carnet diff RUN1 RUN2 --db FILE`: what changed from one run to another. */
export async function diffRuns(
  before: string,
  after: string,
  { db, json }: DiffFlags,
  terminal: Terminal,
): Promise<number> {
  const diff = openReader(db).diff(before, after)
  // Offsets are 64-bit: in decimal text no digit is lost.
  const text = json
    ? JSON.stringify(diff, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 2)
    : plainText(diff)
  terminal.out.write(text + '\n')
  return 0
}
