import { type Cluster } from './cluster'
import { readConfigs } from './configs'
import { readTopicSize } from './topics'

/** A topic that messages are to be sent to. */
export interface TargetTopic {
  readonly partitions: number
  /** Messages by offsets: end minus log start, over all partitions. */
  readonly messages: bigint
  /** Every setting in force, by its name; null where the user may not see them. */
  readonly settings: ReadonlyMap<string, string> | null
}

/** What is known of a topic before messages are sent; null where there is none. */
export async function readTarget(cluster: Cluster, topic: string): Promise<TargetTopic | null> {
  const messages = await readTopicSize(cluster, topic)
  if (messages === null) return null
  const [{ partitions }, configs] = await Promise.all([
    cluster.topic(topic),
    readConfigs(cluster, [topic], null),
  ])
  const entries = configs(topic)
  const settings =
    'value' in entries
      ? new Map(entries.value.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])))
      : null
  return { partitions: partitions.length, messages, settings }
}
