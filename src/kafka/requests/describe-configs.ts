import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

const TOPIC = 2
/** A value set on the topic itself (https://kafka.apache.org/protocol: config_source). */
const FROM_TOPIC = 1

export interface TopicConfig {
  readonly topic: string
  readonly errorCode: number
  /** Every setting that is in force; null values are of secrets, which a broker does not tell. */
  readonly entries: readonly { readonly name: string; readonly value: string | null; readonly own: boolean }[]
}

/** DescribeConfigs v1 of topics; `names` are the settings wanted, null for all. */
export function describeConfigsRequest(
  topics: readonly string[],
  names: readonly string[] | null,
): Request<TopicConfig[]> {
  return {
    apiKey: 32,
    apiVersion: 1,
    apiName: 'DescribeConfigs',
    encode() {
      const out = new ByteWriter()
      out.array(topics, (topic) => {
        out.int8(TOPIC).text(topic)
        if (names) out.array(names, (name) => out.text(name))
        else out.int32(-1)
      })
      return out.int8(0).written // without synonyms
    },
    decode: (response) => decodeConfigs(new ByteReader(response)),
  }
}

function decodeConfigs(r: ByteReader): TopicConfig[] {
  r.int32() // throttle time
  return r.array(() => {
    const errorCode = r.int16()
    r.nullableText() // message
    r.int8() // kind of resource
    return { errorCode, topic: r.text(), entries: r.array(() => decodeEntry(r)) }
  })
}

function decodeEntry(r: ByteReader): TopicConfig['entries'][number] {
  const [name, value] = [r.text(), r.nullableText()]
  r.boolean() // read only
  const own = r.int8() === FROM_TOPIC
  r.boolean() // sensitive
  r.array(() => [r.text(), r.nullableText(), r.int8()]) // synonyms
  return { name, value, own }
}
