import { type Cluster } from './cluster'
import { ProtocolError, UNKNOWN_TOPIC } from './errors'
import { describeConfigsRequest, type TopicConfig } from './requests/describe-configs'
import { type ListedOffset } from './requests/list-offsets'
import { type TopicMetadata } from './requests/metadata'
import { settled } from './settled'

/** One line of the topic table. What the user has no right to see is null. */
export interface TopicInfo {
  readonly topic: string
  readonly partitions: number
  /** Copies of each partition; null in a replay of a capture that does not know it. */
  readonly replication: number | null
  readonly minInSyncReplicas: number | null
  /** Hours; -1 is unlimited. */
  readonly retentionHours: number | null
  /** Bytes; -1 is unlimited. */
  readonly retentionBytes: number | null
  readonly cleanupPolicy: string | null
  /** Offsets between log start and end, over all partitions. */
  readonly messages: number | null
  readonly internal: boolean
}

export interface TopicTable {
  readonly kind: 'topics'
  readonly topics: readonly TopicInfo[]
}

const SETTINGS = ['min.insync.replicas', 'retention.ms', 'retention.bytes', 'cleanup.policy'] as const
const HOUR_MS = 3_600_000

/** Every topic that the user may see, by name. One thing that cannot be seen leaves the rest of the table whole. */
export async function readTopicTable(cluster: Cluster): Promise<TopicTable> {
  const { topics } = await cluster.metadata(null)
  const names = topics.map((t) => t.topic)
  const [sizes, settings] = await Promise.all([sizesOf(cluster, topics), settingsOf(cluster, names)])
  const lines = topics.map((t) => lineOf(t, settings.get(t.topic), sizes.get(t.topic) ?? null))
  return { kind: 'topics', topics: lines.sort((a, b) => (a.topic < b.topic ? -1 : 1)) }
}

function lineOf(topic: TopicMetadata, config: TopicConfig | undefined, size: bigint | null): TopicInfo {
  const setting = (name: (typeof SETTINGS)[number]): string | null =>
    config?.entries.find((e) => e.name === name)?.value ?? null
  const number = (text: string | null): number | null => (text === null ? null : Number(text))
  const retentionMs = number(setting('retention.ms'))
  return {
    topic: topic.topic,
    partitions: topic.partitions.length,
    replication: topic.partitions.length ? topic.partitions[0].replicas.length : null,
    minInSyncReplicas: number(setting('min.insync.replicas')),
    retentionHours: retentionMs === null || retentionMs < 0 ? retentionMs : retentionMs / HOUR_MS,
    retentionBytes: number(setting('retention.bytes')),
    cleanupPolicy: setting('cleanup.policy'),
    messages: size === null ? null : Number(size),
    internal: topic.internal,
  }
}

/** The settings of each topic; those that the user may not see have no entries. */
async function settingsOf(cluster: Cluster, topics: readonly string[]): Promise<Map<string, TopicConfig>> {
  if (!topics.length) return new Map()
  const configs = await cluster.any(describeConfigsRequest(topics, SETTINGS))
  return new Map(configs.map((c) => [c.topic, c]))
}

/**
 * End minus log start over all partitions of each topic. A topic that the user may not ask for, or with a partition
 * that no broker serves at the moment, is left out.
 */
async function sizesOf(cluster: Cluster, topics: readonly TopicMetadata[]): Promise<Map<string, bigint>> {
  const [starts, ends] = await Promise.all([
    cluster.reachableOffsets(topics, 'start'),
    cluster.reachableOffsets(topics, 'end'),
  ])
  const [startOf, endOf] = [byTopic(starts), byTopic(ends)]
  const sizes = new Map<string, bigint>()
  for (const { topic, partitions } of topics) {
    const [start, end] = [startOf.get(topic) ?? [], endOf.get(topic) ?? []]
    if (start.length === partitions.length && end.length === partitions.length)
      sizes.set(topic, sum(end) - sum(start))
  }
  return sizes
}

/** Those without an error, by their topic. */
function byTopic(offsets: readonly ListedOffset[]): Map<string, ListedOffset[]> {
  const found = new Map<string, ListedOffset[]>()
  for (const o of offsets) if (o.errorCode === 0) found.set(o.topic, [...(found.get(o.topic) ?? []), o])
  return found
}

const sum = (offsets: readonly ListedOffset[]): bigint => offsets.reduce((n, o) => n + o.offset, 0n)

/** End minus log start of one topic; null for no such topic. Rejects with ProtocolError, LinkError. */
export async function readTopicSize(cluster: Cluster, topic: string): Promise<bigint | null> {
  try {
    return await settled(async () => {
      const metadata = [await cluster.topic(topic)]
      return sum(await cluster.offsets(metadata, 'end')) - sum(await cluster.offsets(metadata, 'start'))
    })
  } catch (e) {
    if (e instanceof ProtocolError && e.code === UNKNOWN_TOPIC) return null
    throw e
  }
}

/** What is set on the topic itself; empty where the user may not see it. Rejects with ProtocolError for no such topic. */
export async function readTopicSettings(cluster: Cluster, topic: string): Promise<Record<string, string>> {
  await cluster.topic(topic)
  const [config] = await cluster.any(describeConfigsRequest([topic], null))
  const settings: Record<string, string> = {}
  for (const { name, value, own } of config.entries) if (own && value !== null) settings[name] = value
  return settings
}
