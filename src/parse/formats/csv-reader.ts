import { MOST_FIELDS } from '../limits'

/** One cell, and where its content begins in the text. */
export interface CsvCell {
  readonly text: string
  readonly start: number
}

/** Where and why a text is not CSV. */
export class CsvFault {
  constructor(
    readonly position: number,
    readonly problem: string,
    /** Whether more text could mend it. */
    readonly isOpen = false,
  ) {}
}

/** The cells of a line, and where the next line begins. */
export interface CsvLine {
  readonly cells: readonly CsvCell[]
  readonly next: number
}

const QUOTE = '"'

/**
 * The lines of CSV (RFC 4180, with any sign between the cells), at most `most` of them and one more. Quotes within a cell in
 * quotes are doubled; such a cell may go over lines. Blanks around a cell belong to it in quotes alone. Lines of blanks are
 * left out.
 */
export function readCsv(text: string, sign: string, most: number): (readonly CsvCell[])[] | CsvFault {
  const lines: (readonly CsvCell[])[] = []
  for (let i = 0; i < text.length && lines.length <= most;) {
    const line = readCsvLine(text, i, sign)
    if (line instanceof CsvFault) return line
    if (!isBlankLine(line)) lines.push(line.cells)
    i = line.next
  }
  return lines
}

/** A line of blanks alone, which is left out. */
export const isBlankLine = ({ cells }: CsvLine): boolean => cells.length === 1 && cells[0]?.text === ''

/** The line that begins at `from`, which is before the end of the text. */
export function readCsvLine(text: string, from: number, sign: string): CsvLine | CsvFault {
  const cells: CsvCell[] = []
  for (let i = from; ;) {
    const cell = readCell(text, i, sign)
    if (cell instanceof CsvFault) return cell
    if (cells.length === MOST_FIELDS) return new CsvFault(cell.start, 'the line has too many cells')
    cells.push(cell)
    i = cell.end + 1
    if (text[cell.end] !== sign) return { cells, next: i }
    // A sign at the very end has an empty cell after it.
    if (i === text.length) return { cells: [...cells, { text: '', start: i }], next: i }
  }
}

interface ReadCell extends CsvCell {
  /** Where the sign or the end of the line stands. */
  readonly end: number
}

function readCell(text: string, from: number, sign: string): ReadCell | CsvFault {
  const start = skipBlanks(text, from, sign)
  if (text[start] !== QUOTE) {
    let end = start
    while (end < text.length && text[end] !== sign && text[end] !== '\n') end++
    return { text: text.slice(start, end).trim(), start, end }
  }
  let value = ''
  for (let i = start + 1; ; i += 2) {
    const quote = text.indexOf(QUOTE, i)
    if (quote < 0) return new CsvFault(text.length, 'the text ends within a cell in quotes', true)
    value += text.slice(i, quote)
    i = quote
    if (text[quote + 1] === QUOTE) {
      value += QUOTE
      continue
    }
    const end = skipBlanks(text, quote + 1, sign)
    if (end < text.length && text[end] !== sign && text[end] !== '\n')
      return new CsvFault(end, 'something follows a cell in quotes')
    return { text: value, start: start + 1, end }
  }
}

/** Goes over blanks, but not over the end of the line or the sign. */
function skipBlanks(text: string, from: number, sign: string): number {
  let i = from
  while (i < text.length && text[i] !== '\n' && text[i] !== sign && /\s/.test(text[i] ?? '')) i++
  return i
}
