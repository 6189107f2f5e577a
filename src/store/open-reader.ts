import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { carnetError } from '../errors'
import { Connection } from './connection'
import { openReadOnly } from './driver'
import { checkOurs } from './file'
import { MIGRATIONS } from './migrations'
import { StoreReader } from './reader'
import { guardReading } from './reading'

/** How long another program that has the file to itself is waited for, in milliseconds. */
const PATIENCE = 5000

/**
 * A store to read alone: its file may be read-only, and others may write to it. One of an older layout is brought up to date
 * first. Throws STORE_MISSING, STORE_IS_FOLDER, STORE_NOT_DATABASE, STORE_NOT_OURS, STORE_NEWER, and as `openStore` does.
 */
export function openReader(path: string): StoreReader {
  const file = resolve(path)
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) throw carnetError('STORE_MISSING', { file: path })
  if (stats.isDirectory()) throw carnetError('STORE_IS_FOLDER', { file: path })
  if (versionOf(file) < MIGRATIONS.length) new Connection(file, PATIENCE).close()
  return new StoreReader(file, PATIENCE)
}

/** Throws STORE_NOT_DATABASE, STORE_NOT_OURS, STORE_NEWER. */
function versionOf(file: string): number {
  const db = openReadOnly(file, PATIENCE)
  try {
    return guardReading(file, () => checkOurs(db, file) || notOurs(file))
  } finally {
    db.close()
  }
}

/** A database without anything in it is no store yet. */
function notOurs(file: string): never {
  throw carnetError('STORE_NOT_OURS', { file })
}
