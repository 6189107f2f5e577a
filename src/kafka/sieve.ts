import { type KafkaRecord, type RecordChunk } from '../record'
import { type BatchContent, batchesOf, countChunk, firstRecords } from './decode'
import { encodeChunk } from './encode'
import { RecordCursor } from './record-cursor'
import { type Selection } from './selection'

/** Records of a chunk by what became of them. */
export interface PartCounts extends Readonly<Record<BatchContent, number>> {
  /** Messages that the filter left out. */
  readonly skipped: number
}

/** What is taken of a chunk. */
export interface ReadPart {
  /** The chunk as it was read, up to the message that reached a limit. */
  readonly chunk: RecordChunk
  /** The messages of it that were asked for: the chunk itself where that is all, else encoded anew. */
  readonly kept: RecordChunk
  readonly counts: PartCounts
}

/**
 * Takes from chunk after chunk what was asked for, until it is full: by number of messages, by their bytes, by a
 * filter. A live read and a replay use the same one, so that the same question has the same answer.
 */
export class Sieve {
  readonly #selection: Pick<Selection, 'limit' | 'bytes' | 'where'>
  #records = 0
  #bytes = 0

  constructor(selection: Pick<Selection, 'limit' | 'bytes' | 'where'>) {
    this.#selection = selection
  }

  /** Why no more is taken; null while more is. */
  get full(): 'limit' | 'bytes' | null {
    if (this.#records >= this.#selection.limit) return 'limit'
    return this.#bytes >= this.#selection.bytes ? 'bytes' : null
  }

  /** Whether what comes after `coming` messages may be wanted too. */
  wantsAfter(coming: number): boolean {
    if (this.full) return false
    return this.#selection.where !== null || this.#records + coming < this.#selection.limit
  }

  /** Must not be full. Throws as decoding does: BATCH_CORRUPT, RECORDS_TOO_OLD. */
  take(whole: RecordChunk): ReadPart {
    const { where, bytes } = this.#selection
    return where === null && bytes === Infinity ? this.#countedPart(whole) : this.#lookedThroughPart(whole)
  }

  /** Without a look at the messages, where that is enough. */
  #countedPart(whole: RecordChunk): ReadPart {
    const left = this.#selection.limit - this.#records
    const all = countChunk(whole)
    const chunk = all.records < left ? whole : firstRecords(whole, left)
    const counts = chunk === whole ? all : countChunk(chunk)
    this.#records += counts.records
    return { chunk, kept: chunk, counts: { ...counts, skipped: 0 } }
  }

  #lookedThroughPart(whole: RecordChunk): ReadPart {
    const { where } = this.#selection
    const counts = { records: 0, skipped: 0, control: 0, aborted: 0 }
    const kept: KafkaRecord[] = []
    let chunk = whole
    through: for (const { header, content } of batchesOf(whole)) {
      const cursor = new RecordCursor(whole, header)
      while (cursor.next()) {
        if (content !== 'records') {
          counts[content]++
          continue
        }
        if (where && !where.matches(cursor)) {
          counts.skipped++
          continue
        }
        counts.records++
        this.#records++
        this.#bytes += cursor.bytes
        if (where) kept.push(cursor.record())
        if (!this.full) continue
        chunk = { ...whole, to: cursor.offset + 1n, bytes: whole.bytes.subarray(0, header.end) }
        break through
      }
    }
    const { topic, partition } = chunk
    return { chunk, kept: counts.skipped ? encodeChunk(topic, partition, kept, chunk) : chunk, counts }
  }
}
