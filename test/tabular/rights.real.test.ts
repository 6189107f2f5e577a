import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-rights-'))
  chmodSync(folder, 0o755)
})
afterEach(() => {
  chmodSync(folder, 0o755)
  rmSync(folder, { recursive: true })
})

/** The code of the error that a call ends with. Everything is allowed to root: the program runs as nobody then. */
function codeOf(call: string): string {
  const script = `
    const { readCsv, readSqlite, schema, text } = require(${JSON.stringify(join(__dirname, '..', '..'))})
    ${call}.then(() => console.log('none'), (e) => console.log(e.code))`
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', ...nobody }).stdout.trim()
}

describe.skipIf(process.platform === 'win32')('without the right to', () => {
  test('read a file, that is told', () => {
    const file = join(folder, 'a.csv')
    writeFileSync(file, 'filiere\nA')
    const call = `readCsv(${JSON.stringify(file)}, schema({ filiere: text() }))`
    expect(codeOf(call)).toBe('none')
    chmodSync(file, 0)
    expect(codeOf(call)).toBe('SOURCE_FILE_UNREADABLE')
  })

  test('write beside a database with a log, that is told', () => {
    const file = join(folder, 'a.db')
    const db = new Database(file)
    db.pragma('journal_mode = wal')
    db.exec(`CREATE TABLE filieres (filiere TEXT)`)
    db.close()
    chmodSync(folder, 0o555)
    const call = `readSqlite(${JSON.stringify(file)}, { table: 'filieres' }, schema({ filiere: text() }))`
    expect(codeOf(call)).toBe('SQLITE_FOLDER_CLOSED')
  })
})
