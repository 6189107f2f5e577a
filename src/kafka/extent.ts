import { boundsOf } from './bounds'
import { type Cluster, topicsIn } from './cluster'
import { settled } from './settled'

/** What there is of a topic, by offsets. */
export interface Extent {
  /** The cluster's own id; null where it is not known. */
  readonly clusterId: string | null
  /** In order of partition. */
  readonly partitions: readonly PartitionExtent[]
}

export interface PartitionExtent {
  readonly partition: number
  /** The first offset that is there: the log start. */
  readonly start: bigint
  /** The offset after the last one that a reader of committed messages gets; `start` where there is none. */
  readonly end: bigint
}

/** Asks the cluster what there is of a topic now. Rejects with ProtocolError, LinkError. */
export function readExtent(cluster: Cluster, topic: string): Promise<Extent> {
  return settled(async () => {
    // The id comes with the partitions: another cluster may answer at the same address a moment later.
    const metadata = await cluster.metadata([topic])
    const bounds = await boundsOf(cluster, topicsIn(metadata, [topic]))
    return {
      clusterId: metadata.clusterId || null,
      partitions: bounds.map(({ partition, from, to }) => ({ partition, start: from, end: to })),
    }
  })
}
