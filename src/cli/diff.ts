import { plainText } from '../show'
import { openReader } from '../store'
import { exactJson } from './output'
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
  terminal.out.write((json ? exactJson(diff) : plainText(diff)) + '\n')
  return 0
}
