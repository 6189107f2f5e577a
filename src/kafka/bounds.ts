import { type OffsetRange } from '../record'
import { type Cluster } from './cluster'
import { type ListedOffset } from './requests/list-offsets'
import { type TopicMetadata } from './requests/metadata'
import { keyOf, type Place } from './selection'

/**
 * What is there now of every partition of the topics: log start, and end for a reader of committed data (the last
 * stable offset), or the end of all that was written. Rejects with ProtocolError, LinkError.
 */
export async function boundsOf(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  committed = true,
): Promise<OffsetRange[]> {
  // Ends first: what is deleted meanwhile then only makes a range shorter.
  const ends = offsetsByPlace(await cluster.offsets(topics, 'end', committed))
  const starts = offsetsByPlace(await cluster.offsets(topics, 'start'))
  return topics.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition }) => {
      const [from, end] = [starts({ topic, partition }), ends({ topic, partition })]
      return { topic, partition, from, to: end > from ? end : from }
    }),
  )
}

/** The offset of each partition in an answer. */
export function offsetsByPlace(offsets: readonly ListedOffset[]): (place: Place) => bigint {
  const known = new Map(offsets.map((o) => [keyOf(o), o.offset]))
  return (place) => {
    const offset = known.get(keyOf(place))
    if (offset === undefined)
      throw new RangeError(`the broker says nothing of ${place.topic}[${place.partition}]`)
    return offset
  }
}
