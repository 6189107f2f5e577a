import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { decodeChunk } from '../../kafka/decode'
import { type RecordChunk } from '../../record'
import { manifestJson, type Manifest } from './manifest'
import { lineOf } from './ndjson-line'
import { PartialFile } from './partial-file'

type Chunks = Iterable<RecordChunk> | AsyncIterable<RecordChunk>

/** Characters that are gathered for one write. */
const WRITE_SIZE = 1 << 18

/**
 * The text of an NDJSON capture in pieces of many lines: the manifest, where there is one, then one message a line.
 * Throws as the chunks do.
 */
export async function* ndjsonText(manifest: Manifest | null, chunks: Chunks): AsyncGenerator<string> {
  let piece = manifest ? JSON.stringify(manifestJson(manifest)) + '\n' : ''
  for await (const chunk of chunks)
    for (const record of decodeChunk(chunk)) {
      piece += lineOf(record) + '\n'
      if (piece.length < WRITE_SIZE) continue
      yield piece
      piece = ''
    }
  if (piece !== '') yield piece
}

/**
 * Writes an NDJSON capture, by default compressed where the name ends in `.gz`; the file appears when it is whole.
 * Throws CAPTURE_NOT_WRITTEN, and as the chunks do.
 */
export async function writeNdjson(
  file: string,
  manifest: Manifest | null,
  chunks: Chunks,
  { gzip = file.endsWith('.gz') } = {},
): Promise<void> {
  const out = await PartialFile.begin(file)
  const write = async (source: AsyncIterable<string | Buffer>): Promise<void> => {
    for await (const piece of source) await out.write([Buffer.from(piece)])
  }
  try {
    const text = ndjsonText(manifest, chunks)
    if (gzip) await pipeline(text, createGzip(), write)
    else await write(text)
    await out.commit()
  } catch (e) {
    await out.discard()
    throw e
  }
}
