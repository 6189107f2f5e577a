import { stat } from 'node:fs/promises'
import { carnetError } from '../../errors'
import { decodeChunk } from '../../kafka/decode'
import { type KafkaRecord, type RecordChunk } from '../../record'
import { type CaptureState, type OpenCapture } from './capture'
import { type Manifest } from './manifest'
import { openCapture, type OpenOptions } from './read'
import { Survey, type PartitionSurvey } from './survey'

/** What a capture holds, for a person who looks at the file. */
export interface CaptureOverview {
  readonly kind: 'capture'
  readonly file: string
  readonly form: 'kcap' | 'ndjson'
  readonly state: CaptureState
  /** Size of the file in bytes. */
  readonly size: number
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string
  readonly manifest: Manifest
  readonly partitions: readonly PartitionSurvey[]
  /** The messages that were asked for, as they stand in the file. */
  readonly messages: readonly KafkaRecord[]
  /** How many messages were asked for; there may be fewer. */
  readonly wanted: number
}

export interface OverviewOptions extends OpenOptions {
  /** At most so many messages. */
  readonly messages: number
  /** Of this topic, this partition, from this offset on; all by default. */
  readonly topic?: string
  readonly partition?: number
  readonly offset?: bigint
}

/**
 * Goes through a capture once, in constant memory. Throws CAPTURE_TOPIC_ABSENT, CAPTURE_PARTITION_ABSENT, and what
 * `openCapture` and its chunks throw.
 */
export async function overviewOf(file: string, options: OverviewOptions): Promise<CaptureOverview> {
  const capture = await openCapture(file, options)
  try {
    requirePlace(capture, options)
    const { form, state, manifest } = capture
    const survey = new Survey(manifest.summary.ranges)
    const messages: KafkaRecord[] = []
    for await (const chunk of capture.chunks()) {
      survey.add(chunk)
      const left = options.messages - messages.length
      if (left > 0 && isWanted(chunk, options)) messages.push(...firstOf(chunk, options.offset ?? 0n, left))
    }
    return {
      kind: 'capture',
      file,
      form,
      state,
      size: (await stat(file)).size,
      sha256: await capture.sha256(),
      manifest,
      partitions: survey.partitions,
      messages,
      wanted: options.messages,
    }
  } finally {
    await capture.close()
  }
}

function requirePlace({ file, manifest }: OpenCapture, { topic, partition }: OverviewOptions): void {
  const held = manifest.topics.map((t) => t.topic)
  if (topic !== undefined && !held.includes(topic))
    throw carnetError('CAPTURE_TOPIC_ABSENT', { file, topic, held })
  if (partition === undefined) return
  const ranges = manifest.summary.ranges.filter((r) => topic === undefined || r.topic === topic)
  if (ranges.some((r) => r.partition === partition)) return
  throw carnetError('CAPTURE_PARTITION_ABSENT', { file, partition, held: ranges.map((r) => r.partition) })
}

const isWanted = (chunk: RecordChunk, { topic, partition, offset = 0n }: OverviewOptions): boolean =>
  (topic === undefined || chunk.topic === topic) &&
  (partition === undefined || chunk.partition === partition) &&
  chunk.to > offset

/** Copied: a view would keep the whole chunk in memory. */
function firstOf(chunk: RecordChunk, offset: bigint, most: number): KafkaRecord[] {
  return decodeChunk(chunk)
    .filter((r) => r.offset >= offset)
    .slice(0, most)
    .map((r) => ({
      ...r,
      key: copied(r.key),
      value: copied(r.value),
      headers: r.headers.map(([name, value]) => [name, copied(value)] as const),
    }))
}

const copied = (bytes: Buffer | null): Buffer | null => bytes && Buffer.from(bytes)
