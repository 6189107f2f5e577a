import { open, stat } from 'node:fs/promises'
import { type OpenFile } from './file-reader'
import { SIGNATURE } from './kcap-frame'
import { isManifest } from './manifest'
import { LineFault, parseLine } from './ndjson-line'
import { linesOf } from './ndjson-lines'

/** Lines and bytes within which a file shows what it is: no message is larger. */
const LOOKED_AT = { lines: 100, bytes: 64 << 20 }

/**
 * Whether a file is a capture, by its content: a .kcap file, or lines (compressed or not) of which the first JSON object is
 * a manifest or a message of `kcat -J`, with `topic`, `partition`, `offset` and `payload` (or `payload_b64`). Anything else
 * can only be values, a line each. An empty file is a capture, cut at its first byte, where it is called so; what is no file
 * that can be read twice counts as one, which cannot be opened.
 * Throws what the file system does.
 */
export async function holdsMessages(file: string): Promise<boolean> {
  const stats = await stat(file)
  // Opening a pipe would take from it what nobody can read again.
  if (!stats.isFile()) return true
  const handle = await open(file, 'r')
  try {
    const source = { handle, file, size: Math.min(stats.size, LOOKED_AT.bytes), signal: undefined }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    if (bytesRead === 0) return file.endsWith('.kcap')
    if (buffer[0] === SIGNATURE[0]) return true
    return await beginsWithMessage(source, buffer[0] === 0x1f && buffer[1] === 0x8b)
  } finally {
    await handle.close()
  }
}

async function beginsWithMessage(source: OpenFile, gzip: boolean): Promise<boolean> {
  let seen = 0
  // Only its beginning is looked at: what comes after may be missing.
  for await (const lines of linesOf({ ...source, gzip, cut: true }))
    for (const { bytes } of lines) {
      const json = objectOf(bytes)
      if (json) return isManifest(json) || isMessage(json)
      if (++seen === LOOKED_AT.lines) return false
    }
  return false
}

/** Null where the line is no JSON object. */
function objectOf(line: Buffer): Record<string, unknown> | null {
  try {
    return parseLine(line).json
  } catch (e) {
    if (e instanceof LineFault) return null
    throw e
  }
}

const isMessage = (json: Record<string, unknown>): boolean =>
  ['topic', 'partition', 'offset'].every((name) => Object.hasOwn(json, name)) &&
  ['payload', 'payload_b64'].some((name) => Object.hasOwn(json, name))
