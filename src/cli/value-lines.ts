import { now } from '../clock'
import { type Provenance } from '../provenance'
import { type KafkaRecord, type RecordChunk } from '../record'
import { type Batch, makeBatch } from '../source/batch'
import { ChunkBuilder } from '../source/capture/ndjson-chunks'
import { SourceFile } from '../tabular'
import { endOfLine, lineBlocks, withoutEnd } from '../tabular/line-blocks'

/**
 * The lines of a file as the values of messages, in batches, in constant memory. `name` stands in place of the topic, the
 * partition is 0, the offset is the number of the line, from 1; a blank line is a message too, an empty one. gzip is
 * unpacked, UTF-16 becomes UTF-8. Goes through the file once. Iterating throws SOURCE_FILE_MISSING, SOURCE_FILE_UNREADABLE,
 * SOURCE_NOT_TEXT, SOURCE_LINE_TOO_LONG, and an AbortError.
 */
export class ValueLines implements AsyncIterable<Batch> {
  readonly #file: SourceFile
  readonly #name: string
  readonly #signal: AbortSignal
  readonly #readAt = now().toISOString()
  #provenance: Provenance | null = null

  constructor(path: string, name: string, signal: AbortSignal) {
    this.#file = new SourceFile(path)
    this.#name = name
    this.#signal = signal
  }

  /** Where all the lines come from; null until they were gone through. */
  get provenance(): Provenance | null {
    return this.#provenance
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch> {
    const builder = new ChunkBuilder()
    let number = 0
    for await (const { bytes } of lineBlocks(this.#file.blocks(), this.#file.file)) {
      this.#signal.throwIfAborted()
      for (let at = 0, end; at < bytes.length; at = end) {
        end = endOfLine(bytes, at)
        const record = this.#record(++number, withoutEnd(bytes.subarray(at, end)))
        for (const chunk of builder.add(record)) yield this.#batch(chunk)
      }
    }
    for (const chunk of builder.end()) yield this.#batch(chunk)
    const capture = await this.#file.capture()
    this.#provenance = this.#from(0n, BigInt(number), capture && { ...capture, file: this.#name })
  }

  #record(number: number, value: Buffer): KafkaRecord {
    return {
      topic: this.#name,
      partition: 0,
      offset: BigInt(number),
      timestamp: -1,
      timestampType: 'CreateTime',
      key: null,
      value,
      headers: [],
    }
  }

  #batch(chunk: RecordChunk): Batch {
    const provenance = this.#from(chunk.from - 1n, chunk.to - 1n, null)
    const { ranges, messages: records } = provenance
    return makeBatch({
      topics: [this.#name],
      chunks: [chunk],
      provenance,
      summary: {
        there: ranges,
        plan: ranges,
        ranges,
        stop: 'part',
        records,
        skipped: 0,
        control: 0,
        aborted: 0,
        missing: 0,
        expired: 0,
        notes: [],
      },
    })
  }

  /** The provenance of the lines after `before`, up to the line `last`. */
  #from(before: bigint, last: bigint, capture: Provenance['capture']): Provenance {
    const range = { topic: this.#name, partition: 0, from: before + 1n, to: last + 1n }
    return {
      kind: 'provenance',
      topics: [this.#name],
      clusterId: null,
      ranges: last > before ? [range] : [],
      messages: Number(last - before),
      readAt: this.#readAt,
      origin: 'file',
      capture,
    }
  }
}
