import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

const TOPIC = 2

/** Where the value of a setting comes from (https://kafka.apache.org/protocol: config_source). */
const SOURCES = {
  1: 'topic',
  2: 'broker',
  3: 'cluster',
  4: 'broker file',
  5: 'default',
} as const

/**
 * Where a setting is set: on the topic, at run time on the broker or on the whole cluster, in the broker's file; or
 * nowhere, so that Kafka's own default holds.
 */
export type ConfigSource = (typeof SOURCES)[keyof typeof SOURCES] | 'elsewhere'

export interface ConfigEntry {
  readonly name: string
  /** Null for a secret, which a broker does not tell. */
  readonly value: string | null
  readonly source: ConfigSource
  /** The other places that set it, by the names they have there, the one that would hold next first. */
  readonly synonyms: readonly {
    readonly name: string
    readonly value: string | null
    readonly source: ConfigSource
  }[]
}

export interface TopicConfig {
  readonly topic: string
  readonly errorCode: number
  /** Every setting that is in force; none where the user may not see them. */
  readonly entries: readonly ConfigEntry[]
}

/** DescribeConfigs v1 of topics, which any broker answers; `names` are the settings wanted, null for all. */
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
      return out.int8(names ? 0 : 1).written // synonyms only with all
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

function decodeEntry(r: ByteReader): ConfigEntry {
  const [name, value] = [r.text(), r.nullableText()]
  r.boolean() // read only
  const source = sourceOf(r.int8())
  r.boolean() // sensitive
  const synonyms = r.array(() => ({ name: r.text(), value: r.nullableText(), source: sourceOf(r.int8()) }))
  return { name, value, source, synonyms }
}

const sourceOf = (code: number): ConfigSource =>
  Object.hasOwn(SOURCES, code) ? SOURCES[code as keyof typeof SOURCES] : 'elsewhere'
