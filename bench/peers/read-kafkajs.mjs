// Reads a topic to its end with kafkajs' own consumer, batch by batch, as its documentation shows.
// Usage: node read-kafkajs.mjs BOOTSTRAP TOPIC
import kafkajs from 'kafkajs'

const { Kafka, logLevel } = kafkajs
const [bootstrap, topic] = process.argv.slice(2)
const started = performance.now()
const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
const admin = kafka.admin()
await admin.connect()
const ends = new Map(
  (await admin.fetchTopicOffsets(topic))
    .map((o) => [o.partition, BigInt(o.high)])
    .filter(([, end]) => end > 0n),
)
const groupId = `bench-${process.pid}-${Date.now()}`
const consumer = kafka.consumer({ groupId, maxBytesPerPartition: 4 << 20, maxWaitTimeInMs: 200 })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
let count = 0
let bytes = 0
await new Promise((resolve, reject) => {
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  void consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) {
        count++
        bytes += value?.length ?? 0
      }
      if (BigInt(batch.lastOffset()) + 1n >= (ends.get(batch.partition) ?? 0n)) ends.delete(batch.partition)
      if (ends.size === 0) resolve()
    },
  })
})
const seconds = (performance.now() - started) / 1000
await consumer.disconnect()
await admin.deleteGroups([groupId])
await admin.disconnect()
console.log(JSON.stringify({ messages: count, bytes, seconds }))
