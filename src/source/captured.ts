import { batchesOf } from '../kafka/decode'
import { type TopicDescription } from '../kafka/describe'
import { type PartitionDescription, skewOf } from '../kafka/describe-partitions'
import { buckets, type Rate } from '../kafka/describe-rate'
import { Profiler, sampleRanges } from '../kafka/describe-sample'
import { type Hidden, reasons } from '../kafka/hidden'
import { RecordCursor } from '../kafka/record-cursor'
import { type HideableColumn, settingColumns, type TopicInfo } from '../kafka/topics'
import { type OffsetRange, type RecordChunk } from '../record'
import { type OpenCapture } from './capture/capture'
import { type CapturedTopic, type Manifest } from './capture/manifest'
import { offsetsIn } from './capture/summary'

const KEPT: Hidden = 'not kept'

/** The topic's line of the table as the reader saw it, else as far as the capture tells. */
export function capturedInfo({ topic, settings, info }: CapturedTopic, { summary }: Manifest): TopicInfo {
  // A broker always tells the size, or why not: a manifest without it was made before it was kept, or by hand.
  if (info) return info.bytes === null ? { ...info, hidden: { bytes: KEPT, ...info.hidden } } : info
  const there = summary.there.filter((r) => r.topic === topic)
  const columns = settingColumns((name) => (Object.hasOwn(settings, name) ? settings[name] : null))
  const hidden: Partial<Record<HideableColumn, Hidden>> = {
    bytes: KEPT,
    firstTimestamp: KEPT,
    lastTimestamp: KEPT,
  }
  for (const column of ['minInSyncReplicas', 'retentionHours', 'retentionBytes', 'cleanupPolicy'] as const)
    if (columns[column] === null) hidden[column] = KEPT
  return {
    topic,
    partitions: there.length,
    replication: null,
    ...columns,
    messages: Number(offsetsIn(there)),
    bytes: null,
    firstTimestamp: null,
    lastTimestamp: null,
    internal: topic.startsWith('__'),
    hidden,
  }
}

/**
 * Describes a topic of a capture: the offsets that were there, and its messages in place of what only a broker knows.
 * Goes through the capture twice. Throws BATCH_CORRUPT, RECORDS_TOO_OLD, and what its chunks throw.
 */
export async function describeCaptured(
  captured: CapturedTopic,
  capture: Pick<OpenCapture, 'manifest' | 'chunks'>,
  sample: number,
): Promise<TopicDescription> {
  const { topic, settings } = captured
  const { clusterId, readAt, summary } = capture.manifest
  const [ranges, there] = [summary.ranges, summary.there].map((all) => all.filter((r) => r.topic === topic))
  const spans = await spansOf(capture, topic)
  const partitions = there.map((range) => partitionLine(range, spans.get(range.partition)))
  const profiler = new Profiler(sampleRanges(ranges, sample))
  const rate = await countOver(capture, [...spans.values()], (chunk) => {
    profiler.add(chunk)
    return chunk.topic === topic
  })
  return {
    kind: 'description',
    topic,
    clusterId,
    at: readAt,
    origin: 'replay',
    info: withTimes(capturedInfo(captured, capture.manifest), [...spans.values()]),
    partitions,
    skew: skewOf(partitions),
    sample: profiler.profile(),
    rate,
    groups: null,
    settings: Object.entries(settings)
      .map(([name, value]) => ({ name, value, source: 'topic', default: null }) as const)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    hidden: { groups: KEPT },
  }
}

/** Where the line does not tell from when to when the messages are, those that the capture holds do. */
function withTimes(info: TopicInfo, spans: readonly Span[]): TopicInfo {
  if (spans.length === 0 || info.firstTimestamp !== null || info.lastTimestamp !== null) return info
  return {
    ...info,
    firstTimestamp: Math.min(...spans.map((s) => s.first)),
    lastTimestamp: Math.max(...spans.map((s) => s.greatest)),
    hidden: reasons({ ...info.hidden, firstTimestamp: undefined, lastTimestamp: undefined }),
  }
}

/** Timestamps of a partition: of its first message, and the least and the greatest of all. */
interface Span {
  readonly first: number
  readonly least: number
  readonly greatest: number
}

async function spansOf(capture: Pick<OpenCapture, 'chunks'>, topic: string): Promise<Map<number, Span>> {
  const spans = new Map<number, Span>()
  for await (const chunk of capture.chunks()) {
    if (chunk.topic !== topic) continue
    let span = spans.get(chunk.partition)
    for (const time of timesOf(chunk))
      span = {
        first: span?.first ?? time,
        least: Math.min(span?.least ?? time, time),
        greatest: Math.max(span?.greatest ?? time, time),
      }
    if (span) spans.set(chunk.partition, span)
  }
  return spans
}

/** The timestamps of its messages, of those that have one. */
function* timesOf(chunk: RecordChunk): Generator<number> {
  for (const { header, content } of batchesOf(chunk)) {
    if (content !== 'records') continue
    const cursor = new RecordCursor(chunk, header)
    while (cursor.next()) if (cursor.timestamp >= 0) yield cursor.timestamp
  }
}

/** Counts the messages of the chunks that are `wanted`, over the time that the spans take. */
async function countOver(
  capture: Pick<OpenCapture, 'chunks'>,
  spans: readonly Span[],
  wanted: (chunk: RecordChunk) => boolean,
): Promise<Rate | null> {
  const least = spans.reduce((n, s) => Math.min(n, s.least), Infinity)
  const greatest = spans.reduce((n, s) => Math.max(n, s.greatest), -Infinity)
  const { from, bucketMs, count } = spans.length
    ? buckets(least, greatest)
    : { from: 0, bucketMs: 1, count: 0 }
  const counts = new Array<number>(count).fill(0)
  for await (const chunk of capture.chunks())
    if (wanted(chunk) && count)
      for (const time of timesOf(chunk)) counts[Math.floor((time - from) / bucketMs)]++
  return count ? { from, bucketMs, counts } : null
}

function partitionLine({ partition, from, to }: OffsetRange, span: Span | undefined): PartitionDescription {
  return {
    partition,
    leader: null,
    replicas: [],
    inSync: [],
    start: from,
    end: to,
    messages: Number(to - from),
    bytes: null,
    firstTimestamp: span?.first ?? null,
    lastTimestamp: span?.greatest ?? null,
    hidden: { bytes: KEPT },
  }
}
