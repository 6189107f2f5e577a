import { type AbortedTransaction } from '../../record'
import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface FetchPosition {
  readonly partition: number
  readonly offset: bigint
}

export interface FetchLimits {
  /** The broker waits so long for a first byte. */
  readonly maxWaitMs: number
  readonly maxBytes: number
  readonly maxPartitionBytes: number
}

export interface FetchedPartition {
  readonly partition: number
  readonly errorCode: number
  /** Transactions aborted within what was fetched, those begun before it included. */
  readonly aborted: readonly AbortedTransaction[]
  /** Record batches as the broker keeps them; the last one may be cut. A view into the response. */
  readonly records: Buffer
}

/**
 * Fetch v11 (Kafka 2.3), read_committed, without a session, of partitions of one topic that one node leads. The broker
 * sends the first batch of the first partition whole, however large; later partitions get what fits.
 */
export function fetchRequest(
  topic: string,
  positions: readonly FetchPosition[],
  limits: FetchLimits,
): Request<FetchedPartition[]> {
  return {
    apiKey: 1,
    apiVersion: 11,
    apiName: 'Fetch',
    encode() {
      const out = new ByteWriter()
        .int32(-1) // no replica
        .int32(limits.maxWaitMs)
        .int32(1) // at least one byte
        .int32(limits.maxBytes)
        .int8(1) // read_committed
        .int32(0) // no session
        .int32(-1)
      out.array([topic], (name) =>
        out.text(name).array(positions, (p) =>
          out
            .int32(p.partition)
            .int32(-1) // leader epoch: any
            .int64(p.offset)
            .int64(-1n) // log start: for replicas only
            .int32(limits.maxPartitionBytes),
        ),
      )
      return out.int32(0).text('').written // nothing forgotten, no rack
    },
    decode: (response) => decodeFetch(new ByteReader(response)),
  }
}

function decodeFetch(r: ByteReader): FetchedPartition[] {
  r.int32() // throttle time
  r.int16() // error of the session, of which there is none
  r.int32()
  return r
    .array(() => {
      r.nullableText() // topic
      return r.array(() => {
        const [partition, errorCode] = [r.int32(), r.int16()]
        r.int64() // high watermark
        r.int64() // last stable offset
        r.int64() // log start
        const aborted = r.array(() => ({ producerId: r.int64(), firstOffset: r.int64() }))
        r.int32() // preferred replica: only for a client that names its rack
        return { partition, errorCode, aborted, records: r.blob() }
      })
    })
    .flat()
}
