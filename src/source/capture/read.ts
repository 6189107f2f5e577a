import { open } from 'node:fs/promises'
import { CarnetError, carnetError } from '../../errors'
import { type Capture } from './capture'
import { SIGNATURE } from './kcap-frame'
import { readKcap, readKcapManifest } from './kcap-read'
import { KcapWriter } from './kcap-write'
import { type Manifest } from './manifest'
import { readNdjson, readNdjsonManifest } from './ndjson-read'
import { writeNdjson } from './ndjson-write'
import { codeOf, PartialFile } from './partial-file'

type Form = 'kcap' | 'ndjson' | 'ndjson.gz'

/**
 * Reads a capture of either form, told apart by its first bytes. Throws CAPTURE_MISSING, CAPTURE_UNREADABLE,
 * CAPTURE_FORM_UNKNOWN, and what the reader of its form throws.
 */
export async function readCapture(file: string): Promise<Capture> {
  return reading(file, async () => {
    const form = await formOf(file)
    return form === 'kcap' ? readKcap(file) : readNdjson(file, { gzip: form === 'ndjson.gz' })
  })
}

/** What a capture says of itself, without its messages where it can be had without. Throws as `readCapture`. */
export async function readManifest(file: string): Promise<Manifest> {
  const manifest = await reading(file, async () => {
    const form = await formOf(file)
    return form === 'kcap' ? readKcapManifest(file) : readNdjsonManifest(file, { gzip: form === 'ndjson.gz' })
  })
  return manifest ?? (await readCapture(file)).manifest
}

/**
 * Writes the capture `from` as `to`, whose name says the form: `.kcap`, `.ndjson` or `.ndjson.gz`. The messages of both
 * are the same, and so are the manifests. Throws CAPTURE_TARGET_UNKNOWN, CAPTURE_NOT_WRITTEN, and as `readCapture`.
 */
export async function convertCapture(from: string, to: string): Promise<void> {
  const kcap = to.endsWith('.kcap')
  if (!kcap && !/\.ndjson(\.gz)?$/.test(to)) throw carnetError('CAPTURE_TARGET_UNKNOWN', { file: to })
  const { manifest, chunks } = await readCapture(from)
  if (!kcap) return writeNdjson(to, manifest, chunks)
  const writer = new KcapWriter(await PartialFile.begin(to), manifest)
  try {
    for (const chunk of chunks) await writer.add(chunk)
    await writer.finish(manifest)
  } catch (e) {
    await writer.discard()
    throw e
  }
}

async function formOf(file: string): Promise<Form> {
  const handle = await open(file, 'r')
  try {
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
  } finally {
    await handle.close()
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
