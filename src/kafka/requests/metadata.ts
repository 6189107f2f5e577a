import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface Node {
  readonly id: number
  /** `host:port`, an IPv6 host in brackets */
  readonly address: string
}

export interface PartitionMetadata {
  readonly errorCode: number
  readonly partition: number
  /** The node that serves it; -1 where there is none at the moment. */
  readonly leader: number
  /** The nodes that keep a copy of it. */
  readonly replicas: readonly number[]
  /** Those of them whose copy is as the leader's. */
  readonly inSync: readonly number[]
}

export interface TopicMetadata {
  readonly errorCode: number
  readonly topic: string
  readonly internal: boolean
  readonly partitions: readonly PartitionMetadata[]
}

export interface Metadata {
  readonly nodes: readonly Node[]
  readonly clusterId: string | null
  readonly controller: number
  readonly topics: readonly TopicMetadata[]
}

/** Metadata v5 of the topics, or of all that the user may see (null). It never makes the broker create a topic. */
export function metadataRequest(topics: readonly string[] | null): Request<Metadata> {
  return {
    apiKey: 3,
    apiVersion: 5,
    apiName: 'Metadata',
    encode() {
      const out = new ByteWriter()
      if (topics) out.array(topics, (t) => out.text(t))
      else out.int32(-1)
      return out.int8(0).written // allow_auto_topic_creation: no
    },
    decode: (response) => decodeMetadata(new ByteReader(response)),
  }
}

function decodeMetadata(r: ByteReader): Metadata {
  r.int32() // throttle time
  const nodes = r.array(() => {
    const node = { id: r.int32(), address: addressOf(r.text(), r.int32()) }
    r.nullableText() // rack
    return node
  })
  const clusterId = r.nullableText()
  const controller = r.int32()
  const topics = r.array(() => ({
    errorCode: r.int16(),
    topic: r.text(),
    internal: r.boolean(),
    partitions: r.array(() => decodePartition(r)).sort((a, b) => a.partition - b.partition),
  }))
  return { nodes, clusterId, controller, topics }
}

const addressOf = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

function decodePartition(r: ByteReader): PartitionMetadata {
  const ids = (): number[] => r.array(() => r.int32())
  const [errorCode, partition, leader] = [r.int16(), r.int32(), r.int32()]
  const [replicas, inSync] = [ids(), ids()]
  ids() // offline
  return { errorCode, partition, leader, replicas, inSync }
}
