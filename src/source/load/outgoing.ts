import { bytesToResend, encodedSize } from '../../kafka/resend'
import { type OpenCapture } from '../capture/capture'
import { Survey, type PartitionSurvey } from '../capture/survey'

/** The messages of one captured topic, before they are sent: what a topic must be like that takes them. */
export interface Outgoing {
  readonly topic: string
  /** Its settings when it was captured. */
  readonly settings: Readonly<Record<string, string>>
  readonly messages: number
  /** So many partitions it had, as far as is known. */
  readonly partitions: number
  readonly survey: readonly PartitionSurvey[]
  /** The largest batch that has to be taken. */
  readonly bytesToTake: number
}

/**
 * Looks through the messages of these topics of a capture, in constant memory; twice where one is very large. Throws
 * what the capture's chunks throw, BATCH_CORRUPT and RECORDS_TOO_OLD.
 */
export async function outgoingOf(capture: OpenCapture, topics: Iterable<string>): Promise<Outgoing[]> {
  const { summary } = capture.manifest
  const wanted = new Set(topics)
  const survey = new Survey(summary.ranges.filter((r) => wanted.has(r.topic)))
  for await (const chunk of capture.chunks()) if (wanted.has(chunk.topic)) survey.add(chunk)
  const found: Outgoing[] = []
  for (const { topic, settings, info } of capture.manifest.topics) {
    if (!wanted.has(topic)) continue
    const partitions = survey.partitions.filter((p) => p.topic === topic)
    const seen = [...partitions, ...summary.there].filter((r) => r.topic === topic)
    found.push({
      topic,
      settings,
      messages: partitions.reduce((n, p) => n + p.messages, 0),
      partitions: Math.max(info?.partitions ?? 0, ...seen.map((r) => r.partition + 1), 1),
      survey: partitions,
      bytesToTake: await bytesToTake(capture, topic, partitions),
    })
  }
  return found
}

/** A message of so many bytes fits everywhere, with whatever a batch adds to it. */
const SMALL = 500_000

/** Roughly by the largest message; where that is large, exactly: compressed as it was, it may take less. */
async function bytesToTake(
  capture: OpenCapture,
  topic: string,
  survey: readonly PartitionSurvey[],
): Promise<number> {
  const largest = Math.max(0, ...survey.map((p) => p.largest))
  if (largest <= SMALL) return encodedSize({ key: null, value: null, headers: [] }) + largest
  let most = 0
  for await (const chunk of capture.chunks())
    if (chunk.topic === topic) most = Math.max(most, bytesToResend(chunk))
  return most
}
