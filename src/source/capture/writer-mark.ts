import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import { processExists } from '../../machine'

/** Who is writing a file, as long as it is not whole. */
export interface WriterMark {
  readonly pid: number
  /** Stands for the machine, without its name. */
  readonly machine: string
}

/** So many characters of JSON hold any mark: what is written first and what takes its place are equally long. */
export const MARK_LENGTH = 80

/** The mark of this process. */
export const ownMark = (): WriterMark => ({ pid: process.pid, machine: thisMachine() })

const thisMachine = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 16)

/** The mark in a member of JSON; null where there is none. */
export function markOf(value: unknown): WriterMark | null {
  if (typeof value !== 'object' || value === null) return null
  const { pid, machine } = value as Record<string, unknown>
  return typeof pid === 'number' && typeof machine === 'string' ? { pid, machine } : null
}

/** A writer on another machine is taken for gone when it has not written for so long. */
const SILENT_MS = 3_600_000

/** Whether a file without an end is still being written. A writer takes its mark away before it writes the end. */
export async function isWritten(file: string, mark: WriterMark | null): Promise<boolean> {
  if (!mark) return false
  const { mtimeMs } = await stat(file)
  if (mark.machine !== thisMachine()) return Date.now() - mtimeMs < SILENT_MS
  // Process ids are used again, at the latest after the machine was started anew.
  return processExists(mark.pid) && mtimeMs > Date.now() - uptime() * 1000
}
