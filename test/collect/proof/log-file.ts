import { readFileSync } from 'node:fs'

const HEADER = 32
const FRAME_HEADER = 24

/**
 * What a killed program left in a database's write-ahead log: nothing, whole transactions that are not yet in the
 * database, or the beginning of one that was not committed (https://www.sqlite.org/fileformat2.html#walformat).
 */
export function leftInLog(database: string): 'nothing' | 'whole' | 'begun' {
  let log: Buffer
  try {
    log = readFileSync(`${database}-wal`)
  } catch {
    return 'nothing'
  }
  if (log.length < HEADER + FRAME_HEADER) return 'nothing'
  const step = FRAME_HEADER + log.readUInt32BE(8)
  const salt = log.subarray(16, 24)
  let left: 'nothing' | 'whole' | 'begun' = 'nothing'
  // Frames of an earlier round of the log have another salt. The last one of a transaction tells the size of the database.
  for (let at = HEADER; at + FRAME_HEADER <= log.length; at += step) {
    if (!log.subarray(at + 8, at + 16).equals(salt)) break
    left = at + step <= log.length && log.readUInt32BE(at + 4) > 0 ? 'whole' : 'begun'
  }
  return left
}
