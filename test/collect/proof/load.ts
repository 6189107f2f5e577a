import { Kafka, logLevel } from 'kafkajs'
import { type KafkaClient } from '../../../src/kafka/client'
import { messageOf, recordsOf } from './messages'

const SLICE = 20_000

/** Sends the messages `from` … `to` (not included) of their numbers. */
export async function sendMessages(
  client: KafkaClient,
  topic: string,
  range: { readonly from: number; readonly to: number; readonly partitions: number },
): Promise<void> {
  for (let at = range.from; at < range.to; at += SLICE)
    await client.send(topic, recordsOf(at, Math.min(at + SLICE, range.to), range.partitions))
}

/** Sends messages in a transaction to each partition, and ends it so. */
export async function sendTransaction(
  bootstrap: string,
  topic: string,
  range: { readonly from: number; readonly to: number; readonly partitions: number },
  end: 'commit' | 'abort',
): Promise<void> {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
  const producer = kafka.producer({
    transactionalId: `transaction-of-${topic}`,
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  try {
    const transaction = await producer.transaction()
    const ids = Array.from({ length: range.to - range.from }, (_, i) => range.from + i)
    await transaction.send({
      topic,
      messages: ids.map((id) => {
        const { key, value, headers } = messageOf(id)
        return {
          partition: id % range.partitions,
          key,
          value,
          headers: Object.fromEntries(headers) as Record<string, Buffer>,
        }
      }),
    })
    await transaction[end]()
  } finally {
    await producer.disconnect()
  }
}

/** Gives a topic so many partitions in all. */
export async function addPartition(bootstrap: string, topic: string, count: number): Promise<void> {
  const admin = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    await admin.createPartitions({ topicPartitions: [{ topic, count }] })
  } finally {
    await admin.disconnect()
  }
}
