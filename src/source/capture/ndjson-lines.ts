import { pipeline } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import { FileReader, type OpenFile } from './file-reader'

/** A file of lines, open for reading. */
export interface LineFile extends OpenFile {
  readonly gzip: boolean
  /** Whether its gzip stream is known to end too soon: what comes before its end is then read without complaint. */
  readonly cut: boolean
}

/** A line that is not blank, without its line end. */
export interface Line {
  readonly bytes: Buffer
  /** From 1, blank lines counted. */
  readonly number: number
  /** False for the last one of a file that does not end in a line end. */
  readonly ended: boolean
}

/** The lines in order, as many at a time as one read of the disk brings. */
export async function* linesOf(source: LineFile): AsyncGenerator<Line[]> {
  const splitter = new LineSplitter()
  for await (const piece of source.gzip ? unpacked(source) : packed(source)) {
    const lines = splitter.push(piece)
    if (lines.length > 0) yield lines
  }
  yield splitter.end()
}

/** Bytes of one read of the disk. */
const PIECE = 1 << 18

async function* packed(source: LineFile): AsyncGenerator<Buffer> {
  const reader = new FileReader(source)
  for (let piece = await reader.read(PIECE); piece.length > 0; piece = await reader.read(PIECE)) yield piece
}

function unpacked(source: LineFile): AsyncIterable<Buffer> {
  const gunzip = createGunzip(source.cut ? { finishFlush: constants.Z_SYNC_FLUSH } : {})
  // Its errors, and those of reading, come out where the unpacked bytes are taken.
  return pipeline(packed(source), gunzip, () => undefined)
}

/** Cuts pieces of a file into lines. Pieces of a long line are joined once, at its end. */
class LineSplitter {
  #number = 0
  #begun: Buffer[] = []

  push(piece: Buffer): Line[] {
    const lines: Line[] = []
    let at = 0
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, at)) {
      this.#line(lines, piece.subarray(at, end), true)
      at = end + 1
    }
    if (at < piece.length) this.#begun.push(piece.subarray(at))
    return lines
  }

  end(): Line[] {
    const lines: Line[] = []
    if (this.#begun.length > 0) this.#line(lines, Buffer.alloc(0), false)
    return lines
  }

  #line(lines: Line[], last: Buffer, ended: boolean): void {
    const joined = this.#begun.length > 0 ? Buffer.concat([...this.#begun, last]) : last
    this.#begun = []
    const number = ++this.#number
    const bytes = number === 1 ? withoutBom(joined) : joined
    if (!isBlank(bytes)) lines.push({ bytes, number, ended })
  }
}

const isBlank = (line: Buffer): boolean => line.every((c) => c === 0x20 || c === 0x09 || c === 0x0d)

const withoutBom = (line: Buffer): Buffer =>
  line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line
