import { carnetError } from '../errors'
import { invalid } from '../kafka/options'
import { CsvFault } from '../parse/formats/csv-reader'
import { type Found } from '../parse/formats/format'
import { matcherOf } from '../parse/match'
import { type Parsed } from '../parse/outcome'
import { refuse } from '../parse/refusal'
import { type Schema } from '../parse/schema'
import { notUtf8, WINDOWS_1252 } from '../parse/text'
import { fittingColumns, type FittingColumn } from './columns'
import { CsvItem } from './csv-item'
import { CsvRecords, type CsvRecord } from './csv-records'
import { signOf } from './csv-sign'
import { type FileOrText, SourceFile } from './file'
import { type LineBlock, lineBlocks, textOf, withoutEnd } from './line-blocks'
import { checkedRowOptions, type RowOptions } from './options'
import { rowsOf, type RowTaker } from './rows-of'

export interface CsvOptions extends RowOptions {
  /** The character that parts cells; seen in the first lines by default: `;`, `,`, `|` or a tab. */
  readonly delimiter?: string
  /** The names of the columns, where the file does not begin with them. */
  readonly header?: readonly string[]
}

/**
 * The rows of a CSV file (RFC 4180; any delimiter; UTF-8, UTF-16, and lines of windows-1252; gzip is unpacked), by the rules
 * for messages: a column is found by its name in any spelling, `22 ans` is mended and told, and a line that does not fit is a
 * reject, with its number as the offset. Cells are text and nothing else: formulas are not run. The file is gone through in
 * blocks of a megabyte. `source` is a path, a `file:` URL, or `{ text }`. An empty file has no rows.
 *
 * Throws SOURCE_FILE_MISSING, SOURCE_FILE_UNREADABLE, SOURCE_NOT_TEXT, SOURCE_LINE_TOO_LONG, SOURCE_COLUMNS_UNFIT,
 * CSV_HEADER_INVALID, READ_OPTION_UNKNOWN, READ_OPTION_INVALID, and as `parse` does.
 */
export async function readCsv<Row extends object>(
  source: FileOrText,
  schema: Schema<Row>,
  options: CsvOptions = {},
): Promise<Parsed<Row>> {
  const { delimiter, header, ...rest } = checked(options)
  const file = new SourceFile(source)
  return rowsOf({ name: file.name, origin: 'file' }, schema, rest, async (rows) => {
    const reader = new CsvReader(file.file, schema, { delimiter, header }, rows)
    for await (const block of lineBlocks(file.blocks(), file.file)) if (!reader.read(block)) break
    return file.capture()
  })
}

/** Throws READ_OPTION_UNKNOWN, READ_OPTION_INVALID, PARSE_OPTION_INVALID. */
function checked(options: CsvOptions): CsvOptions {
  checkedRowOptions(options, ['delimiter', 'header'])
  const { delimiter, header } = options
  if (delimiter !== undefined && !(typeof delimiter === 'string' && /^[^"\r\n]$/u.test(delimiter)))
    throw invalid('delimiter', delimiter, 'one character, such as ";"')
  const isHeader = Array.isArray(header) && header.length > 0 && header.every((n) => typeof n === 'string')
  if (header !== undefined && !isHeader)
    throw invalid('header', header, "the names of the columns: ['code', 'nom']")
  return options
}

/** What Excel writes as the first line, to say what parts the cells. */
const SIGN_LINE = /^sep=(.)\r?\n/i

/** The lines of one file to rows, block by block. */
class CsvReader {
  #records: CsvRecords | undefined
  #columns: readonly FittingColumn[] | undefined
  #width = 0
  readonly #header: readonly string[] | undefined
  #sign: string | undefined

  constructor(
    private readonly file: string,
    private readonly schema: Schema<object>,
    { delimiter, header }: CsvOptions,
    private readonly rows: RowTaker,
  ) {
    this.#sign = delimiter
    this.#header = header
    if (header) this.#setColumns(header)
  }

  /** Whether more is wanted after these lines. */
  read({ bytes, isUtf16, isLast }: LineBlock): boolean {
    const block = textOf(bytes)
    this.#records ??= this.#begin(block.text)
    const encoding = isUtf16 ? ' in UTF-16' : ''
    for (const record of this.#records.of(block, isLast)) {
      if (record.line === 1 && SIGN_LINE.test(record.text)) continue
      if (this.#columns === undefined) this.#setColumns(headerOf(record, this.file))
      else if (this.rows.wants()) this.#add(record, encoding)
      else return false
    }
    return true
  }

  #begin(text: string): CsvRecords {
    const matcher = matcherOf(this.schema.fields)
    this.#sign ??= SIGN_LINE.exec(text)?.[1] ?? signOf(text, (name) => matcher.isField(name), this.#header)
    return new CsvRecords(this.#sign)
  }

  #setColumns(names: readonly string[]): void {
    this.#columns = fittingColumns(names, this.schema, this.file)
    this.#width = names.length
  }

  #add(record: CsvRecord, encoding: string): void {
    this.rows.add(record.line, () => writtenOf(record), this.#found(record, encoding))
  }

  #found(record: CsvRecord, encoding: string): Found {
    const { cells, start, odd } = record
    const broken = odd.find((line) => !line.isText)
    if (broken) return notUtf8(broken.bytes)
    if (cells instanceof CsvFault) {
      // Of what is not closed the first line is kept alone: the fault is at its end then.
      const position = Math.min(cells.position - start, textIn(record).length)
      return refuse('CSV_INVALID', { character: position + 1, problem: cells.problem }, position)
    }
    if (cells.length !== this.#width)
      return refuse('CSV_CELLS', { cells: cells.length, columns: this.#width }, 0)
    const format = `csv${odd.length > 0 ? WINDOWS_1252 : encoding}`
    return new CsvItem(format, this.#columns ?? [], cells, start)
  }
}

/** The text of a record, without the end of the line. */
const textIn = ({ text, start, end }: CsvRecord): string => text.slice(start, end).replace(/\r?\n$/, '')

/** A record as the file has it: the bytes of a line that is no text. */
function writtenOf(record: CsvRecord): Buffer {
  const broken = record.odd.find((line) => !line.isText)
  return broken ? withoutEnd(broken.bytes) : Buffer.from(textIn(record))
}

/** Throws CSV_HEADER_INVALID. */
function headerOf({ cells, odd }: CsvRecord, file: string): string[] {
  const isText = odd.every((line) => line.isText)
  if (isText && !(cells instanceof CsvFault)) return cells.map((c) => c.text)
  const problem = cells instanceof CsvFault && isText ? cells.problem : 'it is not text'
  throw carnetError('CSV_HEADER_INVALID', { file, problem })
}
