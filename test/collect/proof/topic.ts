import { Kafka, logLevel } from 'kafkajs'
import { idOf, messageOf } from './messages'

/** The messages of one partition in order of offset, as columns. */
export interface PartitionContents {
  /** One more than the last offset. */
  readonly end: number
  readonly offsets: readonly number[]
  readonly timestamps: readonly number[]
  /** The number of each message. */
  readonly ids: readonly number[]
}

interface Columns extends PartitionContents {
  readonly offsets: number[]
  readonly timestamps: number[]
  readonly ids: number[]
}

/**
 * What a topic holds that was committed, by partition: read with kafkajs' own consumer, of which nothing is in the
 * collection. Throws where a message is not, byte for byte, the one of its number. The last message of each partition
 * must be one outside a transaction.
 */
export async function contentsOf(bootstrap: string, topic: string): Promise<readonly PartitionContents[]> {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  const found: Columns[] = []
  for (const { partition, offset } of await admin.fetchTopicOffsets(topic))
    found[partition] = { end: Number(offset), offsets: [], timestamps: [], ids: [] }
  await admin.disconnect()
  const open = new Set(found.flatMap(({ end }, partition) => (end > 0 ? [partition] : [])))

  const consumer = kafka.consumer({
    groupId: `proof-of-${topic}`,
    maxWaitTimeInMs: 200,
    maxBytesPerPartition: 8 << 20,
    // A busy machine is not a dead consumer, which would begin anew.
    sessionTimeout: 300_000,
  })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  try {
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error))
      if (open.size === 0) resolve()
      const run = consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          const columns = found[batch.partition]
          for (const { offset, timestamp, key, value, headers } of batch.messages) {
            // One that restarts itself begins anew.
            if (Number(offset) <= (columns.offsets.at(-1) ?? -1)) continue
            columns.offsets.push(Number(offset))
            columns.timestamps.push(Number(timestamp))
            columns.ids.push(checkedId(key, value, headers))
          }
          if (columns.offsets.at(-1) === columns.end - 1) open.delete(batch.partition)
          if (open.size === 0) resolve()
        },
      })
      run.catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
  return found
}

/** The number of a message that is what it must be. */
function checkedId(key: Buffer | null, value: Buffer | null, headers: object = {}): number {
  const id = idOf(key)
  const made = messageOf(id)
  const isSame = value === null ? made.value === null : made.value?.equals(value)
  if (!isSame || Object.keys(headers).length !== made.headers.length)
    throw new Error(`the topic holds another message ${id} than was sent`)
  return id
}
