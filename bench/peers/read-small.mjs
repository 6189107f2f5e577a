// Reads a small topic 31 times and gives the median from the call of read() to its batch, records and capture made.
// Usage: node read-small.mjs BOOTSTRAP TOPIC
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../measure.mjs'

const require = createRequire(import.meta.url)
const { connect } = require('../..')

const [bootstrap, topic] = process.argv.slice(2)
const captures = mkdtempSync(join(tmpdir(), 'carnet-bench-'))
process.env.CARNET_CAPTURES = captures
const times = []
try {
  const kafka = await connect({ brokers: bootstrap })
  for (let i = 0; i < 31; i++) {
    const started = performance.now()
    const batch = await kafka.read(topic, { quiet: true })
    batch.records()
    times.push(performance.now() - started)
  }
  await kafka.close()
} finally {
  rmSync(captures, { recursive: true })
}
console.log(JSON.stringify({ milliseconds: median(times) }))
