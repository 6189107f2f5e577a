import { now } from '../clock'
import { type ReadSelection } from '../reading'
import { type OffsetRange, type RecordChunk } from '../record'
import { type Cluster } from './cluster'
import { readConfigs } from './configs'
import {
  type PartitionDescription,
  partitionLine,
  type Skew,
  skewOf,
  wholeRanges,
} from './describe-partitions'
import { type Rate, readRate } from './describe-rate'
import { Profiler, type SampleProfile, sampleRanges } from './describe-sample'
import { ownSettings, type TopicSetting } from './describe-settings'
import { type GroupLag, readGroups } from './groups'
import { type Fact, type Hidden, hiddenByError, reasonOf, reasons, valueOf } from './hidden'
import { invalid, requireMembers } from './options'
import { survey } from './survey'
import { topicLine, type TopicInfo } from './topics'

/** Everything that can be told of a topic without reading it whole. What is not known is null, and `hidden` says why. */
export interface TopicDescription {
  readonly kind: 'description'
  readonly topic: string
  readonly clusterId: string | null
  /** When it was asked for, ISO 8601 in UTC; of a replay, when the capture was made. */
  readonly at: string
  readonly origin: 'live' | 'replay'
  /** Its line in the topic table. */
  readonly info: TopicInfo
  readonly partitions: readonly PartitionDescription[]
  /** How unevenly the messages lie; null for a topic without messages, or where they cannot be counted. */
  readonly skew: Skew | null
  /** The last messages, looked at. */
  readonly sample: SampleProfile | null
  /** Messages over time, from offsets by time and not by reading; null too where no message has a time. */
  readonly rate: Rate | null
  /** Consumer groups that have committed offsets on the topic, as far as the user may see them. */
  readonly groups: readonly GroupLag[] | null
  /** Settings that are not Kafka's defaults. */
  readonly settings: readonly TopicSetting[] | null
  /** Why parts are not known, or (`groups`) not known whole. */
  readonly hidden: Readonly<Partial<Record<'sample' | 'rate' | 'groups' | 'settings', Hidden>>>
}

export interface DescribeOptions {
  /** The last messages to look at; 1,000 by default, 0 for none. */
  readonly sample?: number
}

const SAMPLE = 1_000

/** How many messages to look at. Throws READ_OPTION_INVALID, READ_OPTION_UNKNOWN. */
export function checkedSample(options: DescribeOptions = {}): number {
  requireMembers('', options, ['sample'])
  const { sample = SAMPLE } = options
  if (!Number.isSafeInteger(sample) || sample < 0) throw invalid('sample', sample, 'a whole number from 0')
  return sample
}

/** Reads the messages of a topic that are asked for, chunk by chunk. */
export type ReadSome = (
  onChunk: (chunk: RecordChunk) => void,
  selection: Required<Pick<ReadSelection, 'from' | 'until' | 'partitions'>>,
) => Promise<unknown>

/**
 * Describes a topic: its table line, partitions, groups and settings are asked for at once, then a sample is read and
 * the rate over time estimated. Nothing is committed. Rejects with ProtocolError for a topic that is unknown or
 * forbidden, and LinkError where no broker answers; anything else that cannot be had is said in `hidden`.
 */
export async function readDescription(
  cluster: Cluster,
  topic: string,
  { sample: count, read }: { readonly sample: number; readonly read: ReadSome },
): Promise<TopicDescription> {
  const metadata = await cluster.topic(topic)
  const { nodes, clusterId } = await cluster.metadata([])
  const surveyed = survey(cluster, [metadata]).then((facts) => facts.get(topic) ?? [])
  const [facts, configs, found] = await Promise.all([
    surveyed,
    readConfigs(cluster, [topic], null),
    readGroups(cluster, nodes, topic, surveyed),
  ])
  const config = configs(topic)
  const info = topicLine(metadata, facts, config)
  const partitions = facts.map(partitionLine)
  const [sample, rate] = await Promise.all([
    told(readSample(sampleRanges(wholeRanges(topic, facts), count), read)),
    told(readRate(cluster, metadata, facts)),
  ])
  const hidden = {
    sample: reasonOf(sample),
    rate: reasonOf(rate),
    groups: found.hidden ?? undefined,
    settings: reasonOf(config),
  }
  return {
    kind: 'description',
    topic,
    clusterId,
    at: now().toISOString(),
    origin: 'live',
    info,
    partitions,
    skew: skewOf(partitions),
    sample: valueOf(sample),
    rate: valueOf(rate),
    groups: found.groups,
    settings: 'value' in config ? ownSettings(config.value) : null,
    hidden: reasons(hidden),
  }
}

async function told<T>(answer: Promise<T>): Promise<Fact<T>> {
  try {
    return { value: await answer }
  } catch (e) {
    return { hidden: hiddenByError(e) }
  }
}

async function readSample(ranges: readonly OffsetRange[], read: ReadSome): Promise<SampleProfile> {
  const profiler = new Profiler(ranges)
  const wanted = ranges.filter((r) => r.to > r.from)
  const byPartition = (offset: (range: OffsetRange) => bigint): Record<number, bigint> =>
    Object.fromEntries(wanted.map((range) => [range.partition, offset(range)]))
  if (wanted.length > 0)
    await read((chunk) => profiler.add(chunk), {
      partitions: wanted.map((r) => r.partition),
      from: { offset: byPartition((r) => r.from) },
      until: { offset: byPartition((r) => r.to) },
    })
  return profiler.profile()
}
