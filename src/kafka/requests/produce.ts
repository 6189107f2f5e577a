import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface ProducedPartition {
  readonly partition: number
  readonly errorCode: number
}

/** Produce v7 (Kafka 2.1): one record batch for each partition of a topic; all in-sync replicas must have it. */
export function produceRequest(
  topic: string,
  batches: ReadonlyMap<number, Buffer>,
  timeoutMs: number,
): Request<ProducedPartition[]> {
  return {
    apiKey: 0,
    apiVersion: 7,
    apiName: 'Produce',
    encode() {
      const out = new ByteWriter().nullText().int16(-1).int32(timeoutMs) // no transaction, acks of all
      return out.array([topic], (name) =>
        out.text(name).array([...batches], ([partition, batch]) => out.int32(partition).blob(batch)),
      ).written
    },
    decode(response) {
      const r = new ByteReader(response)
      return r
        .array(() => {
          r.text() // topic
          return r.array(() => {
            const produced = { partition: r.int32(), errorCode: r.int16() }
            r.int64() // base offset
            r.int64() // time of append
            r.int64() // log start
            return produced
          })
        })
        .flat()
    },
  }
}
