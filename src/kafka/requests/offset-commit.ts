import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface OffsetToCommit {
  readonly partition: number
  /** The next offset that the group will read. */
  readonly offset: bigint
}

export interface CommitAnswer {
  readonly partition: number
  readonly errorCode: number
}

/**
 * OffsetCommit v5 (Kafka 2.1) to the node that coordinates the group, from outside of it: the broker takes that while
 * the group has no members.
 */
export function offsetCommitRequest(
  group: string,
  topic: string,
  offsets: readonly OffsetToCommit[],
): Request<CommitAnswer[]> {
  return {
    apiKey: 8,
    apiVersion: 5,
    apiName: 'OffsetCommit',
    encode() {
      const out = new ByteWriter().text(group).int32(-1).text('') // no generation, no member
      out.array([topic], (name) =>
        out.text(name).array(offsets, (o) => out.int32(o.partition).int64(o.offset).text('')),
      )
      return out.written
    },
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      return r
        .array(() => {
          r.text() // topic
          return r.array(() => ({ partition: r.int32(), errorCode: r.int16() }))
        })
        .flat()
    },
  }
}
