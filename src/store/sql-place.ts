import { type Database } from './driver'

/** A piece of a query. */
export interface Piece {
  readonly start: number
  readonly end: number
}

/** What SQLite found wrong with a query, and the piece of it that it means; null where it names none that is found. */
export interface Fault {
  /** What SQLite says, without a full stop. */
  readonly reason: string
  readonly piece: Piece | null
  /** What is not known, by its name in the query. */
  readonly unknown: { readonly kind: 'table' | 'column' | 'function' | 'word'; readonly name: string } | null
}

const UNPARSED = /^(?:near "(.*)": syntax error|unrecognized token: "(.*)")$/s
const UNKNOWN = /^no such (table|column|function): (.*?)(?: - should this be .*)?$/s
const NAMED = /^(?:ambiguous column name: (.*)|wrong number of arguments to function (.*)\(\))$/s

/** A query is looked at in so many places for what SQLite names. */
const MOST_TRIES = 500

/** SQLite says what is wrong with a query, and not where: the place is found again. */
export function faultOf(db: Database, sql: string, message: string): Fault {
  const reason = message.replace(/\.$/, '')
  const unparsed = UNPARSED.exec(message)
  if (unparsed) {
    const word = unparsed[1] ?? unparsed[2]
    return { reason, piece: unparsedPiece(db, sql, word, message), unknown: { kind: 'word', name: word } }
  }
  if (message === 'incomplete input')
    return { reason, piece: { start: sql.length, end: sql.length }, unknown: null }
  const unknown = UNKNOWN.exec(message)
  if (unknown) {
    const name = unquoted(unknown[2])
    return { reason, piece: namedPiece(sql, unknown[2]), unknown: { kind: unknown[1] as 'table', name } }
  }
  const named = NAMED.exec(message)
  return { reason, piece: named && namedPiece(sql, named[1] ?? named[2]), unknown: null }
}

/** The parser stops at the first piece that cannot go on: so it stops there too where nothing follows. */
function unparsedPiece(db: Database, sql: string, word: string, message: string): Piece | null {
  let tries = 0
  for (
    let at = sql.indexOf(word);
    at >= 0 && word !== '' && tries < MOST_TRIES;
    at = sql.indexOf(word, at + 1)
  ) {
    tries++
    const end = at + word.length
    if (messageOf(db, sql.slice(0, end)) === message) return { start: at, end }
  }
  return null
}

function messageOf(db: Database, sql: string): string | null {
  try {
    db.prepare(sql)
    return null
  } catch (e) {
    return (e as Error).message
  }
}

/** Texts, comments, names in quotes, names and numbers, and single characters. */
const PIECES =
  /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[\p{L}\p{N}\p{M}_$.]+|\S/gu

/** The first piece that is this name, in quotes or without. */
function namedPiece(sql: string, name: string): Piece | null {
  const wanted = unquoted(name).toLowerCase()
  for (const { 0: piece, index } of sql.matchAll(PIECES))
    if (!piece.startsWith("'") && unquoted(piece).toLowerCase() === wanted)
      return { start: index, end: index + piece.length }
  return null
}

const unquoted = (name: string): string =>
  /^".*"$|^`.*`$|^\[.*\]$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name

const AROUND = 40

/** The query around a piece of it, in one line, with the piece marked: `SELECT ▸agee◂ FROM students`. */
export function marked(sql: string, { start, end }: Piece): string {
  const line = (text: string): string => text.replace(/\s+/g, ' ')
  const before = line(sql.slice(0, start)).trimStart()
  const after = line(sql.slice(end)).trimEnd()
  const left = before.length > AROUND ? `…${before.slice(-AROUND)}` : before
  const right = after.length > AROUND ? `${after.slice(0, AROUND)}…` : after
  return `${left}▸${line(sql.slice(start, end))}◂${right}`
}
