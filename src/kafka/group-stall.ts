import { wholeBatches } from './batches'
import { boundsOf } from './bounds'
import { type Cluster } from './cluster'
import { type Position } from './position'
import { fetchRequest } from './requests/fetch'

/** As much as kafkajs asks for of one partition. */
const KAFKAJS_BYTES = 1 << 20

/** Why a consumer of kafkajs does not get past a position. */
export type Stall =
  /** The partition ends there now. */
  | { readonly why: 'cut'; readonly end: bigint }
  /** An answer has batches without a record, as the log cleaner leaves them; kafkajs asks for the same for ever. */
  | { readonly why: 'emptied' }

/** Looks what lies at the position; null for nothing out of the ordinary. Rejects with LinkError, ProtocolError. */
export async function lookAtStall(cluster: Cluster, position: Position): Promise<Stall | null> {
  const { topic, partition, done: offset } = position
  const metadata = await cluster.topic(topic)
  const partitions = metadata.partitions.filter((p) => p.partition === partition)
  if (partitions.length === 0) return { why: 'cut', end: 0n }
  const [now] = await boundsOf(cluster, [{ ...metadata, partitions }])
  if (now.to < position.end) return { why: 'cut', end: now.to }
  const limits = { maxWaitMs: 0, maxBytes: KAFKAJS_BYTES, maxPartitionBytes: KAFKAJS_BYTES }
  const request = fetchRequest([{ topic, partition, offset }], limits)
  const [fetched] = await cluster.node(partitions[0].leader, request)
  const { headers } = wholeBatches(fetched.records, position)
  const emptied = headers.length > 0 && headers.every((h) => h.count === 0)
  return emptied && position.done === offset ? { why: 'emptied' } : null
}
