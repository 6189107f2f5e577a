import { createHash } from 'node:crypto'
import { type RecordChunk } from '../../record'
import { endPiece, framePieces, SIGNATURE, SIGNATURE_LENGTH } from './kcap-frame'
import { manifestJson, openingJson, VERSION, type Manifest, type Opening } from './manifest'
import { type PartialFile } from './partial-file'
import { MARK_LENGTH, ownMark, type WriterMark } from './writer-mark'

/**
 * Writes a .kcap file while its messages are being read: chunks go to the disk as they come, byte for byte, one write
 * behind the reader. The file gets its name by `finish`; until then it is `<name>.partial`, and its opening says which
 * process writes it, so that what a killed process left can be told from what is still being written.
 */
export class KcapWriter {
  readonly #out: PartialFile
  readonly #hash = createHash('sha256')
  readonly #opening: readonly Buffer[]
  #length = 0
  #written: Promise<void> = Promise.resolve()

  constructor(out: PartialFile, opening: Opening) {
    this.#out = out
    const signature = [SIGNATURE, Buffer.from([VERSION])]
    this.#opening = openingPieces(opening, null)
    this.#write([...signature, ...this.#opening], [...signature, ...openingPieces(opening, ownMark())])
  }

  /** The name that the file will have. */
  get file(): string {
    return this.#out.file
  }

  /**
   * Adds a chunk. Resolves when the chunk before it is on its way to the disk, so that writing one and fetching the
   * next overlap, and no more than two chunks wait. Throws CAPTURE_NOT_WRITTEN, for an earlier chunk too.
   */
  async add(chunk: RecordChunk): Promise<void> {
    const before = this.#written
    const header = {
      topic: chunk.topic,
      partition: chunk.partition,
      from: String(chunk.from),
      to: String(chunk.to),
      aborted: chunk.aborted.map((a) => ({
        producerId: String(a.producerId),
        firstOffset: String(a.firstOffset),
      })),
    }
    this.#write(framePieces('C', JSON.stringify(header), chunk.bytes))
    await before
  }

  /** Writes the manifest and gives the file its name. Returns the SHA-256 of the file, in hexadecimal. */
  async finish(manifest: Manifest): Promise<string> {
    const manifestAt = this.#length
    this.#write(framePieces('M', JSON.stringify(manifestJson(manifest))))
    await this.#written
    await this.#out.overwrite(SIGNATURE_LENGTH, this.#opening)
    this.#write([endPiece(manifestAt, this.#hash.copy().digest())])
    await this.#written
    await this.#out.commit()
    return this.#hash.digest('hex')
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#written.catch(() => undefined)
    await this.#out.discard()
  }

  /** `instead` is written for now, and overwritten in the end: it is as long as the pieces, which count. */
  #write(pieces: readonly Buffer[], instead = pieces): void {
    for (const piece of pieces) {
      this.#hash.update(piece)
      this.#length += piece.length
    }
    this.#written = this.#written.then(() => this.#out.write(instead))
    // Awaited by the next call: until then a failure is not unhandled.
    this.#written.catch(() => undefined)
  }
}

/** The opening with the mark of its writer, or with as many blanks in its place. */
function openingPieces(opening: Opening, writer: WriterMark | null): Buffer[] {
  const plain = openingJson(opening)
  const length = JSON.stringify(plain).length + MARK_LENGTH
  return framePieces('O', JSON.stringify(writer ? { ...plain, writer } : plain).padEnd(length))
}
