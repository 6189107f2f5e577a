import { type Hash } from 'node:crypto'
import { type FileHandle } from 'node:fs/promises'
import { type ByteReader } from './kcap-frame'

/** A file that is open for reading. What is added to it after it was opened does not count. */
export interface OpenFile {
  readonly handle: FileHandle
  /** Its path, as it was named. */
  readonly file: string
  /** In bytes. */
  readonly size: number
  /** Ends every read of it with an AbortError. */
  readonly signal: AbortSignal | undefined
}

/** The bytes of an open file from `position` to `end`, in order. Several may read one file at once. */
export class FileReader implements ByteReader {
  readonly #source: OpenFile
  readonly #end: number
  readonly #hash: Hash | null
  position: number

  /** `hash` gets every byte that passes. */
  constructor(source: OpenFile, position = 0, end = source.size, hash: Hash | null = null) {
    this.#source = source
    this.position = position
    this.#end = end
    this.#hash = hash
  }

  get left(): number {
    return this.#end - this.position
  }

  async read(length: number): Promise<Buffer> {
    const { handle, signal } = this.#source
    signal?.throwIfAborted()
    const buffer = Buffer.allocUnsafe(Math.min(length, this.left))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, this.position)
      if (bytesRead === 0) break
      filled += bytesRead
      this.position += bytesRead
    }
    const bytes = buffer.subarray(0, filled)
    this.#hash?.update(bytes)
    return bytes
  }

  /** Goes to the end, for the hash. */
  async rest(): Promise<void> {
    while ((await this.read(1 << 20)).length > 0);
  }
}
