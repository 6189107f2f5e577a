import { plainText } from '../show'
import { openReader } from '../store'
import { exactJson } from './output'
import { type Terminal } from './terminal'

/** `carnet runs DB`: what was stored in a database, and when; the newest first. */
export async function storeRuns(
  file: string,
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const runs = openReader(file).runs()
  terminal.out.write((json ? exactJson(runs) : plainText(runs)) + '\n')
  return 0
}
