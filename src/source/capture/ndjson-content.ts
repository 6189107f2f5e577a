import { carnetError } from '../../errors'
import { type KafkaRecord, type OffsetRange, type RecordChunk } from '../../record'
import { ChunkBuilder } from './ndjson-chunks'
import { LineFault, parseLine, recordOf, wasCut } from './ndjson-line'
import { linesOf, type Line, type LineFile } from './ndjson-lines'
import { isManifest, parseManifest, type FoundManifest } from './manifest'
import { placeOf } from './summary'

/** What the lines of a file hold. */
export interface LineContent {
  /** The manifest on the first line; null where there is none. */
  readonly found: FoundManifest | null
  /** Of each partition from its first message to its last, in order of their first line. */
  readonly held: ReadonlyMap<string, OffsetRange>
  readonly records: number
  /** The messages; null where they are too many to be kept: then they are in order in the file, to be read again. */
  readonly chunks: readonly RecordChunk[] | null
  /** Where the file ends in the middle of a line: the number of that line, which does not count. */
  readonly cutLine: number | null
}

/** So many bytes of messages are kept, so that a file of usual size is parsed but once. */
const KEPT_BYTES = 32 << 20

/**
 * Goes through the lines once; twice, and with every message in memory, where the lines of a partition are not in order
 * of offset. Throws CAPTURE_LINE_INVALID with the number of the line, CAPTURE_NEWER, CAPTURE_MANIFEST_INVALID.
 */
export async function contentOf(source: LineFile): Promise<LineContent> {
  return (await contentInOrder(source)) ?? contentInAnyOrder(source)
}

/** The messages of a file whose lines are in order, as they stand there. */
export async function* chunksInOrder(source: LineFile): AsyncGenerator<RecordChunk> {
  const builder = new ChunkBuilder()
  for await (const items of itemsOf(source))
    for (const { record } of items) if (record) yield* builder.add(record)
  yield* builder.end()
}

/** Null at the first line that is not in order. */
async function contentInOrder(source: LineFile): Promise<LineContent | null> {
  const held = new Map<string, OffsetRange>()
  const builder = new ChunkBuilder()
  const lines = new SeenLines()
  const kept: RecordChunk[] = []
  let bytes = 0
  const keep = (chunks: readonly RecordChunk[]): void => {
    for (const chunk of chunks) bytes += chunk.bytes.length
    if (bytes <= KEPT_BYTES) kept.push(...chunks)
    else kept.length = 0
  }
  for await (const items of itemsOf(source))
    for (const item of items) {
      lines.see(item)
      if (!item.record) continue
      const place = placeOf(item.record)
      const range = held.get(place)
      if (range && item.record.offset < range.to) return null
      held.set(place, extended(range, item.record))
      if (bytes <= KEPT_BYTES) keep(builder.add(item.record))
    }
  if (bytes <= KEPT_BYTES) keep(builder.end())
  return { ...lines.seen, held, chunks: bytes <= KEPT_BYTES ? kept : null }
}

interface NumberedRecord {
  readonly record: KafkaRecord
  readonly line: number
}

async function contentInAnyOrder(source: LineFile): Promise<LineContent> {
  const partitions = new Map<string, NumberedRecord[]>()
  const lines = new SeenLines()
  for await (const items of itemsOf(source))
    for (const item of items) {
      lines.see(item)
      const { record, line } = item
      if (!record) continue
      const place = placeOf(record)
      const partition = partitions.get(place)
      if (partition) partition.push({ record, line })
      else partitions.set(place, [{ record, line }])
    }
  const held = new Map<string, OffsetRange>()
  const builder = new ChunkBuilder()
  const chunks: RecordChunk[] = []
  for (const [place, partition] of partitions)
    for (const { record } of inOrder(partition, source.file)) {
      held.set(place, extended(held.get(place), record))
      chunks.push(...builder.add(record))
    }
  chunks.push(...builder.end())
  return { ...lines.seen, held, chunks }
}

/** What lines tell besides their messages. */
class SeenLines {
  readonly seen = { found: null as FoundManifest | null, records: 0, cutLine: null as number | null }

  see({ line, manifest, record, cut }: LineItem): void {
    if (manifest) this.seen.found = manifest
    if (record) this.seen.records++
    if (cut) this.seen.cutLine = line
  }
}

/** In order of offset. Throws CAPTURE_LINE_INVALID for a message that is there twice. */
function inOrder(records: NumberedRecord[], file: string): NumberedRecord[] {
  records.sort((a, b) => (a.record.offset < b.record.offset ? -1 : 1))
  records.forEach(({ record, line }, i) => {
    const before = records[i - 1]
    if (i > 0 && before.record.offset === record.offset)
      throw invalid(
        file,
        Math.max(line, before.line),
        `line ${Math.min(line, before.line)} has the same partition and offset`,
      )
  })
  return records
}

function extended(range: OffsetRange | undefined, { topic, partition, offset }: KafkaRecord): OffsetRange {
  return { topic, partition, from: range?.from ?? offset, to: offset + 1n }
}

/** What one line is: a manifest, a message, or the part of one that a cut file ends in. */
interface LineItem {
  readonly line: number
  readonly manifest: FoundManifest | null
  readonly record: KafkaRecord | null
  readonly cut: boolean
}

async function* itemsOf(source: LineFile): AsyncGenerator<LineItem[]> {
  for await (const lines of linesOf(source)) yield lines.map((line) => itemOf(line, source.file))
}

function itemOf({ bytes, number: line, ended }: Line, file: string): LineItem {
  try {
    const parsed = parseLine(bytes)
    if (!isManifest(parsed.json)) return { line, manifest: null, record: recordOf(parsed), cut: false }
    if (line > 1) throw new LineFault('a manifest is the first line of a capture')
    return { line, manifest: parseManifest(parsed.json, file), record: null, cut: false }
  } catch (e) {
    if (!(e instanceof LineFault)) throw e
    if (ended || line === 1 || !wasCut(bytes)) throw invalid(file, line, e.message)
    return { line, manifest: null, record: null, cut: true }
  }
}

const invalid = (file: string, line: number, reason: string): Error =>
  carnetError('CAPTURE_LINE_INVALID', { file, line, reason })
