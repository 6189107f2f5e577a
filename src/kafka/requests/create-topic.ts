import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

/** CreateTopics v4 (Kafka 2.4) of one topic, with the default replication of the broker. */
export function createTopicRequest(
  topic: string,
  partitions: number,
  settings: Readonly<Record<string, string>>,
  timeoutMs: number,
): Request<{ readonly errorCode: number; readonly message: string | null }> {
  return {
    apiKey: 19,
    apiVersion: 4,
    apiName: 'CreateTopics',
    encode() {
      const out = new ByteWriter()
      out.array([topic], (name) => {
        out.text(name).int32(partitions).int16(-1).int32(0) // no assignment by hand
        out.array(Object.entries(settings), ([key, value]) => out.text(key).text(value))
      })
      return out.int32(timeoutMs).int8(0).written // not a trial
    },
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      const [created] = r.array(() => {
        r.text() // topic
        return { errorCode: r.int16(), message: r.nullableText() }
      })
      return created
    },
  }
}
