import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { carnetError } from '../errors'
import { guard, openReadOnly } from './driver'
import { identify } from './file'

/** A copy of a store. */
export interface Snapshot {
  readonly file: string
  /** Its size. */
  readonly bytes: number
}

/**
 * Copies the database as it is at one moment into another file, whole or not at all, while it stays open and others write to
 * it. The copy is one file, without gaps, that opens as the store does; a file of that name is replaced.
 * https://www.sqlite.org/lang_vacuum.html#vacuuminto
 */
export function writeSnapshot(file: string, patience: number, target: string): Snapshot {
  const path = resolve(target)
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  const failed = (reason: string, cause?: unknown): Error =>
    carnetError('EXPORT_FAILED', { file: path, reason }, cause)
  try {
    mkdirSync(dirname(path), { recursive: true })
    if (identify(path) === identify(file)) throw failed('it is the database itself')
    const db = openReadOnly(file, patience)
    try {
      guard(file, () => db.prepare('VACUUM INTO ?').run(beside))
    } finally {
      db.close()
    }
    renameSync(beside, path)
    return { file: path, bytes: statSync(path).size }
  } catch (cause) {
    remove(beside)
    if (cause instanceof Error && 'syscall' in cause) throw failed(cause.message, cause)
    throw cause
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Where the way to it is no folder, even this fails; what counts is why the copy could not be made.
  }
}
