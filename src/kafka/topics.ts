import { type Cluster } from './cluster'
import { readConfigs } from './configs'
import { ProtocolError, UNKNOWN_TOPIC } from './errors'
import { type Fact, type Hidden, isHidden, known, reasonOf, reasons, valueOf } from './hidden'
import { type ConfigEntry } from './requests/describe-configs'
import { type ListedOffset } from './requests/list-offsets'
import { type TopicMetadata } from './requests/metadata'
import { settled } from './settled'
import { type PartitionFacts, survey } from './survey'

/** One line of the topic table. What is not known is null; where the brokers do not tell it, `hidden` says why. */
export interface TopicInfo {
  readonly topic: string
  readonly partitions: number
  /** Copies of each partition; null in a replay of a capture that does not know it. */
  readonly replication: number | null
  readonly minInSyncReplicas: number | null
  /** Hours; -1 is unlimited. */
  readonly retentionHours: number | null
  /** Bytes a partition; -1 is unlimited. */
  readonly retentionBytes: number | null
  /** `delete`, `compact`, or both with a comma. */
  readonly cleanupPolicy: string | null
  /**
   * Offsets between log start and end, over all partitions: the messages, and the markers of transactions. A compacted
   * topic (`cleanupPolicy`) holds at most so many.
   */
  readonly messages: number | null
  /** Bytes on disk, compressed as they lie there, without the copies: summed over the leaders. */
  readonly bytes: number | null
  /** The least of the first timestamps of the partitions, milliseconds since 1970; null too where there is no message. */
  readonly firstTimestamp: number | null
  /** The greatest timestamp, milliseconds since 1970; null too where there is no message. */
  readonly lastTimestamp: number | null
  /** Whether Kafka itself keeps its records there. */
  readonly internal: boolean
  /** Why a column is null, for those that are so because the brokers do not tell. */
  readonly hidden: Readonly<Partial<Record<HideableColumn, Hidden>>>
}

export type HideableColumn = (typeof HIDEABLE)[number]

export interface TopicTable {
  readonly kind: 'topics'
  readonly topics: readonly TopicInfo[]
}

const SETTING_COLUMNS = ['minInSyncReplicas', 'retentionHours', 'retentionBytes', 'cleanupPolicy'] as const
const HIDEABLE = [...SETTING_COLUMNS, 'messages', 'bytes', 'firstTimestamp', 'lastTimestamp'] as const
const SETTINGS = ['min.insync.replicas', 'retention.ms', 'retention.bytes', 'cleanup.policy'] as const

const HOUR_MS = 3_600_000

/**
 * Every topic that the user may see, by name. The number of requests does not depend on that of the topics. One thing
 * that cannot be seen leaves the rest of the table whole.
 */
export async function readTopicTable(cluster: Cluster): Promise<TopicTable> {
  const { topics } = await cluster.metadata(null)
  const names = topics.map((t) => t.topic)
  const [facts, configs] = await Promise.all([survey(cluster, topics), readConfigs(cluster, names, SETTINGS)])
  const lines = topics.map((t) => topicLine(t, facts.get(t.topic) ?? [], configs(t.topic)))
  return { kind: 'topics', topics: lines.sort((a, b) => (a.topic < b.topic ? -1 : 1)) }
}

/** A topic's line of the table, from what the brokers tell of its partitions and of its settings. */
export function topicLine(
  topic: Pick<TopicMetadata, 'topic' | 'internal'>,
  partitions: readonly PartitionFacts[],
  config: Fact<readonly ConfigEntry[]>,
): TopicInfo {
  const facts = {
    messages: allOf(partitions.map(messagesOf), sum),
    bytes: allOf(
      partitions.map((p) => p.bytes),
      sum,
    ),
    firstTimestamp: allOf(
      partitions.map((p) => p.first),
      (times) => extreme(times, Math.min),
    ),
    lastTimestamp: allOf(
      partitions.map((p) => p.last),
      (times) => extreme(times, Math.max),
    ),
  }
  const noSettings = reasonOf(config)
  return {
    topic: topic.topic,
    partitions: partitions.length,
    replication: partitions.length ? partitions[0].replicas.length : null,
    ...settingColumns((name) =>
      'value' in config ? config.value.find((e) => e.name === name)?.value : null,
    ),
    messages: valueOf(facts.messages),
    bytes: valueOf(facts.bytes),
    firstTimestamp: valueOf(facts.firstTimestamp),
    lastTimestamp: valueOf(facts.lastTimestamp),
    internal: topic.internal,
    hidden: reasons({
      minInSyncReplicas: noSettings,
      retentionHours: noSettings,
      retentionBytes: noSettings,
      cleanupPolicy: noSettings,
      messages: reasonOf(facts.messages),
      bytes: reasonOf(facts.bytes),
      firstTimestamp: reasonOf(facts.firstTimestamp),
      lastTimestamp: reasonOf(facts.lastTimestamp),
    }),
  }
}

/** The columns that are settings of the topic, from their values in Kafka's words. */
export function settingColumns(
  setting: (name: string) => string | null | undefined,
): Pick<TopicInfo, (typeof SETTING_COLUMNS)[number]> {
  const number = (name: (typeof SETTINGS)[number]): number | null => {
    const text = setting(name) ?? null
    return text !== null && /^-?\d+$/.test(text) ? Number(text) : null
  }
  const retentionMs = number('retention.ms')
  return {
    minInSyncReplicas: number('min.insync.replicas'),
    retentionHours: retentionMs === null || retentionMs < 0 ? retentionMs : retentionMs / HOUR_MS,
    retentionBytes: number('retention.bytes'),
    cleanupPolicy: setting('cleanup.policy') ?? null,
  }
}

/** The reasons of a topic's line in JSON, as far as they are such. */
export function hiddenColumns(json: unknown): TopicInfo['hidden'] {
  const found: Partial<Record<HideableColumn, Hidden>> = {}
  for (const column of HIDEABLE) {
    const reason = (json as Record<string, unknown> | null | undefined)?.[column]
    if (isHidden(reason)) found[column] = reason
  }
  return found
}

/** Offsets from the log start to the end. */
export function messagesOf({ start, end }: PartitionFacts): Fact<number> {
  if ('hidden' in start) return start
  if ('hidden' in end) return end
  return known(end.value > start.value ? Number(end.value - start.value) : 0)
}

/** What is known of every partition, in one; hidden where one partition hides it. */
function allOf<T, R>(facts: readonly Fact<T>[], join: (values: T[]) => R): Fact<R> {
  const values: T[] = []
  for (const fact of facts)
    if ('hidden' in fact) return fact
    else values.push(fact.value)
  return known(join(values))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

function extreme(times: readonly (number | null)[], of: (a: number, b: number) => number): number | null {
  const found = times.filter((t) => t !== null)
  return found.length ? found.reduce((a, b) => of(a, b)) : null
}

/** End minus log start of one topic; null for no such topic. Rejects with ProtocolError, LinkError. */
export async function readTopicSize(cluster: Cluster, topic: string): Promise<bigint | null> {
  try {
    return await settled(async () => {
      const metadata = [await cluster.topic(topic)]
      return total(await cluster.offsets(metadata, 'end')) - total(await cluster.offsets(metadata, 'start'))
    })
  } catch (e) {
    if (e instanceof ProtocolError && e.code === UNKNOWN_TOPIC) return null
    throw e
  }
}

const total = (offsets: readonly ListedOffset[]): bigint => offsets.reduce((n, o) => n + o.offset, 0n)
