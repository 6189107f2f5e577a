import { nearNames } from '../config/near'
import { type Config } from '../config'
import { type CarnetError, carnetError } from '../errors'
import { userOf } from './certificate'
import { type Cluster } from './cluster'
import { ProtocolError, TOPIC_FORBIDDEN, UNKNOWN_TOPIC } from './errors'

/** Whether the error is a broker's answer that it knows no such topic, or none that this user may see. */
export const isTopicAbsent = (e: unknown): e is ProtocolError =>
  e instanceof ProtocolError &&
  (e.code === UNKNOWN_TOPIC || (e.code === TOPIC_FORBIDDEN && e.partition === null))

/** The error for a topic that is not there or may not be seen, with the names that it might have been meant for. */
export async function topicAbsent(
  error: ProtocolError,
  cluster: Cluster,
  config: Config,
  topic: string,
): Promise<CarnetError> {
  const { topics } = await cluster.metadata(null)
  const known = topics
    .filter((t) => !t.internal)
    .map((t) => t.topic)
    .sort()
  const names = { topic, near: nearNames(topic, known), known }
  return error.code === UNKNOWN_TOPIC
    ? carnetError('TOPIC_UNKNOWN', names, error)
    : carnetError('TOPIC_FORBIDDEN', { ...names, user: userOf(config) }, error)
}
