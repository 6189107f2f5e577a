import { open, type FileHandle } from 'node:fs/promises'
import { CarnetError, carnetError } from '../../errors'
import { type RecordChunk } from '../../record'
import { type Capture, type OpenCapture } from './capture'
import { type OpenFile } from './file-reader'
import { SIGNATURE } from './kcap-frame'
import { openKcap } from './kcap-read'
import { type Manifest } from './manifest'
import { manifestLine, openNdjson } from './ndjson-read'
import { codeOf } from './partial-file'

type Form = 'kcap' | 'ndjson' | 'ndjson.gz'

export interface OpenOptions {
  readonly signal?: AbortSignal
}

/**
 * Opens a capture of either form, told apart by its first bytes, to be read in constant memory. Close it in the end.
 * The one exception: NDJSON in which the lines of a partition are not in order of offset is held in memory whole.
 * Throws CAPTURE_MISSING, CAPTURE_UNREADABLE, CAPTURE_FORM_UNKNOWN, CAPTURE_CUT, CAPTURE_DAMAGED, CAPTURE_LINE_INVALID,
 * CAPTURE_NEWER, CAPTURE_MANIFEST_INVALID. The signal ends this, and every read of the messages, with an AbortError.
 */
export async function openCapture(file: string, { signal }: OpenOptions = {}): Promise<OpenCapture> {
  return withOpen(file, signal, async (source, form) => {
    const capture =
      form === 'kcap' ? await openKcap(source) : await openNdjson(source, { gzip: form === 'ndjson.gz' })
    return {
      file,
      form: capture.form,
      state: capture.state,
      manifest: capture.manifest,
      chunks: () => readingChunks(file, capture),
      sha256: () => reading(file, () => capture.sha256()),
      close: () => capture.close(),
    }
  })
}

/** Reads a capture whole. Throws as `openCapture` and its chunks do. */
export async function readCapture(file: string): Promise<Capture> {
  const capture = await openCapture(file)
  try {
    const { form, manifest } = capture
    const chunks: RecordChunk[] = []
    for await (const chunk of capture.chunks()) chunks.push(chunk)
    return { file, form, manifest, chunks, sha256: await capture.sha256() }
  } finally {
    await capture.close()
  }
}

/** What a capture says of itself, without its messages where it can be had without. Throws as `openCapture`. */
export async function readManifest(file: string): Promise<Manifest> {
  const told = await withOpen(file, undefined, async (source, form) => {
    const line = form === 'kcap' ? null : await manifestLine(source, { gzip: form === 'ndjson.gz' })
    await source.handle.close()
    return line
  })
  if (told) return told
  const capture = await openCapture(file)
  await capture.close()
  return capture.manifest
}

/** Runs `work` on the open file, which it takes over unless it fails. */
function withOpen<T>(
  file: string,
  signal: AbortSignal | undefined,
  work: (source: OpenFile, form: Form) => Promise<T>,
): Promise<T> {
  return reading(file, async () => {
    const handle = await open(file, 'r')
    try {
      const stats = await handle.stat()
      if (!stats.isFile() && !stats.isDirectory())
        throw carnetError('CAPTURE_UNREADABLE', { file, reason: 'it is no file that can be read twice' })
      return await work({ handle, file, size: stats.size, signal }, await formOf(handle, file))
    } catch (e) {
      await handle.close()
      throw e
    }
  })
}

async function formOf(handle: FileHandle, file: string): Promise<Form> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0)
  const head = buffer.subarray(0, bytesRead)
  const signature = head.subarray(0, SIGNATURE.length)
  if (signature.equals(SIGNATURE.subarray(0, signature.length))) {
    // As much of the signature as is there: an empty file is a capture that was cut at its first byte.
    if (bytesRead <= SIGNATURE.length) throw carnetError('CAPTURE_CUT', { file, bytes: bytesRead })
    return 'kcap'
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return 'ndjson.gz'
  if (/^(\u00ef\u00bb\u00bf)?\s*\{/.test(head.toString('latin1'))) return 'ndjson'
  throw carnetError('CAPTURE_FORM_UNKNOWN', { file })
}

async function* readingChunks(file: string, capture: OpenCapture): AsyncGenerator<RecordChunk> {
  const chunks = capture.chunks()[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await reading(file, () => chunks.next())
      if (next.done) return
      yield next.value
    }
  } finally {
    await chunks.return?.()
  }
}

async function reading<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (e) {
    if (e instanceof CarnetError) throw e
    const code = codeOf(e)
    if (code === undefined) throw e
    if (code === 'ENOENT') throw carnetError('CAPTURE_MISSING', { file }, e)
    throw carnetError('CAPTURE_UNREADABLE', { file, reason: e instanceof Error ? e.message : code }, e)
  }
}
