import { type Database } from './driver'

/** Marks our files in the header of the database: "carn" as a 32-bit number (https://www.sqlite.org/pragma.html). */
export const APPLICATION_ID = 0x6361726e

/** An identifier in SQL, whatever characters are in it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Why SQLite cannot have this as a name; null where it can. */
export function nameFault(name: string): string | null {
  if (name === '') return 'it is empty'
  if (name.includes('\0')) return 'it holds a NUL character'
  // A lone surrogate has no UTF-8 form: two such names would become one.
  return /\p{Surrogate}/u.test(name) ? 'it is not valid Unicode' : null
}

/** Whether something in the database has that name. */
export const isTaken = (db: Database, name: string): boolean =>
  db.prepare('SELECT 1 FROM sqlite_schema WHERE lower(name) = ?').get(foldName(name)) !== undefined

/** Names as SQLite compares them: letters of ASCII regardless of case, all others exactly. */
export const foldName = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
