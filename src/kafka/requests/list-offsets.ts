import { ByteReader, ByteWriter } from '../bytes'
import {
  noTags,
  readCompactArray,
  readCompactText,
  skipTags,
  writeCompactArray,
  writeCompactText,
} from './compact'
import { type Request } from './request'

/**
 * Which offset of a partition: the log start, the end for a reader of committed data (the last stable offset), or that
 * of the first record with this timestamp or a later one, in milliseconds since 1970.
 */
export type OffsetKind = 'start' | 'end' | number

export interface TopicPartitions {
  readonly topic: string
  readonly partitions: readonly number[]
}

export interface ListedOffset {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  /** -1 where there is no such record. */
  readonly offset: bigint
  /** That of the record that was looked for by its time, in milliseconds since 1970; -1 for any other. */
  readonly timestamp: number
}

const START = -2n
const END = -1n
const NEWEST = -3n

/**
 * ListOffsets v2 of partitions that one node leads: read_committed, else for a reader of all that was written, whose end
 * is the high watermark.
 */
export function listOffsetsRequest(
  topics: readonly TopicPartitions[],
  kind: OffsetKind,
  committed = true,
): Request<ListedOffset[]> {
  const time = kind === 'start' ? START : kind === 'end' ? END : BigInt(kind)
  return {
    apiKey: 2,
    apiVersion: 2,
    apiName: 'ListOffsets',
    encode() {
      const out = new ByteWriter().int32(-1).int8(committed ? 1 : 0) // no replica
      return out.array(topics, (t) => out.text(t.topic).array(t.partitions, (p) => out.int32(p).int64(time)))
        .written
    },
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      return r
        .array(() => {
          const topic = r.text()
          return r.array(() => decodeOffset(r, topic))
        })
        .flat()
    },
  }
}

/** ListOffsets v7 (Kafka 3.0): the record with the greatest timestamp of each partition that one node leads. */
export function newestRecordRequest(topics: readonly TopicPartitions[]): Request<ListedOffset[]> {
  return {
    apiKey: 2,
    apiVersion: 7,
    apiName: 'ListOffsets',
    encode() {
      const out = new ByteWriter()
      noTags(out)
      out.int32(-1).int8(1) // no replica, read_committed
      writeCompactArray(out, topics, (t) => {
        writeCompactText(out, t.topic)
        writeCompactArray(out, t.partitions, (p) => {
          noTags(out.int32(p).int32(-1).int64(NEWEST)) // leader epoch: any
        })
        noTags(out)
      })
      noTags(out)
      return out.written
    },
    decode(response) {
      const r = new ByteReader(response)
      skipTags(r)
      r.int32() // throttle time
      return readCompactArray(r, () => {
        const topic = readCompactText(r) ?? ''
        const offsets = readCompactArray(r, () => {
          const found = decodeOffset(r, topic)
          r.int32() // leader epoch
          skipTags(r)
          return found
        })
        skipTags(r)
        return offsets
      }).flat()
    },
  }
}

function decodeOffset(r: ByteReader, topic: string): ListedOffset {
  const [partition, errorCode] = [r.int32(), r.int16()]
  const timestamp = Number(r.int64())
  return { topic, partition, errorCode, timestamp, offset: r.int64() }
}
