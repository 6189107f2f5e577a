// Reads a topic to its end into records: every value is touched, every checksum is checked.
// Usage: node read-carnet.mjs BOOTSTRAP TOPIC
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { readConfig } = require('../../dist/config')
const { openClient } = require('../../dist/kafka/client')
const { decodeChunk } = require('../../dist/kafka/decode')

const [bootstrap, topic] = process.argv.slice(2)
const started = performance.now()
const client = openClient(readConfig({ brokers: bootstrap }, {}))
let count = 0
let bytes = 0
await client.read(topic, (chunk) => {
  for (const { value } of decodeChunk(chunk)) {
    count++
    bytes += value?.length ?? 0
  }
})
await client.close()
console.log(JSON.stringify({ messages: count, bytes, seconds: (performance.now() - started) / 1000 }))
