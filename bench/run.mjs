// npm run bench: carnet beside other Kafka clients, on one machine, on the same topics, in turn.
// Options: --messages N (1000000)  --runs N (5)  --stream N (10000000; 0 for none)  --out FILE (a JSON file of all figures)
//   --only reading|parsing
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadedTopic, startKafka } from './kafka.mjs'
import { measure, median } from './measure.mjs'
import { report } from './report.mjs'

const require = createRequire(import.meta.url)
const { ensureVenv } = require('../dist/machine')

const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    stream: { type: 'string', default: '10000000' },
    out: { type: 'string' },
    only: { type: 'string' },
  },
})
const count = Number(options.messages)
const runs = Number(options.runs)
const streamed = Number(options.stream)
const say = (text) => process.stderr.write(`${text}\n`)

const peer = (name) => join(import.meta.dirname, 'peers', name)
const node = process.execPath

/** What is run on each topic: name → command line. */
const readers = (python) => ({
  carnet: (...where) => [node, [peer('read-carnet.mjs'), ...where]],
  'carnet, young generation of 64 MB': (...where) => [
    node,
    ['--max-semi-space-size=64', peer('read-carnet.mjs'), ...where],
  ],
  'kafkajs, eachBatch': (...where) => [node, [peer('read-kafkajs.mjs'), ...where]],
  'confluent-kafka-python, consume(5000)': (...where) => [python, [peer('read_confluent.py'), ...where]],
  'confluent-kafka-python, without its pauses': (...where) => [
    python,
    [peer('read_confluent.py'), ...where, 'quick'],
  ],
  ...kcat(),
})

function kcat() {
  if (!spawnSync('kcat', ['-V']).error)
    return {
      'kcat, to nowhere': (bootstrap, topic) => [
        'sh',
        [
          '-c',
          'exec kcat -C -e -q -b "$0" -t "$1" -o beginning -X check.crcs=true >/dev/null',
          bootstrap,
          topic,
        ],
      ],
    }
  say('kcat is not installed: it is left out (apt-get install kcat)')
  return {}
}

/** Reading, beside other clients. */
async function reading() {
  const clients = readers((await ensureVenv('peers', { log: say })).python)
  const results = []
  const kafka = await startKafka()
  try {
    for (const partitions of [1, 6]) {
      const topic = await loadedTopic(kafka.bootstrap, count, partitions, say)
      const found = Object.fromEntries(Object.keys(clients).map((name) => [name, []]))
      for (let run = 0; run <= runs; run++)
        for (const [name, command] of Object.entries(clients)) {
          const result = await measure(...command(kafka.bootstrap, topic))
          if (result.messages !== undefined && result.messages !== count)
            throw new Error(`${name} read ${result.messages} of ${count} messages`)
          say(
            `${topic}, ${run === 0 ? 'warm-up' : `run ${run}`}: ${name} ${(result.seconds ?? result.wall).toFixed(2)} s`,
          )
          // The first run warms the machine's caches, and the broker.
          if (run > 0) found[name].push(result)
        }
      for (const [name, list] of Object.entries(found))
        results.push({
          work: 'read',
          partitions,
          name,
          seconds: median(list.map((r) => r.seconds ?? r.wall)),
          cpu: median(list.map((r) => r.cpu)),
          peak: median(list.map((r) => r.peak)),
        })
    }
    results.push({ work: 'small', ...(await small(kafka.bootstrap)) })
    if (streamed > 0) results.push({ work: 'stream', ...(await stream(kafka.bootstrap)) })
  } finally {
    await kafka.stop()
  }
  return results
}

/** Parsing of messages that are there already, in one process. */
async function parsing() {
  const { works } = await measure(node, [
    '--expose-gc',
    '--max-semi-space-size=64',
    peer('parse-carnet.mjs'),
    String(count),
    String(runs),
  ])
  return works.map((work) => ({ work: 'parse', ...work }))
}

const PARTS = { reading, parsing }

/** From the call to the batch, for 2,000 messages in 3 partitions, in one process that has read before. */
async function small(bootstrap) {
  const topic = await loadedTopic(bootstrap, 2000, 3, say)
  const result = await measure(node, [peer('read-small.mjs'), bootstrap, topic])
  return { name: 'carnet', messages: 2000, milliseconds: result.milliseconds }
}

async function stream(bootstrap) {
  const topic = await loadedTopic(bootstrap, streamed, 6, say)
  const { messages, seconds, cpu, peak, resident } = await measure(node, [
    peer('stream-carnet.mjs'),
    bootstrap,
    topic,
    String(streamed),
  ])
  return { name: 'carnet', messages, seconds, cpu, peak, resident }
}

const wanted = options.only === undefined ? Object.keys(PARTS) : [options.only]
const results = []
for (const part of wanted) {
  if (!Object.hasOwn(PARTS, part)) throw new Error(`--only ${part}: use ${Object.keys(PARTS).join(' or ')}`)
  results.push(...(await PARTS[part]()))
}

const machine = {
  cpu: cpus()[0].model,
  cores: cpus().length,
  memory: totalmem(),
  node: process.version,
  kafka: '4.4.0',
}
process.stdout.write(report({ count, runs, machine, results }))
if (options.out) {
  mkdirSync(dirname(options.out), { recursive: true })
  writeFileSync(options.out, JSON.stringify({ count, runs, machine, results }, null, 2) + '\n')
}
