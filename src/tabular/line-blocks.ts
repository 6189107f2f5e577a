import { isUtf8 } from 'node:buffer'
import { carnetError } from '../errors'
import { decode } from '../parse/text'
import { utf16Order } from '../utf16'

/** Some whole lines of a file, in UTF-8 or in what is taken for it. */
export interface LineBlock {
  readonly bytes: Buffer
  /** Whether the file is in UTF-16, so that these bytes are not its own. */
  readonly isUtf16: boolean
  readonly isLast: boolean
}

const NEWLINE = 0x0a
const RETURN = 0x0d
/** A longer line is none: the file is of another kind. 64 MiB. */
const LONGEST_LINE = 64 << 20
/** Bytes in which a file that is no text shows it. */
const SAMPLE = 1024
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * The blocks of a file cut at ends of lines, without a byte order mark; UTF-16 becomes UTF-8. `file` is its name in errors.
 * Throws SOURCE_NOT_TEXT, and SOURCE_LINE_TOO_LONG for a line of more than 64 MiB.
 */
export async function* lineBlocks(blocks: AsyncIterable<Buffer>, file: string): AsyncGenerator<LineBlock> {
  const source = new TextBytes(file)
  let waiting: Buffer | null = null
  let rest: Buffer[] = []
  let length = 0
  for await (const block of blocks) {
    const bytes = source.add(block)
    const end = bytes.lastIndexOf(NEWLINE) + 1
    if (end > 0) {
      if (waiting) yield { bytes: waiting, isUtf16: source.isUtf16, isLast: false }
      waiting = Buffer.concat([...rest, bytes.subarray(0, end)])
      rest = []
      length = 0
    }
    rest.push(bytes.subarray(end))
    length += bytes.length - end
    if (length > LONGEST_LINE) throw carnetError('SOURCE_LINE_TOO_LONG', { file, most: LONGEST_LINE })
  }
  const last = Buffer.concat([waiting ?? Buffer.alloc(0), ...rest, source.end()])
  if (last.length > 0) yield { bytes: last, isUtf16: source.isUtf16, isLast: true }
}

/** The bytes of a file in UTF-8, whatever form of Unicode they have there. */
class TextBytes {
  #decoder: TextDecoder | null = null
  #isBegun = false

  constructor(private readonly file: string) {}

  get isUtf16(): boolean {
    return this.#decoder !== null
  }

  add(block: Buffer): Buffer {
    if (this.#isBegun) return this.#decoder ? this.#decoded(this.#decoder, block) : block
    this.#isBegun = true
    const order = utf16Order(block.subarray(0, block.length & ~1))
    if (order !== null) {
      this.#decoder = new TextDecoder(`utf-16${order.toLowerCase()}`, { fatal: true })
      return this.#decoded(this.#decoder, block)
    }
    if (block.subarray(0, SAMPLE).includes(0)) throw notText(this.file, block)
    return block.subarray(0, UTF8_MARK.length).equals(UTF8_MARK) ? block.subarray(UTF8_MARK.length) : block
  }

  end(): Buffer {
    return this.#decoder ? this.#decoded(this.#decoder) : Buffer.alloc(0)
  }

  #decoded(decoder: TextDecoder, bytes?: Buffer): Buffer {
    try {
      return Buffer.from(bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode())
    } catch (cause) {
      throw carnetError('SOURCE_NOT_TEXT', { file: this.file, begins: 'UTF-16, and is damaged' }, cause)
    }
  }
}

function notText(file: string, block: Buffer): Error {
  const isZip = block.subarray(0, 4).equals(ZIP)
  const begins = isZip ? 'a zip archive, as .xlsx and .ods files are' : `bytes ${block.toString('hex', 0, 8)}`
  return carnetError('SOURCE_NOT_TEXT', { file, begins })
}

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04])

/** A line that is not UTF-8. */
export interface OddLine {
  readonly bytes: Buffer
  /** Whether it is text in windows-1252; otherwise it is none at all. */
  readonly isText: boolean
}

/** Lines as text, and which of them are not UTF-8, by their number in the block from 0; null where all are. */
export interface TextBlock {
  readonly text: string
  readonly odd: ReadonlyMap<number, OddLine> | null
}

/** The text of a block: line by line where it is not all UTF-8, by the rules for messages. */
export function textOf(bytes: Buffer): TextBlock {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd') || isUtf8(bytes)) return { text, odd: null }
  const odd = new Map<number, OddLine>()
  const texts: string[] = []
  for (let at = 0, line = 0; at < bytes.length; line++) {
    const end = endOfLine(bytes, at)
    const own = bytes.subarray(at, end)
    const decoded = isUtf8(own) ? null : decode(own)
    const isText = decoded?.encoding === 'windows-1252'
    if (!isUtf8(own)) odd.set(line, { bytes: own, isText })
    texts.push(isText ? decoded.text : own.toString('utf8'))
    at = end
  }
  return { text: texts.join(''), odd }
}

/** The index after the line that begins at `from`. */
export function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(NEWLINE, from)
  return at < 0 ? bytes.length : at + 1
}

/** A line without the characters that end it. */
export function withoutEnd(line: Buffer): Buffer {
  let end = line.length
  while (end > 0 && (line[end - 1] === NEWLINE || line[end - 1] === RETURN)) end--
  return line.subarray(0, end)
}
