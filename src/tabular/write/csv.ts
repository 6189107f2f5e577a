import { type Cell, type ColumnType } from '../../table'
import { momentText, type RowStream } from './rows'

export interface CsvLayout {
  /** The character that parts cells; a comma by default. Excel in French wants a semicolon. */
  readonly delimiter?: string
  /** Begins with the mark by which Excel knows UTF-8; without by default. */
  readonly bom?: boolean
}

/** Text is handed on in pieces of so many characters. */
const PIECE = 1 << 16

/**
 * The rows as CSV by RFC 4180, in UTF-8: a line of names, then one line a row, each ended by CR LF. A missing value is
 * nothing, an empty text is `""`. Moments are ISO 8601 in UTC.
 *
 * Text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises ("CSV Injection"); numbers,
 * also where they are text, stay as they are.
 */
export function* csvText(
  { columns, rows }: RowStream,
  { delimiter = ',', bom = false }: CsvLayout,
): Generator<string> {
  const special = new RegExp(`["\\r\\n${escaped(delimiter)}]|^\\s|\\s$`)
  const inCsv = (text: string): string => {
    const safe = isFormula(text) ? `'${text}` : text
    return text === '' || safe !== text || special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const types = columns.map((c) => c.type)
  let piece = (bom ? '\ufeff' : '') + columns.map((c) => inCsv(c.name)).join(delimiter) + '\r\n'
  for (const row of rows()) {
    for (let c = 0; c < types.length; c++) {
      if (c > 0) piece += delimiter
      const cell = row[c]
      if (cell !== null) piece += isText(cell) ? inCsv(cell) : plain(cell, types[c])
    }
    // A row of one missing value would be a blank line, which readers leave out.
    if (types.length === 1 && row[0] === null) piece += '""'
    piece += '\r\n'
    if (piece.length >= PIECE) {
      yield piece
      piece = ''
    }
  }
  yield piece
}

const isText = (cell: Cell): cell is string => typeof cell === 'string'

function plain(cell: Exclude<Cell, string | null>, type: ColumnType): string {
  return type === 'timestamp' && typeof cell !== 'boolean' ? momentText(cell) : String(cell)
}

const escaped = (sign: string): string => sign.replace(/[\\\]^-]/g, '\\$&')

/** What begins a formula, or brings one about: https://owasp.org/www-community/attacks/CSV_Injection. */
const FORMULA = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

const NUMBER = /^[+-]?(?:\d+(?:[.,]\d+)?|\.\d+)(?:e[+-]?\d+)?$/i

const isFormula = (text: string): boolean => FORMULA.test(text) && !NUMBER.test(text)
