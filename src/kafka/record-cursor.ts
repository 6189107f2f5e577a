import { type Header, type KafkaRecord, type RecordChunk } from '../record'
import { CODEC_MASK, corruptBatch, HEADER_BYTES, LOG_APPEND_TIME, type BatchHeader } from './batches'
import { codecOf } from './codecs'

const NO_HEADERS: readonly Header[] = Object.freeze([])

/**
 * Goes through the records of one batch that lie within the chunk's range. A record is made into an object only when
 * `record()` is asked for it: until then it is positions in a buffer.
 */
export class RecordCursor {
  readonly #chunk: RecordChunk
  readonly #batch: BatchHeader
  /** The records, decompressed, and where they end. */
  readonly #body: Buffer
  readonly #end: number
  #position: number
  #left: number
  /** The range as distances from the base offset. */
  readonly #from: number
  readonly #to: number

  #offsetDelta = 0
  #timestampDelta = 0
  #keyStart = 0
  #keyLength = 0
  #valueStart = 0
  #valueLength = 0
  #headerCount = 0
  #headersStart = 0
  #recordEnd = 0

  /** Throws BATCH_CORRUPT where the batch cannot be decompressed. */
  constructor(chunk: RecordChunk, batch: BatchHeader) {
    this.#chunk = chunk
    this.#batch = batch
    this.#left = batch.count
    this.#from = chunk.from > batch.baseOffset ? Number(chunk.from - batch.baseOffset) : 0
    this.#to = chunk.to > batch.lastOffset ? Infinity : Number(chunk.to - batch.baseOffset)
    const codec = batch.attributes & CODEC_MASK
    if (codec === 0) {
      this.#body = chunk.bytes
      this.#position = batch.start + HEADER_BYTES
      this.#end = batch.end
    } else {
      this.#body = this.#decompressed(codec)
      this.#position = 0
      this.#end = this.#body.length
    }
  }

  /** Goes to the next record in range; false after the last. Throws BATCH_CORRUPT. */
  next(): boolean {
    while (this.#left > 0) {
      this.#left--
      const length = this.#varint()
      const end = this.#position + length
      if (length < 0 || end > this.#end) throw this.#corrupt('a record goes beyond its end')
      this.#recordEnd = end
      this.#position++ // attributes of the record, unused
      this.#timestampDelta = this.#varlong()
      const delta = this.#varint()
      if (delta < this.#from) {
        this.#position = end
        continue
      }
      if (delta >= this.#to) {
        this.#left = 0
        return false
      }
      this.#offsetDelta = delta
      this.#keyLength = this.#varint()
      this.#keyStart = this.#position
      if (this.#keyLength > 0) this.#position += this.#keyLength
      this.#valueLength = this.#varint()
      this.#valueStart = this.#position
      if (this.#valueLength > 0) this.#position += this.#valueLength
      this.#headerCount = this.#varint()
      this.#headersStart = this.#position
      if (this.#headerCount < 0 || (this.#headerCount === 0 ? this.#position !== end : this.#position > end))
        throw this.#corrupt('a record has another length than it says')
      this.#position = end
      return true
    }
    if (this.#position !== this.#end && this.#to === Infinity)
      throw this.#corrupt('it holds more than its records')
    return false
  }

  get offset(): bigint {
    return this.#batch.baseOffset + BigInt(this.#offsetDelta)
  }

  get key(): Buffer | null {
    return this.#keyLength < 0 ? null : this.#body.subarray(this.#keyStart, this.#keyStart + this.#keyLength)
  }

  get value(): Buffer | null {
    return this.#valueLength < 0
      ? null
      : this.#body.subarray(this.#valueStart, this.#valueStart + this.#valueLength)
  }

  /** Milliseconds since 1970. */
  get timestamp(): number {
    const { attributes, maxTimestamp, baseTimestamp } = this.#batch
    return attributes & LOG_APPEND_TIME ? maxTimestamp : baseTimestamp + this.#timestampDelta
  }

  get headers(): readonly Header[] {
    return this.#headerCount === 0 ? NO_HEADERS : this.#headers()
  }

  /** Bytes of key, value and headers. */
  get bytes(): number {
    let bytes = Math.max(0, this.#keyLength) + Math.max(0, this.#valueLength)
    for (const [name, value] of this.headers) bytes += Buffer.byteLength(name) + (value?.length ?? 0)
    return bytes
  }

  /** The current record. Its bytes are views into the chunk. */
  record(): KafkaRecord {
    const { baseTimestamp, maxTimestamp, attributes } = this.#batch
    const appended = (attributes & LOG_APPEND_TIME) !== 0
    return {
      topic: this.#chunk.topic,
      partition: this.#chunk.partition,
      offset: this.offset,
      timestamp: appended ? maxTimestamp : baseTimestamp + this.#timestampDelta,
      timestampType: appended ? 'LogAppendTime' : 'CreateTime',
      key: this.key,
      value: this.value,
      headers: this.#headerCount === 0 ? NO_HEADERS : this.#headers(),
    }
  }

  #headers(): Header[] {
    const after = this.#position
    this.#position = this.#headersStart
    const headers: Header[] = []
    for (let n = this.#headerCount; n > 0; n--) {
      const name = this.#bytes()
      if (name === null) throw this.#corrupt('a header has no name')
      headers.push([name.toString('utf8'), this.#bytes()])
    }
    if (this.#position !== this.#recordEnd) throw this.#corrupt('a record has another length than it says')
    this.#position = after
    return headers
  }

  #bytes(): Buffer | null {
    const length = this.#varint()
    if (length < 0) return null
    const start = this.#position
    this.#position += length
    if (this.#position > this.#recordEnd) throw this.#corrupt('a header goes beyond its record')
    return this.#body.subarray(start, this.#position)
  }

  /** A zigzag integer of up to 32 bits. */
  #varint(): number {
    const body = this.#body
    let byte = body[this.#position++]
    if (byte < 128) return (byte >>> 1) ^ -(byte & 1)
    let z = byte & 127
    for (let shift = 7; shift < 35; shift += 7) {
      byte = body[this.#position++]
      z |= (byte & 127) << shift
      if (byte < 128) return (z >>> 1) ^ -(z & 1)
    }
    throw this.#corrupt('a number in it does not end')
  }

  /** A zigzag integer of up to 64 bits; exact within 53. */
  #varlong(): number {
    const body = this.#body
    let low = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = body[this.#position++]
      low |= (byte & 127) << shift
      if (byte < 128) return (low >>> 1) ^ -(low & 1)
    }
    let z = BigInt(low)
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = body[this.#position++]
      z |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(z & 1n ? -(z >> 1n) - 1n : z >> 1n)
    }
    throw this.#corrupt('a number in it does not end')
  }

  #decompressed(number: number): Buffer {
    const codec = codecOf(number)
    if (!codec) throw this.#corrupt(`its compression (${number}) is unknown`)
    try {
      return codec.decompress(this.#chunk.bytes.subarray(this.#batch.start + HEADER_BYTES, this.#batch.end))
    } catch (e) {
      throw this.#corrupt(`its ${codec.name} data cannot be decompressed (${(e as Error).message})`)
    }
  }

  #corrupt(reason: string): Error {
    return corruptBatch(this.#chunk, this.#batch.baseOffset, reason)
  }
}
