// npm run bench:store: how fast messages that were read go into SQLite, and how the file grows. Each case in a process of
// its own, on a file of its own; what is measured is the store's work alone.
// Options: --messages N (1000000)  --batch N (5000, messages a transaction of a collection)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messages } from './messages.mjs'

const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    batch: { type: 'string', default: '5000' },
    case: { type: 'string' },
    file: { type: 'string' },
  },
})
const count = Number(options.messages)
const size = Number(options.batch)

const CASES = {
  'save, one transaction': (run) => save(run, {}),
  'the same once more': (run) => save(run, {}),
  'save with the messages': (run) => save(run, { raw: true }),
  collect: (run) => collect(run, false),
  'collect with the messages': (run) => collect(run, true),
}

if (options.case === undefined) compare()
else console.log(JSON.stringify(one(options.case, options.file)))

function compare() {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-bench-'))
  const rows = []
  try {
    for (const [i, name] of Object.keys(CASES).entries()) {
      // The second case goes on with the file of the first.
      const file = join(folder, `${i === 1 ? 0 : i}.db`)
      const args = ['--max-old-space-size=6000', import.meta.filename, '--case', name, '--file', file]
      const { stdout, status } = spawnSync(
        process.execPath,
        [...args, '--messages', options.messages, '--batch', options.batch],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      )
      if (status !== 0) throw new Error(`${name} ended with ${status}`)
      const { wall, cpu, bytes } = JSON.parse(stdout)
      rows.push({
        case: name,
        'messages/s': Math.round(count / wall),
        'CPU s per million': ((cpu * 1e6) / count).toFixed(1),
        'MB per million': ((bytes * 1e6) / count / 1e6).toFixed(0),
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.table(rows)
}

/** Runs one case, and gives seconds, CPU seconds and the size of the closed file. */
function one(name, file) {
  const require = createRequire(import.meta.url)
  const { parse } = require('../dist/parse/parse')
  const { students } = require('../dist/parse/students')
  const store = require('../dist/store').openStore(file)
  const usage = { wall: 0, cpu: 0 }
  CASES[name]({
    ...{ require, store, students },
    parse: (batch) => parse(batch, students),
    timed: (work) => timed(usage, work),
  })
  timed(usage, () => store.close())
  return { ...usage, bytes: statSync(file).size }
}

function timed(usage, work) {
  const [wall, cpu] = [performance.now(), cpuSeconds()]
  work()
  usage.wall += (performance.now() - wall) / 1000
  usage.cpu += cpuSeconds() - cpu
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function save({ require, store, parse, timed }, saveOptions) {
  const [batch] = batches(require, count)
  const parsed = parse(batch)
  timed(() => store.save(parsed, saveOptions))
}

function collect({ require, store, students, parse, timed }, raw) {
  const { openAppender } = require('../dist/store/appender')
  const appender = openAppender(store, { schema: students, clusterId: 'c', topic: 'message', raw })
  for (const batch of batches(require, size)) {
    const parsed = parse(batch)
    timed(() => appender.append(batch, parsed))
  }
}

/** The messages as batches of one partition, as a read gives them. */
function* batches(require, length) {
  const { encodeChunk } = require('../dist/kafka/encode')
  const { makeBatch } = require('../dist/source/batch')
  let from = 0
  for (const slice of messages(count, 1, length)) {
    const to = from + slice.length
    const range = { topic: 'message', partition: 0, from: BigInt(from), to: BigInt(to) }
    const records = slice.map((message, i) => ({
      ...message,
      ...{ topic: 'message', offset: BigInt(from + i), timestampType: 'CreateTime', headers: [] },
    }))
    const provenance = { kind: 'provenance', topics: ['message'], clusterId: 'c', ranges: [range] }
    yield makeBatch({
      topics: ['message'],
      chunks: [encodeChunk('message', 0, records, range)],
      summary: { records: slice.length },
      provenance: { ...provenance, messages: slice.length, readAt: '', origin: 'live', capture: null },
    })
    from = to
  }
}
