import { pipeline } from 'node:stream/promises'

/** A value as JSON, for a program to read. Offsets are 64-bit: in decimal text no digit is lost. */
export const exactJson = (value: object): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 2)

/**
 * Writes to standard output at the pace of whoever reads it. Returns false where that one went away (`| head`): then
 * nothing more is wanted, and all is well.
 */
export async function pour(out: NodeJS.WritableStream, pieces: AsyncIterable<string>): Promise<boolean> {
  try {
    await pipeline(pieces, out, { end: false })
    return true
  } catch (e) {
    if (e instanceof Error && 'code' in e && (e.code === 'EPIPE' || e.code === 'ERR_STREAM_DESTROYED'))
      return false
    throw e
  }
}
