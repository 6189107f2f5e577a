import { ByteReader, ByteWriter } from '../bytes'
import { type TopicPartitions } from './list-offsets'
import { type Request } from './request'

export interface ReplicaSize {
  readonly topic: string
  readonly partition: number
  /** Bytes of its log on the disk of that node, compressed as they lie there. */
  readonly bytes: number
}

/**
 * DescribeLogDirs v1: the sizes of replicas on one node. Null where the user may not see them (DESCRIBE on the
 * cluster): this version answers that with no folder at all, and a node has at least one.
 */
export function describeLogDirsRequest(topics: readonly TopicPartitions[]): Request<ReplicaSize[] | null> {
  return {
    apiKey: 35,
    apiVersion: 1,
    apiName: 'DescribeLogDirs',
    encode() {
      const out = new ByteWriter()
      return out.array(topics, (t) => out.text(t.topic).array(t.partitions, (p) => out.int32(p))).written
    },
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      const folders = r.array(() => {
        r.int16() // error of the folder: a failed disk has no replicas to tell of
        r.text() // its path
        return r.array(() => decodeTopic(r)).flat()
      })
      return folders.length === 0 ? null : folders.flat()
    },
  }
}

function decodeTopic(r: ByteReader): ReplicaSize[] {
  const topic = r.text()
  const replicas = r.array(() => {
    const [partition, bytes] = [r.int32(), Number(r.int64())]
    r.int64() // how far it lags
    return { topic, partition, bytes, coming: r.boolean() }
  })
  // One that is being moved between folders of the node counts where it is still served from.
  return replicas
    .filter((replica) => !replica.coming)
    .map(({ partition, bytes }) => ({ topic, partition, bytes }))
}
