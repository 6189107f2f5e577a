import { CarnetError, carnetError } from '../../errors'
import { type KafkaClient } from '../../kafka/client'
import { Resender, type OutgoingBatch } from '../../kafka/resend'
import { type TargetTopic } from '../../kafka/target'
import { type OpenCapture } from '../capture/capture'
import { openCapture } from '../capture/read'
import { leftOut, newTopicFor } from './new-topic'
import { outgoingOf, type Outgoing } from './outgoing'
import { maxBytesOf, objectionsOf } from './target-checks'

export interface LoadOptions {
  /** Where each captured topic goes; those that are not named are left out. */
  readonly into: ReadonlyMap<string, string>
  /** Whether a topic that is not there is made. */
  readonly create: boolean
  /** Whether a topic may hold messages already. */
  readonly append: boolean
  /** Whether a topic is taken that would change or delete the messages. */
  readonly force: boolean
  readonly signal?: AbortSignal
  /** Is told how many messages the brokers have, of how many. */
  readonly onProgress?: (sent: number, all: number) => void
}

export interface LoadedTopic {
  readonly from: string
  readonly to: string
  readonly partitions: number
  readonly messages: number
  /** The settings with which it was made; null where it was there. */
  readonly created: Readonly<Record<string, string>> | null
  /** Settings of the captured topic that the one that was made does not have. */
  readonly leftOut: readonly string[]
  /** Sentences about what was not checked, or done all the same. */
  readonly notes: readonly string[]
}

export interface LoadResult {
  readonly topics: readonly LoadedTopic[]
  /** Messages that the brokers have; fewer than those of the topics where loading was interrupted. */
  readonly sent: number
}

/**
 * Sends the messages of a capture to topics: keys, values, headers, timestamps and partitions as they were; offsets as
 * the topic gives them. In constant memory. Nothing is sent, and no topic made, where a topic would not take the
 * messages or not keep them.
 *
 * Throws CAPTURE_TOPIC_ABSENT, LOAD_TOPIC_MISSING, LOAD_TOPIC_NOT_EMPTY, LOAD_TOPIC_REFUSES, LOAD_TOPIC_CHANGES,
 * LOAD_BROKEN once something was sent, and what `openCapture` and the client throw.
 */
export async function loadCapture(
  client: KafkaClient,
  file: string,
  options: LoadOptions,
): Promise<LoadResult> {
  const capture = await openCapture(file, options)
  try {
    const held = capture.manifest.topics.map((t) => t.topic)
    for (const topic of options.into.keys())
      if (!held.includes(topic)) throw carnetError('CAPTURE_TOPIC_ABSENT', { file, topic, held })
    const places = await placesOf(client, options)
    const outgoing = await outgoingOf(capture, options.into.keys())
    return await sendAll(client, capture, await prepared(client, outgoing, places, options), options)
  } finally {
    await capture.close()
  }
}

/** Where a captured topic goes: `target` is null for a topic that is to be made. */
interface Place {
  readonly to: string
  readonly target: TargetTopic | null
}

/** Looked at first: it takes a moment, the messages of a large capture may take longer. */
async function placesOf(
  client: KafkaClient,
  { into, create, append }: LoadOptions,
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>()
  for (const [from, to] of into) {
    const target = await client.target(to)
    if (!target && !create) throw carnetError('LOAD_TOPIC_MISSING', { topic: to })
    if (target && target.messages > 0n && !append)
      throw carnetError('LOAD_TOPIC_NOT_EMPTY', { topic: to, messages: String(target.messages) })
    places.set(from, { to, target })
  }
  return places
}

/** A captured topic and the one that it goes to. */
interface Transfer {
  readonly outgoing: Outgoing
  readonly target: TargetTopic
  readonly loaded: LoadedTopic
}

/** Makes topics only when all that are there fit. */
async function prepared(
  client: KafkaClient,
  all: readonly Outgoing[],
  places: ReadonlyMap<string, Place>,
  options: LoadOptions,
): Promise<Transfer[]> {
  const now = Date.now()
  const waiting: (() => Promise<Transfer>)[] = []
  for (const outgoing of all) {
    const { to, target } = places.get(outgoing.topic) ?? { to: outgoing.topic, target: null }
    if (target) {
      const transfer = { outgoing, target, loaded: fitting(to, target, outgoing, options, now) }
      waiting.push(async () => transfer)
    } else waiting.push(() => made(client, to, outgoing, options, now))
  }
  const transfers: Transfer[] = []
  for (const ready of waiting) transfers.push(await ready())
  return transfers
}

async function made(
  client: KafkaClient,
  to: string,
  outgoing: Outgoing,
  options: LoadOptions,
  now: number,
): Promise<Transfer> {
  const { partitions, settings } = newTopicFor(outgoing, now)
  await client.createTopic(to, { partitions, settings })
  const target = await client.target(to)
  if (!target) throw carnetError('LOAD_TOPIC_MISSING', { topic: to })
  const fits = fitting(to, target, outgoing, options, now)
  return { outgoing, target, loaded: { ...fits, created: settings, leftOut: leftOut(outgoing, settings) } }
}

/** Throws LOAD_TOPIC_REFUSES, LOAD_TOPIC_CHANGES. */
function fitting(
  to: string,
  target: TargetTopic,
  outgoing: Outgoing,
  { force }: LoadOptions,
  now: number,
): LoadedTopic {
  const { refusals, changes } = objectionsOf(target, outgoing, now)
  if (refusals.length > 0) throw carnetError('LOAD_TOPIC_REFUSES', { topic: to, reasons: refusals })
  if (changes.length > 0 && !force) throw carnetError('LOAD_TOPIC_CHANGES', { topic: to, reasons: changes })
  const notes = changes.map((change) => `Loaded all the same: ${change}.`)
  if (!target.settings)
    notes.push('The settings of the topic may not be seen: whether it keeps the messages is not known.')
  const { topic, messages } = outgoing
  return { from: topic, to, partitions: target.partitions, messages, created: null, leftOut: [], notes }
}

async function sendAll(
  client: KafkaClient,
  capture: OpenCapture,
  transfers: readonly Transfer[],
  { signal, onProgress }: LoadOptions,
): Promise<LoadResult> {
  const all = transfers.reduce((n, t) => n + t.outgoing.messages, 0)
  let sent = 0
  for (const { outgoing, target, loaded } of transfers) {
    const batches = batchesOf(capture, outgoing.topic, maxBytesOf(target), signal)
    try {
      await client.sendBatches(loaded.to, batches, ({ records }) => {
        sent += records
        onProgress?.(sent, all)
      })
    } catch (e) {
      if (signal?.aborted) break
      if (sent === 0 || !(e instanceof CarnetError)) throw e
      throw carnetError('LOAD_BROKEN', { topic: loaded.to, sent, all, what: e.what }, e)
    }
  }
  return { topics: transfers.map((t) => t.loaded), sent }
}

async function* batchesOf(
  capture: OpenCapture,
  topic: string,
  maxBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<OutgoingBatch> {
  const resender = new Resender(maxBytes)
  for await (const chunk of capture.chunks()) {
    if (chunk.topic !== topic) continue
    for (const batch of resender.add(chunk)) {
      if (signal?.aborted) return
      yield batch
    }
  }
  if (!signal?.aborted) yield* resender.end()
}
