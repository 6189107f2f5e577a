import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

/** Which offset of a partition: the log start, or the end for a reader of committed data (the last stable offset). */
export type OffsetKind = 'start' | 'end'

export interface TopicPartitions {
  readonly topic: string
  readonly partitions: readonly number[]
}

export interface ListedOffset {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly offset: bigint
}

/** ListOffsets v2, read_committed, of partitions that one node leads. */
export function listOffsetsRequest(
  topics: readonly TopicPartitions[],
  kind: OffsetKind,
): Request<ListedOffset[]> {
  return {
    apiKey: 2,
    apiVersion: 2,
    apiName: 'ListOffsets',
    encode() {
      const out = new ByteWriter().int32(-1).int8(1) // no replica, read_committed
      return out.array(topics, (t) =>
        out.text(t.topic).array(t.partitions, (p) => out.int32(p).int64(kind === 'start' ? -2n : -1n)),
      ).written
    },
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      return r
        .array(() => {
          const topic = r.text()
          return r.array(() => {
            const [partition, errorCode] = [r.int32(), r.int16()]
            r.int64() // timestamp
            return { topic, partition, errorCode, offset: r.int64() }
          })
        })
        .flat()
    },
  }
}
