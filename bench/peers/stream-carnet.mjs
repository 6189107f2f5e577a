// Streams a topic in constant memory: every value is touched. Prints the resident memory at the end of each tenth.
// Usage: node stream-carnet.mjs BOOTSTRAP TOPIC MESSAGES
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { connect } = require('../..')

const [bootstrap, topic, messages] = process.argv.slice(2)
const step = Number(messages) / 10
const started = performance.now()
const kafka = await connect({ brokers: bootstrap })
const resident = []
let count = 0
let bytes = 0
for await (const batch of kafka.stream(topic, { quiet: true, capture: false }))
  for (const { value } of batch) {
    count++
    bytes += value?.length ?? 0
    if (count % step === 0) resident.push(process.memoryUsage().rss)
  }
await kafka.close()
console.log(
  JSON.stringify({ messages: count, bytes, seconds: (performance.now() - started) / 1000, resident }),
)
