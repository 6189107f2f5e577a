import { type Cluster } from './cluster'
import { type Fact, hidden, hiddenByCode, hiddenByError, known } from './hidden'
import { type ConfigEntry, describeConfigsRequest } from './requests/describe-configs'

/** The settings of each topic, those of `names` or all for null, by one request. */
export async function readConfigs(
  cluster: Cluster,
  topics: readonly string[],
  names: readonly string[] | null,
): Promise<(topic: string) => Fact<readonly ConfigEntry[]>> {
  try {
    const configs = topics.length ? await cluster.any(describeConfigsRequest(topics, names)) : []
    const byTopic = new Map(configs.map((c) => [c.topic, c]))
    return (topic) => {
      const config = byTopic.get(topic)
      if (!config) return hidden('failed')
      return config.errorCode === 0 ? known(config.entries) : hidden(hiddenByCode(config.errorCode))
    }
  } catch (e) {
    const reason = hidden(hiddenByError(e))
    return () => reason
  }
}

/** What is set on the topic itself; empty where the user may not see it. Rejects with ProtocolError for no such topic. */
export async function readTopicSettings(cluster: Cluster, topic: string): Promise<Record<string, string>> {
  await cluster.topic(topic)
  const [config] = await cluster.any(describeConfigsRequest([topic], null))
  const settings: Record<string, string> = {}
  for (const { name, value, source } of config.entries)
    if (source === 'topic' && value !== null) settings[name] = value
  return settings
}
