import { createGzip } from 'node:zlib'
import { pipeline } from 'node:stream/promises'
import { decodeChunk } from '../../kafka/decode'
import { type RecordChunk } from '../../record'
import { manifestJson, type Manifest } from './manifest'
import { lineOf } from './ndjson-line'
import { PartialFile } from './partial-file'

/** The lines of an NDJSON capture, each with its line end: the manifest, then one message a line. */
export function* ndjsonLines(manifest: Manifest, chunks: Iterable<RecordChunk>): Generator<string> {
  yield JSON.stringify(manifestJson(manifest)) + '\n'
  for (const chunk of chunks) for (const record of decodeChunk(chunk)) yield lineOf(record) + '\n'
}

/** Characters that are gathered for one write. */
const WRITE_SIZE = 1 << 18

function* inLargePieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length >= WRITE_SIZE) {
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}

/**
 * Writes an NDJSON capture, compressed where the name ends in `.gz`; the file appears when it is whole.
 * Throws CAPTURE_NOT_WRITTEN.
 */
export async function writeNdjson(
  file: string,
  manifest: Manifest,
  chunks: Iterable<RecordChunk>,
): Promise<void> {
  const out = await PartialFile.begin(file)
  const write = async (source: AsyncIterable<string | Buffer> | Iterable<string>): Promise<void> => {
    for await (const piece of source) await out.write([Buffer.from(piece)])
  }
  try {
    const pieces = inLargePieces(ndjsonLines(manifest, chunks))
    if (file.endsWith('.gz')) await pipeline(pieces, createGzip(), write)
    else await write(pieces)
    await out.commit()
  } catch (e) {
    await out.discard()
    throw e
  }
}
