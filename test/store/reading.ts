import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CarnetError } from '../../src/errors'

/** A folder for one test file, and a new file name in it for each test. */
export function temporaryFolder(): { file: (name?: string) => string; folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-store-'))
  let n = 0
  return {
    folder,
    file: (name = 'store.db') => {
      const own = join(folder, String(++n))
      mkdirSync(own)
      return join(own, name)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Runs a query on a file through a connection of its own. */
export function query(file: string, sql: string): Record<string, unknown>[] {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    return db.prepare(sql).all() as Record<string, unknown>[]
  } finally {
    db.close()
  }
}

/** Runs statements on a file as another program would. */
export function change(file: string, sql: string): void {
  const db = new Database(file)
  try {
    db.exec(sql)
  } finally {
    db.close()
  }
}

/** Everything that is in a database, table by table. */
export function dump(file: string): Record<string, unknown[]> {
  const tables = query(file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      query(file, `SELECT * FROM "${String(name).replaceAll('"', '""')}"`),
    ]),
  )
}

/** The code of the CarnetError that a call throws. */
export function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (e) {
    if (e instanceof CarnetError) return e.code
    throw e
  }
  return 'no error'
}
