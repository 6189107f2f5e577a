import { plainText } from '../show'
import { openReader } from '../store'
import { type Terminal } from './terminal'

/** `carnet runs DB`: what was stored in a database, and when; the newest first. */
export async function storeRuns(
  file: string,
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const runs = openReader(file).runs()
  // Offsets are 64-bit: in decimal text no digit is lost.
  const text = json
    ? JSON.stringify(runs, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 2)
    : plainText(runs)
  terminal.out.write(text + '\n')
  return 0
}
