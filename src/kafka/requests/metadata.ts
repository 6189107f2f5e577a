import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface Node {
  readonly id: number
  /** `host:port` */
  readonly address: string
}

export interface PartitionMetadata {
  readonly errorCode: number
  readonly partition: number
  /** The node that serves it; -1 where there is none at the moment. */
  readonly leader: number
  readonly replicas: readonly number[]
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
    const node = { id: r.int32(), address: `${r.text()}:${r.int32()}` }
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

function decodePartition(r: ByteReader): PartitionMetadata {
  const ids = (): number[] => r.array(() => r.int32())
  const partition = { errorCode: r.int16(), partition: r.int32(), leader: r.int32(), replicas: ids() }
  ids() // in sync
  ids() // offline
  return partition
}
