import { type CsvCell, CsvFault, isBlankLine, readCsvLine } from '../parse/formats/csv-reader'
import { type OddLine, type TextBlock } from './line-blocks'

/** One line of CSV, which may go over several lines of the file. */
export interface CsvRecord {
  /** The number of its first line in the file, from 1. */
  readonly line: number
  /** A text that holds it, from `start` to `end` (excluded). */
  readonly text: string
  readonly start: number
  readonly end: number
  /** The cells, with their places in `text`; or why there are none. */
  readonly cells: readonly CsvCell[] | CsvFault
  /** The lines in it that are not UTF-8. */
  readonly odd: readonly OddLine[]
}

/** A cell in quotes that is longer was never closed. 16 Mi characters. */
const LONGEST_RECORD = 16 << 20

const NONE: readonly OddLine[] = []

/**
 * Cuts blocks of lines into records. Lines of blanks are left out. Of what is no CSV the first line is a record by itself,
 * and reading goes on with the next line: a quote that is never closed costs one line.
 */
export class CsvRecords {
  /** What the last block ended within. */
  #rest = ''
  /** The number of the line that the next record begins with. */
  #line = 1
  /** Lines of the blocks until now. */
  #lines = 0
  /** The lines that are not UTF-8, by number. */
  readonly #odd = new Map<number, OddLine>()

  constructor(private readonly sign: string) {}

  /** The records of the next block. What is not closed in the last one is a fault. */
  *of(block: TextBlock, isLast: boolean): Generator<CsvRecord> {
    if (block.odd) for (const [line, odd] of block.odd) this.#odd.set(this.#lines + 1 + line, odd)
    this.#lines += newlines(block.text, 0, block.text.length)
    const text = this.#rest + block.text
    this.#rest = ''
    let start = 0
    while (start < text.length) {
      const read = readCsvLine(text, start, this.sign)
      const isFault = read instanceof CsvFault
      if (isFault && read.isOpen && !isLast && text.length - start < LONGEST_RECORD) {
        this.#rest = text.slice(start)
        return
      }
      const end = isFault ? lineEnd(text, start) : Math.min(read.next, text.length)
      const line = this.#line
      this.#line += newlines(text, start, end)
      const odd = this.#odd.size === 0 ? NONE : this.#takeOdd()
      if (isFault || !isBlankLine(read))
        yield { line, text, start, end, cells: isFault ? read : read.cells, odd }
      start = end
    }
  }

  /** The odd lines before the next record. */
  #takeOdd(): readonly OddLine[] {
    const found: OddLine[] = []
    for (const [line, odd] of this.#odd) {
      if (line >= this.#line && this.#line <= this.#lines) break
      found.push(odd)
      this.#odd.delete(line)
    }
    return found
  }
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at + 1
}

function newlines(text: string, from: number, to: number): number {
  let found = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) found++
  return found
}
