import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface CommittedOffset {
  readonly partition: number
  readonly errorCode: number
  /** The next offset that the group will read; -1 where it committed none. */
  readonly offset: bigint
}

export interface CommittedOffsets {
  readonly errorCode: number
  readonly offsets: readonly CommittedOffset[]
}

/** OffsetFetch v5: what a group has committed of one topic, from the node that coordinates the group. */
export function offsetFetchRequest(
  group: string,
  topic: string,
  partitions: readonly number[],
): Request<CommittedOffsets> {
  return {
    apiKey: 9,
    apiVersion: 5,
    apiName: 'OffsetFetch',
    encode() {
      const out = new ByteWriter().text(group)
      return out.array([topic], (name) => out.text(name).array(partitions, (p) => out.int32(p))).written
    },
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      const offsets = r
        .array(() => {
          r.text() // topic
          return r.array(() => decodeOffset(r))
        })
        .flat()
      return { offsets, errorCode: r.int16() }
    },
  }
}

function decodeOffset(r: ByteReader): CommittedOffset {
  const [partition, offset] = [r.int32(), r.int64()]
  r.int32() // leader epoch
  r.nullableText() // metadata of the group's own
  return { partition, offset, errorCode: r.int16() }
}
