import { createRequire } from 'node:module'
import type * as Kafkajs from 'kafkajs'
import { type Config } from '../config'
import { PATIENT } from './cluster'
import { codecOf } from './codecs'
import { leaveGroup } from './group-leave'
import { kafkajsClient } from './kafkajs'
import { Sockets } from './sockets'
import { withinTime } from './timing'

/** What kafkajs hands over of one partition: the messages of one fetch, those of aborted transactions left out. */
export interface ConsumedMessages {
  readonly partition: number
  /** The offset that was asked for: another one than expected where kafkajs began anew. */
  readonly fetchedFrom: bigint
  /** The last offset that it knows of, control records included. */
  readonly last: bigint
  readonly messages: readonly Kafkajs.KafkaMessage[]
}

export interface ConsumerEvents {
  /** It is in the group and has these partitions; gives the offset to begin at of each that is to be read. */
  joined(partitions: readonly number[]): ReadonlyMap<number, bigint>
  /** One at a time; whether more of the partition is wanted. What it throws ends the consumer. */
  consumed(messages: ConsumedMessages): Promise<boolean>
  /** All up to this offset is passed, whether or not there were messages. */
  passed(partition: number, last: bigint): void
  /** A fetch was answered, perhaps with nothing. */
  fetched(): void
  /** kafkajs gives up for the moment, and begins anew by itself. */
  faltered(error: unknown): void
}

export interface ConsumerSettings {
  readonly topic: string
  readonly group: string
  /** Aborted when enough was read, or the read is to stop. */
  readonly signal: AbortSignal
}

/** A member that stops answering leaves the group after so long; a broker allows no less than 6 s by default. */
export const SESSION_MS = 10_000
const HEARTBEAT_MS = 2_000
const MAX_WAIT_MS = 100
/** To stop and to leave the group; afterwards the connections are cut. */
const LEAVE_MS = 300

/**
 * Runs a consumer of kafkajs until the signal is aborted; then it leaves the group. It commits nothing and creates no
 * topic. Rejects with what an event threw, or with the error that kafkajs cannot go on after.
 */
export async function runConsumer(
  config: Config,
  { topic, group, signal }: ConsumerSettings,
  events: ConsumerEvents,
): Promise<void> {
  registerCodecs()
  const sockets = new Sockets()
  const kafka = await kafkajsClient(config, config.brokers, PATIENT, sockets)
  let over = false
  let member: string | null = null
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: MAX_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => !over },
  })
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
      if (signal.aborted) resolve()
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => void (member = payload.memberId))
      listen(consumer, topic, events, reject)
      start(consumer, topic, events, signal, reject).catch(reject)
    })
  } finally {
    over = true
    // Outside of the handler, where kafkajs would wait for itself.
    const left = await withinTime(consumer.disconnect(), LEAVE_MS, () => new Error('it takes too long')).then(
      () => true,
      () => false,
    )
    sockets.cut()
    if (!left && member !== null) await leaveGroup(config, group, member)
  }
}

function listen(
  consumer: Kafkajs.Consumer,
  topic: string,
  events: ConsumerEvents,
  fail: (error: unknown) => void,
): void {
  const { GROUP_JOIN, END_BATCH_PROCESS, FETCH, CRASH } = consumer.events
  consumer.on(GROUP_JOIN, ({ payload }) => {
    try {
      const starts = events.joined(payload.memberAssignment[topic] ?? [])
      // Else it would go on from what is committed, also after it had to join again.
      for (const [partition, offset] of starts) consumer.seek({ topic, partition, offset: String(offset) })
    } catch (e) {
      fail(e)
    }
  })
  consumer.on(END_BATCH_PROCESS, ({ payload }) =>
    events.passed(payload.partition, BigInt(payload.lastOffset)),
  )
  consumer.on(FETCH, () => events.fetched())
  // The only way in which the errors of `run` are told.
  consumer.on(CRASH, ({ payload: { error, restart } }) => {
    if (restart) events.faltered(error)
    else fail(error)
  })
}

async function start(
  consumer: Kafkajs.Consumer,
  topic: string,
  events: ConsumerEvents,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): Promise<void> {
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatch: async (payload) => {
      if (signal.aborted) return
      const { batch } = payload
      const { partition, messages } = batch
      const { fetchedOffset } = batch as Kafkajs.Batch & { readonly fetchedOffset: string }
      const last = BigInt(batch.lastOffset())
      // What comes of a beat that fails is seen at the next one of kafkajs' own.
      const beat = setInterval(() => void payload.heartbeat().catch(() => {}), HEARTBEAT_MS)
      try {
        const fetchedFrom = BigInt(fetchedOffset)
        if (!(await events.consumed({ partition, fetchedFrom, last, messages }))) payload.pause()
      } catch (e) {
        fail(e) // kafkajs would try again
      } finally {
        clearInterval(beat)
      }
    },
  })
}

/** Codecs that kafkajs comes without. Anybody's own stay. */
function registerCodecs(): void {
  // The registry is one object for all of the process.
  const kafkajs = createRequire(__filename)('kafkajs') as typeof Kafkajs
  const codecs: Record<number, unknown> = kafkajs.CompressionCodecs
  const { Snappy, LZ4, ZSTD } = kafkajs.CompressionTypes
  for (const type of [Snappy, LZ4, ZSTD]) {
    if (!isMissing(codecs[type])) continue
    codecs[type] = () => ({
      compress: () => Promise.reject(new Error('carnet sends no compressed batches')),
      decompress: async (bytes: Buffer) => codecOf(type)?.decompress(bytes) ?? bytes,
    })
  }
}

/** kafkajs has a function that throws in the place of a codec that it comes without. */
function isMissing(codec: unknown): boolean {
  try {
    return (codec as (() => unknown) | undefined)?.() === undefined
  } catch {
    return true
  }
}
