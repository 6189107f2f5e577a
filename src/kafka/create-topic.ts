import { type Cluster } from './cluster'
import { CLUSTER_FORBIDDEN, ProtocolError, TOPIC_EXISTS, TOPIC_FORBIDDEN } from './errors'
import { createTopicRequest } from './requests/create-topic'
import { isNewTopic, settled } from './settled'

const CREATE_MS = 10_000

/** What a topic is created with; replication is the broker's default. */
export interface NewTopic {
  readonly partitions: number
  readonly settings?: Readonly<Record<string, string>>
}

/** Creates the topic; false where it is there already. Resolves when every partition has a leader that serves it. */
export async function createTopic(
  cluster: Cluster,
  topic: string,
  { partitions, settings = {} }: NewTopic,
): Promise<boolean> {
  const { controller } = await cluster.metadata([])
  const { errorCode, message } = await cluster.node(
    controller,
    createTopicRequest(topic, partitions, settings, CREATE_MS),
  )
  if (errorCode === TOPIC_EXISTS) return false
  // A topic that is not there cannot be hidden: what is missing is the right to make it.
  if (errorCode === TOPIC_FORBIDDEN) throw new ProtocolError(CLUSTER_FORBIDDEN, null, message)
  if (errorCode !== 0) throw new ProtocolError(errorCode, null, message)
  await settled(async () => cluster.offsets([await cluster.topic(topic)], 'end'), { settling: isNewTopic })
  return true
}
