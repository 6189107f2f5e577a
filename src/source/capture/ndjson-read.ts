import { createHash } from 'node:crypto'
import { carnetError } from '../../errors'
import { type ReadSummary } from '../../reading'
import { type OffsetRange, type RecordChunk } from '../../record'
import { type CaptureState, type OpenCapture } from './capture'
import { FileReader, type OpenFile } from './file-reader'
import { type CapturedTopic, isManifest, parseManifest, type Manifest } from './manifest'
import { drawnOut } from './ndjson-chunks'
import { chunksInOrder, contentOf, type LineContent } from './ndjson-content'
import { LineFault, parseLine } from './ndjson-line'
import { linesOf, type LineFile } from './ndjson-lines'
import { joinRanges, offsetsIn, placeOf } from './summary'

/**
 * Opens an NDJSON capture, compressed with gzip or not: lines of `kcat -J`, with or without a manifest before them. Its
 * messages become record batches, so that they go through the decoder of every other read.
 * Throws CAPTURE_LINE_INVALID with the number of the line, CAPTURE_DAMAGED where the gzip stream is,
 * CAPTURE_NEWER and CAPTURE_MANIFEST_INVALID. Takes over the file.
 */
export async function openNdjson(from: OpenFile, { gzip }: { gzip: boolean }): Promise<OpenCapture> {
  const { mtime } = await from.handle.stat()
  const { source, content } = await readContent({ ...from, gzip, cut: false })
  return new NdjsonCapture(source, content, manifestOf(source, content, mtime))
}

class NdjsonCapture implements OpenCapture {
  readonly form = 'ndjson'
  readonly #source: LineFile
  readonly #content: LineContent
  readonly #ranges: ReadonlyMap<string, OffsetRange>
  #sha256: Promise<string> | undefined

  constructor(
    source: LineFile,
    content: LineContent,
    readonly manifest: Manifest,
  ) {
    this.#source = source
    this.#content = content
    this.#ranges = new Map(manifest.summary.ranges.map((r) => [placeOf(r), r]))
  }

  get file(): string {
    return this.#source.file
  }

  get state(): CaptureState {
    return this.#source.cut || this.#content.cutLine !== null ? 'cut' : 'whole'
  }

  async *chunks(): AsyncGenerator<RecordChunk> {
    for await (const chunk of this.#content.chunks ?? chunksInOrder(this.#source)) {
      const [held, range] = [this.#content.held, this.#ranges].map((r) => r.get(placeOf(chunk)))
      yield held && range ? drawnOut(chunk, held, range) : chunk
    }
  }

  sha256(): Promise<string> {
    return (this.#sha256 ??= sha256Of(this.#source))
  }

  close(): Promise<void> {
    return this.#source.handle.close()
  }
}

async function sha256Of(source: LineFile): Promise<string> {
  const hash = createHash('sha256')
  await new FileReader(source, 0, source.size, hash).rest()
  return hash.digest('hex')
}

/** The manifest alone where the first line is a complete one; null where the messages have to be read for it. */
export async function manifestLine(source: OpenFile, { gzip }: { gzip: boolean }): Promise<Manifest | null> {
  const { file } = source
  try {
    for await (const [first] of linesOf({ ...source, gzip, cut: false })) {
      const { json } = parseLine(first.bytes)
      const found = isManifest(json) ? parseManifest(json, file) : null
      const { topics = null, readAt = null, summary = null, clusterId = null, schemas } = found ?? {}
      return topics && readAt !== null && summary
        ? { topics, clusterId, readAt, summary, ...(schemas && { schemas }) }
        : null
    }
    return null
  } catch (e) {
    // Reading the whole file tells the reason.
    if (e instanceof LineFault || isGzipError(e)) return null
    throw e
  }
}

/** A gzip stream that ends too soon gives what is there. */
async function readContent(source: LineFile): Promise<{ source: LineFile; content: LineContent }> {
  try {
    return { source, content: await contentOf(source) }
  } catch (e) {
    if (!isGzipError(e)) throw e
    if (e.code === 'Z_BUF_ERROR' && !source.cut) return readContent({ ...source, cut: true })
    const reason = `its gzip stream breaks (${e.message})`
    throw carnetError('CAPTURE_DAMAGED', { file: source.file, position: source.size, reason }, e)
  }
}

const isGzipError = (e: unknown): e is Error & { code: string } =>
  e instanceof Error && 'code' in e && /^Z_/.test(String(e.code))

function manifestOf({ file, size, cut }: LineFile, content: LineContent, mtime: Date): Manifest {
  const { found, held } = content
  const topics = topicsOf(content)
  if (topics.length === 0 && cut) throw carnetError('CAPTURE_CUT', { file, bytes: size })
  if (topics.length === 0)
    throw carnetError('CAPTURE_MANIFEST_INVALID', {
      file,
      reason: 'it names no "topics", and no message does',
    })
  const ranges = joinRanges([...(found?.summary?.ranges ?? []), ...held.values()])
  return {
    topics,
    clusterId: found?.clusterId ?? null,
    readAt: found?.readAt ?? mtime.toISOString(),
    summary: summaryOf(content, ranges, cut || content.cutLine !== null, notesOf(content, cut)),
    ...(found?.schemas && { schemas: found.schemas }),
  }
}

/** Those of the manifest, then those that only messages name, as they come. */
function topicsOf({ found, held }: LineContent): CapturedTopic[] {
  const topics = [...(found?.topics ?? [])]
  for (const { topic } of held.values())
    if (!topics.some((t) => t.topic === topic)) topics.push({ topic, settings: {}, info: null })
  return topics
}

function notesOf({ found, cutLine }: LineContent, cut: boolean): string[] {
  const notes = []
  if (!found?.readAt) notes.push('The capture does not say when it was read: the date is that of the file.')
  if (cutLine !== null)
    notes.push(`The capture was cut short in the middle of line ${cutLine}: the lines before it are whole.`)
  else if (cut) notes.push('The capture was cut short: its gzip stream ends too soon.')
  return notes
}

/** The manifest's summary where it fits the messages; a summary of the messages, with a note, where it does not. */
function summaryOf(
  { found, records }: LineContent,
  ranges: readonly OffsetRange[],
  cut: boolean,
  notes: readonly string[],
): ReadSummary {
  const told = found?.summary ?? null
  const stop = cut ? 'interrupted' : (told?.stop ?? 'end')
  if (told && told.records === records && offsetsIn(ranges) === offsetsIn(told.ranges))
    return { ...told, stop, notes: [...told.notes, ...notes] }
  const missing = Number(offsetsIn(ranges)) - records
  const held = { ranges, stop, records, skipped: 0, control: 0, aborted: 0, missing, expired: 0 }
  if (!told) return { there: ranges, plan: ranges, ...held, notes }
  const { there, plan } = told
  const note = `The manifest speaks of ${told.records} messages, the file holds ${records}: the file counts.`
  return { there, plan, ...held, notes: [...told.notes, ...notes, note] }
}
