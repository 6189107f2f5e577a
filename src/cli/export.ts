import { carnetError } from '../errors'
import { convertCapture, formOfName, type CaptureForm } from '../source/capture/convert'
import { ndjsonText } from '../source/capture/ndjson-write'
import { openCapture } from '../source/capture/read'
import { pour } from './output'
import { type Terminal } from './terminal'

export interface ExportFlags {
  readonly to?: CaptureForm
  readonly out?: string
  /** False: messages alone. */
  readonly manifest: boolean
  readonly json?: boolean
}

/** `carnet export FILE`: the capture in another form, into a file or to standard output. */
export async function exportCapture(
  file: string,
  flags: ExportFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { to, out, manifest, json } = flags
  if (out === undefined) {
    if (to !== undefined && to !== 'ndjson') throw carnetError('EXPORT_NEEDS_FILE', { form: to })
    return toOutput(file, manifest, terminal, signal)
  }
  const written = await convertCapture(file, out, { form: to ?? formOfName(out), manifest, signal })
  const topics = written.topics.map((t) => t.topic)
  const { records } = written.summary
  const count = `${records} ${records === 1 ? 'message' : 'messages'} of ${topics.join(', ')}`
  terminal.out.write(
    json
      ? JSON.stringify({ ok: true, file: out, topics, messages: records }, null, 2) + '\n'
      : `${out}: ${count}\n`,
  )
  return 0
}

async function toOutput(
  file: string,
  withManifest: boolean,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const capture = await openCapture(file, { signal })
  try {
    await pour(terminal.out, ndjsonText(withManifest ? capture.manifest : null, capture.chunks()))
    return 0
  } finally {
    await capture.close()
  }
}
