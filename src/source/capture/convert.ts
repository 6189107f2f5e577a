import { carnetError } from '../../errors'
import { type RecordChunk } from '../../record'
import { KcapWriter } from './kcap-write'
import { type Manifest } from './manifest'
import { writeNdjson } from './ndjson-write'
import { PartialFile } from './partial-file'
import { openCapture, type OpenOptions } from './read'

export const CAPTURE_FORMS = ['kcap', 'ndjson', 'ndjson.gz'] as const
export type CaptureForm = (typeof CAPTURE_FORMS)[number]

/** The form that a name says by its ending. Throws CAPTURE_TARGET_UNKNOWN where it says none. */
export function formOfName(file: string): CaptureForm {
  const form = CAPTURE_FORMS.find((f) => file.endsWith(`.${f}`))
  if (!form) throw carnetError('CAPTURE_TARGET_UNKNOWN', { file })
  return form
}

export interface ConvertOptions extends OpenOptions {
  /** By default that of the name. */
  readonly form?: CaptureForm
  /** False for lines of messages alone; a `.kcap` file always has its manifest. */
  readonly manifest?: boolean
}

/**
 * Writes the capture `from` as `to`. The messages of both are the same, and so are the manifests, which it returns. In
 * constant memory, as far as `openCapture` is. The file appears when it is whole, in place of what had its name.
 * Throws CAPTURE_TARGET_UNKNOWN, CAPTURE_NOT_WRITTEN, and as `openCapture` and its chunks do.
 */
export async function convertCapture(
  from: string,
  to: string,
  options: ConvertOptions = {},
): Promise<Manifest> {
  const { form = formOfName(to), manifest: withManifest = true, signal } = options
  const capture = await openCapture(from, { signal })
  try {
    const { manifest } = capture
    if (form === 'kcap') await writeKcap(to, manifest, capture.chunks())
    else
      await writeNdjson(to, withManifest ? manifest : null, capture.chunks(), { gzip: form === 'ndjson.gz' })
    return manifest
  } finally {
    await capture.close()
  }
}

async function writeKcap(
  file: string,
  manifest: Manifest,
  chunks: AsyncIterable<RecordChunk>,
): Promise<void> {
  const writer = new KcapWriter(await PartialFile.begin(file), manifest)
  try {
    for await (const chunk of chunks) await writer.add(chunk)
    await writer.finish(manifest)
  } catch (e) {
    await writer.discard()
    throw e
  }
}
