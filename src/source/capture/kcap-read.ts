import { createHash, type Hash } from 'node:crypto'
import { carnetError } from '../../errors'
import { type RecordChunk } from '../../record'
import { type CaptureState, type OpenCapture } from './capture'
import { FileReader, type OpenFile } from './file-reader'
import { END_LENGTH, parseEnd, readFrame, SIGNATURE, SIGNATURE_LENGTH, type Frame } from './kcap-frame'
import { chunkOf, manifestOf, openingOf, writerOf } from './kcap-headers'
import { VERSION, type Manifest, type Opening } from './manifest'
import { Tally } from './summary'
import { isWritten, type WriterMark } from './writer-mark'

/**
 * Opens a .kcap file. A complete one gives its manifest at once; one that was cut short, at whatever place after its
 * opening, is gone through once, and gives its whole chunks and a note.
 * Throws CAPTURE_DAMAGED where bytes of a complete file are wrong, CAPTURE_CUT where nothing of a cut one can be used,
 * CAPTURE_NEWER and CAPTURE_MANIFEST_INVALID. Takes over the file.
 */
export async function openKcap(source: OpenFile): Promise<OpenCapture> {
  const kcap: Kcap = { ...source, end: await findEnd(source) }
  await readSignature(kcap)
  if (kcap.end)
    return new KcapCapture(kcap, {
      manifest: await manifestAt(kcap, kcap.end.manifestAt),
      state: 'whole',
      wholeUntil: null,
    })
  return new KcapCapture(kcap, await wholePart(kcap))
}

interface Kcap extends OpenFile {
  /** Null where the file was cut short. */
  readonly end: ReturnType<typeof parseEnd>
}

/** What of the file counts. */
interface Part {
  readonly manifest: Manifest
  readonly state: CaptureState
  /** Where the whole part of a cut file ends; null for a complete one. */
  readonly wholeUntil: number | null
}

class KcapCapture implements OpenCapture {
  readonly form = 'kcap'
  readonly #kcap: Kcap
  readonly #part: Part
  #sha256: Promise<string> | undefined

  constructor(kcap: Kcap, part: Part) {
    this.#kcap = kcap
    this.#part = part
  }

  get manifest(): Manifest {
    return this.#part.manifest
  }

  get state(): CaptureState {
    return this.#part.state
  }

  get file(): string {
    return this.#kcap.file
  }

  async *chunks(): AsyncGenerator<RecordChunk> {
    const hash = createHash('sha256')
    const until = this.#part.wholeUntil
    for await (const { frame, position } of framesOf(this.#kcap, until, hash)) {
      if (frame.type !== 'C') continue
      const chunk = chunkOf(frame)
      if (!chunk) throw damaged(this.#kcap, position, 'the header of a chunk is not right')
      yield chunk
    }
    this.#sha256 ??= hashed(this.#kcap, until ?? this.#kcap.size - END_LENGTH, hash)
  }

  sha256(): Promise<string> {
    return (this.#sha256 ??= hashed(this.#kcap, 0, createHash('sha256')))
  }

  close(): Promise<void> {
    return this.#kcap.handle.close()
  }
}

const damaged = ({ file }: Kcap, position: number, reason: string): Error =>
  carnetError('CAPTURE_DAMAGED', { file, position, reason })

/** Goes on from `position`, whose bytes before are in the hash already. */
async function hashed(kcap: Kcap, position: number, hash: Hash): Promise<string> {
  await new FileReader(kcap, position, kcap.size, hash).rest()
  return hash.digest('hex')
}

async function findEnd(source: OpenFile): Promise<ReturnType<typeof parseEnd>> {
  const { size } = source
  const tail = await new FileReader(source, Math.max(0, size - END_LENGTH)).read(END_LENGTH)
  return size >= SIGNATURE_LENGTH + END_LENGTH ? parseEnd(tail) : null
}

async function readSignature(kcap: Kcap): Promise<void> {
  const { file } = kcap
  const signature = await new FileReader(kcap).read(SIGNATURE_LENGTH)
  const version = signature[SIGNATURE.length]
  if (version === undefined) throw carnetError('CAPTURE_CUT', { file, bytes: signature.length })
  if (version !== VERSION) throw carnetError('CAPTURE_NEWER', { file, version: String(version) })
}

async function manifestAt(kcap: Kcap, position: number): Promise<Manifest> {
  const end = kcap.size - END_LENGTH
  const frame = position < end ? await readFrame(new FileReader(kcap, position, end)) : 'damaged'
  if (typeof frame === 'string' || frame.type !== 'M')
    throw damaged(kcap, end, 'its end does not lead to the manifest')
  return manifestOf(frame, kcap.file)
}

interface PlacedFrame {
  readonly frame: Frame
  /** Where it begins. */
  readonly position: number
}

/**
 * The frames in order. Of a complete file all, every byte checked; of a cut one those that are whole: `until` is where
 * they end, null where that is not known.
 */
async function* framesOf(
  kcap: Kcap,
  until: number | null,
  hash: Hash | null,
): AsyncGenerator<PlacedFrame, void, void> {
  const { size, end } = kcap
  const reader = new FileReader(kcap, 0, until ?? (end ? size - END_LENGTH : size), hash)
  await reader.read(SIGNATURE_LENGTH)
  let type: Frame['type'] | null = null
  while (reader.left > 0 && type !== 'M') {
    const position = reader.position
    const frame = await readFrame(reader)
    if (typeof frame === 'string') {
      // A cut file may end in anything: what the disk had not yet written when the machine stopped.
      if (!end) return
      throw damaged(kcap, position, 'the checksum of a frame does not match')
    }
    if ((frame.type === 'O') !== (type === null))
      throw damaged(kcap, position, 'a frame stands in the wrong place')
    if (end && (frame.type === 'M') !== (position === end.manifestAt))
      throw damaged(kcap, position, 'the manifest is not where the end says')
    type = frame.type
    yield { frame, position }
  }
  if (!end) return
  if (type !== 'M' || reader.left > 0)
    throw damaged(kcap, reader.position, 'the manifest is not the last frame')
  if (hash && !hash.copy().digest().equals(end.sha256))
    throw damaged(kcap, reader.position, 'the checksum of the file does not match')
}

/** What a file without an end lost with it, told again from the chunks that are whole. */
async function wholePart(kcap: Kcap): Promise<Part> {
  const { file, size } = kcap
  let opening: Opening | null = null
  let writer: WriterMark | null = null
  let manifest: Manifest | null = null
  let wholeUntil = SIGNATURE_LENGTH
  const tally = new Tally()
  for await (const { frame, position } of framesOf(kcap, null, null)) {
    if (frame.type === 'O') {
      opening = openingOf(frame, file)
      writer = writerOf(frame)
    } else if (frame.type === 'M') manifest = manifestOf(frame, file)
    else {
      const chunk = chunkOf(frame)
      if (!chunk) throw damaged(kcap, position, 'the header of a chunk is not right')
      tally.add(chunk)
    }
    wholeUntil = position + frame.length
  }
  if (!opening) throw carnetError('CAPTURE_CUT', { file, bytes: size })
  const state = (await isWritten(file, writer)) ? 'growing' : 'cut'
  if (manifest) return { manifest, state, wholeUntil }
  const what = state === 'cut' ? 'was cut short' : 'is still being written'
  const note = `The capture ${what}: ${wholeUntil} of its ${size} bytes are whole.`
  const summary = tally.summary({ stop: 'interrupted', notes: [note] })
  return { manifest: { ...opening, summary }, state, wholeUntil }
}
