import { createHash } from 'node:crypto'
import { type RecordChunk } from '../../record'
import { endPiece, framePieces, SIGNATURE } from './kcap-frame'
import { manifestJson, openingJson, VERSION, type Manifest, type Opening } from './manifest'
import { type PartialFile } from './partial-file'

/**
 * Writes a .kcap file while its messages are being read: chunks go to the disk as they come, byte for byte, one write
 * behind the reader. The file gets its name by `finish`; until then it is `<name>.partial`.
 */
export class KcapWriter {
  readonly #out: PartialFile
  readonly #hash = createHash('sha256')
  #length = 0
  #written: Promise<void> = Promise.resolve()

  constructor(out: PartialFile, opening: Opening) {
    this.#out = out
    this.#write([SIGNATURE, Buffer.from([VERSION]), ...framePieces('O', openingJson(opening))])
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
    this.#write(framePieces('C', header, chunk.bytes))
    await before
  }

  /** Writes the manifest and gives the file its name. Returns the SHA-256 of the file, in hexadecimal. */
  async finish(manifest: Manifest): Promise<string> {
    const manifestAt = this.#length
    this.#write(framePieces('M', manifestJson(manifest)))
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

  #write(pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      this.#hash.update(piece)
      this.#length += piece.length
    }
    this.#written = this.#written.then(() => this.#out.write(pieces))
    // Awaited by the next call: until then a failure is not unhandled.
    this.#written.catch(() => undefined)
  }
}
