import { type CarnetError, carnetError } from '../errors'
import { nearNames } from '../config/near'
import { type Cluster } from './cluster'

/** The error for a topic that is not there, with the names that it might have been meant for. */
export async function topicUnknown(cluster: Cluster, topic: string): Promise<CarnetError> {
  const { topics } = await cluster.metadata(null)
  const known = topics
    .filter((t) => !t.internal)
    .map((t) => t.topic)
    .sort()
  return carnetError('TOPIC_UNKNOWN', { topic, near: nearNames(topic, known), known })
}
