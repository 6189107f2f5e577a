import { MOST_ROWS } from '../limits'
import { type Message } from '../message'
import { refuse, type Refusal } from '../refusal'
import { type Item } from '../item'
import { type CsvCell, CsvFault, readCsv } from './csv-reader'
import { type Context, type CsvHeader, type Format, type Found, Rows } from './format'
import { TextItem } from './text-item'

const NAME = 'csv'
/** What may part cells, the most certain first: a comma is in many texts. */
const SIGNS = [';', '\t', '|', ','] as const

/**
 * Lines of CSV. A line alone does not say what its cells are: the header is given, or learned from the message of the same
 * partition that has one, alone or above its lines. A message that is a header is no row, and not refused either.
 */
export const csv: Format = {
  name: NAME,
  read(message, context) {
    const { text } = message
    if (text === null || /^\s*[{[<]/.test(text)) return null
    return ownHeader(message, text, context) ?? known(message, text, context) ?? unknown(text)
  },
}

/** A message that begins with a header: at least two of its names, and half of them, are fields. */
function ownHeader(message: Message, text: string, context: Context): Found | null {
  for (const sign of SIGNS) {
    if (!text.includes(sign)) continue
    const [first] = asLines(readCsv(text, sign, 1))
    if (first === undefined) continue
    const names = first.map((cell) => cell.text)
    const fields = names.filter((name) => context.isField(name)).length
    if (fields < 2 || fields * 2 < names.length || names.includes('')) continue
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) return refuse('NAME_TWICE', { name: twice })
    const header = { names, sign }
    context.headers.learn(message, header)
    return rows(message, text, header, 1)
  }
  return null
}

/** A message of lines under a header that is known. */
function known(message: Message, text: string, context: Context): Found | null {
  const header = context.headers.of(message)
  if (header === undefined) return null
  if (header.sign !== null)
    return header.names.length === 1 || text.includes(header.sign) ? rows(message, text, header, 0) : null
  const sign = SIGNS.find((s) => asLines(readCsv(text, s, 1))[0]?.length === header.names.length)
  const any = sign ?? SIGNS.find((s) => text.includes(s))
  return any === undefined ? null : rows(message, text, { ...header, sign: any }, 0)
}

function rows(message: Message, text: string, header: CsvHeader, from: number): Found {
  const lines = readCsv(text, header.sign ?? ',', MOST_ROWS + from)
  if (lines instanceof CsvFault) {
    const at = message.start === null ? null : message.start + lines.position
    return refuse('CSV_INVALID', { character: lines.position + 1, problem: lines.problem }, at)
  }
  if (lines.length > MOST_ROWS + from) return refuse('TOO_MANY_ROWS', { most: MOST_ROWS })
  const items = lines.slice(from).map((cells) => itemOf(cells, header.names, message.start))
  const [only] = items
  return from === 0 && items.length === 1 && only !== undefined ? only : new Rows(NAME, items)
}

function itemOf(cells: readonly CsvCell[], names: readonly string[], first: number | null): Item | Refusal {
  if (cells.length !== names.length) {
    const at = first === null ? null : first + (cells[0]?.start ?? 0)
    return refuse('CSV_CELLS', { cells: cells.length, columns: names.length }, at)
  }
  const fields = Object.create(null) as Record<string, string>
  const starts = new Map<string, number>()
  cells.forEach(({ text, start }, i) => {
    fields[names[i] ?? ''] = text
    starts.set(names[i] ?? '', start)
  })
  return new TextItem(fields, NAME, starts, first)
}

/** A line that may be CSV, but nothing says what its cells are. */
function unknown(text: string): Refusal | null {
  for (const sign of SIGNS) {
    if (!text.includes(sign)) continue
    const cells = asLines(readCsv(text, sign, 1))[0]?.length ?? 0
    if (cells >= (sign === ',' ? 3 : 2))
      return refuse('CSV_HEADER_UNKNOWN', { cells, sign: sign === '\t' ? 'tabs' : `"${sign}"` })
  }
  return null
}

const asLines = (read: ReturnType<typeof readCsv>): (readonly CsvCell[])[] =>
  read instanceof CsvFault ? [] : read
