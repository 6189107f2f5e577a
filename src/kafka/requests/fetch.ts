import { type AbortedTransaction } from '../../record'
import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface FetchPosition {
  readonly topic: string
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
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  /** Transactions aborted within what was fetched, those begun before it included; none without read_committed. */
  readonly aborted: readonly AbortedTransaction[]
  /** Record batches as the broker keeps them; the last one may be cut. A view into the response. */
  readonly records: Buffer
}

/**
 * Fetch v11 (Kafka 2.3), without a session, of partitions that one node leads: read_committed, else of all that was
 * written. The broker sends the first batch of the first partition whole, however large; later partitions get what fits.
 */
export function fetchRequest(
  positions: readonly FetchPosition[],
  limits: FetchLimits,
  committed = true,
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
        .int8(committed ? 1 : 0)
        .int32(0) // no session
        .int32(-1)
      out.array(inRunsOfTopic(positions), (run) =>
        out.text(run[0].topic).array(run, (p) =>
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

/** Neighbours of the same topic together; the order, by which the broker serves, stays. */
function inRunsOfTopic(positions: readonly FetchPosition[]): FetchPosition[][] {
  const runs: FetchPosition[][] = []
  for (const position of positions) {
    const run = runs.at(-1)
    if (run?.[0].topic === position.topic) run.push(position)
    else runs.push([position])
  }
  return runs
}

function decodeFetch(r: ByteReader): FetchedPartition[] {
  r.int32() // throttle time
  r.int16() // error of the session, of which there is none
  r.int32()
  return r
    .array(() => {
      const topic = r.nullableText() ?? ''
      return r.array(() => {
        const [partition, errorCode] = [r.int32(), r.int16()]
        r.int64() // high watermark
        r.int64() // last stable offset
        r.int64() // log start
        const aborted = r.array(() => ({ producerId: r.int64(), firstOffset: r.int64() }))
        r.int32() // preferred replica: only for a client that names its rack
        return { topic, partition, errorCode, aborted, records: r.blob() }
      })
    })
    .flat()
}
