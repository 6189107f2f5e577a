// The real broker of the benchmarks, and the topics that it keeps from run to run.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { messages } from './messages.mjs'

const require = createRequire(import.meta.url)
const { startBroker } = require('../dist/broker')
const { readConfig } = require('../dist/config')
const { openClient } = require('../dist/kafka/client')

/** Starts the broker; its topics stay in the project's `.carnet/bench`, so that they are loaded once. */
export function startKafka() {
  return startBroker({ folder: join(import.meta.dirname, '..', '.carnet', 'bench') })
}

/** Makes sure that the topic with so many messages is there, and gives its name. */
export async function loadedTopic(bootstrap, count, partitions, say) {
  const topic = `bench-${count}-in-${partitions}`
  const client = openClient(readConfig({ brokers: bootstrap }, {}))
  try {
    const there = await client.topicSize(topic)
    if (there === BigInt(count)) return topic
    if (there !== null)
      throw new Error(`${topic} holds ${there} messages: remove .carnet/bench and run this again`)
    say(`loading ${topic}`)
    await client.createTopic(topic, { partitions, settings: { 'retention.ms': '-1' } })
    for (const slice of messages(count, partitions)) await client.send(topic, slice)
    return topic
  } finally {
    await client.close()
  }
}
