import { byLeader, type Cluster } from './cluster'
import { type Fact, hidden, hiddenByCode, hiddenByError, known } from './hidden'
import { describeLogDirsRequest } from './requests/describe-log-dirs'
import {
  listOffsetsRequest,
  newestRecordRequest,
  type ListedOffset,
  type OffsetKind,
  type TopicPartitions,
} from './requests/list-offsets'
import { type PartitionMetadata, type TopicMetadata } from './requests/metadata'
import { type Request } from './requests/request'

/** What the brokers tell of one partition. */
export interface PartitionFacts extends PartitionMetadata {
  /** The log start. */
  readonly start: Fact<bigint>
  /** The end for a reader of committed data: the last stable offset. */
  readonly end: Fact<bigint>
  /** The timestamp of the first record, in milliseconds since 1970; null where there is none. */
  readonly first: Fact<number | null>
  /** The greatest timestamp; null where there is no record. */
  readonly last: Fact<number | null>
  /** The log on the leader's disk. */
  readonly bytes: Fact<number>
}

/** Finds what was answered of a partition, or why nothing was. */
type Answers<T> = (topic: string, partition: PartitionMetadata) => Fact<T>

/**
 * Asks the leaders about any number of topics: at most five requests to each broker, all at once, however many topics
 * there are. Never rejects for what a broker does not tell.
 */
export async function survey(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
): Promise<Map<string, PartitionFacts[]>> {
  const [start, end, first, newest, bytes] = await Promise.all([
    offsetsOf(cluster, topics, 'start'),
    offsetsOf(cluster, topics, 'end'),
    // The first record from 1970 on is the first one, but for records without a time.
    askLeaders(cluster, topics, (led) => listOffsetsRequest(led, 0), recordOf),
    askLeaders(cluster, topics, newestRecordRequest, recordOf),
    askLeaders(cluster, topics, describeLogDirsRequest, (size) => known(size.bytes)),
  ])
  const factsOf = (topic: string, p: PartitionMetadata): PartitionFacts => ({
    ...p,
    start: start(topic, p),
    end: end(topic, p),
    first: timeFrom(start(topic, p), first(topic, p)),
    last: timeFrom(start(topic, p), newest(topic, p)),
    bytes: bytes(topic, p),
  })
  return new Map(topics.map(({ topic, partitions }) => [topic, partitions.map((p) => factsOf(topic, p))]))
}

/** One offset of each partition; -1 where a record was looked for by its time and there is none. */
export function offsetsOf(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  kind: OffsetKind,
): Promise<Answers<bigint>> {
  const offset = ({ errorCode, offset }: ListedOffset): Fact<bigint> =>
    errorCode === 0 ? known(offset) : hidden(hiddenByCode(errorCode))
  return askLeaders(cluster, topics, (led) => listOffsetsRequest(led, kind), offset)
}

const recordOf = (found: ListedOffset): Fact<ListedOffset> =>
  found.errorCode === 0 ? known(found) : hidden(hiddenByCode(found.errorCode))

/** The time of a record; a broker still remembers the newest one when it was deleted. */
function timeFrom(start: Fact<bigint>, record: Fact<ListedOffset>): Fact<number | null> {
  if ('hidden' in start) return start
  if ('hidden' in record) return record
  const { offset, timestamp } = record.value
  return known(offset < start.value || timestamp < 0 ? null : timestamp)
}

/** Sends one request to each leader. Null for an answer is that the user has no right to it. */
async function askLeaders<A extends { readonly topic: string; readonly partition: number }, T>(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  request: (led: readonly TopicPartitions[]) => Request<readonly A[] | null>,
  read: (answer: A) => Fact<T>,
): Promise<Answers<T>> {
  const byNode = new Map<number, Fact<Map<string, Fact<T>>>>()
  const ask = async (node: number, led: readonly TopicPartitions[]): Promise<void> => {
    try {
      const answers = await cluster.node(node, request(led))
      const read1 = (a: A): [string, Fact<T>] => [keyOf(a.topic, a.partition), read(a)]
      byNode.set(node, answers ? known(new Map(answers.map(read1))) : hidden('not allowed'))
    } catch (e) {
      byNode.set(node, hidden(hiddenByError(e)))
    }
  }
  await Promise.all([...byLeader(topics)].map(([node, led]) => ask(node, led)))
  return (topic, { leader, partition }) => {
    const told = byNode.get(leader) ?? hidden('no answer')
    if ('hidden' in told) return told
    return told.value.get(keyOf(topic, partition)) ?? hidden('no answer')
  }
}

const keyOf = (topic: string, partition: number): string => `${partition} ${topic}`
