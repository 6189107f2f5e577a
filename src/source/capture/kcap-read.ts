import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { carnetError } from '../../errors'
import { type AbortedTransaction, type RecordChunk } from '../../record'
import { type Capture } from './capture'
import {
  END_LENGTH,
  parseEnd,
  readFrame,
  SIGNATURE,
  SIGNATURE_LENGTH,
  type ByteReader,
  type Frame,
} from './kcap-frame'
import { offsetOf, isPartition, parseManifest, VERSION, type Manifest, type Opening } from './manifest'
import { summaryOfChunks } from './summary'

/** Bytes of a file from the first to the last, hashed as they pass. */
class FileReader implements ByteReader {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  position = 0
  constructor(
    handle: FileHandle,
    /** Where reading ends; what comes after it is read by `sha256` alone. */
    private end: number,
  ) {
    this.#handle = handle
  }

  get left(): number {
    return this.end - this.position
  }

  async read(length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.min(length, this.left))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, buffer.length - filled, this.position)
      if (bytesRead === 0) break
      filled += bytesRead
      this.position += bytesRead
    }
    const bytes = buffer.subarray(0, filled)
    this.#hash.update(bytes)
    return bytes
  }

  /** The SHA-256 of what has passed. */
  passed(): Buffer {
    return this.#hash.copy().digest()
  }

  /** Reads the rest of the file and gives the SHA-256 of all of it, in hexadecimal. */
  async sha256(size: number): Promise<string> {
    this.end = size
    while ((await this.read(1 << 20)).length > 0);
    return this.#hash.digest('hex')
  }
}

/**
 * Reads a .kcap file. One that was cut short, at whatever place after its opening, gives its whole chunks and a note.
 * Throws CAPTURE_DAMAGED where bytes of a complete file are wrong, CAPTURE_CUT where nothing of a cut one can be used,
 * CAPTURE_NEWER and CAPTURE_MANIFEST_INVALID.
 */
export async function readKcap(file: string): Promise<Capture> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const end = await findEnd(handle, size)
    const reader = new FileReader(handle, end ? size - END_LENGTH : size)
    await readSignature(reader, file)
    const content = await readContent(reader, file, end !== null)
    if (end && !reader.passed().equals(end.sha256))
      throw damaged(file, reader.position, 'the checksum of the file does not match')
    const sha256 = await reader.sha256(size)
    const manifest = content.manifest ?? manifestOfPart(content, size)
    return { file, form: 'kcap', manifest, chunks: content.chunks, sha256 }
  } finally {
    await handle.close()
  }
}

/** The manifest alone, without a look at the messages; null where the file was cut short. */
export async function readKcapManifest(file: string): Promise<Manifest | null> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const end = await findEnd(handle, size)
    if (!end || end.manifestAt >= size) return null
    const reader = new FileReader(handle, size - END_LENGTH)
    reader.position = end.manifestAt
    const frame = await readFrame(reader)
    return typeof frame === 'object' && frame.type === 'M' ? wholeManifest(frame, file) : null
  } finally {
    await handle.close()
  }
}

interface Content {
  readonly opening: Opening
  readonly chunks: RecordChunk[]
  /** Null where the file ends before it. */
  readonly manifest: Manifest | null
  /** Where the last whole frame ends. */
  readonly wholeUntil: number
}

const damaged = (file: string, position: number, reason: string): Error =>
  carnetError('CAPTURE_DAMAGED', { file, position, reason })

async function findEnd(handle: FileHandle, size: number): Promise<ReturnType<typeof parseEnd>> {
  const tail = Buffer.alloc(Math.min(END_LENGTH, size))
  await handle.read(tail, 0, tail.length, size - tail.length)
  return parseEnd(tail)
}

async function readSignature(reader: FileReader, file: string): Promise<void> {
  const signature = await reader.read(SIGNATURE_LENGTH)
  const version = signature[SIGNATURE.length]
  if (version === undefined) throw carnetError('CAPTURE_CUT', { file, bytes: signature.length })
  if (version !== VERSION) throw carnetError('CAPTURE_NEWER', { file, version: String(version) })
}

async function readContent(reader: FileReader, file: string, complete: boolean): Promise<Content> {
  let opening: Opening | null = null
  let manifest: Manifest | null = null
  const chunks: RecordChunk[] = []
  let wholeUntil = reader.position
  while (reader.left > 0 && !manifest) {
    const frame = await readFrame(reader)
    if (typeof frame === 'string') {
      // A cut file may end in anything: what the disk had not yet written when the machine stopped.
      if (complete) throw damaged(file, wholeUntil, 'the checksum of a frame does not match')
      break
    }
    if ((frame.type === 'O') !== (opening === null))
      throw damaged(file, wholeUntil, 'a frame stands in the wrong place')
    if (frame.type === 'O') opening = openingOf(frame, file)
    else if (frame.type === 'M') manifest = wholeManifest(frame, file)
    else chunks.push(chunkOf(frame, file, wholeUntil))
    wholeUntil = reader.position
  }
  if (complete && (!manifest || reader.left > 0))
    throw damaged(file, wholeUntil, 'the manifest is not the last frame')
  if (!opening) throw carnetError('CAPTURE_CUT', { file, bytes: reader.position })
  return { opening, chunks, manifest, wholeUntil }
}

function headerOf(frame: Frame): Record<string, unknown> {
  return typeof frame.header === 'object' && frame.header !== null ? { ...frame.header } : {}
}

function openingOf(frame: Frame, file: string): Opening {
  const { topics, readAt, clusterId } = parseManifest(headerOf(frame), file)
  if (topics === null || readAt === null)
    throw carnetError('CAPTURE_MANIFEST_INVALID', { file, reason: 'it needs "topics" and "readAt"' })
  return { topics, readAt, clusterId }
}

function wholeManifest(frame: Frame, file: string): Manifest {
  const { topics, readAt, summary, clusterId } = parseManifest(headerOf(frame), file)
  if (topics === null || readAt === null || summary === null)
    throw carnetError('CAPTURE_MANIFEST_INVALID', {
      file,
      reason: 'it needs "topics", "readAt", "ranges" and "records"',
    })
  return { topics, clusterId, readAt, summary }
}

function chunkOf(frame: Frame, file: string, position: number): RecordChunk {
  const { topic, partition, from, to, aborted } = headerOf(frame)
  const first = offsetOf(from)
  const end = offsetOf(to)
  const transactions = Array.isArray(aborted) ? aborted.map(abortedOf) : [null]
  if (
    typeof topic !== 'string' ||
    !isPartition(partition) ||
    first === null ||
    end === null ||
    transactions.includes(null)
  )
    throw damaged(file, position, 'the header of a chunk is not right')
  return {
    topic,
    partition,
    from: first,
    to: end,
    bytes: frame.body,
    aborted: transactions.filter((t) => t !== null),
  }
}

function abortedOf(value: unknown): AbortedTransaction | null {
  if (typeof value !== 'object' || value === null) return null
  const { producerId, firstOffset } = value as Record<string, unknown>
  const id = offsetOf(producerId)
  const first = offsetOf(firstOffset)
  return id === null || first === null ? null : { producerId: id, firstOffset: first }
}

/** What a cut file lost with its end, told again from the chunks that are whole. */
function manifestOfPart({ opening, chunks, wholeUntil }: Content, size: number): Manifest {
  const note = `The capture was cut short: ${wholeUntil} of its ${size} bytes are whole.`
  return { ...opening, summary: summaryOfChunks(chunks, { stop: 'interrupted', notes: [note] }) }
}
