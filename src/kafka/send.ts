import { performance } from 'node:perf_hooks'
import type * as Kafkajs from 'kafkajs'
import { carnetError } from '../errors'
import { type Header } from '../record'
import { type Cluster } from './cluster'
import { type BatchRecord, encodeOneBatch } from './encode'
import { ProtocolError, requireSuccess } from './errors'
import { type TopicMetadata } from './requests/metadata'
import { produceRequest } from './requests/produce'
import { type OutgoingBatch } from './resend'
import { sleep } from './timing'

/** A message to send. */
export interface NewRecord {
  readonly partition?: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** Milliseconds since 1970; the time of sending by default. */
  readonly timestamp?: number
  readonly headers?: readonly Header[]
}

/** One request carries at most so many messages and about so many bytes; a broker takes a batch of 1 MiB by default. */
const REQUEST_RECORDS = 5_000
const REQUEST_BYTES = 900_000
const PRODUCE_MS = 30_000
/** A leader may be on its way to another broker. */
const RETRY_FOR_MS = 5_000
const RETRY_PAUSE_MS = 100

/**
 * Sends the messages in their order and waits until the brokers have them. A message without a partition goes where
 * Java's producer would put it: by its key, else in turn. Rejects with ProtocolError, LinkError, PARTITION_UNKNOWN.
 * Messages before the failing request stay sent.
 */
export async function sendRecords(
  cluster: Cluster,
  topic: string,
  records: readonly NewRecord[],
): Promise<void> {
  const metadata = await cluster.topic(topic)
  const partitionOf = await partitioner(metadata)
  const sent = Date.now()
  for (const slice of slices(records)) {
    const batches = new Map<number, BatchRecord[]>()
    for (const record of slice) {
      const partition = partitionOf(record)
      const batch = batches.get(partition) ?? []
      if (!batch.length) batches.set(partition, batch)
      const { key, value, timestamp = sent, headers = [] } = record
      batch.push({ offset: BigInt(batch.length), key, value, timestamp, headers })
    }
    await produce(cluster, metadata, new Map([...batches].map(([p, batch]) => [p, encodeOneBatch(batch)])))
  }
}

function* slices(records: readonly NewRecord[]): Generator<readonly NewRecord[]> {
  let start = 0
  let bytes = 0
  for (const [i, record] of records.entries()) {
    const size = sizeOf(record)
    if (i > start && (i - start >= REQUEST_RECORDS || bytes + size > REQUEST_BYTES)) {
      yield records.slice(start, i)
      start = i
      bytes = 0
    }
    bytes += size
  }
  if (start < records.length) yield records.slice(start)
}

/** About the size of a record in a batch. */
const sizeOf = ({ key, value, headers = [] }: NewRecord): number =>
  32 +
  bytesIn(key) +
  bytesIn(value) +
  headers.reduce((n, [name, v]) => n + 16 + 3 * name.length + bytesIn(v), 0)

const bytesIn = (bytes: Buffer | null): number => bytes?.length ?? 0

async function partitioner({ topic, partitions }: TopicMetadata): Promise<(record: NewRecord) => number> {
  const { Partitioners } = await import('kafkajs')
  const choose = Partitioners.DefaultPartitioner()
  const partitionMetadata: Kafkajs.PartitionMetadata[] = partitions.map((p) => ({
    partitionErrorCode: p.errorCode,
    partitionId: p.partition,
    leader: p.leader,
    replicas: [...p.replicas],
    isr: [],
  }))
  return ({ partition, key, value }) => {
    if (partition === undefined) return choose({ topic, partitionMetadata, message: { key, value } })
    if (!partitions.some((p) => p.partition === partition))
      throw carnetError('PARTITION_UNKNOWN', { topic, partition, partitions: partitions.length })
    return partition
  }
}

/**
 * Sends record batches one after the other, and has the next one made meanwhile. `onSent` is told of each that the
 * brokers have. Rejects with ProtocolError, LinkError, and as the batches do.
 */
export async function sendBatches(
  cluster: Cluster,
  topic: string,
  batches: AsyncIterable<OutgoingBatch>,
  onSent: (batch: OutgoingBatch) => void,
): Promise<void> {
  const metadata = await cluster.topic(topic)
  const iterator = batches[Symbol.asyncIterator]()
  try {
    for (let next = await iterator.next(); !next.done;) {
      const batch = next.value
      const sending = produce(cluster, metadata, new Map([[batch.partition, batch.bytes]]))
      const [sent, coming] = await Promise.allSettled([sending, iterator.next()])
      if (sent.status === 'rejected') throw sent.reason
      onSent(batch)
      if (coming.status === 'rejected') throw coming.reason
      next = coming.value
    }
  } finally {
    await iterator.return?.()
  }
}

/**
 * Sends one batch to each partition. What a broker refuses because it does not lead the partition (any more) was not
 * taken, and is sent again; after a broken connection nobody knows, so that is an error.
 */
async function produce(cluster: Cluster, topic: TopicMetadata, batches: Map<number, Buffer>): Promise<void> {
  let metadata = topic
  for (const until = performance.now() + RETRY_FOR_MS; ; await sleep(RETRY_PAUSE_MS)) {
    const byLeader = new Map<number, Map<number, Buffer>>()
    for (const [partition, batch] of batches) {
      const leader = metadata.partitions.find((p) => p.partition === partition)?.leader ?? -1
      byLeader.set(leader, (byLeader.get(leader) ?? new Map<number, Buffer>()).set(partition, batch))
    }
    const answers = await Promise.all(
      [...byLeader].map(([leader, mine]) =>
        cluster.node(leader, produceRequest(topic.topic, mine, PRODUCE_MS)),
      ),
    )
    for (const { partition, errorCode } of answers.flat())
      if (errorCode === 0) batches.delete(partition)
      else if (!new ProtocolError(errorCode).passing || performance.now() > until)
        requireSuccess(errorCode, partition)
    if (!batches.size) return
    metadata = await cluster.topic(topic.topic)
  }
}
