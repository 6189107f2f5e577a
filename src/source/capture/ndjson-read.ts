import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { carnetError } from '../../errors'
import { encodeChunk } from '../../kafka/encode'
import { type ReadSummary } from '../../reading'
import { type KafkaRecord, type OffsetRange, type RecordChunk } from '../../record'
import { type Capture } from './capture'
import { isManifest, parseManifest, type CapturedTopic, type FoundManifest, type Manifest } from './manifest'
import { LineFault, parseLine, recordOf } from './ndjson-line'
import { joinRanges, offsetsIn, summaryOfChunks } from './summary'

/**
 * Reads an NDJSON capture, compressed with gzip or not: lines of `kcat -J`, with or without a manifest before them.
 * Its messages become record batches, so that they go through the decoder of every other read.
 * Throws CAPTURE_LINE_INVALID with the number of the line, CAPTURE_DAMAGED where the gzip stream is,
 * CAPTURE_NEWER and CAPTURE_MANIFEST_INVALID.
 */
export async function readNdjson(file: string, options: { gzip: boolean }): Promise<Capture> {
  const hash = createHash('sha256')
  const content = new Content(file)
  await eachLine(file, options.gzip, hash, (line, number) => {
    content.add(line, number)
    return true
  })
  const partitions = content.partitions()
  const topics = content.topics()
  if (topics.length === 0)
    throw carnetError('CAPTURE_MANIFEST_INVALID', {
      file,
      reason: 'it names no "topics", and no message does',
    })
  const { found } = content
  const ranges = joinRanges([...(found?.summary?.ranges ?? []), ...partitions.map(heldRange)])
  const chunks = partitions.flatMap((records) =>
    chunksOf(
      records.map((r) => r.record),
      ranges.find((r) => isOf(r, records[0].record)),
    ),
  )
  const notes = found?.readAt
    ? []
    : ['The capture does not say when it was read: the date is that of the file.']
  const manifest: Manifest = {
    topics,
    clusterId: found?.clusterId ?? null,
    readAt: found?.readAt ?? (await stat(file)).mtime.toISOString(),
    summary: summaryOf(found?.summary ?? null, chunks, ranges, notes),
  }
  return { file, form: 'ndjson', manifest, chunks, sha256: hash.digest('hex') }
}

/** The manifest alone where the first line is a complete one; null where the messages have to be read for it. */
export async function readNdjsonManifest(file: string, options: { gzip: boolean }): Promise<Manifest | null> {
  let manifest: Manifest | null = null
  await eachLine(file, options.gzip, null, (line) => {
    const json = jsonOf(line)
    if (isManifest(json)) {
      const { topics, readAt, summary, clusterId } = parseManifest(json, file)
      if (topics !== null && readAt !== null && summary !== null)
        manifest = { topics, clusterId, readAt, summary }
    }
    return false
  })
  return manifest
}

/** The JSON of a first line; null where it is none, which reading the whole file will tell with its reason. */
function jsonOf(line: Buffer): unknown {
  try {
    return parseLine(line).json
  } catch (e) {
    if (e instanceof LineFault) return null
    throw e
  }
}

interface NumberedRecord {
  readonly record: KafkaRecord
  readonly line: number
}
type Partition = [NumberedRecord, ...NumberedRecord[]]

/** What the lines hold, gathered as they come. */
class Content {
  found: FoundManifest | null = null
  readonly #partitions = new Map<string, Partition>()
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  add(bytes: Buffer, line: number): void {
    try {
      const parsed = parseLine(bytes)
      if (isManifest(parsed.json)) {
        if (line > 1) throw new LineFault('a manifest is the first line of a capture')
        this.found = parseManifest(parsed.json, this.#file)
      } else this.#addRecord(recordOf(parsed), line)
    } catch (e) {
      throw e instanceof LineFault ? this.#fault(line, e.message) : e
    }
  }

  #addRecord(record: KafkaRecord, line: number): void {
    const place = `${record.topic}\0${record.partition}`
    const partition = this.#partitions.get(place)
    if (partition) partition.push({ record, line })
    else this.#partitions.set(place, [{ record, line }])
  }

  /** Those of the manifest, then those that only messages name, as they come. */
  topics(): CapturedTopic[] {
    const topics = [...(this.found?.topics ?? [])]
    for (const [{ record }] of this.#partitions.values())
      if (!topics.some((t) => t.topic === record.topic))
        topics.push({ topic: record.topic, settings: {}, info: null })
    return topics
  }

  /** The messages, partition by partition in order of offset. Throws CAPTURE_LINE_INVALID for one that is there twice. */
  partitions(): Partition[] {
    const partitions = [...this.#partitions.values()]
    for (const records of partitions) {
      records.sort((a, b) => (a.record.offset < b.record.offset ? -1 : 1))
      records.forEach(({ record, line }, i) => {
        const before = records[i - 1]
        if (i > 0 && before.record.offset === record.offset)
          throw this.#fault(
            Math.max(line, before.line),
            `line ${Math.min(line, before.line)} has the same partition and offset`,
          )
      })
    }
    return partitions.sort(([{ record: a }], [{ record: b }]) =>
      a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
    )
  }

  #fault(line: number, reason: string): Error {
    return carnetError('CAPTURE_LINE_INVALID', { file: this.#file, line, reason })
  }
}

const isOf = (range: OffsetRange, record: KafkaRecord): boolean =>
  range.topic === record.topic && range.partition === record.partition

/** From the first message of a partition to its last. */
function heldRange(records: Partition): OffsetRange {
  const { topic, partition, offset } = records[0].record
  return { topic, partition, from: offset, to: records[records.length - 1].record.offset + 1n }
}

/** The manifest's summary where it fits the messages; a summary of the messages, with a note, where it does not. */
function summaryOf(
  found: ReadSummary | null,
  chunks: readonly RecordChunk[],
  ranges: readonly OffsetRange[],
  notes: readonly string[],
): ReadSummary {
  if (!found) return summaryOfChunks(chunks, { ranges, stop: 'end', notes })
  const { plan, stop } = found
  const held = summaryOfChunks(chunks, { plan, ranges, stop, notes: [...found.notes, ...notes] })
  if (held.records === found.records && offsetsIn(ranges) === offsetsIn(found.ranges))
    return { ...found, notes: held.notes }
  const note = `The manifest speaks of ${found.records} messages, the file holds ${held.records}: the file counts.`
  return { ...held, notes: [...held.notes, note] }
}

/** Messages and bytes of one chunk: enough for speed, small enough to be decoded one at a time. */
const CHUNK_RECORDS = 5000
const CHUNK_BYTES = 4 << 20

/** The messages of one partition, in order, as chunks that follow each other without a gap from `range.from` to `range.to`. */
function chunksOf(records: readonly KafkaRecord[], range: OffsetRange | undefined): RecordChunk[] {
  const chunks: RecordChunk[] = []
  let begin = 0
  let bytes = 0
  records.forEach(({ topic, partition, offset, key, value }, i) => {
    bytes += (key?.length ?? 0) + (value?.length ?? 0)
    const last = i === records.length - 1
    if (!last && i - begin + 1 < CHUNK_RECORDS && bytes < CHUNK_BYTES) return
    const from = chunks.at(-1)?.to ?? range?.from ?? offset
    const to = last ? (range?.to ?? offset + 1n) : offset + 1n
    chunks.push(encodeChunk(topic, partition, records.slice(begin, i + 1), { from, to }))
    begin = i + 1
    bytes = 0
  })
  return chunks
}

/**
 * Calls `work` with every line that is not blank and its number, from 1; ends where that gives false.
 * `hash` gets every byte of the file, as it stands on the disk.
 */
async function eachLine(
  file: string,
  gzip: boolean,
  hash: Hash | null,
  work: (line: Buffer, number: number) => boolean,
): Promise<void> {
  const stop = new AbortController()
  let position = 0
  async function* hashed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      hash?.update(piece)
      position += piece.length
      yield piece
    }
  }
  async function split(source: AsyncIterable<Buffer>): Promise<void> {
    const lines = new LineSplitter(
      (line, number) => isBlank(line) || work(number === 1 ? withoutBom(line) : line, number),
    )
    for await (const piece of source) if (!lines.push(piece)) return stop.abort()
    lines.end()
  }
  try {
    const input = createReadStream(file, { highWaterMark: 1 << 18 })
    if (gzip) await pipeline(input, hashed, createGunzip(), split, { signal: stop.signal })
    else await pipeline(input, hashed, split, { signal: stop.signal })
  } catch (e) {
    if (stop.signal.aborted) return
    if (gzip && e instanceof Error && 'code' in e && /^Z_/.test(String(e.code)))
      throw carnetError(
        'CAPTURE_DAMAGED',
        { file, position, reason: `its gzip stream breaks (${e.message})` },
        e,
      )
    throw e
  }
}

/** Cuts pieces of a file into lines without their line ends. Pieces of a long line are joined once, at its end. */
class LineSplitter {
  readonly #work: (line: Buffer, number: number) => boolean
  #number = 0
  #begun: Buffer[] = []

  constructor(work: (line: Buffer, number: number) => boolean) {
    this.#work = work
  }

  /** False where no more lines are wanted. */
  push(piece: Buffer): boolean {
    let at = 0
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, at)) {
      if (!this.#line(piece.subarray(at, end))) return false
      at = end + 1
    }
    if (at < piece.length) this.#begun.push(piece.subarray(at))
    return true
  }

  end(): void {
    if (this.#begun.length > 0) this.#line(Buffer.alloc(0))
  }

  #line(last: Buffer): boolean {
    const line = this.#begun.length > 0 ? Buffer.concat([...this.#begun, last]) : last
    this.#begun = []
    return this.#work(line, ++this.#number)
  }
}

const isBlank = (line: Buffer): boolean => line.every((c) => c === 0x20 || c === 0x09 || c === 0x0d)

const withoutBom = (line: Buffer): Buffer =>
  line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line
