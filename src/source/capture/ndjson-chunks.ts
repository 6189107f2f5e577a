import { encodeChunk } from '../../kafka/encode'
import { type KafkaRecord, type OffsetRange, type RecordChunk } from '../../record'
import { placeOf } from './summary'

/** Messages and bytes that are gathered: enough for speed, small enough to be decoded at one go. */
const GATHERED_RECORDS = 5000
const GATHERED_BYTES = 4 << 20

/**
 * Makes chunks of messages as they come, whatever partitions they are of; those of one partition come in order of
 * offset. The chunks of a partition follow each other without a gap.
 */
export class ChunkBuilder {
  #gathered = new Map<string, KafkaRecord[]>()
  #records = 0
  #bytes = 0
  /** Where the last chunk of each partition ended. */
  readonly #ends = new Map<string, bigint>()

  /** Takes a message. Gives the chunks that are full: none, or one for each partition. */
  add(record: KafkaRecord): RecordChunk[] {
    const place = placeOf(record)
    const gathered = this.#gathered.get(place)
    if (gathered) gathered.push(record)
    else this.#gathered.set(place, [record])
    this.#records++
    this.#bytes += sizeOf(record)
    return this.#records >= GATHERED_RECORDS || this.#bytes >= GATHERED_BYTES ? this.end() : []
  }

  /** The chunks of what is left. */
  end(): RecordChunk[] {
    const chunks = [...this.#gathered].map(([place, records]) => {
      const { topic, partition, offset } = records[0]
      const from = this.#ends.get(place) ?? offset
      const to = records[records.length - 1].offset + 1n
      this.#ends.set(place, to)
      return encodeChunk(topic, partition, records, { from, to })
    })
    this.#gathered = new Map()
    this.#records = 0
    this.#bytes = 0
    return chunks
  }
}

const sizeOf = ({ key, value, headers }: KafkaRecord): number =>
  (key?.length ?? 0) +
  (value?.length ?? 0) +
  headers.reduce((n, [name, v]) => n + name.length + (v?.length ?? 0), 0)

/**
 * The chunk with its range drawn out to that of what was read, where it is the first or the last of its partition:
 * `held` goes from the first message of the partition to its last, `range` to the ends of the read.
 */
export function drawnOut(chunk: RecordChunk, held: OffsetRange, range: OffsetRange): RecordChunk {
  const from = chunk.from === held.from ? range.from : chunk.from
  const to = chunk.to === held.to ? range.to : chunk.to
  return { ...chunk, from, to }
}
