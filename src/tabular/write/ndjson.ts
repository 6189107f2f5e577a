import { type Cell, type ColumnType } from '../../table'
import { momentText, type RowStream } from './rows'

const PIECE = 1 << 16

/**
 * The rows as one JSON object a line (https://github.com/ndjson/ndjson-spec). Whole numbers have all their digits, beyond 2^53
 * too; moments are ISO 8601 in UTC; a missing value is null. JSON has no infinity: it is the text "Infinity".
 */
export function* ndjsonText({ columns, rows }: RowStream): Generator<string> {
  const names = columns.map((c) => JSON.stringify(c.name))
  let piece = ''
  for (const row of rows()) {
    for (let c = 0; c < names.length; c++)
      piece += `${c === 0 ? '{' : ','}${names[c]}:${jsonOf(row[c], columns[c].type)}`
    piece += names.length === 0 ? '{}\n' : '}\n'
    if (piece.length >= PIECE) {
      yield piece
      piece = ''
    }
  }
  yield piece
}

function jsonOf(cell: Cell, type: ColumnType): string {
  if (cell === null) return 'null'
  if (typeof cell === 'string') return JSON.stringify(cell)
  if (typeof cell === 'boolean') return String(cell)
  if (type === 'timestamp') return JSON.stringify(momentText(cell))
  return Number.isFinite(cell) || typeof cell === 'bigint' ? String(cell) : JSON.stringify(String(cell))
}
