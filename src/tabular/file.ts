import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { carnetError } from '../errors'
import { invalid, isPlainObject } from '../kafka/options'
import { type Provenance } from '../provenance'

/** A text in place of a file: `{ text: 'code;nom\n1;Biologie' }`. */
export interface TextSource {
  readonly text: string
  /** What it is called in captions; `text` by default. */
  readonly name?: string
}

/** A file by its path or `file:` URL, or a text. */
export type FileOrText = string | URL | TextSource

const BLOCK = 1 << 20

/** A file or a text that is gone through once, in blocks of bytes. */
export class SourceFile {
  /** The path, as errors name it. */
  readonly file: string
  /** The file's name without its folder. */
  readonly name: string
  readonly #text: string | null
  readonly #hash: Hash = createHash('sha256')
  #isDone = false

  constructor(source: FileOrText) {
    const text = isText(source) ? source : null
    this.#text = text?.text ?? null
    this.file = text ? (text.name ?? 'text') : pathOf(source)
    this.name = basename(this.file)
  }

  /**
   * The bytes in blocks of about a megabyte; those of a gzip file are unpacked. Throws SOURCE_FILE_MISSING,
   * SOURCE_FILE_UNREADABLE.
   */
  async *blocks(): AsyncGenerator<Buffer> {
    if (this.#text !== null) {
      yield Buffer.from(this.#text)
      return
    }
    try {
      yield* unpacked(this.#hashed())
      this.#isDone = true
    } catch (cause) {
      throw this.inOurWords(cause)
    }
  }

  /** The file, open to be read in any order. Throws as `blocks` does. */
  async open(): Promise<FileHandle> {
    try {
      return await open(this.file)
    } catch (cause) {
      throw this.inOurWords(cause)
    }
  }

  /** Which file it is, by its SHA-256; null for a text. What was not gone through is read for that. */
  async capture(): Promise<Provenance['capture']> {
    if (this.#text !== null) return null
    if (!this.#isDone) return { file: this.name, sha256: await sha256Of(this.file) }
    return { file: this.name, sha256: this.#hash.digest('hex') }
  }

  async *#hashed(): AsyncGenerator<Buffer> {
    for await (const block of createReadStream(this.file, { highWaterMark: BLOCK })) {
      this.#hash.update(block as Buffer)
      yield block as Buffer
    }
  }

  /** The failure of a file as an error of ours; any other as it is. */
  inOurWords(cause: unknown): unknown {
    const { code, errno, message } = cause as NodeJS.ErrnoException
    if (code === undefined || errno === undefined) return cause
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return carnetError('SOURCE_FILE_MISSING', { file: this.file }, cause)
    const reason = REASONS.get(code) ?? (code.startsWith('Z_') ? `its gzip is damaged (${message})` : code)
    return carnetError('SOURCE_FILE_UNREADABLE', { file: this.file, reason }, cause)
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you have no right to read it'],
])

function isText(source: unknown): source is TextSource {
  if (!isPlainObject(source) || source instanceof URL) return false
  const { text, name } = source
  if (typeof text !== 'string' || (name !== undefined && typeof name !== 'string'))
    throw invalid('text', text, "a text: { text: 'code;nom\\n1;Biologie' }")
  return true
}

function pathOf(source: unknown): string {
  if (source instanceof URL && source.protocol === 'file:') return fileURLToPath(source)
  if (typeof source === 'string' && source !== '') return source
  throw invalid('file', source, 'a path, a file: URL, or { text }')
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const block of createReadStream(file, { highWaterMark: BLOCK })) hash.update(block as Buffer)
  return hash.digest('hex')
}

/** The two bytes that every gzip file begins with (RFC 1952, 2.3.1). */
const GZIP = Buffer.from([0x1f, 0x8b])

async function* unpacked(blocks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const begin = await blocks.next()
  if (begin.done) return
  const first = begin.value
  const all = prepended(first, blocks)
  if (!first.subarray(0, GZIP.length).equals(GZIP)) yield* all
  // An error of either stream reaches the one that is gone through.
  else yield* pipeline(Readable.from(all), createGunzip(), () => {}) as AsyncIterable<Buffer>
}

async function* prepended(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}
